import { type ReactNode, useMemo } from 'react';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers stand at the right, one below the other. */
  readonly isNumber?: boolean;
  /** Names its row. One column is. */
  readonly isRowHeader?: boolean;
  /** Holds what must not be broken without need, such as paths: gets room before the others do. */
  readonly isWide?: boolean;
}

export interface TableProps<Row> {
  /** What the table lists; shown when there is no heading that says so. */
  readonly caption: string;
  readonly isCaptionHidden?: boolean;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
}

/** Said once more, because browsers forget what a table is once its cells are laid out as cards. */
const roles = {
  table: { role: 'table' },
  group: { role: 'rowgroup' },
  row: { role: 'row' },
  columnHeader: { role: 'columnheader' },
  rowHeader: { role: 'rowheader' },
  cell: { role: 'cell' },
} as const;

/** On a narrow screen each row becomes a card, and each cell says the name of its column. */
export function Table<Row>({
  caption,
  isCaptionHidden = true,
  columns,
  rows,
  keyOf,
}: TableProps<Row>): ReactNode {
  return (
    <table className="table" {...roles.table}>
      <caption className={isCaptionHidden ? 'visually-hidden' : 'table-caption'}>{caption}</caption>
      <thead {...roles.group}>
        <tr {...roles.row}>
          {columns.map(({ title, isNumber, isWide }) => (
            <th
              key={title}
              scope="col"
              {...roles.columnHeader}
              className={isNumber ? 'number' : isWide ? 'wide' : undefined}
            >
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody {...roles.group}>
        {rows.map((row) => (
          <TableRow key={keyOf(row)} row={row} columns={columns} />
        ))}
      </tbody>
    </table>
  );
}

/** The same row by the same columns is not made again: whoever keeps both keeps long tables calm. */
function TableRow<Row>({
  row,
  columns,
}: Pick<TableProps<Row>, 'columns'> & { readonly row: Row }): ReactNode {
  return useMemo(
    () => (
      <tr {...roles.row}>
        {columns.map((column) => (
          <Cell key={column.title} column={column}>
            {column.cell(row)}
          </Cell>
        ))}
      </tr>
    ),
    [row, columns],
  );
}

interface CellProps {
  readonly column: { readonly title: string; readonly isNumber?: boolean; readonly isRowHeader?: boolean };
  readonly children: ReactNode;
}

function Cell({ column: { title, isNumber, isRowHeader }, children }: CellProps): ReactNode {
  const className = isNumber ? 'number' : undefined;
  const content = (
    <>
      <span className="table-cell-title" aria-hidden="true">
        {title}
      </span>
      <span className="table-cell-value">{children}</span>
    </>
  );
  return isRowHeader ? (
    <th scope="row" {...roles.rowHeader} className={className}>
      {content}
    </th>
  ) : (
    <td className={className} {...roles.cell}>
      {content}
    </td>
  );
}
