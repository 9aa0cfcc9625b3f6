import { mostJobsShown, type RunningJob, type Worker, type WorkInHand } from '../workers/worker.ts';
import { fitReport, joinNames, mostProblems } from './fit-report.ts';
import type { FleetAnswer, ProcessReport, WorkerReport } from './fleet-messages.ts';

/** The processes of one name, as one worker: it is paused when all of them say so. */
export interface ProcessRegistry extends Worker {
  /** Throws `TooManyProcessesError` where one more joins than there can be. */
  report(report: ProcessReport): Pick<FleetAnswer, 'wanted'>;
  /** Another server carries the switch out: what this one said before is of another window. */
  forgetSaid(): void;
  /** Those that have joined and not left, whether or not they still answer. */
  processes(): readonly JoinedProcess[];
  /** Why nobody could pause all of them now; null = somebody could. */
  problem(): string | null;
  /** One that says nothing any more counts no longer, as somebody knows that it has ended. One that reports again joins anew. */
  forget(id: string): 'forgotten' | 'answers' | 'unknown';
}

export interface JoinedProcess {
  /** Made once for each process. */
  readonly id: string;
  readonly host: string;
  readonly processId: number;
  /** Milliseconds since 1970, on this server's clock. */
  readonly joinedAt: number;
  readonly obeys: 'running' | 'paused';
  /** It has said nothing for so long that nobody knows what it does. */
  readonly isSilent: boolean;
  /** What is wrong with it, one line each; empty = nothing. */
  readonly problems: readonly string[];
}

export interface ProcessRegistryOptions {
  readonly name: string;
  /** Fewer than these are not all: somebody is missing. */
  readonly least: number;
  /** More than these do not join: whoever makes processes up fills no memory. @default 500, and twice as many as `least` */
  readonly most?: number;
  /** What was stored before this server began; null = not read yet. */
  readonly stored: () => 'running' | 'paused' | null;
  /** Whether a process of this host lives. */
  readonly isAlive: (processId: number) => boolean;
  readonly host: string;
  /** @default performance.now */
  readonly monotonicMs?: () => number;
  /** How long the processes may take to obey. @default 5000 */
  readonly timeoutMs?: number;
}

interface Known {
  readonly report: ProcessReport;
  readonly seenMs: number;
  readonly joinedAt: number;
}

export class TooManyProcessesError extends Error {
  override readonly name = 'TooManyProcessesError';
}

/** A process that says nothing for so long is silent. */
const silentMs = 3_000;
const lookEveryMs = 20;

export function createProcessRegistry(options: ProcessRegistryOptions): ProcessRegistry {
  const { name, least, most = Math.max(500, 2 * least), stored, isAlive, host, timeoutMs = 5_000 } = options;
  const { monotonicMs = () => performance.now() } = options;
  const processes = new Map<string, Known>();
  /** What this server said; before that, what was stored. */
  let said: 'running' | 'paused' | null = null;
  const wanted = () => said ?? stored();

  function forgetEnded(): void {
    for (const [id, known] of processes) {
      const isGone = known.report.host === host && !isAlive(known.report.processId);
      if (isSilent(known) && isGone) processes.delete(id);
    }
  }

  function isSilent({ seenMs }: Known): boolean {
    return monotonicMs() - seenMs > silentMs;
  }

  /** Those that count. Rejects when one of them is silent, and nobody can know what it does. */
  function present(): readonly ProcessReport[] {
    forgetEnded();
    const all = [...processes.values()];
    const silent = all.filter(isSilent);
    if (silent.length > 0) {
      throw new Error(
        `expected every process of ${name} to answer, but ${listed(silent.map(describe), ', ')}. Let it reach this server, or end it and have it forgotten`,
      );
    }
    if (all.length < least) {
      throw new Error(
        `expected at least ${least} ${least === 1 ? 'process' : 'processes'} of ${name}, and ${all.length === 0 ? 'none has' : `only ${all.length} have`} joined. Start what is missing`,
      );
    }
    return all.map(({ report }) => report);
  }

  function problemsOf(known: Known): readonly string[] {
    const own = known.report.workers.flatMap(({ name: which, problem }) =>
      problem === null ? [] : [`${which}: ${problem}`],
    );
    return [
      ...(isSilent(known) ? ['it has not been heard of lately'] : []),
      ...own.slice(0, mostProblems),
      ...(own.length > mostProblems ? [`and ${own.length - mostProblems} more`] : []),
    ];
  }

  function describe({ report, seenMs }: Known): string {
    return `${describeProcess(report)} was last heard ${Math.round((monotonicMs() - seenMs) / 1_000)} s ago`;
  }

  async function untilAll(obeys: 'running' | 'paused'): Promise<void> {
    const deadline = monotonicMs() + timeoutMs;
    for (;;) {
      const late = present().filter((report) => report.obeys !== obeys);
      if (late.length === 0) return;
      if (monotonicMs() >= deadline) {
        throw new Error(
          `expected every process of ${name} to be ${obeys} within ${timeoutMs} ms, but ${listed(late.map(whyLate), ', ')}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
  }

  return {
    name,
    capabilities: { reaches: 'fleet', counts: 'fleet', isPersisted: true },
    report(report) {
      if (processes.size >= most) forgetEnded();
      if (report.isLeaving) processes.delete(report.id);
      else if (processes.size >= most && !processes.has(report.id)) {
        throw new TooManyProcessesError(
          `expected at most ${most} processes of ${name}, and another one reports: ${describeProcess(report)}. End some, or give them names of their own`,
        );
      } else {
        const joinedAt = processes.get(report.id)?.joinedAt ?? Date.now();
        processes.set(report.id, { report: fitReport(report), seenMs: monotonicMs(), joinedAt });
      }
      return { wanted: wanted() };
    },
    forgetSaid() {
      said = null;
    },
    processes: () =>
      [...processes.values()].map((known) => ({
        id: known.report.id,
        host: known.report.host,
        processId: known.report.processId,
        joinedAt: known.joinedAt,
        obeys: known.report.obeys,
        isSilent: isSilent(known),
        problems: problemsOf(known),
      })),
    problem() {
      try {
        present();
        return null;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
    forget(id) {
      const known = processes.get(id);
      if (known === undefined) return 'unknown';
      if (!isSilent(known)) return 'answers';
      processes.delete(id);
      return 'forgotten';
    },
    async state() {
      present();
      return wanted() === 'paused' ? 'paused' : 'running';
    },
    async pause() {
      said = 'paused';
      await untilAll('paused');
      return Date.now();
    },
    async resume() {
      said = 'running';
      await untilAll('running');
    },
    async inHand() {
      const reports = present();
      const running = wanted() === 'paused' ? reports.filter(({ obeys }) => obeys === 'running') : [];
      // Nothing is claimed of one that may take up work at any moment, however little it has.
      if (running.length > 0) {
        throw new Error(
          `expected every process of ${name} to be paused, but ${listed(running.map(whyLate), ', ')}`,
        );
      }
      return sum(reports);
    },
    async begunAfter() {
      // Each process knows for itself since when its workers are paused, on the clock of their jobs.
      const begun = present().flatMap((report) =>
        report.workers.flatMap((worker) => worker.begun.map((job) => runBy(job, report))),
      );
      return distinct(begun);
    },
  };
}

/** The first of them in full: with hundreds nobody reads the rest. */
function listed(texts: readonly string[], between: string): string {
  const more = texts.length - mostListed;
  return [...texts.slice(0, mostListed), ...(more > 0 ? [`and ${more} more`] : [])].join(between);
}

const mostListed = 5;

function describeProcess({ processId, host }: ProcessReport): string {
  return `process ${processId} on ${host}`;
}

function whyLate(report: ProcessReport): string {
  const problems = report.workers.flatMap(({ problem }) => (problem === null ? [] : [problem]));
  return `${describeProcess(report)} is ${report.obeys}${problems.length === 0 ? '' : ` (${problems.join('; ')})`}`;
}

/** A queue that several processes work on is counted once where each of them sees all of it. */
function sum(reports: readonly ProcessReport[]): WorkInHand {
  const problems = reports.flatMap((report) =>
    report.workers
      .filter(({ problem }) => problem !== null)
      .map(({ name, problem }) => `${name} in ${describeProcess(report)}: ${problem}`),
  );
  if (problems.length > 0) throw new Error(listed(problems, '; '));
  const byName = new Map<string, WorkerReport[]>();
  for (const { workers } of reports) {
    for (const worker of workers) byName.set(worker.name, [...(byName.get(worker.name) ?? []), worker]);
  }
  let count: number | null = 0;
  let waiting: number | null = 0;
  for (const same of byName.values()) {
    count = plus(
      count,
      countOf(same, ({ inHand }) => inHand),
    );
    waiting = plus(
      waiting,
      countOf(same, (one) => one.waiting),
    );
  }
  const jobs = reports.flatMap((report) =>
    report.workers.flatMap((worker) => worker.jobs.map((job) => runBy(job, report))),
  );
  const oldest = [...distinct(jobs)].sort((one, other) => (one.since ?? 0) - (other.since ?? 0));
  const stopped = reports.flatMap(({ workers }) => workers.flatMap((worker) => worker.stopped));
  return { count, waiting, jobs: oldest.slice(0, mostJobsShown), stopped: joinNames(stopped) };
}

function countOf(
  same: readonly WorkerReport[],
  read: (worker: WorkerReport) => number | null,
): number | null {
  const isSeenWhole = same.some(({ counts }) => counts === 'fleet');
  let all: number | null = 0;
  for (const worker of same) {
    const found = worker.counts === 'nobody' ? null : read(worker);
    all = isSeenWhole && all !== null && found !== null ? Math.max(all, found) : plus(all, found);
  }
  return all;
}

function plus(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : one + other;
}

function runBy(job: RunningJob, report: ProcessReport): RunningJob {
  return job.by === null ? { ...job, by: describeProcess(report) } : job;
}

/** The same job as several processes see it. */
function distinct(jobs: readonly RunningJob[]): readonly RunningJob[] {
  const seen = new Set<string>();
  return jobs.filter(({ name, id, since }) => {
    if (id === null) return true;
    const key = `${name} ${id} ${since}`;
    return !seen.has(key) && seen.add(key);
  });
}
