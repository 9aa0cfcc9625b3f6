import type { Transition, TransitionPart } from '@portcullis/gate';
import type { SeenWrite } from '../watch-report.ts';
import type { RunningJob } from '../workers/worker.ts';
import type { Facts } from './facts.ts';
import { keyOf, type PartKey, type Seen, unseen } from './seen.ts';

/** One thing that a phase waits for, or that keeps a site from being still, with its name. */
export type Waiting =
  /** The switch itself is not enforced; one line, in English. */
  | { readonly kind: 'requests'; readonly detail: string }
  /** It cannot be asked, stopped, looked at or started. */
  | { readonly kind: 'failing'; readonly part: PartKey; readonly problem: string }
  /** Nothing went wrong; it was not its turn, or it has not answered yet. */
  | { readonly kind: 'not-stopped'; readonly part: PartKey }
  /** A job that began before the pause; `of` = how many there are. */
  | { readonly kind: 'job'; readonly worker: string; readonly job: RunningJob | null; readonly of: number }
  /** What it has in hand cannot be counted. */
  | { readonly kind: 'uncounted'; readonly worker: string }
  /** A job that began although its worker was paused. */
  | { readonly kind: 'disobeying'; readonly worker: string; readonly job: RunningJob }
  /** Nothing is in hand for a moment: not for long enough to say so. */
  | { readonly kind: 'settling'; readonly worker: string }
  | { readonly kind: 'no-guard'; readonly database: string }
  /** A transaction that may still commit. */
  | { readonly kind: 'transaction'; readonly database: string; readonly detail: string }
  | { readonly kind: 'not-drained'; readonly database: string }
  | { readonly kind: 'hole'; readonly database: string; readonly detail: string }
  /** Somebody wrote although it is closed, and nobody had allowed him to. */
  | { readonly kind: 'written'; readonly database: string; readonly write: SeenWrite }
  | { readonly kind: 'uncovered'; readonly database: string; readonly area: string }
  | { readonly kind: 'given-up'; readonly part: PartKey; readonly reason: string };

export function seenOf({ seen }: Pick<Facts, 'seen'>, part: PartKey): Seen {
  return seen.get(keyOf(part)) ?? unseen;
}

/** What keeps requests from being drained. */
export function waitingForRequests({ requests }: Facts): readonly Waiting[] {
  return requests.enforced ? [] : requests.missing.map((detail) => ({ kind: 'requests', detail }));
}

/** Whoever has a token of these workers writes through the gate, jobs or not. */
function waitingForCalls({ switch: { draining } }: Facts): readonly Waiting[] {
  if (draining.length === 0) return [];
  return [{ kind: 'requests', detail: `calls of jobs of ${draining.join(', ')} are let in` }];
}

/** What keeps a part from having stopped: nothing new begins. */
export function waitingForStop(part: TransitionPart, facts: Facts): readonly Waiting[] {
  if (part.did === 'stopped' || part.givenUp !== null) return [];
  const { problem, standing } = seenOf(facts, part);
  if (standing?.state === 'not-installed') return [{ kind: 'no-guard', database: part.name }];
  return [problem === null ? { kind: 'not-stopped', part } : { kind: 'failing', part, problem }];
}

/** What keeps a worker from being drained: all that it had in hand is done, as was observed. */
export function waitingForWorker(part: TransitionPart, facts: Facts, quietMs: number): readonly Waiting[] {
  if (part.did !== 'stopped') return waitingForStop(part, facts);
  const { problem, inHand, lookedAt, quietSince, disobeying } = seenOf(facts, part);
  const worker = part.name;
  const ignored = disobeying
    .filter(({ foundAt }) => facts.now - foundAt < recentMs)
    .map(({ job }): Waiting => ({ kind: 'disobeying', worker, job }));
  if (problem !== null) return [...ignored, { kind: 'failing', part, problem }];
  if (inHand === null || lookedAt === null) return [...ignored, { kind: 'settling', worker }];
  const { count, jobs } = inHand;
  if (count === null) return [...ignored, { kind: 'uncounted', worker }];
  if (count > 0) {
    const running = jobs.length === 0 ? [null] : jobs;
    return [...ignored, ...running.map((job): Waiting => ({ kind: 'job', worker, job, of: count }))];
  }
  const isQuiet = quietSince !== null && lookedAt - quietSince >= quietMs;
  return isQuiet ? ignored : [...ignored, { kind: 'settling', worker }];
}

/** A job that began in spite of the pause, or a write past a guard, speaks against it for so long; it stays in the report. */
const recentMs = 10_000;

/** What keeps a database from being closed, drained, and without a hole. */
export function waitingForDatabase(part: TransitionPart, facts: Facts): readonly Waiting[] {
  const { problem, standing, transactions, holes, verifiedAt, watched, alarms } = seenOf(facts, part);
  const { name: database, givenUp } = part;
  if (givenUp !== null) return [{ kind: 'given-up', part, reason: givenUp }];
  if (part.did !== 'stopped') return waitingForStop(part, facts);
  const open = [
    ...holes.map((detail): Waiting => ({ kind: 'hole', database, detail })),
    ...alarms
      .filter(({ foundAt }) => facts.now - foundAt < recentMs)
      .map(({ write }): Waiting => ({ kind: 'written', database, write })),
  ];
  if (problem !== null) return [...open, { kind: 'failing', part, problem }];
  if (transactions.length > 0) {
    return [...open, ...transactions.map((detail): Waiting => ({ kind: 'transaction', database, detail }))];
  }
  // Nothing is claimed before holes were looked for, nor without a watch over it.
  const isShut = standing?.state === 'closed' && verifiedAt !== null && watched?.since != null;
  // A hole is why it is not drained.
  return isShut || holes.length > 0 ? open : [...open, { kind: 'not-drained', database }];
}

/** Everything that keeps the site from being still, but for what nobody declared. Empty = it is. */
export function missingForStillness(
  transition: Transition | null,
  facts: Facts,
  quietMs: number,
): readonly Waiting[] {
  const parts = transition?.parts ?? [];
  const stopped = new Set(parts.map(keyOf));
  return [
    ...waitingForRequests(facts),
    ...(transition?.phase === 'watch' ? waitingForCalls(facts) : []),
    ...facts.wanted.stops
      .filter((stop) => !stopped.has(keyOf(stop)))
      .map((part): Waiting => ({ kind: 'not-stopped', part })),
    ...parts.flatMap((part) =>
      part.kind === 'worker' ? waitingForWorker(part, facts, quietMs) : waitingForDatabase(part, facts),
    ),
    ...(transition?.phase === 'watch' ? parts.filter((part) => isStale(part, facts)) : []).map(
      (part): Waiting => ({ kind: 'failing', part, problem: 'it has not answered lately' }),
    ),
    ...facts.wanted.uncovered.map((one): Waiting => ({ kind: 'uncovered', ...one })),
  ];
}

/** What was seen so long ago says nothing of now: an answer is waited for, and did not fail yet. */
function isStale(part: TransitionPart, facts: Facts): boolean {
  const { lookedAt, problem } = seenOf(facts, part);
  return problem === null && lookedAt !== null && facts.now - lookedAt >= staleMs;
}

/** Each is looked at once a second. */
const staleMs = 10_000;

/** Time alone does not bring it: somebody must do something. */
export function isLasting({ kind }: Waiting): boolean {
  return ['uncounted', 'no-guard', 'hole', 'uncovered', 'given-up'].includes(kind);
}

/** It names somebody or something that is in the way; others only say that their turn has not come. */
export function isNamed({ kind }: Waiting): boolean {
  return !['not-stopped', 'settling', 'not-drained'].includes(kind);
}
