import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { AuditVerification } from '@portcullis/gate';
import { fleetOverHttp, joinFleet } from '@portcullis/quiesce/fleet';
import { createJobGate } from '@portcullis/quiesce/workers';
import { createRedisStore } from '@portcullis/store/redis';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startGateProcess, temporaryDirectory } from '../../../../test/support/gate-process.ts';
import { type RunningPostgres, startPostgres } from '../../../../test/support/postgres/start-postgres.ts';
import { type RunningRedis, startRedis } from '../../../../test/support/redis/start-redis.ts';
import type { SiteStatus } from '../../src/control/site-status.ts';
import { controlSocketPath } from '../../src/index.ts';
import { patience } from '../support/beside-the-server.ts';
import { runCommand } from '../support/command-line.ts';
import { type RunningSite, type RunningSiteOptions, startSite } from '../support/running-site.ts';

const sites: RunningSite[] = [];
afterEach(async () => {
  for (const site of sites.splice(0).reverse()) await site.close();
});

/** Of all of them, as servers of one site have. */
const secret = Buffer.alloc(32, 'instances').toString('base64url');

async function start(options: RunningSiteOptions = {}): Promise<RunningSite> {
  const site = await startSite({ secret, ...options });
  sites.push(site);
  return site;
}
const statusOf = (site: RunningSite) => site.control.get<SiteStatus>('/status');
const write = async (site: RunningSite) => (await site.send('/orders', { method: 'POST', body: '' })).status;
const sharing = (site: RunningSite) => ({
  config: { store: { kind: 'sqlite' as const, file: join(site.stateDirectory, 'portcullis.sqlite') } },
});

describe('two gates on one store', () => {
  let database: RunningPostgres;
  beforeAll(async () => {
    database = await startPostgres(15);
  });
  afterAll(() => database?.stop());

  /** Each with a folder of its own, as hosts have. */
  const onPostgres = (schema: string) => ({
    config: { store: { kind: 'postgres' as const, place: database.adminUrl, schema } },
  });

  it('of PostgreSQL both enforce what is switched at either, and keep it over a restart', async () => {
    const first = await start(onPostgres('two_gates'));
    const second = await start(onPostgres('two_gates'));
    await first.on({ mode: 'closed' });
    await vi.waitUntil(async () => (await statusOf(first)).word === 'enforced (HTTP only)', patience);
    expect((await statusOf(first)).enforcement.instances).toHaveLength(2);
    const { stdout } = await runCommand(['status'], { stateDirectory: second.stateDirectory });
    expect(stdout).toContain(`\nThis is what ${second.server.gate.instance.id} says.\n`);
    expect([await write(first), await write(second)]).toEqual([503, 503]);
    await first.stopServer();
    await first.startServer();
    expect(await write(first)).toBe(503);
    await second.off();
    await vi.waitUntil(async () => (await statusOf(first)).word === 'open', patience);
    expect([await write(first), await write(second)]).toEqual([200, 200]);
  });

  it('of PostgreSQL wait for the processes of both, and miss those of one that was killed', async () => {
    const { path, remove } = temporaryDirectory();
    const orders = join(path, 'orders.sqlite');
    new Database(orders).exec('create table orders (what text)').close();
    const declared = {
      store: onPostgres('fleets').config.store,
      databases: [{ name: 'orders', place: orders }],
      workers: [{ name: 'jobs', processes: { least: 0 } }],
    };
    const first = await start({ config: declared });
    // It conducts before the other one is there.
    await first.on({ mode: 'closed' });
    await vi.waitUntil(async () => (await statusOf(first)).word === 'still', patience);
    const second = await startGateProcess({
      stateDirectory: path,
      environment: { PORTCULLIS_SECRET: secret },
      config: { upstream: first.server.url, ...declared },
    });
    const jobs = createJobGate({ name: 'mails' });
    let end: () => void = () => undefined;
    const job = jobs.guardJob(() => new Promise<void>((resolve) => (end = resolve)), {
      name: 'send',
      class: 'hold',
    })();
    const sendTo = (stateDirectory: string) =>
      fleetOverHttp({
        site: 'default',
        server: { socketPath: controlSocketPath(stateDirectory, 'default') },
      });
    let send = sendTo(path);
    const fleet = joinFleet({
      name: 'jobs',
      workers: [jobs],
      send: (report) => send(report),
      onProblem: () => undefined,
    });
    const missing = async () => (await statusOf(first)).stillness?.missing.join('; ') ?? '';
    try {
      await vi.waitUntil(async () => (await missing()).includes('worker jobs has 1 job in hand'), patience);
      expect((await statusOf(first)).word).not.toBe('still');
      expect(await jobs.state()).toBe('paused');
      end();
      await job;
      await vi.waitUntil(async () => (await statusOf(first)).word === 'still', patience);

      await second.kill();
      const gone = `process ${process.pid} on ${hostname()} was last heard`;
      await vi.waitUntil(async () => (await missing()).includes(gone), patience);
      expect((await statusOf(first)).word).not.toBe('still');
      // It lives, and reports to the other one.
      send = sendTo(first.stateDirectory);
      await vi.waitUntil(async () => !(await missing()).includes(gone), patience);
      expect((await statusOf(first)).stillness?.workers[0]?.processes).toHaveLength(1);
      // Nobody knows who joined at the one that is silent, before it is known to be gone.
      await vi.waitUntil(
        async () => /expected to know every process of jobs/.test(await missing()),
        patience,
      );
      const { instances } = (await statusOf(first)).enforcement;
      const silent = instances.find(({ instance }) => instance.id !== first.server.gate.instance.id);
      const path = `/instances/${silent?.instance.id}/remove`;
      await first.control.post(path, { reason: 'its host is scrapped', actor: 'ada' });
      await vi.waitUntil(async () => (await statusOf(first)).word === 'still', patience);
      await first.off();
      await vi.waitUntil(async () => (await jobs.state()) === 'running', patience);
    } finally {
      await fleet.leave();
      await second.kill();
      remove();
    }
  });

  it('of PostgreSQL go on with what they know while it is away, and say so', async () => {
    const first = await start({ ...onPostgres('away'), policy: { webhooks: [{ match: 'POST /hooks' }] } });
    const [earliest, latest] = [Date.now() + 3_600_000, Date.now() + 7_200_000];
    await first.on({ mode: 'read-only', expected: { earliest, latest, nextUpdateAt: null } });
    await database.crash();
    // What cannot be stored is wanted again once the store answers, not at the end of the window.
    const call = await first.send('/hooks', { method: 'POST', body: '{}' });
    expect([call.status, call.headers['retry-after']]).toEqual([503, '60']);
    expect(
      Number((await first.send('/a', { method: 'POST', body: '' })).headers['retry-after']),
    ).toBeGreaterThan(3_600);
    // It is back on another port, where nobody finds it.
    await expect(statusOf(first)).rejects.toMatchObject({ code: 'PORTCULLIS_STORE_UNAVAILABLE' });
    expect(await write(first)).toBe(503);
    const { exitCode, stderr } = await runCommand(['status'], { stateDirectory: first.stateDirectory });
    expect([exitCode, stderr]).toEqual([
      5,
      expect.stringContaining('The server runs and enforces read-only ('),
    ]);
    await first.stopServer();
    await first.startServer(onPostgres('away').config);
    await first.off();
    expect(await write(first)).toBe(200);
  });

  describe('of Redis', () => {
    let redis: RunningRedis;
    beforeAll(async () => {
      redis = await startRedis();
    });
    afterAll(() => redis?.stop());

    const onRedis = (prefix: string) => ({
      config: { store: { kind: 'redis' as const, place: redis.path, prefix } },
    });

    it('both enforce what is switched at either, and keep it over a restart of it and of them', async () => {
      const first = await start(onRedis('two-gates'));
      const second = await start(onRedis('two-gates'));
      await first.on({ mode: 'closed' });
      await vi.waitUntil(async () => (await statusOf(first)).word === 'enforced (HTTP only)', patience);
      expect((await statusOf(first)).enforcement.instances).toHaveLength(2);
      expect([await write(first), await write(second)]).toEqual([503, 503]);
      await redis.kill();
      expect([await write(first), await write(second)]).toEqual([503, 503]);
      await first.stopServer();
      await first.startServer();
      expect([await write(first), first.server.gate.view().store]).toEqual([503, 'lost']);
      await redis.start();
      await vi.waitUntil(() => first.server.gate.view().store === 'following', patience);
      expect(await write(first)).toBe(503);
      await second.off();
      await vi.waitUntil(async () => (await statusOf(first)).word === 'open', patience);
      expect([await write(first), await write(second)]).toEqual([200, 200]);
    });

    it('both confirm what is set at either, and know the same people and records; refused writes are their own', async () => {
      const first = await start(onRedis('two-servers'));
      const second = await start(onRedis('two-servers'));
      const store = createRedisStore({ place: redis.path, prefix: 'two-servers' });
      const { site, audit } = first.server.gate;
      const { epoch } = await store.settings.read(site);
      const settings = { page: { brand: 'Of both' }, defaults: { message: {}, button: null } };
      const entry = { kind: 'settings.changed', actor: 'operator:mia', data: {} } as const;
      await audit.writeWith(entry, async (record) => {
        const change = { expectedEpoch: epoch, settings, changedBy: 'operator:mia', record };
        const result = await store.settings.change(site, change);
        return { stored: result.kind === 'changed', result };
      });
      await vi.waitUntil(() => second.server.gate.view().settings?.page.brand === 'Of both', patience);
      await vi.waitUntil(
        async () => (await store.instances.list(site)).every((instance) => instance.epoch === epoch + 1),
        patience,
      );
      await store.close();
      await first.control.post('/keys', {
        actor: 'ada',
        name: 'of the first',
        scopes: ['read'],
        expiresInDays: null,
      });
      expect(JSON.stringify(await second.control.get('/keys'))).toContain('of the first');
      expect(JSON.stringify(await second.control.get('/audit'))).toContain('settings.changed');
      const verified = await first.control.post<AuditVerification>('/audit/verify', {});
      expect(verified).toMatchObject({ chains: 2, findings: [] });
      await first.on({ mode: 'read-only' });
      await vi.waitUntil(async () => (await write(second)) === 503, patience);
      await vi.waitUntil(
        async () => JSON.stringify(await second.control.get('/ledger')).includes('/orders'),
        patience,
      );
      expect(JSON.stringify(await first.control.get('/ledger'))).not.toContain('/orders');
    });

    it('both know the processes of the application, whichever they report to', async () => {
      const config = {
        ...onRedis('fleets').config,
        workers: [{ name: 'jobs', processes: { least: 1 } }],
      };
      const first = await start({ config });
      const second = await start({ config });
      const fleet = joinFleet({
        name: 'jobs',
        workers: [createJobGate({ name: 'mails' })],
        send: fleetOverHttp({
          site: 'default',
          server: { socketPath: controlSocketPath(second.stateDirectory, 'default') },
        }),
        onProblem: () => undefined,
      });
      try {
        await first.on({ mode: 'closed' });
        const jobs = async () => (await statusOf(first)).stillness?.workers[0];
        await vi.waitUntil(async () => (await jobs())?.state === 'stopped', patience);
        const server = second.server.gate.instance.id;
        expect((await jobs())?.processes).toMatchObject([{ server, obeys: 'paused' }]);
        await first.off();
      } finally {
        await fleet.leave();
      }
    });
  });

  it('both enforce what is switched at either, and are counted', async () => {
    const first = await start();
    const second = await start(sharing(first));
    await first.on({ mode: 'read-only' });
    await vi.waitUntil(async () => (await statusOf(first)).word === 'enforced (HTTP only)', patience);
    expect((await statusOf(first)).enforcement.instances).toHaveLength(2);
    expect([await write(first), await write(second)]).toEqual([503, 503]);
    expect(second.arrived).toEqual([]);

    await second.off();
    await vi.waitUntil(async () => (await statusOf(second)).word === 'open', patience);
    expect([await write(first), await write(second)]).toEqual([200, 200]);

    await second.stopServer();
    expect((await statusOf(first)).enforcement.instances).toHaveLength(1);
    await second.startServer();
  });

  it('with different policies are named', async () => {
    const first = await start();
    await start({ ...sharing(first), policy: { retryAfterSeconds: 120 } });
    await first.on({ mode: 'read-only' });
    await vi.waitUntil(
      async () => (await statusOf(first)).enforcement.missing.join().includes('runs with another policy'),
      patience,
    );
    expect((await statusOf(first)).word).toBe('not yet enforced');
  });
});

describe('a write in flight', () => {
  it('keeps the site from being called enforced, and is named until it ends', async () => {
    const waiting: ServerResponse[] = [];
    const site = await start({ application: (_, response) => void waiting.push(response) });
    const running = site.send('/orders/7', { method: 'POST', body: 'a=1' });
    await vi.waitUntil(() => waiting.length === 1, patience);
    await site.on({ mode: 'read-only' });
    const found = await statusOf(site);
    expect(found.word).toBe('not yet enforced');
    expect(found.enforcement.missing).toEqual([
      expect.stringMatching(/waits for 1 write in flight, oldest POST \/orders\/7/),
    ]);
    waiting[0]?.end('done');
    expect((await running).status).toBe(200);
    await vi.waitUntil(async () => (await statusOf(site)).word === 'enforced (HTTP only)', patience);
  });
});

describe('a write whose visitor has left', () => {
  it('is in flight until the application has answered', async () => {
    const waiting: ServerResponse[] = [];
    const site = await start({ application: (_, response) => void waiting.push(response) });
    const leaving = connect(site.server.port, '127.0.0.1');
    leaving.end('POST /orders/7 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\na=1');
    await vi.waitUntil(() => waiting.length === 1, patience);
    leaving.destroy();
    await site.on({ mode: 'read-only' });
    expect((await statusOf(site)).enforcement.missing).toEqual([
      expect.stringMatching(/waits for 1 write in flight, oldest POST \/orders\/7/),
    ]);
    waiting[0]?.end('done');
    await vi.waitUntil(async () => (await statusOf(site)).word === 'enforced (HTTP only)', patience);
  });
});

describe('stopping', () => {
  it('waits for a request that runs, and takes no new ones', async () => {
    const waiting: ServerResponse[] = [];
    const site = await start({
      application: ({ target }, response) => {
        if (target === '/report') waiting.push(response);
        else response.end();
      },
      config: { timeouts: { drainMs: 30_000 } },
    });
    const running = site.send('/report');
    await vi.waitUntil(() => waiting.length === 1, patience);
    let stopped = false;
    const stopping = site.stopServer().then(() => {
      stopped = true;
    });
    await vi.waitUntil(
      () =>
        site.send('/late').then(
          () => false,
          (error: NodeJS.ErrnoException) => error.code === 'ECONNREFUSED',
        ),
      patience,
    );
    expect(stopped).toBe(false);
    waiting[0]?.end('the whole report');
    expect(await running).toMatchObject({ status: 200, body: 'the whole report' });
    await stopping;
  });
});
