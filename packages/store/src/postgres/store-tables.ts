import { migrations } from './migrations/index.ts';

/** The names of the tables that a store of this version has in its schema, as a guard of the same database tells them from others. */
export const postgresStoreTables: readonly string[] = [
  'identity',
  'migrations',
  ...migrations.flatMap(({ statements }) =>
    statements.flatMap((statement) => /^create table (\w+) /.exec(statement)?.[1] ?? []),
  ),
];
