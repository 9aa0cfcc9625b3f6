import type { ProcessToRemove } from '@portcullis/gate';
import { mostJobsShown, type RunningJob, type Worker, type WorkInHand } from '../workers/worker.ts';
import { joinNames, mostProblems } from './fit-report.ts';
import type { FleetAnswer, ProcessReport, Wanted, WorkerReport } from './fleet-messages.ts';
import type { KnownProcess, SharedProcesses } from './shared-processes.ts';

/** The processes of one name, whichever server they report to, as one worker: it is paused when all of them say so. */
export interface ProcessRegistry extends Worker {
  /** Throws `TooManyProcessesError` where one more joins than there can be. */
  report(report: ProcessReport): Pick<FleetAnswer, 'wanted' | 'order'>;
  /** Those that have joined and not left, whether or not they still answer. */
  processes(): readonly JoinedProcess[];
  /** Why nobody could pause all of them now; null = somebody could. */
  problem(): string | null;
  /**
   * One that says nothing any more counts no longer, as somebody knows that it has ended. One that reports again joins anew. `takeOff`
   * takes it off the list of all servers, on record; false = it was heard meanwhile.
   */
  forget(id: string, takeOff: (process: ProcessToRemove) => Promise<boolean>): Promise<ForgetResult>;
}

export type ForgetResult = 'forgotten' | 'answers' | 'unknown';

export interface JoinedProcess {
  /** Made once for each process. */
  readonly id: string;
  /** Null = what it says is not understood here. */
  readonly host: string | null;
  readonly processId: number | null;
  /** The server that it reported to last. */
  readonly server: string;
  /** Milliseconds since 1970. */
  readonly joinedAt: number;
  /** Null = what it says is not understood here. */
  readonly obeys: Wanted | null;
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
  readonly shared: SharedProcesses;
  /** Servers that may know processes which nobody else does, one line each. @default there are none */
  readonly unheardServers?: () => readonly string[];
  /** @default performance.now */
  readonly monotonicMs?: () => number;
  /** How long the processes may take to obey. @default 5000 */
  readonly timeoutMs?: number;
}

/** One whose report can be read. */
type Present = KnownProcess & { readonly report: ProcessReport };

export class TooManyProcessesError extends Error {
  override readonly name = 'TooManyProcessesError';
}

const lookEveryMs = 50;

export function createProcessRegistry(options: ProcessRegistryOptions): ProcessRegistry {
  const { name, least, most = Math.max(500, 2 * least), shared, timeoutMs = 5_000 } = options;
  const { unheardServers = () => [], monotonicMs = () => performance.now() } = options;

  /** Those that count. Throws when nobody can know what one of them does. */
  function present(): readonly Present[] {
    const all = shared.of(name);
    const unheard = [...unheardServers()];
    const unread = shared.problem();
    if (unread !== null) unheard.push(unread);
    const silent = all.filter(({ isSilent }) => isSilent);
    const foreign = all.filter((one) => !one.isSilent && !isReadable(one));
    const wrong = [
      ...(unheard.length > 0
        ? [`expected to know every process of ${name}, but ${listed(unheard, '; ')}`]
        : []),
      ...(silent.length > 0
        ? [
            `expected every process of ${name} to answer, but ${listed(silent.map(describeSilence), ', ')}. Let it reach a server, or end it and have it forgotten`,
          ]
        : []),
      ...(foreign.length > 0
        ? [
            `expected to understand every process of ${name}, but ${listed(foreign.map(describeForeign), ', ')}. Bring servers and processes to one version`,
          ]
        : []),
      ...(all.length < least
        ? [
            `expected at least ${least} ${least === 1 ? 'process' : 'processes'} of ${name}, and ${all.length === 0 ? 'none has' : `only ${all.length} have`} joined. Start what is missing`,
          ]
        : []),
    ];
    if (wrong.length > 0) throw new Error(wrong.join('; '));
    return all.filter(isReadable);
  }

  function reports(): readonly ProcessReport[] {
    return present().map(({ report }) => report);
  }

  async function untilAll(obeys: Wanted): Promise<void> {
    const deadlineMs = monotonicMs() + timeoutMs;
    for (;;) {
      await shared.refresh();
      const isSaid = shared.wanted(name).wanted === obeys;
      const late = reports().filter((report) => report.obeys !== obeys);
      if (isSaid && late.length === 0) return;
      if (monotonicMs() >= deadlineMs) {
        throw new Error(
          late.length === 0
            ? `expected it to be stored that ${name} is to be ${obeys}, and it was not within ${timeoutMs} ms`
            : `expected every process of ${name} to be ${obeys} within ${timeoutMs} ms, but ${listed(late.map(whyLate), ', ')}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
  }

  return {
    name,
    capabilities: { reaches: 'fleet', counts: 'fleet', isPersisted: true },
    report(report) {
      const isNew = !report.isLeaving && !shared.has({ worker: name, id: report.id });
      if (isNew && shared.of(name).length >= most) {
        throw new TooManyProcessesError(
          `expected at most ${most} processes of ${name}, and another one reports: ${describeProcess(report)}. End some, or give them names of their own`,
        );
      }
      shared.hear(report);
      return shared.wanted(name);
    },
    processes: () =>
      shared.of(name).map((known) => ({
        id: known.id,
        host: known.report?.host ?? null,
        processId: known.report?.processId ?? null,
        server: known.instance,
        joinedAt: known.joinedAt,
        obeys: known.report?.obeys ?? null,
        isSilent: known.isSilent,
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
    async forget(id, takeOff) {
      await shared.refresh();
      const known = shared.of(name).find((one) => one.id === id);
      if (known === undefined) return 'unknown';
      if (!known.isSilent) return 'answers';
      const seenAt = known.seenAt === null ? {} : { seenAt: known.seenAt };
      if (!(await takeOff({ worker: name, id, ...seenAt }))) {
        await shared.refresh();
        return shared.of(name).some((one) => one.id === id) ? 'answers' : 'unknown';
      }
      shared.drop({ worker: name, id });
      return 'forgotten';
    },
    async state() {
      await shared.refresh();
      present();
      return shared.wanted(name).wanted === 'paused' ? 'paused' : 'running';
    },
    async pause() {
      await untilAll('paused');
      return Date.now();
    },
    async resume() {
      await untilAll('running');
    },
    async inHand() {
      const all = present();
      const { wanted } = shared.wanted(name);
      const running = wanted === 'running' ? [] : all.filter(({ report }) => report.obeys === 'running');
      // Nothing is claimed of one that may take up work at any moment, however little it has.
      if (running.length > 0) {
        throw new Error(
          `expected every process of ${name} to be paused, but ${listed(
            running.map(({ report }) => whyLate(report)),
            ', ',
          )}`,
        );
      }
      const seenAgoMs = Math.max(0, ...all.map(({ ageMs }) => ageMs));
      return { ...sum(all.map(({ report }) => report)), seenAgoMs };
    },
    async begunAfter() {
      // Each process knows for itself since when its workers are paused, on the clock of their jobs.
      const begun = reports().flatMap((report) =>
        report.workers.flatMap((worker) => worker.begun.map((job) => runBy(job, report))),
      );
      return distinct(begun);
    },
  };
}

function isReadable(known: KnownProcess): known is Present {
  return known.report !== null;
}

function problemsOf(known: KnownProcess): readonly string[] {
  const own = (known.report?.workers ?? []).flatMap(({ name: which, problem }) =>
    problem === null ? [] : [`${which}: ${problem}`],
  );
  return [
    ...(known.isSilent ? ['it has not been heard of lately'] : []),
    ...(known.report === null ? ['what it says is not understood by this version'] : []),
    ...own.slice(0, mostProblems),
    ...(own.length > mostProblems ? [`and ${own.length - mostProblems} more`] : []),
  ];
}

function describeSilence(known: KnownProcess): string {
  const ago = Number.isFinite(known.ageMs)
    ? `${Math.round(known.ageMs / 1_000)} s ago`
    : 'before the clock was set';
  return `${describeKnown(known)} was last heard ${ago}`;
}

function describeForeign(known: KnownProcess): string {
  return `what ${describeKnown(known)} says to ${known.instance} is of another version`;
}

function describeKnown({ report, id }: KnownProcess): string {
  return report === null ? `process ${id}` : describeProcess(report);
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
