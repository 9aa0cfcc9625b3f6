import { drainWorker } from '../../workers/index.ts';
import { begins, countIs, type WorkerCases } from './worker-case.ts';

export const countCases: WorkerCases = {
  title: 'what is in hand',
  cases: [
    {
      name: 'nothing, when there is nothing',
      async run({ worker }, expect) {
        const { count, jobs, waiting } = await worker.inHand();
        expect([count, jobs, waiting ?? 0]).toEqual([0, [], 0]);
      },
    },
    {
      name: 'what runs is counted and named',
      async run({ worker, addJob }, expect) {
        const job = await addJob();
        await begins(job);
        const { count, jobs } = await worker.inHand();
        expect([count, jobs.length]).toEqual([1, 1]);
        expect(jobs.every(({ name }) => name !== '')).toBe(true);
        job.end();
        await countIs(worker, 0);
      },
    },
    {
      name: 'what waits is counted, and not as in hand',
      async run({ worker, addJob }, expect) {
        await worker.pause();
        const added = [await addJob(), await addJob()];
        const { count, waiting } = await worker.inHand();
        expect([count, waiting]).toEqual([0, 2]);
        for (const job of added) job.end();
        await worker.resume();
        for (const job of added) await begins(job);
        await countIs(worker, 0);
        expect((await worker.inHand()).waiting).toBe(0);
      },
    },
    {
      name: 'a job that runs keeps it from being drained, one that waits does not',
      async run({ worker, addJob }, expect) {
        const running = await addJob();
        await begins(running);
        await worker.pause();
        const waiting = await addJob();
        const early = await drainWorker(worker, { timeoutMs: 60, quietMs: 20, pollIntervalMs: 10 });
        expect([early.isDrained, early.left.count]).toEqual([false, 1]);
        running.end();
        const late = await drainWorker(worker, { timeoutMs: 20_000, quietMs: 50, pollIntervalMs: 10 });
        expect([late.isDrained, late.left.count, waiting.hasBegun()]).toEqual([true, 0, false]);
        waiting.end();
        await worker.resume();
        await begins(waiting);
        await countIs(worker, 0);
      },
    },
  ],
};
