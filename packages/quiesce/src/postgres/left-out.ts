import type { GuardProblem } from '../guard-problem.ts';
import { quoteName, type SqlSession, sqlStateOf } from './sql-session.ts';
import { unguardTable } from './table-triggers.ts';

/** A store of Portcullis that lies in a guarded database. */
export interface LeftOutStore {
  readonly schema: string;
  /** The role whose tables they are. */
  readonly owner: string;
}

/** Empty also where the guard is one of a version that left nothing out. */
export async function readLeftOut(session: SqlSession): Promise<readonly LeftOutStore[]> {
  const { rows: installed } = await session.query(
    `select coalesce(has_table_privilege(to_regclass('portcullis.left_out'), 'select'), false) as may_look`,
  );
  if (installed[0]?.may_look !== true) return [];
  const { rows } = await session.query(
    'select schema::text as schema, owner::text as owner from portcullis.left_out order by 1',
  );
  return rows.map(({ schema, owner }) => ({ schema: String(schema), owner: String(owner) }));
}

export interface LeaveOutOptions {
  readonly schemas: readonly string[];
  /** The names of the tables that a store has, as far as they are known; null = they are not judged. */
  readonly storeTables: readonly string[] | null;
}

/** Throws where a schema holds no store, or tables of the same role that are none of a store's. */
export async function leaveOut(
  session: SqlSession,
  { schemas, storeTables }: LeaveOutOptions,
): Promise<void> {
  for (const schema of schemas) {
    const owner = await ownerOfStore(session, schema);
    if (owner === null) {
      throw new Error(
        `Expected a store of Portcullis in the schema ${schema}, but there is none. Name the schema that store.schema of the configuration names; it is there once a server was started on it.`,
      );
    }
    const strangers = await findStrangers(session, [{ schema, owner }], storeTables);
    if (strangers.length > 0) {
      throw new Error(
        `Expected the schema ${schema} to hold the store of Portcullis and nothing else, but ${strangers.join(', ')} of ${owner} would be left unguarded as well. Move them to another schema, or let the store have one of its own.`,
      );
    }
    await session.query(
      `insert into portcullis.left_out (schema, owner, note) values ($1, $2, 'named at installing')
       on conflict (schema) do update set owner = excluded.owner`,
      [schema, owner],
    );
  }
}

/** What was put on them before they were known for a store's comes off; while that waits they are let pass all the same. */
export async function unguardLeftOut(
  session: SqlSession,
  limits: { readonly lockTimeoutMs: number; readonly attempts: number },
): Promise<void> {
  const { rows } = await session.query(
    `select tgrelid::int8 as relid from pg_trigger
     where tgname = 'aa_portcullis' and tgfoid = 'portcullis.guard()'::regprocedure and portcullis.is_left_out(tgrelid)`,
  );
  for (const { relid } of rows) await unguardTable(session, { relid: String(relid), ...limits });
}

/** Tables in a store's schema that a store does not have, and schemas that look like one and are closed like any other. */
export async function findLeftOutProblems(
  session: SqlSession,
  storeTables: readonly string[] | null,
): Promise<readonly GuardProblem[]> {
  const stores = await readLeftOut(session);
  const strangers = await findStrangers(session, stores, storeTables);
  return [
    ...strangers.map(
      (table): GuardProblem => ({
        kind: 'left-out',
        object: table,
        message: `Writes to ${table} are not refused: it lies with the store of Portcullis, which is left out, and is none of its tables. Move it to another schema; if a newer version of Portcullis made it, use that one here, too.`,
        isHole: true,
      }),
    ),
    ...(await findOwnersOfBoth(session, stores)),
    ...(await findUnnamedStores(session)),
  ];
}

async function ownerOfStore(session: SqlSession, schema: string): Promise<string | null> {
  const { rows } = await session.query(`${storesText} and n.nspname = $1`, [schema]);
  return typeof rows[0]?.owner === 'string' ? rows[0].owner : null;
}

/** By the tables that a store has had from the beginning. Nothing in them is read: what it would run is its owner's to say. */
const storesText = `
  select n.nspname::text as schema, pg_get_userbyid(c.relowner)::text as owner from pg_namespace n
  join pg_class c on c.relnamespace = n.oid and c.relname = 'identity' and c.relkind = 'r'
  where exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'lineage' and not a.attisdropped)
    and (select count(*) from pg_class o where o.relnamespace = n.oid and o.relowner = c.relowner and o.relkind = 'r'
      and o.relname in ('migrations', 'switches', 'instances', 'audit_records', 'transitions')) = 5`;

async function findStrangers(
  session: SqlSession,
  stores: readonly LeftOutStore[],
  storeTables: readonly string[] | null,
): Promise<readonly string[]> {
  if (storeTables === null || stores.length === 0) return [];
  const { rows } = await session.query(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     join unnest($1::text[], $2::text[]) s (schema, owner) on s.schema = n.nspname and s.owner = pg_get_userbyid(c.relowner)
     where c.relkind in ('r', 'p', 'f') and c.relname <> all ($3::text[]) order by 1`,
    [stores.map(({ schema }) => schema), stores.map(({ owner }) => owner), storeTables],
  );
  return rows.map(({ name }) => String(name));
}

/** An application that is the store's owner opens the site, whatever its database refuses. */
async function findOwnersOfBoth(
  session: SqlSession,
  stores: readonly LeftOutStore[],
): Promise<readonly GuardProblem[]> {
  if (stores.length === 0) return [];
  const { rows } = await session.query(
    `select r.rolname::text as owner from pg_roles r where r.rolname = any ($1::text[]) and r.rolcanlogin and not r.rolsuper
       and exists (select from portcullis.guardable() g join pg_class c on c.oid = g.relid where c.relowner = r.oid) order by 1`,
    [stores.map(({ owner }) => owner)],
  );
  return rows.map(({ owner }) => ({
    kind: 'owner',
    object: String(owner),
    message: `The role ${String(owner)} owns the store of Portcullis, which is left out, and tables beside it, so whoever logs in as it can turn the site on and off in the store. Give the store a role of its own.`,
    isHole: false,
  }));
}

/** Not left out by itself, whatever it looks like: only whoever installs says so. */
async function findUnnamedStores(session: SqlSession): Promise<readonly GuardProblem[]> {
  const { rows } = await session
    .query(`${storesText} and not portcullis.is_left_out(c.oid) order by 1`)
    .catch((error: unknown) => {
      // A guard of an earlier version leaves nothing out, and is told to be installed again.
      if (sqlStateOf(error) === undefinedFunction) return { rows: [] };
      throw error;
    });
  return rows.map(({ schema }) => ({
    kind: 'left-out',
    object: String(schema),
    message: `The schema ${String(schema)} looks like a store of Portcullis, and is closed with the rest: if it is one, its server cannot change anything meanwhile. Leave it out: portcullis guard install --store ${quoteName(String(schema)).replace(/^"([a-z_][a-z\d_]*)"$/, '$1')}`,
    isHole: false,
  }));
}

const undefinedFunction = '42883';
