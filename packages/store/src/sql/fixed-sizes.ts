import type { CompiledQuery, Kysely } from 'kysely';
import type { Schema } from './schema.ts';
import type { Steps, Transaction } from './transaction.ts';

/**
 * How many rows or keys go into one statement. Few numbers, so that few statements are ever made, whatever comes: a database
 * reads each but once. Far below what one statement of any database takes as parameters.
 */
const sizes = [256, 64, 16, 4, 1] as const;
const mostKeys = sizes[0];

/** Keys for `in (…)`, so many at once; the last one again where a number lacks some. */
export function* keysInFixedSizes<Key>(keys: readonly Key[]): Iterable<readonly Key[]> {
  for (let from = 0; from < keys.length; from += mostKeys) {
    const some = keys.slice(from, from + mostKeys);
    const size = sizes.findLast((one) => one >= some.length) ?? mostKeys;
    const [first] = some;
    if (first !== undefined) yield [...some, ...Array<Key>(size - some.length).fill(first)];
  }
}

/** Inserts of one table: their text is made once for each number of rows. */
export interface RowsToInsert<Row extends object> {
  readonly table: keyof Schema;
  readonly columns: readonly (keyof Row & string)[];
}

const compiled = new WeakMap<Kysely<Schema>, Map<string, CompiledQuery>>();

export function* insertRows<Row extends object>(
  { query, run }: Transaction,
  { table, columns }: RowsToInsert<Row>,
  rows: readonly Row[],
): Steps<void> {
  let from = 0;
  while (from < rows.length) {
    const left = rows.length - from;
    const size = sizes.find((one) => one <= left) ?? 1;
    const some = rows.slice(from, from + size);
    const parameters = some.flatMap((row) => columns.map((column) => row[column]));
    const statement = { ...compiledInsert(query, { table, columns, size }), parameters };
    yield* run({ compile: () => statement });
    from += size;
  }
}

function compiledInsert(
  query: Kysely<Schema>,
  {
    table,
    columns,
    size,
  }: { readonly table: keyof Schema; readonly columns: readonly string[]; readonly size: number },
): CompiledQuery {
  const known = compiled.get(query) ?? new Map<string, CompiledQuery>();
  compiled.set(query, known);
  const key = JSON.stringify([table, size, columns]);
  const made =
    known.get(key) ??
    (query as unknown as Kysely<Record<string, Record<string, number>>>)
      .insertInto(table)
      .values(Array.from({ length: size }, () => Object.fromEntries(columns.map((column) => [column, 0]))))
      .compile();
  known.set(key, made);
  return made;
}
