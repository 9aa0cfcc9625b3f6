import type { GuardProblem } from '../guard-problem.ts';
import { ddlFunctions, eventTriggers } from './ddl-functions.ts';
import { guardFunctions } from './guard-functions.ts';
import { readGuardStatus } from './guard-status.ts';
import type { SqlSession } from './sql-session.ts';

/** Looks for everything because of which a write could pass while the guard is closed. Empty: it holds. */
export async function verifyGuard(session: SqlSession): Promise<readonly GuardProblem[]> {
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
    ...status.problems,
    ...(await findUnguarded(session)),
    ...(await findChanged(session)),
    ...(await findOwners(session)),
    ...(await findMissingPrivileges(session)),
    ...(await findDdlGaps(session)),
    ...(await findSubscriptions(session)),
  ];
}

async function findUnguarded(session: SqlSession): Promise<readonly GuardProblem[]> {
  const { rows } = await session.query(
    'select relid::regclass::text as name, problem from portcullis.unguarded()',
  );
  return rows.map(({ name, problem }) => ({
    kind: 'unguarded',
    object: String(name),
    message: `Writes to ${String(name)} are not refused: ${String(problem)}. Install the guard again.`,
    isHole: true,
  }));
}

/** Functions that are not as they were installed: somebody changed them, or another version installed them. */
async function findChanged(session: SqlSession): Promise<readonly GuardProblem[]> {
  const { rows } = await session.query(
    `select oid::regprocedure::text as signature, prosrc from pg_proc where pronamespace = 'portcullis'::regnamespace`,
  );
  const bodies = new Map(rows.map(({ signature, prosrc }) => [String(signature), String(prosrc)]));
  const hasDdl = bodies.has('portcullis.ddl_start()');
  return [...guardFunctions, ...(hasDdl ? ddlFunctions : [])]
    .filter(({ signature, body }) => bodies.get(signature) !== body)
    .map(({ signature }) => ({
      kind: 'changed',
      object: signature,
      message: `The function ${signature} is not the one that this version installs. Install the guard again.`,
      isHole: true,
    }));
}

/** Who owns the guard can open it: an application that owns it is not held by it. */
async function findOwners(session: SqlSession): Promise<readonly GuardProblem[]> {
  const { rows } = await session.query(
    `select r.rolname from pg_namespace n join pg_roles r on r.oid = n.nspowner
     where n.nspname = 'portcullis' and r.rolcanlogin and not r.rolsuper
       and exists (select from portcullis.guardable() g join pg_class c on c.oid = g.relid where c.relowner = r.oid)`,
  );
  return rows.map(({ rolname }) => ({
    kind: 'owner',
    object: String(rolname),
    message: `The role ${String(rolname)} owns tables and the guard, so whoever logs in as it can open the guard. Install it as a superuser, who gives it a role of its own.`,
    isHole: false,
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
  const { rows } = await session.query(
    `select evtname::text as name from pg_event_trigger where evtname like 'portcullis%' and evtenabled = 'A'`,
  );
  const enabled = new Set(rows.map(({ name }) => name));
  const missing = eventTriggers.filter(({ name }) => !enabled.has(name));
  if (missing.length === 0) return [];
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
    message: `The subscription ${String(name)} writes what it receives past the guard. Disable it before closing: ALTER SUBSCRIPTION … DISABLE.`,
    isHole: true,
  }));
}
