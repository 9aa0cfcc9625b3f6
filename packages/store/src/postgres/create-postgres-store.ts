import { type Clock, PortcullisError, type ServerStore } from '@portcullis/gate';
import pg from 'pg';
import { serverStoreOn } from '../sql/server-store-on.ts';
import { createConnection } from './connection.ts';
import { endWhenForgotten } from './forgotten-sessions.ts';
import { withHeldStatistics } from './held-statistics.ts';
import { createListeningHints, type ListeningClient } from './listen.ts';
import type { SqlPool } from './sql-client.ts';

export interface PostgresStoreOptions {
  /** Where the database is, as `postgres://user:password@host/database`; or a pool that the application has already, which is left open. */
  readonly database: string | SqlPool;
  /**
   * Where to listen for changes: a direct connection, past a pooler in transaction mode. Null = nobody listens, and changes of others
   * are found by asking once a second. @default the same database
   */
  readonly listen?: string | null;
  /** Created when it is not there; it needs to be of nobody else. @default 'portcullis_store' */
  readonly schema?: string;
  /** How long an answer is waited for, a free connection and a lock too. @default 5000 */
  readonly timeoutMs?: number;
  /** How many connections there are at most; those of a pool that is handed in are its own affair. @default 10 */
  readonly mostConnections?: number;
  /** For tests: hosts that share a store have clocks of their own. @default the database's */
  readonly clock?: Pick<Clock, 'wallMs'>;
}

/** A connection that listens says something each ten seconds. */
const leastListeningMs = 30_000;

/**
 * A store in a PostgreSQL (14 or newer) that any number of hosts share. Its clock is the database's. It connects at the first use;
 * while that fails every operation says why and the next one tries again, so a gate starts without its store.
 */
export function createPostgresStore({
  database,
  listen,
  schema = 'portcullis_store',
  timeoutMs = 5_000,
  mostConnections = 10,
  clock,
}: PostgresStoreOptions): ServerStore {
  checkSchema(schema);
  const own = typeof database === 'string' ? openPool(database, { timeoutMs, mostConnections }) : null;
  const pool = typeof database === 'string' ? own : database;
  if (pool === null) throw new TypeError('expected a database');
  const store = `${schema} in ${placeOf(database)}`;
  const connection = createConnection({ pool, schema, store, timeoutMs, clock: clock ?? null });
  // A name of 63 bytes at most is heard as it was said.
  const channel = `portcullis_${schema}`.slice(0, 63);
  const hints = createListeningHints({
    connect: listenerOf(listen, database),
    forgottenAfterMs: Math.max(6 * timeoutMs, leastListeningMs),
    channel,
    notify: (payload) => connection.ask('select pg_notify($1, $2)', [channel, payload]),
    timeoutMs,
  });
  const facets = serverStoreOn(connection, hints);
  return {
    ...facets,
    // Passed by where autovacuum is at it already.
    held: withHeldStatistics(facets.held, () =>
      connection.ask(`analyze (skip_locked) "${schema}".held_requests`, []),
    ),
    async close() {
      hints.close();
      await connection.close();
      if (own !== null && !own.ended) await own.end();
    },
  };
}

function openPool(
  url: string,
  { timeoutMs, mostConnections }: Pick<Required<PostgresStoreOptions>, 'timeoutMs' | 'mostConnections'>,
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: mostConnections,
    connectionTimeoutMillis: timeoutMs,
    idleTimeoutMillis: 2 * timeoutMs,
    keepAlive: true,
    application_name: 'portcullis store',
    onConnect: (client) => endWhenForgotten(client, { afterMs: 6 * timeoutMs, timeoutMs }),
  });
  // Of a connection that nobody uses: the next operation takes another one, or says what is wrong.
  pool.on('error', () => undefined);
  return pool;
}

function listenerOf(
  listen: string | null | undefined,
  database: string | SqlPool,
): (() => ListeningClient) | null {
  if (listen === null) return null;
  const url = listen ?? (typeof database === 'string' ? database : null);
  const options = url === null ? Reflect.get(Object(database), 'options') : { connectionString: url };
  // A pool of another make says nothing of how it connects.
  if (typeof options !== 'object' || options === null) return null;
  // A pool hides it from whoever lists its options.
  const password: unknown = Reflect.get(options, 'password');
  return () =>
    new pg.Client({
      ...options,
      ...(password !== undefined && { password: password as string }),
      keepAlive: true,
      application_name: 'portcullis store, listening',
    });
}

function checkSchema(schema: string): void {
  // A guard of the same database has `portcullis` for its own, and drops it when it is taken off.
  if (/^[a-z_][a-z0-9_]{0,50}$/.test(schema) && !schema.startsWith('pg_') && schema !== 'portcullis') return;
  throw new PortcullisError(
    'PORTCULLIS_CONFIG_INVALID',
    `Expected the name of a schema in small letters, digits and _, at most 51 of them, and not portcullis, which is the guard's, got ${JSON.stringify(schema)}.`,
  );
}

/** Without user and password. */
function placeOf(database: string | SqlPool): string {
  if (typeof database !== 'string') return "the application's PostgreSQL";
  try {
    const { hostname, port, pathname } = new URL(database);
    return `PostgreSQL ${pathname.slice(1)} at ${hostname}:${port || '5432'}`;
  } catch {
    return 'PostgreSQL';
  }
}
