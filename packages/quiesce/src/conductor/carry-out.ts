import type { Transition, TransitionPart } from '@portcullis/gate';
import type { GuardProblem } from '../guard-problem.ts';
import { isSameWrite } from '../join-writes.ts';
import type { SeenWrite, WatchReport } from '../watch-report.ts';
import type { RunningJob, StoppedJobs, Worker } from '../workers/worker.ts';
import type { DatabaseStanding, GuardedDatabase } from './guarded-database.ts';
import { sameTables, withPart } from './parts.ts';
import type { PartKey, Seen } from './seen.ts';
import { isSamePart } from './seen.ts';
import type { PartWork } from './tasks.ts';

/** What a task has found or done: for memory, and for what is stored. */
export interface Outcome {
  readonly seen: (before: Seen) => Seen;
  /** Null = nothing to store. */
  readonly stored: ((transition: Transition) => Transition) | null;
  /** Nothing failed, and there is nothing to be had soon: it is asked again later. */
  readonly isSlow?: boolean;
}

export interface CarryOutContext {
  readonly part: TransitionPart;
  readonly work: PartWork;
  readonly seen: Seen;
  /** The store's clock, about now. */
  readonly now: () => number;
  readonly reason: string;
  readonly onSeen: (change: (before: Seen) => Seen) => void;
  /** Of a worker: what came while it was paused, once it goes on. */
  readonly onStopped: (jobs: readonly StoppedJobs[]) => void;
  readonly signal: AbortSignal;
}

/** A job may still have been on its way to a worker when this was paused. */
const graceMs = 500;
/** What was found once is verified again so often. */
const verifyEveryMs = 30_000;

export async function carryOutOnWorker(worker: Worker, context: CarryOutContext): Promise<Outcome> {
  const { part, work, now } = context;
  switch (work.do) {
    case 'ask': {
      const prior = (await worker.state()) === 'paused' ? 'stopped' : 'running';
      return {
        seen: looked(now()),
        stored: part.prior === null ? (stored) => withPart(stored, part, { prior }) : null,
      };
    }
    case 'pause': {
      const pausedAt = Math.trunc(await worker.pause());
      return {
        seen: (before) => ({ ...before, problem: null }),
        stored: (stored) => withPart(stored, part, { did: 'stopped', pausedAt }),
      };
    }
    case 'look': {
      const state = await worker.state();
      const inHand = await worker.inHand();
      const begun = work.pausedAt === null ? null : await worker.begunAfter(work.pausedAt + graceMs);
      const at = now();
      // The same word heard twice is one look.
      const seenAt = Math.trunc(at - (inHand.seenAgoMs ?? 0));
      return {
        seen: (before) => ({
          ...before,
          lookedAt: seenAt,
          problem: null,
          inHand,
          quietSince: inHand.count === 0 ? (before.quietSince ?? seenAt) : null,
          disobeying: joinJobs(before.disobeying, begun ?? [], at),
        }),
        // Somebody started it beside us: it is paused again.
        stored: state === 'running' ? (stored) => withPart(stored, part, { did: 'nothing' }) : null,
      };
    }
    case 'resume': {
      // It may be out of reach for this and go on all the same: what it counted is then as it was seen last.
      const { stopped = [] } = (await worker.inHand().catch(() => context.seen.inHand)) ?? {};
      await worker.resume();
      if (stopped.length > 0) context.onStopped(stopped);
      return startedAgain(part);
    }
    default:
      throw new Error(`Expected something to do with a worker, got ${work.do}.`);
  }
}

export async function carryOutOnDatabase(
  database: GuardedDatabase,
  context: CarryOutContext,
): Promise<Outcome> {
  const { part, work, now, reason, signal } = context;
  switch (work.do) {
    case 'ask': {
      const standing = await database.status();
      const seen = (before: Seen): Seen => ({ ...looked(now())(before), standing });
      if (part.prior !== null || standing.state === 'not-installed') {
        return { seen, stored: null, isSlow: part.prior === null };
      }
      return { seen, stored: (stored) => withPart(stored, part, foundAs(standing, part)) };
    }
    case 'look': {
      const standing = await database.status();
      const watched = standing.state === 'closed' ? await database.watch() : null;
      const { verifiedAt } = context.seen;
      // What was written past the guard came through a hole, which is not to be claimed closed for half a minute.
      const isVerified =
        verifiedAt !== null &&
        now() - verifiedAt < verifyEveryMs &&
        newlyAlarming(context.seen, watched).length === 0;
      const problems = isVerified ? null : await database.verify();
      const at = now();
      return {
        seen: (before) => ({
          ...before,
          lookedAt: at,
          problem: null,
          standing,
          ...(standing.state === 'closed' && { transactions: [] }),
          ...watchedSince(before, watched, at),
          ...(problems !== null && {
            verifiedAt: at,
            holes: holesIn(problems),
          }),
        }),
        // Somebody opened it beside us: it is closed again.
        stored:
          standing.state === 'open' || standing.state === 'torn'
            ? (stored) => withPart(stored, part, { did: 'nothing' })
            : null,
      };
    }
    case 'watch': {
      const watched = await database.watch();
      const at = now();
      return {
        seen: (before) => ({ ...looked(at)(before), ...watchedSince(before, watched, at) }),
        stored: null,
      };
    }
    case 'close': {
      // Last: what reads and signing in wrote until now will be refused. Who cannot be watched is closed all the same: he is named later.
      const watched = await database.watch().catch(() => context.seen.watched);
      await database.close({ reason, tables: work.tables });
      return {
        seen: (before) => ({
          ...before,
          problem: null,
          verifiedAt: null,
          watched,
          standing: before.standing === null ? null : { ...before.standing, state: 'closing' },
        }),
        stored: (stored) => withPart(stored, part, { did: 'stopped' }),
      };
    }
    case 'drain': {
      const left = await database.drain({
        timeoutMs: work.timeoutMs,
        endSessions: work.endSessions,
        onProgress: (transactions) => context.onSeen((before) => ({ ...before, transactions })),
        signal,
      });
      const standing = await database.status();
      // At once: from here on every write is one too many.
      const watched = standing.state === 'closed' ? await database.watch() : null;
      // Nobody is left, and it is not drained: by what can be written all the same.
      const problems = standing.state === 'closing' && left.length === 0 ? await database.verify() : [];
      const at = now();
      return {
        seen: (before) => ({
          ...looked(at)(before),
          ...{ transactions: left, standing, holes: holesIn(problems) },
          ...watchedSince(before, watched, at),
        }),
        stored: null,
      };
    }
    case 'open':
      await database.open();
      return startedAgain(part);
    case 'restore':
      await database.close({ reason, tables: work.tables });
      return startedAgain(part);
    default:
      throw new Error(`Expected something to do with a database, got ${work.do}.`);
  }
}

function holesIn(problems: readonly GuardProblem[]): readonly string[] {
  return problems.filter(({ isHole }) => isHole).map(({ message }) => message);
}

function looked(at: number): (before: Seen) => Seen {
  return (before) => ({ ...before, lookedAt: at, problem: null });
}

/** One that somebody closed as wide as this window does is left as it is, now and afterwards. */
function foundAs(
  { state, tables }: DatabaseStanding,
  part: TransitionPart,
): Partial<Omit<TransitionPart, 'kind' | 'name'>> {
  if (state !== 'closed' && state !== 'closing') return { prior: 'running' };
  const isWideEnough = tables.length === 0 || sameTables([...tables].sort(), part.tables);
  return {
    prior: 'stopped',
    priorTables: isWideEnough ? part.tables : tables,
    did: isWideEnough ? 'stopped' : 'nothing',
  };
}

/** It is as it was before: nothing of it is to be remembered, but for one that was given up while the window stays. */
function startedAgain(part: TransitionPart): Outcome {
  return {
    seen: (before) => ({ ...before, problem: null, quietSince: null, standing: null, verifiedAt: null }),
    stored: (stored) =>
      part.givenUp === null || stored.direction === 'off'
        ? { ...stored, parts: stored.parts.filter((one) => !isSamePart(one, part)) }
        : withPart(stored, part, { did: 'nothing' }),
  };
}

/** Writes that nobody was allowed to do stay, one for each table and who it may have been, with when it was last found. */
function watchedSince(
  seen: Seen,
  watched: WatchReport | null,
  at: number,
): Partial<Pick<Seen, 'watched' | 'alarms'>> {
  if (watched === null) return {};
  const { alarms } = seen;
  const found = newlyAlarming(seen, watched);
  return {
    watched,
    // Rows add up: what is found again of the same takes the place of what was known of it.
    alarms: [
      ...alarms.filter((one) => !found.some((write) => isSameWrite(one.write, write))),
      ...found.map((write) => ({ write, foundAt: at })),
    ].slice(-mostAlarms),
  };
}

function newlyAlarming({ alarms }: Seen, watched: WatchReport | null): readonly SeenWrite[] {
  const isKnown = (write: SeenWrite) =>
    alarms.some((one) => one.write.table === write.table && one.write.at >= write.at);
  return (watched?.writes ?? []).filter((write) => write.kind === 'past-guard' && !isKnown(write));
}

const mostAlarms = 50;

/** Each job once, with when it was first found. */
function joinJobs(known: Seen['disobeying'], found: readonly RunningJob[], at: number): Seen['disobeying'] {
  const isKnown = (job: RunningJob) =>
    known.some((one) => one.job.id === job.id && one.job.name === job.name && one.job.since === job.since);
  return [...known, ...found.filter((job) => !isKnown(job)).map((job) => ({ job, foundAt: at }))].slice(
    -mostDisobeying,
  );
}

const mostDisobeying = 50;

/** For what failed: it is named, and tried again. */
export function failedSeen(part: PartKey, error: unknown): (before: Seen) => Seen {
  const problem = error instanceof Error ? error.message : String(error);
  return (before) => ({
    ...before,
    problem,
    quietSince: null,
    ...(part.kind === 'worker' && { inHand: null }),
  });
}
