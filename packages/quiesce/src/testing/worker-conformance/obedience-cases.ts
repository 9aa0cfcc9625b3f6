import { another, begins, countIs, disobey, noneBegins, until, type WorkerCases } from './worker-case.ts';

export const obedienceCases: WorkerCases = {
  title: 'who obeys',
  cases: [
    {
      name: 'what ran before the pause did not begin after it',
      async run({ worker, addJob }, expect) {
        const job = await addJob();
        await begins(job);
        const moment = await worker.pause();
        expect(await worker.begunAfter(moment)).toEqual([]);
        job.end();
        await countIs(worker, 0);
        expect(await worker.begunAfter(moment)).toEqual([]);
      },
    },
    {
      name: 'what waits has not begun',
      async run(opened, expect) {
        const { worker, addJob } = opened;
        const moment = await worker.pause();
        const job = await addJob();
        expect(await noneBegins(opened, [job])).toBe(true);
        expect(await worker.begunAfter(moment)).toEqual([]);
        job.end();
      },
    },
    {
      name: 'what begins after the moment is seen, also when it has ended',
      async run({ worker, addJob }, expect) {
        const moment = await worker.pause();
        await worker.resume();
        // A clock counts whole milliseconds.
        await new Promise((resolve) => setTimeout(resolve, 5));
        const job = await addJob();
        job.end();
        await begins(job);
        await countIs(worker, 0);
        const begun = await worker.begunAfter(moment);
        expect(begun?.map(({ since }) => since === null || since > moment)).toEqual([true]);
      },
    },
    {
      name: 'a job that somebody begins although it is paused is counted and named',
      async run(opened, expect) {
        const { worker } = opened;
        const moment = await worker.pause();
        await disobey(opened, { ends: false });
        const { count, jobs } = await worker.inHand();
        const begun = await worker.begunAfter(moment);
        expect([await worker.state(), count, jobs.length, begun?.length]).toEqual(['paused', 1, 1, 1]);
      },
    },
    {
      name: 'a job that somebody began and ended although it is paused is named',
      async run(opened, expect) {
        const { worker } = opened;
        const moment = await worker.pause();
        await disobey(opened, { ends: true });
        await countIs(worker, 0);
        expect((await worker.begunAfter(moment))?.length).toBe(1);
        // And still is when it is asked for again.
        expect((await worker.begunAfter(moment))?.length).toBe(1);
      },
    },
    {
      name: 'a second worker pauses the same jobs, and lets them go on',
      async run(opened, expect) {
        const { worker, addJob } = opened;
        const second = await another(opened);
        const running = await addJob();
        await begins(running);
        const moment = await second.pause();
        expect([await worker.state(), (await second.inHand()).count]).toEqual(['paused', 1]);
        const waiting = await addJob();
        expect(await noneBegins(opened, [waiting])).toBe(true);
        running.end();
        waiting.end();
        await countIs(second, 0);
        expect(await worker.begunAfter(moment)).toEqual([]);
        await worker.resume();
        await begins(waiting);
        expect(await second.state()).toBe('running');
      },
    },
    {
      name: 'closing it twice leaves the jobs alone',
      async run({ worker, addJob }, expect) {
        await worker.close?.();
        await worker.close?.();
        const job = await addJob();
        await begins(job);
        job.end();
        await until('the job has ended', async () => (await worker.inHand()).count === 0);
        expect(job.hasBegun()).toBe(true);
      },
    },
  ],
};
