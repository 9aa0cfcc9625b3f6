import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { expect } from 'vitest';
import { freePort } from '../free-port.ts';
import { temporaryDirectory } from '../gate-process.ts';
import { blocksOf, codeIn } from './read-steps.ts';
import { type ScaledApplication, startApplication } from './start-application.ts';
import { type Front, startFront } from './start-front.ts';
import { type Host, startHosts } from './start-hosts.ts';
import {
  type ScaledPostgres,
  type ScaledStore,
  startScaledPostgres,
  startScaledRedis,
} from './start-store.ts';
import { type Visitor, visitorAt } from './visit.ts';

/** A site that was set up by docs/scale.md, of as many hosts as asked for. */
export interface ScaledSite {
  readonly hosts: readonly Host[];
  readonly first: Host;
  readonly second: Host;
  readonly last: Host;
  readonly store: ScaledStore & Partial<ScaledPostgres>;
  readonly front: Front;
  readonly visitor: Visitor;
  readonly application: ScaledApplication;
  stop(): Promise<void>;
}

export interface ScaledSiteOptions {
  readonly kind: 'postgres' | 'redis';
  readonly count: number;
  readonly onStoreLost: string;
}

export const waiting = { interval: 100, timeout: 30_000 };

export async function startScaledSite({ kind, count, onStoreLost }: ScaledSiteOptions): Promise<ScaledSite> {
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
export const [turnOn = '', turnOff = ''] = blocksOf('A window');
export const succeeded = (output: unknown = expect.any(String)) => ({ exitCode: 0, output });

export async function enforced(host: Host, text: string): Promise<void> {
  await expect
    .poll(() => host.run('portcullis status'), waiting)
    .toEqual(succeeded(expect.stringContaining(text)));
}

/** What as many requests as reach every server several times are answered. */
export async function answersOf(
  { visitor, hosts }: ScaledSite,
  method: string,
  target: string,
  headers = {},
): Promise<readonly number[]> {
  const asked = Array.from({ length: hosts.length * 6 }, () => visitor.ask(method, target, { headers }));
  return [...new Set((await Promise.all(asked)).map(({ status }) => status))];
}

/** Every server answered since it was looked last. */
export function reachesAll({ front, hosts }: ScaledSite): void {
  const servers = new Set(front.requests().map((one) => one.servers.split(', ').at(-1)?.split(':')[0]));
  expect([...servers].sort()).toEqual(hosts.map(({ address }) => address).sort());
}

/** nginx has taken up again who was away. */
export async function isWhole(site: ScaledSite): Promise<void> {
  const look = async () => {
    site.front.requests();
    await answersOf(site, 'GET', '/orders');
    reachesAll(site);
  };
  await expect.poll(() => look().then(() => 'whole'), waiting).toBe('whole');
}

/** An event of a stream that has not ended. */
export async function firstEvent({ front }: ScaledSite): Promise<string> {
  const options = { host: '127.0.0.1', port: front.port, rejectUnauthorized: false, agent: false } as const;
  const outgoing = request({ ...options, path: '/live/prices', headers: { Host: 'shop.example.com' } }).end();
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  const [chunk] = await once(incoming, 'data');
  outgoing.destroy();
  return String(chunk);
}

/** The status of a WebSocket's handshake. */
export async function handshake({ front }: ScaledSite): Promise<number | undefined> {
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
export async function redeem({ first, visitor }: ScaledSite): Promise<string> {
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

/** What each server says of itself to whoever looks after it. */
export async function healthOf({ hosts }: ScaledSite): Promise<readonly unknown[]> {
  const target = codeIn('nginx', 'GET /.well-known').replace('GET ', '');
  return Promise.all(
    hosts.map(async ({ origin }) => {
      const response = await fetch(`${origin}${target}`, { headers: { Connection: 'close' } });
      return { code: response.status, ...((await response.json()) as object) };
    }),
  );
}
