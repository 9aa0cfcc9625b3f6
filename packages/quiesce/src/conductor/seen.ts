import type { TransitionPart } from '@portcullis/gate';
import type { SeenWrite, WatchReport } from '../watch-report.ts';
import type { RunningJob, WorkInHand } from '../workers/worker.ts';
import type { DatabaseStanding } from './guarded-database.ts';

/** What the conductor saw of a part lately. Kept in memory alone: whoever takes over looks for himself. */
export interface Seen {
  /** Milliseconds since 1970, store clock; null = not yet. */
  readonly lookedAt: number | null;
  /** Since when no look has found anything in hand; null = something is, or it cannot be told. */
  readonly quietSince: number | null;
  /** Of a worker. */
  readonly inHand: WorkInHand | null;
  /** Jobs that began after the worker was paused, and when that was found. */
  readonly disobeying: readonly { readonly job: RunningJob; readonly foundAt: number }[];
  /** Of a database. */
  readonly standing: DatabaseStanding | null;
  /** Transactions that may still commit, one line each. */
  readonly transactions: readonly string[];
  /** What would let writes pass although the guard is closed, one line each. */
  readonly holes: readonly string[];
  /** When that was looked for; null = not since it was closed. */
  readonly verifiedAt: number | null;
  /** What was seen of its writes; null = it was not looked at yet. */
  readonly watched: WatchReport | null;
  /** Writes that nobody was allowed to do, and when each was last found. */
  readonly alarms: readonly { readonly write: SeenWrite; readonly foundAt: number }[];
  /** Why the last thing that was tried failed. */
  readonly problem: string | null;
}

export const unseen: Seen = {
  lookedAt: null,
  quietSince: null,
  inHand: null,
  disobeying: [],
  standing: null,
  transactions: [],
  holes: [],
  verifiedAt: null,
  watched: null,
  alarms: [],
  problem: null,
};

export type PartKey = Pick<TransitionPart, 'kind' | 'name'>;

export function keyOf({ kind, name }: PartKey): string {
  return `${kind} ${name}`;
}

export function isSamePart(one: PartKey, other: PartKey): boolean {
  return one.kind === other.kind && one.name === other.name;
}
