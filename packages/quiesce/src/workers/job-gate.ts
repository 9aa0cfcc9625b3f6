import { callHook } from './call-hook.ts';
import { mostJobsShown, type RunningJob, type StoppedJobs, type Worker } from './worker.ts';

/**
 * What becomes of a job while its gate is paused. `run`: it runs, being declared harmless. `hold`: it waits until the gate goes
 * on. `skip`: it does not run.
 */
export type JobClass = 'run' | 'hold' | 'skip';

export interface JobGateOptions {
  readonly name: string;
  /** Held at a time; what comes then is skipped, with a line in the log. @default 1000 */
  readonly mostHeld?: number;
  readonly onHeld?: (job: StoppedJob) => void;
  readonly onSkipped?: (job: StoppedJob & { readonly why: 'paused' | 'too many held' }) => void;
  /** @default console.warn */
  readonly log?: (line: string) => void;
  /** Milliseconds since 1970. @default that of the machine */
  readonly now?: () => number;
}

export interface StoppedJob {
  readonly name: string;
  readonly id: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface GuardJobOptions<Arguments extends readonly unknown[]> {
  readonly name: string;
  readonly class: JobClass;
  /** By which reports know the job. @default none */
  readonly idOf?: (...args: Arguments) => string;
  /** Of these jobs, who runs although the gate is paused: a test run. @default nobody */
  readonly runsAnyhow?: (...args: Arguments) => boolean;
}

/** Undefined = it was skipped. */
export type GuardedJob<Arguments extends readonly unknown[], Result> = (
  ...args: Arguments
) => Promise<Result | undefined>;

export interface JobGate extends Worker {
  /** The same function, which asks the gate first. It rejects with what the function throws. */
  guardJob<Arguments extends readonly unknown[], Result>(
    handler: (...args: Arguments) => Result | Promise<Result>,
    options: GuardJobOptions<Arguments>,
  ): GuardedJob<Arguments, Result>;
  /** What runs with leave, paused or not: jobs of the class `run`, and those that ran anyhow. None of it is in hand. */
  runningAnyhow(): readonly RunningJob[];
}

/** For functions of this process that write without a request; it pauses, holds and counts them. */
export function createJobGate(options: JobGateOptions): JobGate {
  const { name: gateName, mostHeld = 1_000, onHeld, onSkipped, now = Date.now } = options;
  const { log: write = (line) => console.warn(line) } = options;
  const inHand = new Set<RunningJob>();
  const anyhow = new Set<RunningJob>();
  /** Those that wait, in the order in which they came. */
  const held: (() => void)[] = [];
  /** Of those that need a gate that is open. */
  let begunLast: readonly RunningJob[] = [];
  /** Since the last pause. */
  const stopped = new Map<string, StoppedJobs>();
  let isPaused = false;

  function note(name: string, became: 'held' | 'skipped'): void {
    const { held, skipped } = stopped.get(name) ?? { held: 0, skipped: 0 };
    stopped.set(name, {
      name,
      held: became === 'held' ? held + 1 : held,
      skipped: became === 'skipped' ? skipped + 1 : skipped,
    });
  }

  function log(line: string): void {
    callHook(() => write(line));
  }

  /** A report that fails is no reason to fail the job. */
  function report(tell: () => unknown): void {
    callHook(tell, (error) => log(`portcullis: ${gateName} could not report a job: ${String(error)}`));
  }

  /** What an application says of its own job; it may fail. */
  function said<Value>(of: () => Value): Value | null {
    try {
      const value = of();
      if (typeof value !== 'object' || value === null) return value;
      // A promise comes too late to be asked.
      callHook(() => value);
      return null;
    } catch (error) {
      log(`portcullis: ${gateName} could not ask about a job: ${String(error)}`);
      return null;
    }
  }

  async function run<Result>(
    work: () => Result | Promise<Result>,
    { job, among }: { readonly job: StoppedJob; readonly among: Set<RunningJob> },
  ): Promise<Result> {
    const running: RunningJob = { name: job.name, id: job.id, since: now(), by: null };
    among.add(running);
    if (among === inHand) begunLast = [...begunLast, running].slice(-mostJobsShown);
    try {
      return await work();
    } finally {
      among.delete(running);
    }
  }

  return {
    name: gateName,
    capabilities: { reaches: 'process', counts: 'process', isPersisted: false },
    guardJob<Arguments extends readonly unknown[], Result>(
      handler: (...args: Arguments) => Result | Promise<Result>,
      { name, class: jobClass, idOf, runsAnyhow }: GuardJobOptions<Arguments>,
    ): GuardedJob<Arguments, Result> {
      return async (...args) => {
        const work = () => handler(...args);
        const job: StoppedJob = { name, id: said(() => idOf?.(...args)) ?? null, at: now() };
        if (jobClass === 'run' || (isPaused && said(() => runsAnyhow?.(...args)) === true)) {
          return run(work, { job, among: anyhow });
        }
        if (!isPaused) return run(work, { job, among: inHand });
        if (jobClass === 'skip') {
          note(name, 'skipped');
          report(() => onSkipped?.({ ...job, why: 'paused' }));
          return undefined;
        }
        if (held.length >= mostHeld) {
          note(name, 'skipped');
          log(`portcullis: ${gateName} holds ${mostHeld} jobs and skipped one of ${name}`);
          report(() => onSkipped?.({ ...job, why: 'too many held' }));
          return undefined;
        }
        note(name, 'held');
        report(() => onHeld?.(job));
        return new Promise<Result>((resolve, reject) => {
          held.push(() => void run(work, { job, among: inHand }).then(resolve, reject));
        });
      };
    },
    runningAnyhow: () => [...anyhow],
    state: async () => (isPaused ? 'paused' : 'running'),
    async pause() {
      if (!isPaused) stopped.clear();
      isPaused = true;
      return now();
    },
    async resume() {
      isPaused = false;
      // Paused again by one of them, the others stay where they are.
      while (!isPaused && held.length > 0) held.shift()?.();
    },
    async inHand() {
      return {
        count: inHand.size,
        jobs: [...inHand].slice(0, mostJobsShown),
        waiting: held.length,
        stopped: [...stopped.values()],
      };
    },
    begunAfter: async (moment) => begunLast.filter(({ since }) => since !== null && since > moment),
  };
}
