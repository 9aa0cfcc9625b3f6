import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createPostgresGuard } from '@portcullis/quiesce/postgres';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import {
  bookkeepingTables,
  type GateDecision,
  programs,
  type RunningShopWorker,
  readWriteRecord,
  type StartShopWorkerOptions,
  startShop,
  startShopWorker,
} from '../src/index.ts';
import type { VisitorClient } from '../src/visitor-client.ts';
import { runJob } from './job-in-hand.ts';
import { PAYMENT, type ShopUnderTest, startShopUnderTest } from './shop-under-test.ts';
import { until } from './until.ts';

let shop: ShopUnderTest;
let directory: string;
let operator: pg.Client;
let mia: VisitorClient;
let decision: GateDecision | null = null;
const undo: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'shop-worker-'));
  shop = await startShopUnderTest({
    decisionOf: () => decision,
    more: ({ repairUrl }) => ({ jobs: true, repairDatabaseUrl: repairUrl }),
  });
  operator = new pg.Client({ connectionString: shop.postgres.guardUrl });
  await operator.connect();
  mia = await shop.logIn('customer');
});

afterEach(async () => {
  decision = null;
  for (const step of undo.splice(0).reverse()) {
    await step();
  }
});

afterAll(async () => {
  await operator.end();
  await shop.close();
  await rm(directory, { recursive: true, force: true });
});

async function startWorker(more: Partial<StartShopWorkerOptions> = {}): Promise<RunningShopWorker> {
  const worker = await startShopWorker({
    databaseUrl: shop.postgres.url,
    mailFile: join(directory, 'mail.mbox'),
    everySeconds: 1,
    pollingIntervalSeconds: 0.5,
    ...more,
  });
  undo.push(() => worker.close());
  return worker;
}

async function buy(): Promise<number> {
  await mia.submit('/cart/add', { product: '9', quantity: '1' });
  const { status, headers } = await mia.submit('/checkout', PAYMENT);
  expect(status).toBe(303);
  return Number(/orders\/(\d+)/.exec(headers.location ?? '')?.[1]);
}

async function stateOf(purchaseId: number): Promise<string | undefined> {
  const rows = await shop.database.query<{ state: string }>(
    'select state from fulfilment where purchase_id = $1',
    [purchaseId],
  );
  return rows[0]?.state;
}

async function jobsThatRan(): Promise<ReadonlySet<string>> {
  return new Set(
    (await readWriteRecord(shop.database)).filter(({ kind }) => kind === 'job').map(({ path }) => path),
  );
}

async function sessionsOf(applicationName: string): Promise<number> {
  const { rows } = await operator.query(
    'select count(*)::integer as sessions from pg_stat_activity where application_name = $1',
    [applicationName],
  );
  return rows[0].sessions;
}

const allQueues = [
  'deliver-mail',
  'fulfil-order',
  'recalculate-statistics',
  'retry-payments',
  'send-digest',
  'synchronise-crm',
];

it('an order waits for the worker, who may be told when to begin; meanwhile recurring jobs do not pile up', async () => {
  const purchaseId = await buy();
  const { boss, queues } = await startWorker({ work: async () => undefined });
  expect(Object.keys(queues).sort()).toEqual(allQueues);
  const waiting = async () => {
    const found = await shop.database.query<{ name: string; jobs: number }>(
      `select name, count(*)::integer as jobs from pgboss.job where state = 'created' group by name order by name`,
    );
    return Object.fromEntries(found.map(({ name, jobs }) => [name, jobs]));
  };
  const once = Object.fromEntries(allQueues.map((name) => [name, 1]));
  await until(async () => Object.keys(await waiting()).length === allQueues.length);
  for (let more = 0; more < 3; more += 1) {
    await boss.send('deliver-mail');
  }
  expect(await waiting()).toEqual(once);
  expect(await stateOf(purchaseId)).toBe('queued');
  expect(await jobsThatRan()).toEqual(new Set());

  for (const [name, { options, handler }] of Object.entries(queues)) {
    await boss.work(name, options, handler);
  }
  await until(async () => (await stateOf(purchaseId)) === 'handed-over');
  await until(async () => (await jobsThatRan()).size === allQueues.length);
});

it('stops with nothing in hand, and leaves no session behind', async () => {
  const worker = await startWorker();
  const purchaseId = await buy();
  await until(async () => (await stateOf(purchaseId)) !== 'queued');
  await Promise.all([worker.close(), worker.close()]);
  for (const name of ['shop-worker', 'shop-queues']) {
    await until(async () => (await sessionsOf(name)) === 0);
  }
  const active = await shop.database.query(`select name from pgboss.job where state = 'active'`);
  expect(active).toEqual([]);
});

it('as a process of its own: works, delivers mail, ends by a signal', async () => {
  const mailFile = join(directory, 'process.mbox');
  const child = spawn(
    process.execPath,
    ['--conditions=portcullis-source', programs.worker, '--mail-file', mailFile, '--every-seconds', '1'],
    { env: { ...process.env, SHOP_DATABASE_URL: shop.postgres.url }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const ended = once(child, 'exit');
  undo.push(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  const purchaseId = await buy();
  const delivered = () => readFile(mailFile, 'utf8').catch(() => '');
  await until(async () => (await delivered()).includes(`Subject: Your order ${purchaseId}\n`));
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(await said).toEqual([expect.stringContaining('The worker works on deliver-mail, fulfil-order'), '']);
});

it('as a process that nobody told its database, says so', async () => {
  const { SHOP_DATABASE_URL, ...env } = process.env;
  const child = spawn(process.execPath, ['--conditions=portcullis-source', programs.worker], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit');
  expect(await text(child.stderr)).toContain('SHOP_DATABASE_URL');
  expect((await ended)[0]).toBe(1);
});

it('says why it cannot start, and so does a shop that sends jobs', async () => {
  const databaseUrl = 'postgres://shop:x@127.0.0.1:1/shop';
  await expect(startWorker({ databaseUrl })).rejects.toThrow('ECONNREFUSED');
  await expect(startShop({ databaseUrl, jobs: true })).rejects.toThrow('ECONNREFUSED');
  // Its own tables are no help where those of the queues cannot be made.
  await operator.query('alter schema pgboss rename to kept; create schema pgboss');
  await expect(
    startShop({ databaseUrl: shop.postgres.url, jobs: true, onError: () => undefined }),
  ).rejects.toThrow('permission denied');
  await operator.query('drop schema pgboss; alter schema kept rename to pgboss');
});

it('while a guard is closed writes nothing, also one that starts then, and goes on afterwards', async () => {
  const guard = createPostgresGuard(operator);
  await guard.install({ approvedRoles: ['shop_repair'], bookkeepingTables });
  await guard.close({ reason: 'orders lose lines' });
  undo.push(() => guard.open());
  await guard.drain({ timeoutMs: 10_000 });
  // An admin tests the repaired checkout: its job waits in the queue together with the order.
  decision = { mode: 'read-only', mayWrite: true, scope: 'write', role: 'admin', until: null, message: null };
  const purchaseId = await buy();
  const records = (await readWriteRecord(shop.database)).length;
  const faults: unknown[] = [];
  const second = await startShop({
    databaseUrl: shop.postgres.url,
    jobs: true,
    onError: (error) => faults.push(error),
  });
  await second.close();
  expect(faults).toEqual([]);
  const refusals: unknown[] = [];
  const worker = await startWorker({ onError: (error) => refusals.push(error) });
  const refusedQueues = () =>
    new Set(
      refusals.map((error) =>
        typeof error === 'object' && error !== null && 'queue' in error ? error.queue : 'none',
      ),
    );
  await until(async () => refusedQueues().size > allQueues.length);
  expect(
    new Set(
      refusals.map((error) =>
        typeof error === 'object' && error !== null && 'constraint' in error ? error.constraint : error,
      ),
    ),
  ).toEqual(new Set(['portcullis_gate']));
  // Also a job that was fetched before, whether it finds something to do or not.
  for (const name of allQueues) {
    await expect(runJob(worker.queues[name], name, { purchaseId })).rejects.toMatchObject({
      constraint: 'portcullis_gate',
    });
  }
  expect(await stateOf(purchaseId)).toBe('queued');
  expect(await readWriteRecord(shop.database)).toHaveLength(records);
  await guard.open();
  await until(async () => (await stateOf(purchaseId)) === 'handed-over');
  await worker.close();
  expect(shop.errors).toEqual([]);
});

it('while a guard is closed takes an order of a test run through its jobs, and nobody else’s', async () => {
  const guard = createPostgresGuard(operator);
  await guard.install({ approvedRoles: ['shop_repair'], bookkeepingTables });
  const faults: unknown[] = [];
  const worker = await startWorker({
    repairDatabaseUrl: shop.postgres.repairUrl,
    // As a fleet does in a window: nothing of it works.
    work: async () => undefined,
    onError: (error) => faults.push(error),
  });
  await guard.close({ reason: 'orders lose lines' });
  undo.push(() => guard.open());
  await guard.drain({ timeoutMs: 10_000 });
  const insider = { mode: 'read-only', mayWrite: true, scope: 'write', role: 'admin' } as const;
  decision = { ...insider, until: null, message: null };
  const held = await buy();
  decision = { ...insider, isTest: true, until: null, message: null };
  const tried = await buy();
  await until(async () => (await stateOf(tried)) === 'handed-over');
  expect(await stateOf(held)).toBe('queued');
  const queued = await operator.query(
    `select count(*)::integer as jobs from pgboss.job where name = 'fulfil-order' and state = 'created'`,
  );
  expect(queued.rows[0].jobs).toBeGreaterThan(0);
  await worker.close();
  expect(faults.filter((error) => !String(error).includes('portcullis'))).toEqual([]);
});
