import { quoteName, rowsOf, type SqliteConnection } from './sqlite-connection.ts';

export const gate = 'portcullis_gate';

export const operations = ['insert', 'update', 'delete'] as const;
export type Operation = (typeof operations)[number];

/** The guard's triggers that are there, by name: those of a name like it that somebody else made are not ours to take. */
export function readTriggers(connection: SqliteConnection): ReadonlyMap<string, string> {
  const rows = rowsOf(
    connection,
    `select name, sql from sqlite_schema where type = 'trigger' and name like 'portcullis\\_%' escape '\\' and sql like '%${gate}%'`,
  );
  return new Map(rows.map(({ name, sql }) => [String(name), String(sql)]));
}

export function removeTriggers(connection: SqliteConnection): void {
  for (const name of readTriggers(connection).keys()) connection.exec(`drop trigger ${quoteName(name)}`);
}

export function triggerName(table: string, operation: Operation): string {
  return `portcullis_${operation}_${table}`;
}

/** As SQLite keeps its text. A gate that somebody emptied is closed. */
export function triggerText(table: string, operation: Operation): string {
  return (
    `CREATE TRIGGER ${quoteName(triggerName(table, operation))} before ${operation} on ${quoteName(table)} ` +
    `when coalesce((select admitted from ${gate}), 0) = 0 ` +
    `begin select raise(abort, 'portcullis: ${operation.toUpperCase()} refused, maintenance is in progress'); end`
  );
}
