/**
 * Anything that writes without a request: a queue, a cron, a scheduler. An adapter is handed the library's own object (structural
 * types, no dependency) and says only what it observed: an event named `drained`, or a promise of a pause that came back, is
 * nothing to go by.
 */
export interface Worker {
  /** As reports and the configuration name it; one of its kind within a site. */
  readonly name: string;
  readonly capabilities: WorkerCapabilities;
  /** Whether work begins now. Asked before pausing, so that resuming leaves paused what somebody had paused. */
  state(): Promise<'running' | 'paused'>;
  /**
   * From when this resolves no work begins that this library can keep from beginning; what runs goes on. Idempotent. Gives the
   * moment, in milliseconds since 1970 on the clock by which the library dates its jobs.
   */
  pause(): Promise<number>;
  /** Work begins again, that which waited first. Idempotent. */
  resume(): Promise<void>;
  /** What runs at this moment, wherever this library can see it. */
  inHand(): Promise<WorkInHand>;
  /** Work that began after a moment of `pause` although it was paused: somebody does not obey. Null = cannot be told. */
  begunAfter(moment: number): Promise<readonly RunningJob[] | null>;
  /** Releases what the adapter itself opened; never the library's object. Idempotent. */
  close?(): Promise<void>;
}

export interface WorkerCapabilities {
  /** Whom a pause reaches: every process that works on it, or this process alone. */
  readonly reaches: 'fleet' | 'process';
  /** Whose work `inHand` counts; `nobody` = it cannot be counted, and the worker is never said to be drained. */
  readonly counts: 'fleet' | 'process' | 'nobody';
  /** A pause outlives the processes that work on it. */
  readonly isPersisted: boolean;
}

export interface WorkInHand {
  /** Null = it cannot be told. */
  readonly count: number | null;
  /** Oldest first, ten at most. */
  readonly jobs: readonly RunningJob[];
  /** What waits for its turn, delayed work included. Null = it cannot be told. */
  readonly waiting: number | null;
  /** What came since the pause and did not run, by its name. @default the library keeps it, or it cannot be told */
  readonly stopped?: readonly StoppedJobs[];
  /** How long ago it was so, in milliseconds, where others had said so before it was asked. @default 0 */
  readonly seenAgoMs?: number;
}

export interface StoppedJobs {
  /** The queue or the function. */
  readonly name: string;
  /** Runs afterwards. */
  readonly held: number;
  /** Never runs. */
  readonly skipped: number;
}

export interface RunningJob {
  /** The queue or the function. */
  readonly name: string;
  /** Null = the library gives none. */
  readonly id: string | null;
  /** Milliseconds since 1970 on the library's clock; null = it cannot be told. */
  readonly since: number | null;
  /** The process that runs it, as far as the library says: a host, a process id. */
  readonly by: string | null;
}

/** Shown of the jobs in hand. */
export const mostJobsShown = 10;
