import { guardRefusalOf } from '@portcullis/quiesce/refusal';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningPostgres, startPostgres } from '../../../../test/support/postgres/start-postgres.ts';
import { type RunningRedis, startRedis } from '../../../../test/support/redis/start-redis.ts';
import type { SiteStatus } from '../../src/control/site-status.ts';
import { openGuard } from '../../src/databases/open-guard.ts';
import { runCommand } from '../support/command-line.ts';
import { type RunningSite, type RunningSiteOptions, startSite } from '../support/running-site.ts';
import { openQueue, type TestQueue } from './open-queue.ts';

let postgres: RunningPostgres;
let redis: RunningRedis;
let url: string;
let app: pg.Client;

beforeAll(async () => {
  [postgres, redis] = await Promise.all([startPostgres(18), startRedis()]);
  const admin = new pg.Client({ connectionString: postgres.adminUrl });
  await admin.connect();
  await admin.query(`create role app login password 'secret'; create role repair login password 'secret'`);
  await admin.query('create database still_shop owner app');
  await admin.end();
  url = new URL('/still_shop', postgres.adminUrl).href;
  app = await connect('app', 'the application');
  await app.query('create table orders (id serial, what text); create table sessions (id text)');
  await app.query('grant all on orders, orders_id_seq to repair');
  const opened = await openGuard(url, { workingDirectory: '/' });
  if (opened.engine !== 'postgres') throw new Error('Expected PostgreSQL');
  await opened.guard.install({ approvedRoles: ['repair'], bookkeepingTables: ['sessions'] });
  await opened.close();
});
afterAll(async () => {
  await app.end();
  await Promise.all([postgres.stop(), redis.stop()]);
});

async function connect(user: string, name: string): Promise<pg.Client> {
  const { port } = new URL(postgres.adminUrl);
  const client = new pg.Client({
    host: '127.0.0.1',
    port: Number(port),
    user,
    password: 'secret',
    database: 'still_shop',
    application_name: name,
  });
  client.on('error', () => {});
  await client.connect();
  return client;
}

let site: RunningSite;
let queue: TestQueue;
beforeEach(() => {
  queue = openQueue(redis.path);
});
afterEach(async () => {
  try {
    await site.off();
    await until(async () => (await stillness())?.phase === null);
  } finally {
    await site.close();
    await queue.close();
  }
});

const start = async (changes: RunningSiteOptions['config'] = {}) => {
  site = await startSite({
    config: {
      databases: [{ name: 'orders', place: url }],
      workers: [{ name: 'mails', connect: () => queue.worker }],
      ...changes,
    },
  });
};
const status = () => site.control.get<SiteStatus>('/status');
const stillness = async () => (await status()).stillness;
const until = (isSo: () => boolean | Promise<boolean>) =>
  expect.poll(isSo, { interval: 20, timeout: 20_000 }).toBe(true);
const isStill = async () => (await status()).word === 'still';
const insert = (client = app) => client.query(`insert into orders (what) values ('lamp')`);
/** Why the database refuses a write; null = it takes it. */
const refused = () =>
  insert().then(
    () => null,
    (error: unknown) => guardRefusalOf(error)?.reason ?? error,
  );
const portcullis = (...args: string[]) => runCommand(args, { stateDirectory: site.stateDirectory });

describe('one switch', () => {
  it('pauses the queue, closes the database and says so; off puts everything back', async () => {
    await start();
    const on = await portcullis('on', 'read-only', '--reason', 'moving orders');
    expect(on).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('still at 1 of 1.') });
    expect(on.stdout).toMatch(
      /Nothing unapproved is written since .*: 1 database closed and drained, 1 worker paused and drained/,
    );
    expect(await refused()).toBe('moving orders');
    await app.query(`insert into sessions values ('ada')`);
    const repair = await connect('repair', 'a repair');
    await insert(repair);
    await repair.end();
    expect(await queue.worker.state()).toBe('paused');
    const shown = await portcullis('status');
    expect(shown.stdout).toMatch(/database orders +│? *stopped/);
    expect(shown.stdout).toContain('guard closed; stays writable: sessions');
    expect(shown.stdout).toMatch(/worker mails +│? *stopped +│? *0 in hand/);

    expect(await portcullis('off')).toMatchObject({ exitCode: 0 });
    await insert();
    expect(await queue.worker.state()).toBe('running');
    expect((await status()).word).toBe('open');
  });

  it('waits for a job and a transaction by name, and follows by itself', async () => {
    await start();
    const job = await queue.addJob();
    await until(job.hasBegun);
    await app.query('begin');
    await insert();
    const on = await portcullis('on', 'read-only', '--reason', 'moving orders', '--wait', '1s');
    expect(on.exitCode).toBe(4);
    expect(on.stderr).toMatch(/worker mails has 1 job in hand: \S+ \d+, since/);
    expect((await status()).word).toBe('enforced');
    job.end();
    await until(
      async () => (await stillness())?.missing.some((line) => line.includes('the application')) ?? false,
    );
    // It was there before, and ends whole.
    await insert();
    await app.query('commit');
    await until(isStill);
    expect(await refused()).toBe('moving orders');
  });

  it('leaves paused what somebody had paused, and closed what somebody had closed', async () => {
    await start();
    await queue.worker.pause();
    const guard = await openGuard(url, { workingDirectory: '/' });
    if (guard.engine !== 'postgres') throw new Error('Expected PostgreSQL');
    await guard.guard.close({ reason: 'legal hold' });
    await guard.guard.drain({ timeoutMs: 5_000 });
    await site.on({});
    await until(isStill);
    expect((await stillness())?.workers).toMatchObject([{ state: 'left' }]);
    await site.off();
    await until(async () => (await stillness())?.phase === null);
    expect(await queue.worker.state()).toBe('paused');
    expect(await refused()).toBe('legal hold');
    await guard.guard.open();
    await guard.close();
  });

  it('names a queue whose server is gone, closes the database all the same, and pauses it once it is back', async () => {
    await start({ stillness: { deadlines: { freezeMs: 300, workersMs: 300 } } });
    await redis.kill();
    await site.on({});
    await until(async () => (await stillness())?.databases[0]?.guard === 'closed');
    await until(async () => /^worker mails: /.test((await stillness())?.missing.join() ?? ''));
    expect((await status()).word).toBe('enforced');
    await redis.start();
    await until(isStill);
    expect(await queue.worker.state()).toBe('paused');
  });

  it('opens nothing while the queue cannot be reached; with force it opens, and resumes once it is back', async () => {
    await start();
    await site.on({});
    await until(isStill);
    await redis.kill();
    const off = await portcullis('off', '--anyway');
    expect(off).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('PORTCULLIS_NOT_OPENED') });
    expect(off.stderr).toMatch(/worker mails: /);
    expect(off.stderr).toContain('--force');
    // It takes its time, and says for what.
    expect(off.stderr).toContain('waiting  turning off: looking whether everything can be opened');
    expect((await status()).switch.mode).toBe('read-only');
    expect(await refused()).toBe('test');
    expect((await portcullis('off', '--anyway', '--force', '--wait', '2s')).exitCode).toBe(4);
    await insert();
    expect((await stillness())?.phase).toBe('resume-workers');
    await redis.start();
    await until(async () => (await stillness())?.phase === null);
    expect(await queue.worker.state()).toBe('running');
  });

  it('goes on where a server was that ended in the middle', async () => {
    await start();
    const job = await queue.addJob();
    await until(job.hasBegun);
    await site.on({});
    await until(async () => (await stillness())?.workers[0]?.inHand === 1);
    await site.stopServer();
    job.end();
    await insert();
    await site.startServer();
    await until(isStill);
    await site.stopServer();
    expect(await refused()).toBe('test');
    await site.startServer();
    await until(isStill);
    await site.off();
    await until(async () => (await stillness())?.phase === null);
    expect(await queue.worker.state()).toBe('running');
  });

  it('says what has no guard, and claims nothing', async () => {
    await start({ databases: [{ name: 'orders', place: new URL('/postgres', url).href }] });
    const on = await portcullis('on', 'read-only', '--reason', 'moving orders', '--wait', '20s');
    expect(on).toMatchObject({
      exitCode: 4,
      stderr: expect.stringContaining('database orders has no guard: portcullis guard install'),
    });
    expect((await status()).word).toBe('enforced');
  });

  it('puts each step on record', async () => {
    await start();
    await site.on({});
    await until(isStill);
    const { records } = await site.control.get<{ records: { kind: string; data: string }[] }>('/audit');
    const parts = records
      .filter(({ kind }) => kind === 'transition.part')
      .map(({ data }) => JSON.parse(data));
    expect(parts).toEqual(
      expect.arrayContaining([
        { kind: 'worker', name: 'mails', did: 'stopped', tables: [] },
        { kind: 'database', name: 'orders', did: 'stopped', tables: [] },
      ]),
    );
  });
});
