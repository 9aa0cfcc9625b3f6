import type { StoreConfig } from '../config/store-config.ts';
import { createStore } from '../create-store.ts';
import { type OpenGuard, reasonOf } from './open-guard.ts';

type PostgresGuardOpened = Extract<OpenGuard, { engine: 'postgres' }>;
type PostgresStoreConfig = Extract<StoreConfig, { kind: 'postgres' }>;

/** Which database of which cluster: the same by whatever name and pooler it is reached. */
const whichText = `select c.system_identifier::text || ' ' || d.oid::text as which
  from pg_control_system() c, pg_database d where d.datname = current_database()`;

/** The schema of this server's own store where it lies in the database of a guard, or null. */
export async function ownStoreIn(
  { session }: PostgresGuardOpened,
  store: PostgresStoreConfig,
): Promise<string | null> {
  const { rows } = await session.query(whichText);
  return rows[0]?.which === (await whichDatabase(store)) ? store.schema : null;
}

/** Makes its tables, as a server does at its first use: so it can be left out before one was ever started. */
export async function prepareStore(config: PostgresStoreConfig): Promise<void> {
  const store = await createStore(config);
  try {
    await store.switch.version('default');
  } finally {
    await store.close();
  }
}

/**
 * Throws where closing would refuse the server's own writes: it could not store any more that the site is open again. Whether the
 * store lies here is asked each time, because a place may be moved.
 */
export async function expectStoreLeftOut(opened: PostgresGuardOpened, store: StoreConfig): Promise<void> {
  if (store.kind !== 'postgres') return;
  let schema: string | null;
  try {
    schema = await ownStoreIn(opened, store);
  } catch (cause) {
    throw new Error(
      `not closed, because it is not known whether the store of this server lies in it: the store said: ${reasonOf(cause)}`,
      { cause },
    );
  }
  if (schema === null) return;
  const { rows } = await opened.session.query(
    `select pg_get_userbyid(relowner)::text as owner from pg_class where oid = to_regclass(format('%I.switches', $1::text))`,
    [schema],
  );
  const { leftOut } = await opened.guard.status();
  if (leftOut.some((one) => one.schema === schema && one.owner === rows[0]?.owner)) return;
  throw new Error(
    `not closed, because the store of this server lies in it, in the schema ${schema}, and would be closed as well: nobody could turn the site off again. Leave it out first: portcullis guard install --store ${schema}`,
  );
}

async function whichDatabase({ place }: PostgresStoreConfig): Promise<unknown> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    connectionString: place,
    application_name: 'portcullis store',
    connectionTimeoutMillis: askMs,
    query_timeout: askMs,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query(whichText);
    return rows[0]?.which;
  } finally {
    await client.end().catch(() => {});
  }
}

const askMs = 5_000;
