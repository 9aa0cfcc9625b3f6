/** What this driver needs of a client of `pg`; the one of a pool that the application hands in may be of another version. */
export interface SqlClient {
  query(text: string): Promise<unknown>;
  query(query: SqlQuery): Promise<unknown>;
  on(event: 'error', listener: () => void): unknown;
  off(event: 'error', listener: () => void): unknown;
  /** With `true`: it is closed, and not used again. */
  release(isBroken?: boolean): void;
}

export interface SqlQuery {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly types: TypeParsers;
}

/** A `pg.Pool`. */
export interface SqlPool {
  connect(): Promise<SqlClient>;
}

interface TypeParsers {
  getTypeParser(oid: number, format?: string): (value: string) => unknown;
}
