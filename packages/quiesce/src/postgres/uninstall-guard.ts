import { eventTriggers } from './ddl-functions.ts';
import { isSuperuser } from './roles.ts';
import { type SqlSession, sqlStateOf } from './sql-session.ts';
import { unguardTable } from './table-triggers.ts';

export interface UninstallOptions {
  /** How long a table may be waited for at a time: readers and writers wait behind us. @default 200 */
  readonly lockTimeoutMs?: number;
  /** How often a busy table is tried. @default 25 */
  readonly attempts?: number;
}

/**
 * Takes everything off again: the schema of the database is as it was before. Returns the tables that stayed busy; the guard stays
 * on these, dormant, and uninstalling again goes on with them.
 */
export async function uninstallGuard(
  session: SqlSession,
  { lockTimeoutMs = 200, attempts = 25 }: UninstallOptions = {},
): Promise<readonly string[]> {
  const { rows: schemas } = await session.query(
    `select to_regprocedure('portcullis.guard()') is not null as is_there`,
  );
  if (schemas[0]?.is_there !== true) return [];
  await expectOwner(session);
  if (await isSuperuser(session)) {
    for (const { name } of eventTriggers) await session.query(`drop event trigger if exists ${name}`);
  }
  const { rows } = await session.query(
    `select tgrelid::int8 as relid, tgrelid::regclass::text as name from pg_trigger
     where tgname = 'aa_portcullis' and tgfoid = 'portcullis.guard()'::regprocedure order by 2`,
  );
  const kept: string[] = [];
  for (const { relid, name } of rows) {
    const outcome = await unguardTable(session, { relid: String(relid), lockTimeoutMs, attempts });
    if (outcome !== 'done') kept.push(String(name));
  }
  if (kept.length === 0) {
    await session.query('drop schema portcullis cascade');
    await dropRole(session);
  }
  return kept;
}

/** Else nothing of it could be taken off, and tables that nobody may touch would be called busy. */
async function expectOwner(session: SqlSession): Promise<void> {
  const { rows } = await session.query(
    `select nspowner::regrole::text as owner, current_user::text as me, pg_has_role(nspowner, 'usage') as may
     from pg_namespace where nspname = 'portcullis'`,
  );
  const [row] = rows;
  if (row === undefined || row.may === true) return;
  throw Object.assign(
    new Error(
      `permission denied to take it off: ${String(row.me)} is not ${String(row.owner)}, who owns it, nor a superuser`,
    ),
    { code: insufficientPrivilege },
  );
}

const insufficientPrivilege = '42501';

/**
 * Roles are those of all databases of a server: it stays where another one has a guard, where it was given something to own, and where
 * somebody logs in as it.
 */
async function dropRole(session: SqlSession): Promise<void> {
  const { rows } = await session.query(
    `select from pg_roles where rolname = 'portcullis' and not rolcanlogin`,
  );
  if (rows.length === 0 || !(await isSuperuser(session))) return;
  await session.query('drop role portcullis').catch((error: unknown) => {
    if (sqlStateOf(error) !== dependentObjectsStillExist) throw error;
  });
}

const dependentObjectsStillExist = '2BP01';
