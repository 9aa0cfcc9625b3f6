export interface PageQuery<Row> {
  /** Part of what a row is found by, in whatever case. */
  readonly search: string;
  readonly textOf: (row: Row) => string;
  /** Of the first row of the page, from 0. */
  readonly skip: number;
  readonly pageSize: number;
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** The first page where the one asked for is not there any more. */
  readonly skip: number;
  /** How many were found. */
  readonly total: number;
}

/** One page of what is all here already: to lay out hundreds of rows takes longer than to get them. */
export function pageOf<Row>(rows: readonly Row[], query: PageQuery<Row>): Page<Row> {
  const { search, textOf, pageSize } = query;
  const wanted = search.trim().toLowerCase();
  const found = wanted === '' ? rows : rows.filter((row) => textOf(row).toLowerCase().includes(wanted));
  const skip = query.skip < found.length ? query.skip : 0;
  return { rows: found.slice(skip, skip + pageSize), skip, total: found.length };
}
