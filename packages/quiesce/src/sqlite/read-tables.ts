import { gate } from './gate-triggers.ts';
import { rowsOf, type SqliteConnection } from './sqlite-connection.ts';

/**
 * Tables by name, each with the text that made it: those that can have triggers, or virtual ones, which cannot. What these keep lies in
 * tables of their own, which neither can.
 */
export function readTables(
  connection: SqliteConnection,
  type: 'table' | 'virtual' = 'table',
): ReadonlyMap<string, string> {
  const rows = rowsOf(
    connection,
    `select name, sql from pragma_table_list join sqlite_schema using (name)
       where schema = 'main' and pragma_table_list.type = ? and name not like 'sqlite\\_%' escape '\\' and name <> ? order by name`,
    type,
    gate,
  );
  return new Map(rows.map(({ name, sql }) => [String(name), String(sql)]));
}
