import { mostJobsShown, type RunningJob, type Worker } from './worker.ts';

/** What the adapter needs of a `Cron` of croner. */
export interface CronerJob {
  readonly name?: string | undefined;
  readonly options: { readonly protect?: unknown };
  pause(): boolean;
  resume(): boolean;
  /** Scheduled, and neither paused nor stopped. */
  isRunning(): boolean;
  isBusy(): boolean;
  /** When the run that began last began. */
  currentRun(): Date | null;
  /** When the run that ended last began. */
  previousRun(): Date | null;
}

export interface CronerWorkerOptions {
  /** With `protect: true`: of runs that overlap croner does not say whether all have ended. */
  readonly jobs: readonly CronerJob[];
  readonly name: string;
  /** Milliseconds since 1970. @default that of the machine */
  readonly now?: () => number;
}

/**
 * Pauses the jobs of this process. A job that somebody had paused or stopped stays so when the others go on. What would have run
 * meanwhile is skipped, not caught up; so nothing waits. What somebody triggers by hand runs although the job is paused: it is in hand, and among
 * those that began after; of such runs that overlap, the last one is seen.
 */
export function createCronerWorker({ jobs, name, now = Date.now }: CronerWorkerOptions): Worker {
  const unprotected = jobs.findIndex(({ options }) => !options.protect);
  if (jobs.length === 0 || unprotected !== -1) {
    throw new Error(
      jobs.length === 0
        ? 'Expected jobs of croner, got none. Hand in those that write.'
        : `Expected jobs with { protect: true }, but ${nameOf(jobs[unprotected], unprotected)} has it not: nobody could say when all its runs have ended. Set it.`,
    );
  }
  const pausedHere = new Set<CronerJob>();

  function running(): readonly RunningJob[] {
    return jobs
      .flatMap((job, index) => {
        const run = job.currentRun()?.getTime() ?? null;
        // A run by hand that ends first hides one that goes on; then they differ.
        const isBusy = job.isBusy() || run !== (job.previousRun()?.getTime() ?? null);
        return isBusy ? [{ name: nameOf(job, index), id: null, since: run, by: null }] : [];
      })
      .sort((one, other) => (one.since ?? 0) - (other.since ?? 0));
  }

  return {
    name,
    capabilities: { reaches: 'process', counts: 'process', isPersisted: false },
    state: async () => (jobs.some((job) => job.isRunning()) ? 'running' : 'paused'),
    async pause() {
      for (const job of jobs) {
        if (!job.isRunning()) continue;
        job.pause();
        pausedHere.add(job);
      }
      return now();
    },
    async resume() {
      for (const job of pausedHere) job.resume();
      pausedHere.clear();
    },
    async inHand() {
      const inHand = running();
      return { count: inHand.length, jobs: inHand.slice(0, mostJobsShown), waiting: null };
    },
    async begunAfter(moment) {
      return jobs.flatMap((job, index) => {
        const since = Math.max(job.currentRun()?.getTime() ?? 0, job.previousRun()?.getTime() ?? 0);
        return since > moment ? [{ name: nameOf(job, index), id: null, since, by: null }] : [];
      });
    },
  };
}

function nameOf(job: CronerJob | undefined, index: number): string {
  return job?.name ?? `job ${index + 1}`;
}
