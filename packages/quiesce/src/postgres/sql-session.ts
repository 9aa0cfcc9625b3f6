/**
 * One connection to a PostgreSQL, as `pg.Client` is: statements run one after another, in the same session. The guard brings no
 * driver of its own.
 */
export interface SqlSession {
  /** A text with values holds one statement; without values it may hold several. */
  query(text: string, values?: unknown[]): Promise<{ readonly rows: SqlRow[] }>;
}

export type SqlRow = Readonly<Record<string, unknown>>;

/** A name as SQL writes it, whatever it holds. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** By which a driver says what went wrong. */
export function sqlStateOf(error: unknown): unknown {
  return error instanceof Error ? Reflect.get(error, 'code') : undefined;
}
