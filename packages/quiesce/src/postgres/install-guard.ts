import { ddlFunctions, type EventTrigger, eventTriggers } from './ddl-functions.ts';
import { withdrawGivenRights } from './granted-rights.ts';
import type { GuardFunction } from './guard-function.ts';
import { guardFunctions } from './guard-functions.ts';
import { guardTables, laterTables } from './guard-tables.ts';
import { leaveOut, unguardLeftOut } from './left-out.ts';
import { isSuperuser } from './roles.ts';
import { quoteName, type SqlSession } from './sql-session.ts';
import { admitInstaller, guardTable } from './table-triggers.ts';

export interface InstallOptions {
  /** Roles that may log in and write while it is closed: of maintainers, never of the application. @default [] */
  readonly approvedRoles?: readonly string[];
  /** Roles that may close, open and look, besides who installs. @default [] */
  readonly operatorRoles?: readonly string[];
  /** Tables that reading and signing in must write, as `public.sessions`. @default [] */
  readonly bookkeepingTables?: readonly string[];
  /** Schemas of stores of Portcullis, which stay writable: closed as well, no server could open them again. @default [] */
  readonly storeSchemas?: readonly string[];
  /** The names of the tables that such a store has; null = they are not judged. @default null */
  readonly storeTables?: readonly string[] | null;
  /** How long a table may be waited for at a time: whoever writes to it waits behind us. @default 200 */
  readonly lockTimeoutMs?: number;
  /** How often a busy table is tried. @default 25 */
  readonly attempts?: number;
}

export interface Installed {
  /** Tables that are guarded now and were not before. */
  readonly guarded: readonly string[];
  /** Tables that stayed busy, and are not guarded. */
  readonly busy: readonly string[];
  /** Tables of other owners, which whoever installs may not put a trigger on; they are not guarded. */
  readonly denied: readonly string[];
  /** Whether changes of tables are refused, too: that takes a superuser. */
  readonly guardsDdl: boolean;
}

/**
 * Installs the guard, dormant, or brings it up to date where it is. Nobody waits longer than `lockTimeoutMs`: tables come one
 * after another, each in a transaction of its own.
 */
export async function installGuard(session: SqlSession, options: InstallOptions = {}): Promise<Installed> {
  const { approvedRoles = [], operatorRoles = [], bookkeepingTables = [] } = options;
  const { storeSchemas = [], storeTables = null, lockTimeoutMs = 200, attempts = 25 } = options;
  const asSuperuser = await isSuperuser(session);
  await refuseUnknownRoles(session, approvedRoles);
  await inTransaction(session, async () => {
    await createSchema(session, asSuperuser);
    for (const one of [...guardFunctions, ...(asSuperuser ? ddlFunctions : [])]) await define(session, one);
    if (asSuperuser) for (const trigger of eventTriggers) await define(session, trigger);
    if (asSuperuser) await session.query('set local role portcullis');
    await withdrawGivenRights(session);
    if (asSuperuser) await session.query('reset role');
    await grant(session, operatorRoles);
    await session.query(
      `update portcullis.state set system_identifier = c.system_identifier::text, database = d.oid
       from pg_control_system() c, pg_database d where d.datname = current_database()`,
    );
    for (const role of approvedRoles) {
      await session.query(
        'insert into portcullis.approved (rolname, note) values ($1, $2) on conflict do nothing',
        [role, 'named at installing'],
      );
    }
    await leaveOut(session, { schemas: storeSchemas, storeTables });
    for (const table of bookkeepingTables) {
      await session.query(
        'insert into portcullis.bookkeeping (relid, note) select f, $2 from portcullis.family(array[$1::regclass]) f on conflict do nothing',
        [table, 'named at installing'],
      );
    }
  });
  await unguardLeftOut(session, { lockTimeoutMs, attempts });
  const { rows } = await session.query(
    'select relid::int8, relid::regclass::text as name from portcullis.unguarded() order by 2',
  );
  const guarded: string[] = [];
  const busy: string[] = [];
  const denied: string[] = [];
  const lists = { done: guarded, busy, denied };
  for (const { relid, name } of rows) {
    const outcome = await guardTable(session, { relid: String(relid), lockTimeoutMs, attempts });
    lists[outcome].push(String(name));
  }
  return { guarded, busy, denied, guardsDdl: asSuperuser };
}

/** A name that is misspelt would approve nobody, and whoever is given it later. */
async function refuseUnknownRoles(session: SqlSession, names: readonly string[]): Promise<void> {
  const { rows } = await session.query(
    'select name from unnest($1::text[]) name where name not in (select rolname from pg_roles)',
    [names],
  );
  if (rows.length === 0) return;
  throw new Error(`Expected roles of this server, got ${rows.map(({ name }) => name).join(', ')}.`);
}

/** Owned by a role that nobody logs in as, where that can be: an application that owns its tables must not own their guard. */
async function createSchema(session: SqlSession, asSuperuser: boolean): Promise<void> {
  const { rows } = await session.query(`select from pg_namespace where nspname = 'portcullis'`);
  if (rows.length > 0) {
    if (asSuperuser) await session.query('set local role portcullis');
    await session.query(admitInstaller);
    await session.query(
      'alter table portcullis.state add column if not exists drained boolean not null default false',
    );
    await session.query(laterTables);
    return;
  }
  if (asSuperuser) {
    await session.query(`do $$ begin
      if not exists (select from pg_roles where rolname = 'portcullis') then create role portcullis nologin; end if;
    end $$`);
    await session.query('grant pg_read_all_stats, pg_signal_backend to portcullis');
    await session.query('create schema portcullis authorization portcullis');
    await session.query('set local role portcullis');
  } else await session.query('create schema portcullis');
  await session.query(guardTables);
  await session.query(
    `insert into portcullis.state (system_identifier, database)
     select system_identifier::text, (select oid from pg_database where datname = current_database()) from pg_control_system()`,
  );
}

async function define(session: SqlSession, one: GuardFunction | EventTrigger): Promise<void> {
  if (!('event' in one)) {
    await session.query(
      `create or replace function ${one.signature} ${one.head} as $portcullis$${one.body}$portcullis$`,
    );
    return;
  }
  // By a superuser alone.
  await session.query('reset role');
  const tags = one.tags?.map((tag) => `'${tag}'`).join(', ');
  await session.query(
    `drop event trigger if exists ${one.name};
     create event trigger ${one.name} on ${one.event} ${tags === undefined ? '' : `when tag in (${tags})`}
       execute function ${one.signature};
     alter event trigger ${one.name} enable always`,
  );
}

async function grant(session: SqlSession, operatorRoles: readonly string[]): Promise<void> {
  await session.query(
    `grant usage on schema portcullis to public;
     grant select on sequence portcullis.gate to public;
     revoke all on all functions in schema portcullis from public`,
  );
  for (const role of operatorRoles) {
    await session.query(
      `grant select on portcullis.state, portcullis.scope, portcullis.bookkeeping, portcullis.approved, portcullis.left_out to ${quoteName(role)}`,
    );
  }
  for (const { signature, callers } of [...guardFunctions, ...ddlFunctions]) {
    const { rows } = await session.query('select to_regprocedure($1) is not null as is_there', [signature]);
    if (rows[0]?.is_there !== true) continue;
    const grantees = granteesOf(callers, operatorRoles);
    for (const grantee of grantees)
      await session.query(`grant execute on function ${signature} to ${grantee}`);
  }
}

function granteesOf(callers: GuardFunction['callers'], operatorRoles: readonly string[]): readonly string[] {
  switch (callers) {
    case 'everybody':
      return ['public'];
    case 'operators':
      return operatorRoles.map(quoteName);
    case 'nobody':
      return [];
  }
}

async function inTransaction(session: SqlSession, work: () => Promise<void>): Promise<void> {
  await session.query('begin');
  try {
    await work();
    await session.query('commit');
  } catch (error) {
    // What went wrong is what to say, not that the connection is gone as well.
    await session.query('rollback').catch(() => {});
    throw error;
  }
}
