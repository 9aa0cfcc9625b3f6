import type { GuardProblem } from '../guard-problem.ts';
import type { SqlSession } from './sql-session.ts';
import { verifyGuard } from './verify-guard.ts';
import { withoutValues } from './without-values.ts';

/** An unapproved transaction that asked the gate before it closed, and has not ended. */
export interface Holder {
  readonly transaction: string;
  /** Null: it is prepared (two-phase commit), and belongs to no session. */
  readonly pid: number | null;
  readonly role: string | null;
  readonly applicationName: string | null;
  /** As `pg_stat_activity` says it: active, idle in transaction. */
  readonly state: string | null;
  /** The beginning of its last statement, up to the first text in it. */
  readonly query: string | null;
  /** Since the transaction began. */
  readonly seconds: number;
  /** The identifier of a prepared transaction. */
  readonly prepared: string | null;
}

export interface DrainOptions {
  /** How long to wait for what was there before. */
  readonly timeoutMs: number;
  /** Ends the sessions that are left then; what they did is rolled back. Prepared transactions are a person's to decide. @default false */
  readonly terminate?: boolean;
  /** How often to look. @default 10 */
  readonly pollIntervalMs?: number;
  /** Told what is still waited for, each time that changes. */
  readonly onProgress?: (waitingFor: readonly Holder[]) => void;
  readonly signal?: AbortSignal;
  /** The names of the tables that a store of Portcullis has; null = those of one that is left out are not judged. @default null */
  readonly storeTables?: readonly string[] | null;
}

export interface Drained {
  /** Nobody unapproved can commit a write to what is closed any more. */
  readonly isDrained: boolean;
  /** Who may. */
  readonly left: readonly Holder[];
  /** By what writes may pass, though nobody is left: a table whose guard was taken off by who was waited for, a subscription. */
  readonly holes: readonly GuardProblem[];
}

/**
 * Waits until nothing that was let through before can commit. Twice, because who had a transaction id before may have been
 * let through after the first look: then the grace ends, and whoever holds the gate at that moment is waited for.
 * Safe to call again, by another process as well, after the first was killed.
 */
export async function drainWriters(session: SqlSession, options: DrainOptions): Promise<Drained> {
  const { timeoutMs, terminate = false, pollIntervalMs = 10, onProgress, signal } = options;
  const { storeTables = null } = options;
  const deadline = performance.now() + timeoutMs;
  let told = '';

  async function waitFor(first: ReadonlySet<string>): Promise<readonly Holder[]> {
    for (;;) {
      signal?.throwIfAborted();
      const left = (await readHolders(session)).filter(({ transaction }) => first.has(transaction));
      const now = left.map(({ transaction, state }) => `${transaction} ${state}`).join();
      if (now !== told) {
        told = now;
        onProgress?.(left);
      }
      if (left.length === 0 || performance.now() >= deadline) return left;
      await new Promise((resolve) => setTimeout(resolve, pollIntervalMs));
    }
  }

  async function waitForAll(): Promise<readonly Holder[]> {
    const first = new Set((await readHolders(session)).map(({ transaction }) => transaction));
    const left = await waitFor(first);
    if (left.length === 0 || !terminate) return left;
    for (const { pid } of left) {
      if (pid !== null) await endSession(session, pid);
    }
    return waitUntilGone(first);
  }

  /** A session that is ended needs a moment to roll back. */
  async function waitUntilGone(first: ReadonlySet<string>): Promise<readonly Holder[]> {
    for (let look = 0; ; look += 1) {
      const left = (await readHolders(session)).filter(({ transaction }) => first.has(transaction));
      if (left.every(({ pid }) => pid === null) || look === mostLooks) return left;
      await new Promise((resolve) => setTimeout(resolve, pollIntervalMs));
    }
  }

  const generation = await readGeneration(session);
  const before = await waitForAll();
  if (before.length > 0) return { isDrained: false, left: before, holes: [] };
  const { rows } = await session.query('select portcullis.end_grace() as is_closed');
  if (rows[0]?.is_closed !== true) throw new Error(openedMeanwhile);
  const left = await waitForAll();
  if (left.length > 0) return { isDrained: false, left, holes: [] };
  // Last: who was waited for may have taken the guard off a table, in a transaction that closing could not see.
  const holes = (await verifyGuard(session, storeTables)).filter(({ isHole }) => isHole);
  if (holes.length > 0) return { isDrained: false, left, holes };
  const { rows: ended } = await session.query('select portcullis.end_drain($1) as is_drained', [generation]);
  if (ended[0]?.is_drained !== true) throw new Error(openedMeanwhile);
  return { isDrained: true, left, holes };
}

const openedMeanwhile =
  'Expected a guard that is closed, but somebody opened it, or closed it anew, while it was drained. Close it again.';

/** Which closing is drained: another one that comes meanwhile has others to wait for. */
async function readGeneration(session: SqlSession): Promise<string> {
  const { rows } = await session.query(
    'select generation::text as generation from portcullis.state where closed',
  );
  if (rows[0] === undefined)
    throw new Error('Expected a guard that is closed, but it is open. Close it first.');
  return String(rows[0].generation);
}

/** Those of a superuser only another one may end: the guard's own role cannot, whoever drains may. Who stays is named. */
async function endSession(session: SqlSession, pid: number): Promise<void> {
  for (const end of ['portcullis.end_session', 'pg_terminate_backend']) {
    const isTried = await session.query(`select ${end}($1)`, [pid]).then(
      () => true,
      () => false,
    );
    if (isTried) return;
  }
}

/** Of a session that was told to end. */
const mostLooks = 200;

async function readHolders(session: SqlSession): Promise<readonly Holder[]> {
  const { rows } = await session.query('select * from portcullis.holders()');
  return rows.map((row) => ({
    transaction: String(row.transaction),
    pid: typeof row.pid === 'number' ? row.pid : null,
    role: textOrNull(row.role),
    applicationName: textOrNull(row.application_name),
    state: textOrNull(row.state),
    query: withoutValues(textOrNull(row.query)),
    seconds: Number(row.seconds ?? 0),
    prepared: textOrNull(row.prepared),
  }));
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
