import type { GuardProblem } from '../guard-problem.ts';
import { findUnguarded } from './find-unguarded.ts';
import { openGate } from './guard-tables.ts';
import { type LeftOutStore, readLeftOut } from './left-out.ts';
import { replicaProblem } from './replica.ts';
import type { SqlSession } from './sql-session.ts';

/** What a guard says of itself. */
export interface GuardStatus {
  /**
   * `closing`: nobody new writes, and transactions that were there may finish; `closed`: they have, which a drain saw; `torn`: gate and
   * record disagree.
   */
  readonly state: 'not-installed' | 'open' | 'closing' | 'closed' | 'torn';
  /** Grows with each closing. */
  readonly generation: number;
  readonly reason: string | null;
  readonly closedAt: Date | null;
  readonly closedBy: string | null;
  /** The tables that are closed, with their families; empty = all. */
  readonly scope: readonly string[];
  readonly bookkeeping: readonly string[];
  /** Stores of Portcullis, which stay writable. */
  readonly leftOut: readonly LeftOutStore[];
  /** Roles that write while it is closed; null = who asks may not see them. */
  readonly approved: readonly string[] | null;
  readonly problems: readonly GuardProblem[];
}

const notInstalled: GuardStatus = {
  state: 'not-installed',
  generation: 0,
  reason: null,
  closedAt: null,
  closedBy: null,
  scope: [],
  bookkeeping: [],
  leftOut: [],
  approved: [],
  problems: [],
};

/** Reads where a guard stands; while it is closed, also whether the tables that are closed have it (`verifyGuard` looks at all there is). */
export async function readGuardStatus(session: SqlSession): Promise<GuardStatus> {
  const { rows: installed } = await session.query(
    `select to_regclass('portcullis.state') is not null as is_there`,
  );
  if (installed[0]?.is_there !== true) return notInstalled;
  // A guard of an earlier version does not know all of its columns: it is installed again, which asks how it stands.
  const { rows } = await session.query(
    `select s.closed, coalesce((to_jsonb(s)->>'drained')::boolean, false) as drained, s.gate::text as recorded, (select case when is_called then ${openGate} else last_value end from portcullis.gate)::text as gate, s.generation::text,
       s.reason, s.closed_at, s.closed_by::text,
       array(select relid::text from portcullis.scope order by 1) as scope,
       array(select relid::text from portcullis.bookkeeping order by 1) as bookkeeping,
       s.system_identifier = c.system_identifier::text and s.database = d.oid as is_where_installed
     from portcullis.state s, pg_control_system() c, pg_database d where d.datname = current_database()`,
  );
  const [row] = rows;
  if (row === undefined) return { ...notInstalled, state: 'torn', problems: [torn('it has no record')] };
  const gate = Number(row.gate ?? Number.NaN);
  const isClosed = row.closed === true;
  const agrees = row.gate === row.recorded && isClosed === (gate !== openGate);
  const state = !agrees ? 'torn' : !isClosed ? 'open' : row.drained === true ? 'closed' : 'closing';
  const problems: GuardProblem[] = [...(await replicaProblem(session))];
  if (!agrees) {
    problems.push(
      torn(
        gate === openGate
          ? 'the gate is open and its record says closed'
          : 'the gate is closed and its record does not say so',
      ),
    );
  }
  if (row.is_where_installed !== true) problems.push(copied(isClosed));
  if (isClosed) problems.push(...(await findUnguarded(session)).filter(({ isHole }) => isHole));
  return {
    state,
    generation: Number(row.generation),
    reason: textOrNull(row.reason),
    closedAt: row.closed_at instanceof Date ? row.closed_at : null,
    closedBy: textOrNull(row.closed_by),
    scope: textsOf(row.scope),
    bookkeeping: textsOf(row.bookkeeping),
    leftOut: await readLeftOut(session),
    approved: await readApproved(session),
    problems,
  };
}

/** Operators whom an earlier version named may not. */
async function readApproved(session: SqlSession): Promise<readonly string[] | null> {
  const { rows } = await session.query(
    `select has_table_privilege('portcullis.approved', 'select') as may_look`,
  );
  if (rows[0]?.may_look !== true) return null;
  const { rows: approved } = await session.query(
    'select rolname::text as role from portcullis.approved order by 1',
  );
  return approved.map(({ role }) => String(role));
}

function torn(what: string): GuardProblem {
  return {
    kind: 'torn',
    object: 'portcullis.gate',
    message: `${what}, as after a change that was rolled back or a copy that was restored in parts. Close or open it again.`,
    isHole: what.startsWith('the gate is open'),
  };
}

function copied(isClosed: boolean): GuardProblem {
  return {
    kind: 'copied',
    object: 'the database',
    message:
      `It was installed in another database, of which this one is a copy${isClosed ? ', made while that was closed' : ''}. ` +
      'Install it here again, and open it if this copy is to be written to.',
    isHole: false,
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
