import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningPostgres, startPostgres } from '../../../test/support/postgres/start-postgres.ts';
import { type OpenedWorker, type TestJob, workerConformance } from '../src/testing/index.ts';
import { createPgBossWorker, drainWorker, type PgBossInstance } from '../src/workers/index.ts';
import { forkProcess, killProcess } from './queues/fork-process.ts';
import { fastOptions, openBoss, pgBossVersions, type TestBoss } from './queues/pg-boss-versions.ts';
import { createTestJobs } from './queues/test-jobs.ts';

let postgres: RunningPostgres;
beforeAll(async () => {
  postgres = await startPostgres(15);
});
afterAll(() => postgres.stop());

const until = (isSo: () => boolean | Promise<boolean>) =>
  expect.poll(isSo, { interval: 10, timeout: 20_000 }).toBe(true);

describe.each(pgBossVersions)('pg-boss %i', (version) => {
  /** Of all tests: an instance takes seconds to make its tables and to stop. */
  let boss: TestBoss;
  const schema = `boss_${version}`;
  beforeAll(async () => {
    boss = await openBoss({ version, url: postgres.adminUrl, schema });
  });
  afterAll(() => boss.stop({ graceful: false }));

  interface OpenedBoss extends OpenedWorker {
    readonly queue: string;
    addJob(options?: { readonly expireInSeconds: number }): Promise<TestJob>;
  }

  async function open(): Promise<OpenedBoss> {
    const queue = `mail-${randomUUID()}`;
    await boss.createQueue(queue, { retryLimit: 0 });
    const jobs = createTestJobs();
    const children: ChildProcess[] = [];
    const worker = createPgBossWorker({
      boss,
      schema,
      queues: {
        [queue]: {
          options: { ...fastOptions, batchSize: 20 },
          handler: async (batch) => {
            await Promise.all(batch.map(({ data }) => jobs.run(Reflect.get(Object(data), 'key'))));
          },
        },
      },
    });
    await worker.resume();
    return {
      worker,
      queue,
      beginsWithinMs: 800,
      addJob: (options) => jobs.add((key) => boss.send(queue, { key }, options)),
      async disobey({ ends }) {
        await boss.send(queue, {});
        children.push(
          await forkProcess('pg-boss-disobeying-process', [
            String(version),
            postgres.adminUrl,
            schema,
            queue,
            ends ? 'ends' : '',
          ]),
        );
      },
      async close() {
        jobs.endAll();
        for (const child of children) await killProcess(child);
        await worker.pause();
      },
    };
  }

  const oneProcess = 'a pause reaches this process alone';
  workerConformance({
    name: `pg-boss ${version}`,
    open,
    test: { describe, it, expect },
    skip: [
      {
        reason: oneProcess,
        tests: [
          'a pause > of somebody else is seen, and so is its end',
          'who obeys > a second worker pauses the same jobs, and lets them go on',
        ],
      },
    ],
  });

  describe('its traps', () => {
    let opened: OpenedBoss;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    it('pausing waits for nobody, and what runs keeps it from being drained', async () => {
      const { worker, addJob } = opened;
      const job = await addJob();
      await until(job.hasBegun);
      await worker.pause();
      const { isDrained, left } = await drainWorker(worker, { timeoutMs: 50, quietMs: 20 });
      expect([isDrained, left.jobs.map(({ name }) => name)]).toEqual([false, [opened.queue]]);
    });

    it('a handler that goes on after its job expired is in hand', async () => {
      const { worker, addJob } = opened;
      const job = await addJob({ expireInSeconds: 1 });
      await until(job.hasBegun);
      await worker.pause();
      const stateOf = async () => {
        const { rows } = await boss
          .getDb()
          .executeSql(`select state from ${schema}.job where name = $1`, [opened.queue]);
        return Reflect.get(Object(rows[0]), 'state');
      };
      await until(async () => (await stateOf()) !== 'active');
      expect(await worker.inHand()).toEqual({
        count: 1,
        jobs: [{ name: opened.queue, id: expect.any(String), since: null, by: null }],
        waiting: 0,
      });
      job.end();
      await until(async () => (await worker.inHand()).count === 0);
    });

    it('twelve in hand are counted, and ten named', async () => {
      const { worker, addJob } = opened;
      await worker.pause();
      const jobs = await Promise.all(Array.from({ length: 12 }, () => addJob()));
      expect((await worker.inHand()).waiting).toBe(12);
      await worker.resume();
      await until(() => jobs.every((job) => job.hasBegun()));
      const { count, jobs: named, waiting } = await worker.inHand();
      expect([count, named.length, waiting]).toEqual([12, 10, 0]);
      expect(named[0]).toEqual({
        name: opened.queue,
        id: expect.any(String),
        since: expect.any(Number),
        by: null,
      });
    });

    it.runIf(version === 10)('a job that was moved to the archive is seen to have begun', async () => {
      const { worker, addJob } = opened;
      const moment = await worker.pause();
      await worker.resume();
      const job = await addJob();
      job.end();
      await until(job.hasBegun);
      await until(async () => (await worker.inHand()).count === 0);
      await boss.getDb().executeSql(
        `with moved as (delete from ${schema}.job where name = $1 returning *)
         insert into ${schema}.archive select moved.*, now() from moved`,
        [opened.queue],
      );
      expect((await worker.begunAfter(moment))?.map(({ name }) => name)).toEqual([opened.queue]);
    });

    it('the queues of others are not counted', async () => {
      const other = `other-${randomUUID()}`;
      await boss.createQueue(other);
      const moment = await opened.worker.pause();
      await boss.send(other, {});
      await boss
        .getDb()
        .executeSql(`update ${schema}.job set state = 'active', started_on = now() where name = $1`, [other]);
      expect(await opened.worker.inHand()).toEqual({ count: 0, jobs: [], waiting: 0 });
      expect(await opened.worker.begunAfter(moment)).toEqual([]);
    });
  });
});

/** An instance that notes what it is asked, and a database that answers when it may. */
function pretend({ failsFor = '' } = {}) {
  const asked: string[] = [];
  const answers = { isHanging: false };
  const boss: PgBossInstance = {
    async work(name) {
      asked.push(`work ${name}`);
      if (name === failsFor && asked.length < 3) throw new Error('queue is not there');
      return name;
    },
    async offWork(name, options) {
      asked.push(`offWork ${name} ${JSON.stringify(options)}`);
    },
    getDb: () => ({
      executeSql: () =>
        answers.isHanging ? new Promise(() => {}) : Promise.resolve({ rows: [{ now: 1_000 }] }),
    }),
  };
  return { boss, asked, answers };
}

const handler = async () => {};

describe('a worker of pg-boss', () => {
  it('is paused until it goes on, and takes back what it registered', async () => {
    const { boss, asked } = pretend();
    const worker = createPgBossWorker({ boss, queues: { a: { handler }, b: { handler } } });
    expect([await worker.state(), asked]).toEqual(['paused', []]);
    await worker.resume();
    expect(await worker.pause()).toBe(1_000);
    expect(asked).toEqual(['work a', 'work b', 'offWork a {"wait":false}', 'offWork b {"wait":false}']);
  });

  it('runs as soon as one queue does, and registers only what is missing when it goes on again', async () => {
    const { boss, asked } = pretend({ failsFor: 'b' });
    const worker = createPgBossWorker({ boss, queues: { a: { handler }, b: { handler } } });
    await expect(worker.resume()).rejects.toThrow('queue is not there');
    expect(await worker.state()).toBe('running');
    await worker.resume();
    expect(asked).toEqual(['work a', 'work b', 'work b']);
  });

  it('of a database that does not answer leaves nobody waiting, and does not go on behind their back', async () => {
    const { boss, asked, answers } = pretend();
    const worker = createPgBossWorker({ boss, queues: { a: { handler } }, timeoutMs: 40 });
    await worker.resume();
    answers.isHanging = true;
    const gaveUp = /^Expected pg-boss to .+ within 40 ms, but the database of pg-boss did not answer/;
    await expect(worker.pause()).rejects.toThrow(gaveUp);
    await expect(worker.inHand()).rejects.toThrow(gaveUp);
    await expect(worker.begunAfter(0)).rejects.toThrow(gaveUp);
    answers.isHanging = false;
    expect(asked).toEqual(['work a', 'offWork a {"wait":false}']);
    // Taken back, although its moment is not known.
    expect(await worker.state()).toBe('paused');
    await worker.resume();
    expect(await worker.state()).toBe('running');
  });

  it('registers once when it is asked many times at once, and pauses after that', async () => {
    const { boss, asked } = pretend();
    const worker = createPgBossWorker({ boss, queues: { a: { handler } } });
    await Promise.all([worker.resume(), worker.resume(), worker.pause(), worker.pause()]);
    expect([asked, await worker.state()]).toEqual([['work a', 'offWork a {"wait":false}'], 'paused']);
  });

  it('that is registered too late is taken back', async () => {
    const { boss, asked } = pretend();
    const late = Promise.withResolvers<void>();
    const slow = { ...boss, work: (name: string) => late.promise.then(() => name) };
    const worker = createPgBossWorker({ boss: slow, queues: { a: { handler } }, timeoutMs: 40 });
    await expect(worker.resume()).rejects.toThrow('within 40 ms');
    late.resolve();
    await until(() => asked.length > 0);
    expect([asked, await worker.state()]).toEqual([['offWork a {"wait":false}'], 'paused']);
  });

  it('without queues, or in a schema that is no name, is refused', () => {
    expect(() =>
      createPgBossWorker({ boss: pretend().boss, queues: { a: { handler } }, schema: 'a; drop table b' }),
    ).toThrow('Expected the schema as pg-boss was given it');
    expect(() => createPgBossWorker({ boss: pretend().boss, queues: {} })).toThrow(
      'Expected queues with their handlers',
    );
  });
});
