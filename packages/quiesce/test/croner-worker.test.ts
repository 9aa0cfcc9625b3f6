import { Cron } from 'croner';
import { afterEach, describe, expect, it } from 'vitest';
import { type OpenedWorker, workerConformance } from '../src/testing/index.ts';
import { createCronerWorker } from '../src/workers/index.ts';
import { createTestJobs } from './queues/test-jobs.ts';

const everySecond = '* * * * * *';

async function open(): Promise<OpenedWorker> {
  const jobs = createTestJobs();
  const keys: string[] = [];
  const cron = new Cron(everySecond, { name: `mail ${Math.random()}`, protect: true }, async () => {
    await Promise.all(keys.splice(0).map((key) => jobs.run(key)));
  });
  return {
    worker: createCronerWorker({ jobs: [cron], name: 'cron' }),
    beginsWithinMs: 1_050,
    somebodyElse: {
      async pause() {
        cron.pause();
      },
      async resume() {
        cron.resume();
      },
    },
    addJob: () => jobs.add(async (key) => keys.push(key)),
    async disobey({ ends }) {
      // Else it could begin in the millisecond of the pause.
      await new Promise((resolve) => setTimeout(resolve, 5));
      const job = await jobs.add(async (key) => keys.push(key));
      if (ends) job.end();
      void cron.trigger();
    },
    async close() {
      cron.stop();
      jobs.endAll();
    },
  };
}

workerConformance({
  name: 'croner',
  open,
  test: { describe, it, expect },
  skip: [
    {
      reason: 'it is of this process',
      tests: ['who obeys > a second worker pauses the same jobs, and lets them go on'],
    },
    {
      reason: 'what is missed is skipped: nothing waits',
      tests: ['what is in hand > what waits is counted, and not as in hand'],
    },
  ],
});

describe('several jobs of croner', () => {
  const opened: Cron[] = [];
  afterEach(() => {
    for (const job of opened.splice(0)) job.stop();
  });

  function job(name: string, work: () => Promise<void> = async () => {}, protect = true): Cron {
    const cron = new Cron('0 0 1 1 *', { name, protect }, () => work());
    opened.push(cron);
    return cron;
  }

  it('that somebody had paused or stopped stay so when the others go on', async () => {
    const [running, paused, stopped] = [job('a'), job('b'), job('c')];
    paused.pause();
    stopped.stop();
    const worker = createCronerWorker({ jobs: [running, paused, stopped], name: 'cron' });
    await worker.pause();
    await worker.pause();
    expect([running, paused, stopped].map((one) => one.isRunning())).toEqual([false, false, false]);
    await worker.resume();
    expect([running, paused, stopped].map((one) => one.isRunning())).toEqual([true, false, false]);
  });

  it('are paused when none of them is running, whoever paused them', async () => {
    const [one, other] = [job('d'), job('e')];
    const worker = createCronerWorker({ jobs: [one, other], name: 'cron' });
    one.pause();
    expect(await worker.state()).toBe('running');
    other.stop();
    expect(await worker.state()).toBe('paused');
  });

  it('are named by what runs, the oldest first, with when it began', async () => {
    const end = Promise.withResolvers<void>();
    const jobs = [job('f', () => end.promise), job('g'), job('h', () => end.promise)];
    const worker = createCronerWorker({ jobs, name: 'cron' });
    const runs = [jobs[2]?.trigger()];
    await new Promise((resolve) => setTimeout(resolve, 5));
    runs.push(jobs[0]?.trigger());
    const { count, jobs: named, waiting } = await worker.inHand();
    expect([count, named.map(({ name }) => name), waiting]).toEqual([2, ['h', 'f'], null]);
    end.resolve();
    await Promise.all(runs);
    expect((await worker.inHand()).count).toBe(0);
  });

  // croner says `isBusy() === false` as soon as the first of them ends.
  it('of a run by hand that overlaps and ends later are still in hand', async () => {
    const ends = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let run = 0;
    const cron = job('i', () => ends[run++]?.promise ?? Promise.resolve());
    const worker = createCronerWorker({ jobs: [cron], name: 'cron' });
    const first = cron.trigger();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const second = cron.trigger();
    ends[0]?.resolve();
    await first;
    expect([cron.isBusy(), (await worker.inHand()).count]).toEqual([false, 1]);
    ends[1]?.resolve();
    await second;
    expect((await worker.inHand()).count).toBe(0);
  });

  it('without protection are refused, by name', () => {
    expect(() => createCronerWorker({ jobs: [job('j'), job('k', undefined, false)], name: 'cron' })).toThrow(
      'Expected jobs with { protect: true }, but k has it not',
    );
    expect(() => createCronerWorker({ jobs: [], name: 'cron' })).toThrow('Expected jobs of croner, got none');
  });
});
