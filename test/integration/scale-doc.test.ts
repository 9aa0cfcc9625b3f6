import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { temporaryDirectory } from '../support/gate-process.ts';
import { blocksOf, codeIn } from '../support/scale/read-steps.ts';
import { type ScaledApplication, startApplication } from '../support/scale/start-application.ts';
import { type Front, startFront } from '../support/scale/start-front.ts';
import { type Host, startHosts } from '../support/scale/start-hosts.ts';
import { type ScaledStore, startScaledPostgres, startScaledRedis } from '../support/scale/start-store.ts';
import { type Visitor, visitorAt } from '../support/scale/visit.ts';

// docs/scale.md, carried out as it is written there: two servers on PostgreSQL and three on Redis, behind Debian's nginx.

interface Site {
  readonly hosts: readonly Host[];
  readonly first: Host;
  readonly second: Host;
  readonly last: Host;
  readonly store: ScaledStore;
  readonly front: Front;
  readonly visitor: Visitor;
  readonly application: ScaledApplication;
  stop(): Promise<void>;
}

interface SiteOptions {
  readonly kind: 'postgres' | 'redis';
  readonly count: number;
  readonly onStoreLost: string;
}

const waiting = { interval: 100, timeout: 30_000 };

async function startSite({ kind, count, onStoreLost }: SiteOptions): Promise<Site> {
  const directory = temporaryDirectory();
  // nginx runs as somebody else.
  chmodSync(directory.path, 0o755);
  const folder = directory.path;
  const [store, application, port] = await Promise.all([
    kind === 'postgres' ? startScaledPostgres() : startScaledRedis(),
    startApplication(),
    freePort(),
  ]);
  const { place } = store;
  const upstreamPort = application.port;
  const hosts = await startHosts({ folder, count, upstreamPort, port, place, kind, onStoreLost });
  const front = await startFront({ folder, port, count });
  const visitor = visitorAt(front.port);
  const [first, second, last] = [hosts[0], hosts[1], hosts.at(-1)];
  if (first === undefined || second === undefined || last === undefined) throw new Error('Expected hosts');
  return {
    ...{ hosts, first, second, last, store, front, visitor, application },
    async stop() {
      visitor.leave();
      await Promise.all(hosts.map((host) => host.stop()));
      application.stop();
      await front.stop();
      await store.stop();
      directory.remove();
    },
  };
}

/** The two commands of a window. */
const [turnOn = '', turnOff = ''] = blocksOf('A window');
const succeeded = (output: unknown = expect.any(String)) => ({ exitCode: 0, output });

async function enforced(host: Host, text: string): Promise<void> {
  await expect
    .poll(() => host.run('portcullis status'), waiting)
    .toEqual(succeeded(expect.stringContaining(text)));
}

/** What as many requests as reach every server several times are answered. */
async function answersOf(
  { visitor, hosts }: Site,
  method: string,
  target: string,
  headers = {},
): Promise<readonly number[]> {
  const asked = Array.from({ length: hosts.length * 6 }, () => visitor.ask(method, target, { headers }));
  return [...new Set((await Promise.all(asked)).map(({ status }) => status))];
}

/** Every server was asked by nginx since it was looked last. */
function reachesAll({ front, hosts }: Site): void {
  const servers = new Set(front.requests().map((one) => one.servers.split(':')[0]));
  expect([...servers].sort()).toEqual(hosts.map(({ address }) => address).sort());
}

/** An event of a stream that has not ended. */
async function firstEvent({ front }: Site): Promise<string> {
  const options = { host: '127.0.0.1', port: front.port, rejectUnauthorized: false, agent: false } as const;
  const outgoing = request({ ...options, path: '/live/prices', headers: { Host: 'shop.example.com' } }).end();
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  const [chunk] = await once(incoming, 'data');
  outgoing.destroy();
  return String(chunk);
}

/** The status of a WebSocket's handshake. */
async function handshake({ front }: Site): Promise<number | undefined> {
  const outgoing = request({
    ...{ host: '127.0.0.1', port: front.port, rejectUnauthorized: false, agent: false, path: '/live/socket' },
    headers: {
      Host: 'shop.example.com',
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    },
  }).end();
  const [incoming, socket] = await Promise.race([once(outgoing, 'upgrade'), once(outgoing, 'response')]);
  socket?.destroy();
  outgoing.destroy();
  return incoming.statusCode;
}

/** A pass that one server made is redeemed through nginx; gives its cookie. */
async function redeem({ first, visitor }: Site): Promise<string> {
  const { output } = await first.run('portcullis pass create mia@example.com --scope read --json');
  const { link } = JSON.parse(output) as { readonly link: string };
  const { hostname, pathname, searchParams } = new URL(link);
  const answer = await visitor.ask('POST', pathname, {
    host: hostname,
    body: `token=${searchParams.get('token')}`,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'text/html' },
  });
  expect(answer.status).toBe(200);
  return answer.cookies.find((line) => line.startsWith('__Host-portcullis-pass='))?.split(';')[0] ?? '';
}

describe.concurrent('docs/scale.md', () => {
  const sites: Partial<Record<'postgres' | 'redis', Site>> = {};
  const siteOn = (kind: 'postgres' | 'redis'): Site => {
    const site = sites[kind];
    if (site === undefined) throw new Error('Expected the site to have started');
    return site;
  };
  beforeAll(async () => {
    sites.postgres = await startSite({ kind: 'postgres', count: 2, onStoreLost: 'keep' });
    sites.redis = await startSite({ kind: 'redis', count: 3, onStoreLost: 'read-only' });
  });
  afterAll(async () => {
    await Promise.all(Object.values(sites).map((site) => site.stop()));
  });

  it('two servers on PostgreSQL: a window, a dead server, a restart of all, a store that does not answer', async () => {
    const site = siteOn('postgres');
    const { first, second, visitor, application } = site;
    await enforced(first, 'shop: open');
    expect(await answersOf(site, 'POST', '/orders')).toEqual([200]);
    reachesAll(site);
    const upload = await visitor.ask('POST', '/orders', { body: Buffer.alloc(5_000_000) });
    expect(upload.status).toBe(200);

    // Not before a write has ended that began before.
    const slow = visitor.ask('POST', '/orders?slow');
    await expect.poll(() => application.held(), waiting).toBe(1);
    const early = await first.run(turnOn.replace(' --for 30m', ' --for 30m --wait 1s'));
    expect(early).toMatchObject({ exitCode: 4, output: expect.stringContaining('1 write in flight') });
    application.release();
    expect((await slow).body).toBe('stored');
    await enforced(second, 'enforced (HTTP only)');
    const again = await second.run(turnOn);
    expect(again).toEqual(succeeded(expect.stringContaining('enforced (HTTP only) at 2 of 2')));
    expect(await answersOf(site, 'POST', '/orders')).toEqual([503]);
    expect(await answersOf(site, 'GET', '/orders')).toEqual([200]);
    reachesAll(site);

    // One dies: visitors see nothing of it, and whoever looks is told.
    const during = visitor.keepAsking(8);
    await second.kill();
    const asked = during.count();
    await expect
      .poll(() => first.run('portcullis status'), waiting)
      .toMatchObject({
        exitCode: 4,
        output: expect.stringMatching(/gate-2-\S+ │ silent[\s\S]*status --remove gate-2-/),
      });
    await expect.poll(() => during.count(), waiting).toBeGreaterThan(asked + 20);
    const { 'GET 200': reads, 'POST 503': refusals, 'POST 502': broken = 0, ...others } = await during.stop();
    // A write that ran there just then is nobody's to repeat.
    expect([others, broken <= 4, (reads ?? 0) > 0, (refusals ?? 0) > 0]).toEqual([{}, true, true, true]);
    await second.start();
    await enforced(first, 'enforced (HTTP only)');

    // All are restarted, one after the other: nothing fails, and the mode is kept.
    const meanwhile = visitor.keepAsking(8);
    const [restart = ''] = blocksOf('Restarting and upgrading');
    for (const host of site.hosts) {
      expect(await host.run(restart)).toEqual(succeeded(expect.stringContaining('shop: read-only')));
    }
    const kept = await meanwhile.stop();
    expect(Object.keys(kept).sort()).toEqual(['GET 200', 'POST 503']);
    site.front.requests();

    // It answers nobody: they go on as they were, and follow again.
    await site.store.lose();
    await expect.poll(() => first.run('portcullis status'), waiting).toMatchObject({ exitCode: 5 });
    expect(await answersOf(site, 'POST', '/orders')).toEqual([503]);
    expect(await answersOf(site, 'GET', '/orders')).toEqual([200]);
    await site.store.giveBack();
    await enforced(second, 'enforced (HTTP only)');

    expect(await second.run(turnOff)).toEqual(succeeded());
    expect(await answersOf(site, 'POST', '/orders')).toEqual([200]);
    reachesAll(site);
  });

  it('three servers on Redis: a pass of one, streams, a server that must be removed, a store that is gone', async () => {
    const site = siteOn('redis');
    const { first, second, last } = site;
    await enforced(first, 'shop: open');
    expect(await answersOf(site, 'POST', '/orders')).toEqual([200]);
    reachesAll(site);
    expect(await firstEvent(site)).toBe('data: 7\n\n');
    expect(await handshake(site)).toBe(101);

    const closed = await first.run(turnOn.replace('read-only', 'closed'));
    expect(closed).toEqual(succeeded(expect.stringContaining('enforced (HTTP only) at 3 of 3')));
    expect(await answersOf(site, 'GET', '/orders')).toEqual([503]);
    const cookie = await redeem(site);
    site.front.requests();
    await expect.poll(() => answersOf(site, 'GET', '/orders', { Cookie: cookie }), waiting).toEqual([200]);
    reachesAll(site);
    expect(await second.run(turnOff)).toEqual(succeeded());
    expect(await answersOf(site, 'POST', '/orders')).toEqual([200]);

    // One that does not come back is taken off, by name.
    await last.kill();
    await expect
      .poll(() => first.run('portcullis status'), waiting)
      .toEqual(succeeded(expect.stringMatching(/gate-3-\S+ │ fenced/)));
    const { output } = await first.run('portcullis status');
    const [id = ''] = /gate-3-\S+/.exec(output) ?? [];
    expect(
      await first.run(codeIn('When a server dies', 'portcullis status --remove').replace('ID', id)),
    ).toEqual(succeeded(expect.not.stringContaining('gate-3')));
    await last.start();

    // The store is gone from an open site: each refuses writes by itself, and reads go on.
    await site.store.lose();
    await expect.poll(() => answersOf(site, 'POST', '/orders'), waiting).toEqual([503]);
    expect(await answersOf(site, 'GET', '/orders')).toEqual([200]);
    await site.store.giveBack();
    await expect.poll(() => answersOf(site, 'POST', '/orders'), waiting).toEqual([200]);
    await enforced(last, 'shop: open');
    reachesAll(site);
  });
});
