import type { GuardProblem } from '../guard-problem.ts';
import { type SqlSession, sqlStateOf } from './sql-session.ts';

/** What a replica is, as the guard says it; empty on a primary. */
export async function replicaProblem(session: SqlSession): Promise<readonly GuardProblem[]> {
  const place = await readReplica(session);
  if (place === null) return [];
  return [
    {
      kind: 'replica',
      object: 'the database',
      message: `This is a replica: it writes nothing itself, and says later what its primary says. Close and open ${place}.`,
      isHole: false,
    },
  ];
}

/** Work that writes fails on a replica, and in a session that is read-only: says which, and where to go. */
export async function onPrimary<Result>(session: SqlSession, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    const state = sqlStateOf(cause);
    if (state !== readOnlySqlTransaction && state !== notInPrerequisiteState) throw cause;
    const place = await readReplica(session).catch(() => null);
    if (place !== null) {
      throw new Error(
        `Expected a database that may be written to, but this is a replica. Connect to ${place}, which hands everything on.`,
        { cause },
      );
    }
    if (state === readOnlySqlTransaction && (await isReadOnly(session))) {
      throw new Error(
        'Expected a session that may write, but this one is read-only (default_transaction_read_only). Connect as a role for which it is off.',
        { cause },
      );
    }
    throw cause;
  }
}

const readOnlySqlTransaction = '25006';
const notInPrerequisiteState = '55000';

/** Where the primary of a replica is, as far as this role may know; null: this is none. */
async function readReplica(session: SqlSession): Promise<string | null> {
  const { rows } = await session.query(
    `select pg_is_in_recovery() as is_replica,
       (select format('%s:%s', sender_host, sender_port) from pg_stat_wal_receiver where sender_host is not null) as place`,
  );
  if (rows[0]?.is_replica !== true) return null;
  return typeof rows[0].place === 'string' ? `its primary at ${rows[0].place}` : 'its primary';
}

async function isReadOnly(session: SqlSession): Promise<boolean> {
  const { rows } = await session.query(
    `select current_setting('default_transaction_read_only') = 'on' as is_on`,
  );
  return rows[0]?.is_on === true;
}
