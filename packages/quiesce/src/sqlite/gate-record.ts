import { gate, readTriggers } from './gate-triggers.ts';
import { rowsOf, type SqliteConnection } from './sqlite-connection.ts';

/** What a closing says of itself, in a table of one row that is there while it is closed. */
export interface GateRecord {
  /** Every table, or those that were named. */
  readonly scope: 'whole' | 'named';
  readonly reason: string;
  readonly closedAt: Date;
  /** The tables that refuse writes, each with the text that made it. */
  readonly tables: ReadonlyMap<string, string>;
  readonly bookkeeping: readonly string[];
  readonly isAdmitting: boolean;
  /** How often somebody was admitted; null = a closing of an earlier version, which did not count. */
  readonly passes: number | null;
}

/** `open`: nothing of it is there; `torn`: somebody took the record away, and the triggers refuse without it. */
export function readRecord(connection: SqliteConnection): GateRecord | 'open' | 'torn' {
  const isThere =
    rowsOf(connection, `select 1 from sqlite_schema where type = 'table' and name = ?`, gate).length > 0;
  const [row] = isThere ? rowsOf(connection, `select * from ${gate}`) : [];
  if (row === undefined) return isThere || readTriggers(connection).size > 0 ? 'torn' : 'open';
  const tables: unknown = JSON.parse(String(row.tables));
  const bookkeeping: unknown = JSON.parse(String(row.bookkeeping));
  return {
    scope: row.scope === 'named' ? 'named' : 'whole',
    reason: String(row.reason),
    closedAt: new Date(Number(row.closed_at)),
    tables: new Map(
      typeof tables === 'object' && tables !== null
        ? Object.entries(tables).map(([name, text]) => [name, String(text)])
        : [],
    ),
    bookkeeping: Array.isArray(bookkeeping) ? bookkeeping.map(String) : [],
    isAdmitting: row.admitted !== 0,
    passes: typeof row.passes === 'number' ? row.passes : null,
  };
}

/** Instead of the record that is there, if one is. */
export function writeRecord(
  connection: SqliteConnection,
  record: Omit<GateRecord, 'isAdmitting' | 'passes'>,
): void {
  const { scope, reason, closedAt, tables, bookkeeping } = record;
  removeRecord(connection);
  connection.exec(
    `create table ${gate} (scope text not null, reason text not null, closed_at int not null, tables text not null, bookkeeping text not null,
      admitted int not null default 0, passes int not null default 0)`,
  );
  connection
    .prepare(`insert into ${gate} (scope, reason, closed_at, tables, bookkeeping) values (?, ?, ?, ?, ?)`)
    .run(
      scope,
      reason,
      closedAt.getTime(),
      JSON.stringify(Object.fromEntries(tables)),
      JSON.stringify(bookkeeping),
    );
}

export function removeRecord(connection: SqliteConnection): void {
  connection.exec(`drop table if exists ${gate}`);
}
