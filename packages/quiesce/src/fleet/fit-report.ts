import { mostJobsShown, type RunningJob, type StoppedJobs } from '../workers/worker.ts';
import type { ProcessReport, WorkerReport } from './fleet-messages.ts';

/** Names beyond these count together. */
const mostNames = 50;
const mostBegun = 50;
export const mostProblems = 3;
const longestText = 200;
/** Counts are joined by it. */
const longestWorkerName = 500;
const longestProblem = 300;

/**
 * What of a report is sent and kept: all counts, and no more texts than anybody is shown. A server must not refuse what a process
 * with long names says, and whoever makes processes up must fill neither its memory nor its status.
 */
export function fitReport(report: ProcessReport): ProcessReport {
  const { workers } = report;
  const jobs = chosen(workers, ({ jobs: own }) => oldestFirst(own), mostJobsShown);
  const begun = chosen(workers, ({ begun: own }) => own, mostBegun);
  const stopped = chosen(workers, ({ stopped: own }) => own, mostNames);
  let problems = 0;
  const problemOf = ({ problem }: WorkerReport) => {
    if (problem === null) return null;
    problems += 1;
    return problems <= mostProblems ? cut(problem, longestProblem) : 'it has a problem, too';
  };
  return {
    ...report,
    workers: workers.map((worker, index) => ({
      ...worker,
      name: cut(worker.name, longestWorkerName),
      jobs: (jobs[index] ?? []).map(fitJob),
      begun: (begun[index] ?? []).map(fitJob),
      stopped: joinNames([
        ...(stopped[index] ?? []).map((one) => ({ ...one, name: cut(one.name) })),
        ...worker.stopped.slice(stopped[index]?.length ?? 0).map((one) => ({ ...one, name: others })),
      ]),
      problem: problemOf(worker),
    })),
  };
}

/** Each name once; beyond as many as are shown they count together. */
export function joinNames(stopped: readonly StoppedJobs[]): readonly StoppedJobs[] {
  const sums = new Map<string, StoppedJobs>();
  for (const { name: own, held, skipped } of stopped) {
    const name = sums.has(own) || sums.size < mostNames ? own : others;
    const before = sums.get(name) ?? { held: 0, skipped: 0 };
    sums.set(name, { name, held: before.held + held, skipped: before.skipped + skipped });
  }
  return [...sums.values()];
}

const others = '(others)';

/** The first of each worker before the second of any: none crowds the others out. */
function chosen<One>(
  workers: readonly WorkerReport[],
  listOf: (worker: WorkerReport) => readonly One[],
  most: number,
): readonly (readonly One[])[] {
  const lists = workers.map(listOf);
  const taken = lists.map(() => 0);
  let left = most;
  for (let round = 0; left > 0 && lists.some((list) => list.length > round); round += 1) {
    for (const [index, list] of lists.entries()) {
      if (left === 0 || list.length <= round) continue;
      taken[index] = round + 1;
      left -= 1;
    }
  }
  return lists.map((list, index) => list.slice(0, taken[index]));
}

function oldestFirst(jobs: readonly RunningJob[]): readonly RunningJob[] {
  return [...jobs].sort((one, other) => (one.since ?? 0) - (other.since ?? 0));
}

function fitJob({ name, id, since, by }: RunningJob): RunningJob {
  return { name: cut(name), id: id === null ? null : cut(id), since, by: by === null ? null : cut(by) };
}

function cut(text: string, longest = longestText): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
