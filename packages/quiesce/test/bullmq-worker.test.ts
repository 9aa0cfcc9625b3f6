import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningRedis, startRedis } from '../../../test/support/redis/start-redis.ts';
import { workerConformance } from '../src/testing/index.ts';
import { type BullmqQueue, createBullmqWorker, type Worker } from '../src/workers/index.ts';
import { bullmqVersions, openQueue } from './queues/bullmq-versions.ts';
import { type OpenedBullmq, openBullmq } from './queues/open-bullmq.ts';

let redis: RunningRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

const until = (isSo: () => boolean | Promise<boolean>) =>
  expect.poll(isSo, { interval: 10, timeout: 20_000 }).toBe(true);
const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Looks for so long, in small steps, and gives the most that waited. */
async function mostWaiting(worker: Worker, ms: number): Promise<number> {
  let most = 0;
  for (const end = performance.now() + ms; performance.now() < end; await rest(20)) {
    most = Math.max(most, (await worker.inHand()).waiting ?? 0);
  }
  return most;
}

describe.each(bullmqVersions)('BullMQ %i', (version) => {
  workerConformance({
    name: `BullMQ ${version}`,
    open: () => openBullmq({ version, path: redis.path }),
    test: { describe, it, expect },
  });

  describe('its traps', () => {
    let opened: OpenedBullmq;
    let worker: Worker;
    beforeEach(async () => {
      opened = await openBullmq({ version, path: redis.path });
      worker = opened.worker;
    });
    afterEach(() => opened.close());

    it('its event `drained` comes while jobs run and wait: they are counted, and run later', async () => {
      const running = await opened.addJob();
      await until(running.hasBegun);
      await worker.pause();
      const waiting = await Promise.all(Array.from({ length: 4 }, () => opened.addJob()));
      running.end();
      await until(() => opened.heardDrained() > 0);
      await until(async () => (await worker.inHand()).count === 0);
      expect((await worker.inHand()).waiting).toBe(4);
      await worker.resume();
      for (const job of waiting) {
        job.end();
        await until(job.hasBegun);
      }
    });

    it('a job scheduler goes on, and leaves one job waiting', async () => {
      await worker.pause();
      await opened.queue.upsertJobScheduler('every moment', { every: 50 });
      expect(await mostWaiting(worker, 400)).toBe(1);
    });

    it('a delayed job that is due waits, as does one with a priority', async () => {
      const moment = await worker.pause();
      await opened.queue.add('invoice', 'soon', { delay: 30 });
      await opened.queue.add('invoice', 'tomorrow', { delay: 86_400_000 });
      await opened.queue.add('invoice', 'first', { priority: 1 });
      expect(await mostWaiting(worker, 300)).toBe(3);
      expect([(await worker.inHand()).count, await worker.begunAfter(moment)]).toEqual([0, []]);
    });

    it('nothing that takes jobs away is ever called', async () => {
      const called = new Set<PropertyKey>();
      const watched = new Proxy<BullmqQueue>(opened.queue, {
        get(target, name) {
          called.add(name);
          const value: unknown = Reflect.get(target, name);
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
      const it = createBullmqWorker({ queue: watched });
      const moment = await it.pause();
      await it.inHand();
      await it.begunAfter(moment);
      await it.resume();
      await it.state();
      expect([...called].filter((name) => /drain|clean|obliterate|remove|trim/i.test(String(name)))).toEqual(
        [],
      );
      expect(called).toContain('pause');
    });

    it('twelve in hand are counted, and ten named: the oldest, with since when and by whom', async () => {
      const before = Date.now();
      const jobs = [];
      for (let index = 0; index < 12; index += 1) {
        const job = await opened.addJob();
        await until(job.hasBegun);
        jobs.push(job);
      }
      const { count, jobs: named } = await worker.inHand();
      expect([count, named.map(({ id }) => id)]).toEqual([
        12,
        ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'],
      ]);
      expect(named[0]).toEqual({ name: 'invoice', id: '1', since: expect.any(Number), by: 'worker 1' });
      expect(Number(named[0]?.since)).toBeGreaterThanOrEqual(before);
    });

    it('of whom disobeys it says the job, its id and the worker', async () => {
      const moment = await worker.pause();
      await opened.disobey({ ends: false });
      expect(await worker.begunAfter(moment)).toEqual([
        { name: 'disobeyed', id: '1', since: expect.any(Number), by: 'the one who disobeys' },
      ]);
    });

    it('a job whose process died stays in hand', async () => {
      await worker.pause();
      await opened.disobey({ ends: false });
      await opened.killDisobeying();
      expect((await worker.inHand()).count).toBe(1);
    });

    it('a stream that is cut hides nothing that was seen, and nothing is claimed for what was not', async () => {
      const moment = await worker.pause();
      await opened.disobey({ ends: true });
      await until(async () => (await worker.inHand()).count === 0);
      expect((await worker.begunAfter(moment))?.length).toBe(1);
      await opened.queue.trimEvents(0);
      await opened.queue.add('invoice', 'one more event');
      expect((await worker.begunAfter(moment))?.length).toBe(1);
      expect(await createBullmqWorker({ queue: opened.queue }).begunAfter(moment)).toBe(null);
    });

    it('more events than are read at once are read to the end', async () => {
      const moment = await worker.pause();
      await Promise.all(Array.from({ length: 1_200 }, () => opened.queue.add('invoice', 'waits')));
      expect(await worker.begunAfter(moment)).toEqual([]);
      await worker.resume();
      await until(async () => (await worker.inHand()).waiting === 0);
      expect((await worker.begunAfter(moment))?.length).toBe(10);
    });
  });

  describe('a Redis that is killed', () => {
    let own: RunningRedis;
    let opened: OpenedBullmq;
    beforeEach(async () => {
      own = await startRedis();
      opened = await openBullmq({ version, path: own.path, timeoutMs: 400 });
    });
    afterEach(async () => {
      await opened.close();
      await own.stop();
    });

    it('leaves nobody waiting for ever, and it is paused when it comes back', async () => {
      const { worker, addJob } = opened;
      const moment = await worker.pause();
      const job = await addJob();
      await own.kill();
      const before = performance.now();
      const asked = [
        worker.state(),
        worker.pause(),
        worker.resume(),
        worker.inHand(),
        worker.begunAfter(moment),
      ];
      for (const result of await Promise.allSettled(asked)) {
        expect(result).toMatchObject({
          status: 'rejected',
          reason: {
            message: expect.stringMatching(
              /^Expected queue mail-\S+ to .+ within 400 ms, but Redis did not answer/,
            ),
          },
        });
      }
      expect(performance.now() - before).toBeLessThan(3_000);
      await own.start();
      await until(() => worker.state().then(Boolean, () => false));
      // What was asked while it was away is not done behind anybody's back.
      await rest(50);
      expect([await worker.state(), job.hasBegun(), (await worker.inHand()).waiting]).toEqual([
        'paused',
        false,
        1,
      ]);
      expect(await worker.begunAfter(moment)).toEqual([]);
      job.end();
      await worker.resume();
      await until(job.hasBegun);
    });
  });
});

describe('a queue of BullMQ', () => {
  it('paused twice by version 5 keeps what version 6 put there meanwhile', async () => {
    const at = { path: redis.path, name: 'two versions' };
    const five = openQueue({ ...at, version: 5 });
    const six = openQueue({ ...at, version: 6 });
    const worker = createBullmqWorker({ queue: five.it });
    await worker.pause();
    await five.it.add('invoice', 'by 5');
    await six.it.add('invoice', 'by 6');
    await worker.pause();
    expect((await worker.inHand()).waiting).toBe(2);
    await five.close();
    await six.close();
  });

  it('that is kept in no Redis says nothing of what began', async () => {
    let isPaused = false;
    const worker = createBullmqWorker({
      queue: {
        name: 'elsewhere',
        pause: async () => {
          isPaused = true;
        },
        resume: async () => {
          isPaused = false;
        },
        isPaused: async () => isPaused,
        getJobCounts: async () => ({ active: 0, waiting: 3, delayed: 1 }),
        getActive: async () => [],
        toKey: (type) => type,
        getBackend: () => ({ pool: {} }),
      },
    });
    const moment = await worker.pause();
    expect([await worker.state(), await worker.begunAfter(moment), (await worker.inHand()).waiting]).toEqual([
      'paused',
      null,
      4,
    ]);
  });
});
