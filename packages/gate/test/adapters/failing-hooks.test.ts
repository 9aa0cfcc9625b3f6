import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withMaintenance } from '../../src/adapters/fetch.ts';
import { maintenance } from '../../src/adapters/node.ts';
import { createGraphqlReader } from '../../src/graphql.ts';
import { createCallbackSource } from '../../src/identity/index.ts';
import { dialects } from '../../src/presets.ts';
import { createGate } from '../../src/runtime/create-gate.ts';
import type { Gate } from '../../src/runtime/gate.ts';
import type { CreateGateOptions } from '../../src/runtime/gate-options.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import { breakable, type Way, watchUncaught, ways } from '../support/breakable.ts';
import { createTestHost, createTestStore, instance, quietRounds, site } from '../support/gate-fixtures.ts';

// F06: whatever an application hands in fails in every way, at the start and in the middle of a switch. Nothing opens, nobody
// gets in who must not, the process lives, and what works again is followed again.

let watch: ReturnType<typeof watchUncaught>;
const closers: (() => unknown)[] = [];
beforeEach(() => {
  watch = watchUncaught();
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  watch.stop();
});

/** Nothing that was rejected is told before this. */
const settled = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

/** All that `createGate` is handed, whole, with a store that says `closed`. */
async function hooksOfSite() {
  const clock = { ...systemClock };
  const store = createTestStore({ ...clock, advance: () => undefined, jump: () => undefined });
  await store.change({ mode: 'closed' });
  const { passes, audit, ...others } = store.store;
  const source = createCallbackSource(async ({ headers }) => {
    const at = headers.indexOf('x-user');
    return at === -1 ? null : { role: 'admin', subject: headers[at + 1] ?? '' };
  });
  const all = breakable({
    store: { ...others, passes, audit },
    host: createTestHost().host,
    settings: { read: async () => ({ settings: null }) },
    held: { waiting: async () => [] },
    identity: [{ ...source, forget() {}, forgetAll() {}, close() {} }],
    clock,
    logger: { info() {}, warn() {}, error() {} },
    incidents: { keep: () => 'K7Q2-9FMX' },
    readGraphql: createGraphqlReader(),
    dialects: { odoo: dialects.odoo ?? [] },
  });
  const start = (more: Partial<CreateGateOptions> = {}) =>
    createGate({
      site,
      policy: {
        neverSeen: 'closed',
        dialect: 'odoo',
        routes: [
          { match: 'POST /graphql', calls: { protocol: 'graphql' } },
          { match: 'POST /hooks', exception: true, why: 'test' },
        ],
        webhooks: [{ match: 'POST /calls' }],
        signIn: { page: '/login', routes: ['POST /login'] },
        identity: [{ kind: 'callback' }],
        trusted: { adminHosts: ['admin.example'] },
        bypass: { write: ['admin'] },
      },
      ...all.hooks,
      secrets: [new Uint8Array(32).fill(7)],
      instance,
      ...quietRounds,
      storeTimeoutMs: 20,
      ...more,
    });
  return { all, store, start };
}

/** What must be refused while the site is shut, whoever fails: by nobody, by an admin without a way in, and a body. */
const refused = [
  { path: '/orders', method: 'POST', body: 'a=1' },
  { path: '/orders', method: 'POST', headers: { 'x-user': 'eve' } },
  {
    path: '/graphql',
    method: 'POST',
    body: '{"query":"mutation { pay }"}',
    headers: { 'content-type': 'application/json' },
  },
  { path: '/calls', method: 'POST', body: '{}' },
] as const;

/** Which requests reached the application; none is answered late, because nothing that hangs is waited for here. */
async function arrivals(gate: Gate, isClosed = true): Promise<readonly string[]> {
  const arrived: string[] = [];
  const handler = withMaintenance(
    gate,
    async (request) => {
      arrived.push(`${request.method} ${new URL(request.url).pathname}`);
      return new Response('done');
    },
    { logger: { warn() {} } },
  );
  const reading = { path: '/orders', method: 'GET' } as const;
  const asked = (isClosed ? [...refused, reading] : refused).map(async ({ path, ...request }) => {
    const { status } = await handler(new Request(`https://shop.example${path}`, request));
    if (status < 400) arrived.push(`${status} ${path}`);
  });
  // It signs in, after which identities are forgotten.
  asked.push(
    handler(new Request('https://shop.example/login', { method: 'POST', body: 'a=1' })).then(() => undefined),
  );
  await Promise.race([Promise.all(asked), new Promise((resolve) => setTimeout(resolve, 40))]);
  return arrived.filter((one) => one !== 'POST /login');
}

// Of these the gate needs the answer at once: a promise is what they should not give.
const isAtOnce = (name: string) => /^(?:clock|readGraphql|dialects|incidents|store\.nameOf)/.test(name);
const hookNames = (await hooksOfSite()).all.names;
const waysOf = (name: string) =>
  (Object.keys(ways) as Way[]).filter((way) => !(isAtOnce(name) && (way === 'rejects' || way === 'hangs')));

it('of all that a gate is handed every function is broken', () => {
  expect(hookNames.length).toBeGreaterThan(40);
  for (const name of [
    'store.switch.version',
    'host.readBreakGlass',
    'identity.0.forget',
    'logger.error',
    'held.waiting',
  ])
    expect(hookNames).toContain(name);
});

// `forget` is called when an answer ends, which is in the middle of nowhere: there an exception would have ended the process.
it.each(['identity.0.forget', 'logger.warn', 'logger.error', 'clock.monotonicMs', 'clock.wallMs'])(
  'on node:http, %s that throws ends neither the process nor a visitor’s answer',
  async (name) => {
    const { all, start } = await hooksOfSite();
    const gate = await start();
    const guard = maintenance(gate, { logger: all.hooks.logger, slowClientGraceMs: 1 });
    const server = createServer((request, response) =>
      guard(request, response, () => void response.end('done')),
    );
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    closers.push(
      () => new Promise((resolve) => void server.close(resolve)),
      () => gate.close(),
    );
    const { port } = server.address() as AddressInfo;
    const ask = async (path: string) =>
      (await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body: 'a=1', keepalive: false }))
        .status;
    expect([await ask('/login'), await ask('/orders')]).toEqual([200, 503]);
    all.break(name, 'throws');
    for (let round = 0; round < 3; round += 1) {
      expect(await ask('/orders')).toBe(503);
      expect([200, 503]).toContain(await ask('/login'));
    }
    all.heal();
    expect([await ask('/login'), await ask('/orders')]).toEqual([200, 503]);
    await settled();
    expect(watch.uncaught).toEqual([]);
  },
);

it('what a host sees of a request is not guessed at where it fails to say it', async () => {
  const { start } = await hooksOfSite();
  const gate = await start();
  closers.push(() => gate.close());
  for (const way of ['throws', 'rejects', 'hangs'] as const) {
    let isArrived = false;
    const handler = withMaintenance(
      gate,
      () => {
        isArrived = true;
        return new Response('done');
      },
      { see: () => ways[way]() as never, logger: { warn: () => ways[way]() } },
    );
    const { status } = await handler(new Request('https://shop.example/login', { method: 'POST' }));
    expect([status, isArrived]).toEqual([503, false]);
  }
  await settled();
  expect(watch.uncaught).toEqual([]);
});

describe.each(hookNames)('%s', (name) => {
  it.each(waysOf(name))(
    '%s: nothing opens, the process lives, and what works again is followed',
    async (way) => {
      const { all, store, start } = await hooksOfSite();
      const gate = await start();
      all.break(name, way);
      gate.subscribe(() => ways[way]());
      await gate.refresh().catch(() => undefined);
      expect(await arrivals(gate)).toEqual([]);
      expect(gate.reportError({ ...errorOfApplication }, new Error('broken'))).toMatch(/./);
      await store.change({ mode: 'read-only' });
      await gate.refresh().catch(() => undefined);
      expect(await arrivals(gate, false)).toEqual([]);
      all.heal();
      // Once for what hung, and once more.
      await gate.refresh().catch(() => undefined);
      await gate.refresh();
      expect(gate.view().snapshot).toMatchObject({ mode: 'read-only', why: 'store' });
      expect(await arrivals(gate, false)).toEqual([]);
      all.break(name, way);
      await gate.close();
      await settled();
      expect(watch.uncaught).toEqual([]);
    },
  );

  it.each(waysOf(name))('%s at the start: there is no gate, or one that lets nothing in', async (way) => {
    const { all, start } = await hooksOfSite();
    all.break(name, way);
    const starting = start().catch(() => null);
    const gate = await Promise.race([
      starting,
      new Promise<null>((resolve) => setTimeout(resolve, 200, null)),
    ]);
    if (gate !== null) {
      expect(await arrivals(gate)).toEqual([]);
      await gate.close();
    }
    await settled();
    expect(watch.uncaught).toEqual([]);
  });
});

const errorOfApplication = {
  method: 'GET',
  target: '/orders',
  status: 500,
  channel: 'exception',
  name: 'Error',
  message: 'broken',
  original: 'broken',
  subject: null,
  role: 'visitor',
  clientAddress: null,
} as const;
