import { expect, it } from 'vitest';
import type { RunningJob } from '../workers/worker.ts';
import { fitReport } from './fit-report.ts';
import type { ProcessReport, WorkerReport } from './fleet-messages.ts';
import { createProcessRegistry } from './process-registry.ts';
import { ModelProcesses, serverOn } from './testing/model-processes.ts';

const long = 'é'.repeat(2_000);

const jobsOf = (count: number, name = long): RunningJob[] =>
  Array.from({ length: count }, (_, at) => ({ name, id: `${at} ${long}`, since: at, by: long }));

const workerOf = (changes: Partial<WorkerReport> = {}): WorkerReport => ({
  name: 'mails',
  counts: 'process',
  inHand: 0,
  waiting: 0,
  jobs: [],
  stopped: [],
  begun: [],
  problem: null,
  ...changes,
});

const reportOf = (workers: readonly WorkerReport[], id = 'a'): ProcessReport => ({
  fleet: 'jobs',
  id,
  host: 'one',
  processId: 1,
  obeys: 'paused',
  workers,
  isLeaving: false,
});

const crowd = (id: string) =>
  reportOf(
    Array.from({ length: 100 }, (_, at) =>
      workerOf({
        name: `${id} ${at}`,
        inHand: 1,
        jobs: jobsOf(100),
        begun: jobsOf(100),
        stopped: Array.from({ length: 100 }, (_unused, one) => ({
          name: `${id} ${at} ${one} ${long}`,
          held: 1,
          skipped: 2,
        })),
        problem: long,
      }),
    ),
    id,
  );

it('of a process no more is kept than is shown, and counts stay whole', () => {
  const kept = fitReport(crowd('a'));
  expect(JSON.stringify(kept).length).toBeLessThan(80_000);
  expect(kept.workers).toHaveLength(100);
  expect(kept.workers.every(({ inHand, problem }) => inHand === 1 && problem !== null)).toBe(true);
  const stopped = kept.workers.flatMap((worker) => worker.stopped);
  expect(stopped.reduce((sum, { held, skipped }) => sum + held + skipped, 0)).toBe(30_000);
  expect(fitReport(kept)).toEqual(kept);
});

it('jobs of one worker do not crowd out those of another, and the oldest are told', () => {
  const many = workerOf({ jobs: jobsOf(50, 'many').reverse() });
  const { workers } = fitReport(reportOf([many, workerOf({ jobs: jobsOf(1, 'one') })]));
  expect(workers.map(({ jobs }) => jobs.length)).toEqual([9, 1]);
  expect(workers[0]?.jobs.map(({ since }) => since)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
});

it('hundreds of processes fill no report, whatever they say', async () => {
  let nowMs = 0;
  const store = new ModelProcesses();
  store.nowMs = () => 1_000_000 + nowMs;
  const { shared } = serverOn(store, { monotonicMs: () => nowMs });
  const registry = createProcessRegistry({
    name: 'jobs',
    least: 1,
    shared,
    monotonicMs: () => nowMs,
    timeoutMs: 0,
  });
  await shared.refresh();
  for (let id = 0; id < 200; id += 1) registry.report(crowd(String(id)));
  expect(JSON.stringify(registry.processes()).length).toBeLessThan(500_000);
  const told = (work: Promise<unknown>) =>
    work.then(
      () => '',
      (error: Error) => error.message,
    );
  const counting = await told(registry.inHand());
  expect(counting).toMatch(/and \d+ more$/);
  expect(counting.length).toBeLessThan(5_000);
  expect(await told(registry.resume())).toMatch(/is paused .* and 195 more$/);
  nowMs = 4_000;
  expect(await told(registry.state())).toMatch(/and 195 more\. Let it reach/);
  await shared.close();
});

it('names of jobs that came count together beyond as many as anybody reads', async () => {
  const { shared } = serverOn(new ModelProcesses());
  const registry = createProcessRegistry({ name: 'jobs', least: 1, shared });
  await shared.refresh();
  for (let id = 0; id < 20; id += 1) {
    const stopped = Array.from({ length: 40 }, (_, one) => ({ name: `${id} ${one}`, held: 1, skipped: 0 }));
    registry.report(reportOf([workerOf({ stopped })], String(id)));
  }
  const { stopped = [] } = await registry.inHand();
  expect(stopped).toHaveLength(51);
  expect(stopped.at(-1)).toEqual({ name: '(others)', held: 750, skipped: 0 });
  await shared.close();
});
