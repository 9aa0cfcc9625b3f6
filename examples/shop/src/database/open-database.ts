import pg from 'pg';

/** Something that answers SQL: the database itself, or one transaction of it. */
export interface Queryable {
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
}

export interface Database extends Queryable {
  /** Runs `work` in one transaction that may write; rolls back when `work` throws. */
  transaction<Result>(work: (transaction: Queryable) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

export interface OpenDatabaseOptions {
  /** What the server's list of sessions calls it. @default 'shop' */
  readonly applicationName?: string;
}

/**
 * Everything outside `transaction` runs read-only, so a page that claims to read cannot write even by mistake:
 * PostgreSQL refuses it.
 */
export function openDatabase(url: string, { applicationName = 'shop' }: OpenDatabaseOptions = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: 16,
    application_name: applicationName,
    options: '-c default_transaction_read_only=on',
  });
  // An idle connection lost (database restarted) is replaced by the pool; without a listener it ends the process.
  pool.on('error', () => undefined);
  let closed: Promise<void> | null = null;
  return {
    query: (text, values) => run(pool, text, values),
    async transaction(work) {
      const client = await pool.connect();
      let broken = false;
      try {
        await client.query('begin read write');
        const result = await work({ query: (text, values) => run(client, text, values) });
        await client.query('commit');
        return result;
      } catch (error) {
        await client.query('rollback').catch(() => {
          broken = true;
        });
        throw error;
      } finally {
        client.release(broken);
      }
    },
    close() {
      closed ??= pool.end();
      return closed;
    },
  };
}

async function run<Row extends object>(
  connection: pg.Pool | pg.PoolClient,
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const { rows } = await connection.query<Row>(text, [...values]);
  return rows;
}
