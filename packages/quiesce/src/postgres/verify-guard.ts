import type { GuardProblem } from '../guard-problem.ts';
import { ddlFunctions, eventTriggers } from './ddl-functions.ts';
import { findUnguarded } from './find-unguarded.ts';
import { findGivenRights } from './granted-rights.ts';
import { guardFunctions } from './guard-functions.ts';
import { readGuardStatus } from './guard-status.ts';
import { findLeftOutProblems } from './left-out.ts';
import type { SqlSession } from './sql-session.ts';

/**
 * Looks for everything because of which a write could pass while the guard is closed. Empty: it holds.
 * @param storeTables the names of the tables that a store of Portcullis has; null = those of a store that is left out are not judged
 */
export async function verifyGuard(
  session: SqlSession,
  storeTables: readonly string[] | null = null,
): Promise<readonly GuardProblem[]> {
  const status = await readGuardStatus(session);
  if (status.state === 'not-installed') {
    return [
      {
        kind: 'not-installed',
        object: 'the database',
        message: 'No guard is installed in it. Run `portcullis guard install`.',
        isHole: true,
      },
    ];
  }
  return [
    ...status.problems.filter(({ kind }) => kind !== 'unguarded'),
    ...(await findUnguarded(session)),
    ...(await findChanged(session)),
    ...(await findOwners(session)),
    ...(await findGivenAway(session)),
    ...(await findGivenRights(session)),
    ...(await findMissingPrivileges(session)),
    ...(await findDdlGaps(session)),
    ...(await findSubscriptions(session)),
    ...(await findLeftOutProblems(session, storeTables)),
  ];
}

/** Functions that are not as they were installed: somebody changed them, or another version installed them. */
async function findChanged(session: SqlSession): Promise<readonly GuardProblem[]> {
  const { rows } = await session.query(
    `select oid::regprocedure::text as signature, prosrc, prosecdef, coalesce(proconfig, '{}') = '{"search_path=pg_catalog, pg_temp"}' as is_set
     from pg_proc where pronamespace = 'portcullis'::regnamespace`,
  );
  const found = new Map(rows.map((row) => [String(row.signature), row]));
  const hasDdl = found.has('portcullis.ddl_start()');
  return [...guardFunctions, ...(hasDdl ? ddlFunctions : [])]
    .filter(({ signature, head, body }) => {
      const one = found.get(signature);
      return (
        one?.prosrc !== body ||
        one.prosecdef !== head.includes('security definer') ||
        one.is_set !== head.includes('set search_path')
      );
    })
    .map(({ signature }) => ({
      kind: 'changed',
      object: signature,
      message: `The function ${signature} is not the one that this version installs. Install the guard again.`,
      isHole: true,
    }));
}

/** Who owns the guard can open it, and so can who may act for its owner, or write to every table there is. */
async function findOwners(session: SqlSession): Promise<readonly GuardProblem[]> {
  const { rows } = await session.query(
    `select r.rolname, r.oid = n.nspowner as is_owner from pg_namespace n, pg_roles r
     where n.nspname = 'portcullis' and r.rolcanlogin and not r.rolsuper
       and (r.oid = n.nspowner and exists (select from portcullis.guardable() g join pg_class c on c.oid = g.relid where c.relowner = r.oid)
         or r.oid <> n.nspowner and (pg_has_role(r.oid, n.nspowner, 'member') or pg_has_role(r.oid, 'pg_write_all_data', 'member')))
     order by 1`,
  );
  return rows.map(({ rolname, is_owner }) => ({
    kind: 'owner',
    object: String(rolname),
    message: is_owner
      ? `The role ${String(rolname)} owns tables and the guard, so whoever logs in as it can open the guard. Install it as a superuser, who gives it a role of its own.`
      : `The role ${String(rolname)} may write to the guard's own tables, as a member of its owner or of pg_write_all_data, so whoever logs in as it can open the guard. Let no application log in as it.`,
    isHole: false,
  }));
}

/** Who owns a part of it may write to that part. */
async function findGivenAway(session: SqlSession): Promise<readonly GuardProblem[]> {
  const { rows } = await session.query(
    `select o.object, r.rolname, n.nspowner::regrole::text as owner from pg_namespace n, lateral (
       select oid::regclass::text as object, relowner as owner from pg_class where relnamespace = n.oid and relkind in ('r', 'S')
       union all select oid::regprocedure::text, proowner from pg_proc where pronamespace = n.oid
     ) o join pg_roles r on r.oid = o.owner
     where n.nspname = 'portcullis' and o.owner <> n.nspowner and not r.rolsuper order by 1`,
  );
  return rows.map(({ object, rolname, owner }) => ({
    kind: 'owner',
    object: String(object),
    message: `The role ${String(rolname)} owns ${String(object)}, so whoever logs in as it can open the guard. Give it back: ALTER … OWNER TO ${String(owner)}.`,
    isHole: true,
  }));
}

/** PostgreSQL 18 reads nothing from a gate that a role may not read, and older ones refuse every write of that role. */
async function findMissingPrivileges(session: SqlSession): Promise<readonly GuardProblem[]> {
  const { rows } = await session.query(
    `select r.rolname from pg_roles r where r.rolcanlogin and not r.rolsuper
       and not (has_schema_privilege(r.oid, 'portcullis', 'usage') and has_sequence_privilege(r.oid, 'portcullis.gate', 'select'))
     order by 1`,
  );
  return rows.map(({ rolname }) => ({
    kind: 'privilege',
    object: String(rolname),
    message: `The role ${String(rolname)} may not read the gate: its writes are refused or cost more, even while it is open. Install the guard again, or grant select on sequence portcullis.gate to it.`,
    isHole: false,
  }));
}

async function findDdlGaps(session: SqlSession): Promise<readonly GuardProblem[]> {
  // From PostgreSQL 17 on a superuser can switch all of them off for himself, a role or a database.
  const { rows: off } = await session.query(
    `select coalesce(s.setrole::regrole::text, '') as role from pg_db_role_setting s, unnest(s.setconfig) c
     where s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
       and c ~* '^event_triggers=(off|of|f|false|n|no|0)$'
     union select 'this session' where current_setting('event_triggers', true) = 'off' order by 1`,
  );
  const switchedOff: readonly GuardProblem[] = off.map(({ role }) => ({
    kind: 'ddl',
    object: 'event_triggers',
    message: `Changes of tables are not refused: event_triggers is off for ${role === '-' ? 'every role' : String(role)}. Set it on: ALTER ROLE or ALTER DATABASE … RESET event_triggers.`,
    isHole: true,
  }));
  const { rows } = await session.query(
    `select evtname::text as name from pg_event_trigger where evtname like 'portcullis%' and evtenabled = 'A'`,
  );
  const enabled = new Set(rows.map(({ name }) => name));
  const missing = eventTriggers.filter(({ name }) => !enabled.has(name));
  if (missing.length === 0) return switchedOff;
  const isOff = missing.length === eventTriggers.length;
  return [
    {
      kind: 'ddl',
      object: missing.map(({ name }) => name).join(', '),
      message: isOff
        ? 'Changes of tables (CREATE, ALTER, DROP) are not refused, and new tables are not guarded: that takes a superuser. Install the guard as one.'
        : 'Some of the triggers that refuse changes of tables are missing or disabled. Install the guard again.',
      isHole: !isOff,
    },
    ...switchedOff,
  ];
}

/** What a subscription applies fires no triggers for statements, not even those that always fire. */
async function findSubscriptions(session: SqlSession): Promise<readonly GuardProblem[]> {
  const { rows } = await session.query(
    `select subname::text as name from pg_subscription
     where subenabled and subdbid = (select oid from pg_database where datname = current_database()) order by 1`,
  );
  return rows.map(({ name }) => ({
    kind: 'subscription',
    object: String(name),
    message: `The subscription ${String(name)} writes what it receives past the guard. Disable it, also while it is closed: ALTER SUBSCRIPTION … DISABLE.`,
    isHole: true,
  }));
}
