import { begins, countIs, noneBegins, somebodyElse, until, type WorkerCases } from './worker-case.ts';

export const pauseCases: WorkerCases = {
  title: 'a pause',
  cases: [
    {
      name: 'it is running, then paused, then running',
      async run({ worker }, expect) {
        expect(await worker.state()).toBe('running');
        await worker.pause();
        expect(await worker.state()).toBe('paused');
        await worker.resume();
        expect(await worker.state()).toBe('running');
      },
    },
    {
      name: 'nothing begins while it is paused, and everything that waited begins when it goes on',
      async run(opened, expect) {
        const { worker, addJob } = opened;
        const before = await addJob();
        await begins(before);
        before.end();
        await countIs(worker, 0);
        await worker.pause();
        const jobs = [await addJob(), await addJob(), await addJob()];
        expect(await noneBegins(opened, jobs)).toBe(true);
        for (const job of jobs) job.end();
        await worker.resume();
        for (const job of jobs) await begins(job);
        await countIs(worker, 0);
      },
    },
    {
      name: 'what runs goes on, and ends',
      async run({ worker, addJob }, expect) {
        const job = await addJob();
        await begins(job);
        await worker.pause();
        expect((await worker.inHand()).count).toBe(1);
        job.end();
        await countIs(worker, 0);
        expect(await worker.state()).toBe('paused');
      },
    },
    {
      name: 'twice is like once, and so is going on',
      async run(opened, expect) {
        const { worker, addJob } = opened;
        const first = await worker.pause();
        const second = await worker.pause();
        expect([second >= first, await worker.state()]).toEqual([true, 'paused']);
        const job = await addJob();
        await worker.pause();
        expect(await noneBegins(opened, [job])).toBe(true);
        job.end();
        await worker.resume();
        await worker.resume();
        await begins(job);
        await countIs(worker, 0);
        expect(await worker.state()).toBe('running');
      },
    },
    {
      name: 'going on without a pause changes nothing',
      async run({ worker, addJob }, expect) {
        const running = await addJob();
        await begins(running);
        await worker.resume();
        expect((await worker.inHand()).count).toBe(1);
        running.end();
        const next = await addJob();
        next.end();
        await begins(next);
        await countIs(worker, 0);
      },
    },
    {
      name: 'its moment is a whole number of milliseconds since 1970',
      async run({ worker }, expect) {
        const moment = await worker.pause();
        const day = 86_400_000;
        expect([Number.isInteger(moment), Math.abs(moment - Date.now()) < day]).toEqual([true, true]);
      },
    },
    {
      name: 'of somebody else is seen, and so is its end',
      async run(opened) {
        const { worker } = opened;
        await somebodyElse(opened).pause();
        await until('the pause is seen', async () => (await worker.state()) === 'paused');
        await somebodyElse(opened).resume();
        await until('the end of the pause is seen', async () => (await worker.state()) === 'running');
      },
    },
    {
      name: 'asked for many times at once holds, and so does going on',
      async run({ worker, addJob }, expect) {
        await Promise.all([worker.pause(), worker.pause(), worker.pause()]);
        expect(await worker.state()).toBe('paused');
        const job = await addJob();
        job.end();
        await Promise.all([worker.resume(), worker.resume(), worker.resume()]);
        expect(await worker.state()).toBe('running');
        await begins(job);
        await countIs(worker, 0);
      },
    },
  ],
};
