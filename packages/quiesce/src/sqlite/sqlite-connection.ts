/** One connection to a file of SQLite, as that of `better-sqlite3` is. The guard brings no driver of its own. */
export interface SqliteConnection {
  exec(text: string): unknown;
  prepare(text: string): {
    all(...values: unknown[]): unknown[];
    run(...values: unknown[]): unknown;
  };
}

export function rowsOf(
  connection: SqliteConnection,
  text: string,
  ...values: readonly (string | number | null)[]
): readonly Readonly<Record<string, unknown>>[] {
  return connection
    .prepare(text)
    .all(...values)
    .filter((row) => typeof row === 'object' && row !== null)
    .map((row) => ({ ...row }));
}

/** A name as SQL writes it. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** All or nothing, and nobody else writes meanwhile. */
export function inTransaction<Result>(connection: SqliteConnection, work: () => Result): Result {
  connection.exec('begin immediate');
  try {
    const result = work();
    connection.exec('commit');
    return result;
  } catch (error) {
    // SQLite ends some transactions by itself, and so may the work: what went wrong is what to say.
    try {
      connection.exec('rollback');
    } catch {}
    throw error;
  }
}
