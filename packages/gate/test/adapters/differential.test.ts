import express from 'express';
import express4 from 'express4';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RawRequest } from '../../src/model/request.ts';
import type { AdapterUnderTest, RunningHost } from './adapter-under-test.ts';
import { expressHost } from './hosts/express-host.ts';
import { fastifyHost } from './hosts/fastify-host.ts';
import { fetchHost } from './hosts/fetch-host.ts';
import { honoHost } from './hosts/hono-host.ts';
import { nodeHost } from './hosts/node-host.ts';
import { startSite, type TestSite } from './start-site.ts';
import { send } from './wire.ts';

/** Hosts that show everything: they must agree with the gate itself. */
const seeing: readonly AdapterUnderTest[] = [
  nodeHost,
  expressHost('Express 4', express4),
  expressHost('Express 5', express),
  fastifyHost,
  honoHost,
];

interface Case {
  readonly line: string;
  readonly headers: readonly string[];
  readonly body: string | null;
}

const targets = [
  '/',
  '/page?a=1',
  '//page',
  '/contact',
  '/contact/',
  '//contact',
  '/%63ontact',
  '/CONTACT',
  '/contact;a=1',
  '/contact?_method=DELETE',
  '/x/../contact',
  '/x/%2e%2e/contact',
  '/contact/..',
  '/contact%2f',
  '/contact%00',
  '/contact\\',
  '/./contact',
  '/login',
  '/login/.',
  '/admin/users',
  '/Admin/users',
  '/%61dmin/users',
  '/x/..%2fadmin/users',
  '/public/..;/admin/users',
  '//admin/users',
  '/%2561dmin/users',
  '/logout',
  '/logout.',
  '/find',
  '/rpc',
  '/graphql',
  '/refund',
  '/healthz',
  '/healthz/',
  '/%zz',
  '/a%ff',
  '/.well-known/portcullis/status',
  '/.well-known//portcullis/status',
  'http://shop.example/contact',
  'http://other.example/contact',
];

const json = ['Content-Type', 'application/json'];
/** Method, headers and body, laid over every target. */
const kinds: readonly Omit<Case & { readonly method: string }, 'line'>[] = [
  { method: 'GET', headers: [], body: null },
  { method: 'GET', headers: ['Accept', 'text/html', 'X-User', 'ada'], body: null },
  { method: 'HEAD', headers: [], body: null },
  { method: 'OPTIONS', headers: [], body: null },
  { method: 'GET', headers: ['X-HTTP-Method-Override', 'DELETE'], body: null },
  { method: 'POST', headers: ['Content-Type', 'text/plain'], body: 'help' },
  { method: 'POST', headers: ['Content-Type', 'application/x-www-form-urlencoded'], body: '_method=PUT' },
  { method: 'POST', headers: json, body: '{"query":"{ a }","jsonrpc":"2.0","method":"search","id":1}' },
  { method: 'POST', headers: json, body: '{"query":"mutation { a }"}' },
  { method: 'POST', headers: ['X-User', 'ada', 'Host', 'admin.example'], body: 'a=1' },
  { method: 'POST', headers: ['X-Forwarded-For', '203.0.113.7', 'X-User', 'ada'], body: 'a=1' },
  { method: 'DELETE', headers: [], body: null },
];

const table: readonly Case[] = targets.flatMap((target) =>
  kinds.map(({ method, headers, body }) => ({ line: `${method} ${target}`, headers, body })),
);

let site: TestSite;
const running: RunningHost[] = [];

beforeAll(async () => {
  site = await startSite();
});

afterAll(async () => {
  for (const host of running) await host.close();
  await site.close();
});

function rawOf({ line, headers, body }: Case): RawRequest {
  const space = line.indexOf(' ');
  const hasHost = headers.includes('Host');
  const length = body === null ? [] : ['Content-Length', String(Buffer.byteLength(body))];
  return {
    method: line.slice(0, space),
    target: line.slice(space + 1),
    headers: [...(hasHost ? [] : ['Host', 'shop.example']), ...headers, ...length],
    peer: '127.0.0.1',
    httpVersion: '1.1',
    secure: false,
    upgrade: false,
  };
}

/** `in`, or the status of the gate's answer. */
async function judgedBy(request: Case, raw: RawRequest = rawOf(request)): Promise<string> {
  const { body } = request;
  const reader = { read: () => Promise.resolve(body === null ? new Uint8Array(0) : Buffer.from(body)) };
  const judgement = await site.gate.judge(raw, { body: reader });
  if (judgement.decision.kind === 'allow') return 'in';
  return String((await site.gate.answer(judgement, { body: reader })).status);
}

/** What became of each request, in the order of the table. */
async function outcomesOf(adapter: AdapterUnderTest): Promise<string[]> {
  let arrived = 0;
  const app = () => {
    arrived += 1;
    return {};
  };
  const host = await adapter.start(site.gate, app, { logger: { warn: () => undefined } });
  running.push(host);
  const outcomes: string[] = [];
  for (const { line, headers, body } of table) {
    const before = arrived;
    const options = body === null ? { headers } : { headers, body };
    const { status } = await send(host.port, line, options);
    outcomes.push(arrived > before ? 'in' : String(status));
  }
  return outcomes;
}

/** What a fetch host shows: the target as `URL` makes it, before anybody can look at it, and no connection. */
function asFetchShows(request: Case): RawRequest {
  const raw = rawOf(request);
  const { pathname, search } = new URL(
    raw.target.startsWith('/') ? `http://shop.example${raw.target}` : raw.target,
  );
  return { ...raw, target: pathname + search, peer: null, httpVersion: null };
}

/** A host may refuse by itself what it cannot read, before or after the gate: that is none of the gate's looseness. */
function differences(one: readonly string[], other: readonly string[]): string[] {
  return table.flatMap(({ line, headers }, index) =>
    one[index] === other[index] || (one[index] === 'in' && other[index] === '400')
      ? []
      : [`${line} ${headers.join(' ')}: ${one[index]} but ${other[index]}`],
  );
}

describe.each(['open', 'read-only', 'closed'] as const)('every way to the same decision: %s', (mode) => {
  let direct: string[];

  beforeAll(async () => {
    await site.switchTo(mode);
    direct = [];
    for (const request of table) direct.push(await judgedBy(request));
  });

  it('has a table that is worth it', () => {
    expect(table.length).toBeGreaterThanOrEqual(200);
    expect(new Set(direct).size).toBeGreaterThanOrEqual(mode === 'open' ? 3 : 4);
  });

  it.each(seeing.map((adapter) => [adapter.name, adapter] as const))(
    '%s agrees with the gate',
    async (_, adapter) => {
      expect(differences(direct, await outcomesOf(adapter))).toEqual([]);
    },
  );

  it('fetch agrees about what it is shown, and is never looser about it than about the wire', async () => {
    const shown: string[] = [];
    for (const request of table) shown.push(await judgedBy(request, asFetchShows(request)));
    const outcomes = await outcomesOf(fetchHost);
    expect(differences(shown, outcomes)).toEqual([]);
    // Where `URL` changes a target, the app gets the changed one, too: that is what was judged.
    const looser = table.filter(
      (request, index) =>
        direct[index] !== 'in' &&
        outcomes[index] === 'in' &&
        asFetchShows(request).target === rawOf(request).target,
    );
    expect(looser.map(({ line, headers }) => `${line} ${headers.join(' ')}`)).toEqual([]);
  });
});
