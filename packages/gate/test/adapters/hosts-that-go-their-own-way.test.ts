import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import express from 'express';
import { Hono } from 'hono';
import { afterEach, describe, expect, it } from 'vitest';
import { maintenance } from '../../src/adapters/express.ts';
import { withMaintenance } from '../../src/adapters/fetch.ts';
import { maintenance as honoMaintenance } from '../../src/adapters/hono.ts';
import { createGate } from '../../src/runtime/create-gate.ts';
import type { Gate } from '../../src/runtime/gate.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import { createTestLogger, createTestStore, instance, never, site } from '../support/gate-fixtures.ts';

// What an attacker found inside applications: clients that leave early, requests of other classes, answers that are dropped.

const closing: (() => unknown)[] = [];
const logger = createTestLogger();

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function startGate(): Promise<{
  readonly gate: Gate;
  readonly readOnly: () => Promise<void>;
  readonly advance: (ms: number) => void;
}> {
  let laterMs = 0;
  const clock = {
    wallMs: () => systemClock.wallMs() + laterMs,
    monotonicMs: () => systemClock.monotonicMs() + laterMs,
  };
  const store = createTestStore({ ...systemClock, advance: () => undefined, jump: () => undefined });
  const gate = await createGate({
    site,
    policy: { routes: [{ match: 'POST /search', access: 'read', why: 'asks in a body' }] },
    store: store.store,
    secrets: [new Uint8Array(32).fill(7)],
    instance,
    clock,
    logger,
    pollIntervalMs: never,
    breakGlassIntervalMs: never,
    flushIntervalMs: never,
    sealIntervalMs: never,
    leaseMs: never,
  });
  closing.push(() => gate.close());
  const readOnly = async () => {
    await store.change({ mode: 'read-only' });
    await gate.refresh();
  };
  const advance = (ms: number) => {
    laterMs += ms;
  };
  return { gate, readOnly, advance };
}

async function portOf(server: Server | ServerType): Promise<number> {
  if (!server.listening) await once(server, 'listening');
  closing.push(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const post = (port: number, path: string) =>
  fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    body: '{}',
    headers: { 'Content-Type': 'application/json' },
  });

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setTimeout(resolve, 5));
};

/** A session store that answers late stands before the gate, and an app that answers nobody who has left behind it. */
async function leaveBeforeTheGate(gate: Gate): Promise<{ readonly seen: () => number }> {
  const arrived = Promise.withResolvers<void>();
  const found = Promise.withResolvers<void>();
  let seen = 0;
  const app = express();
  app.use((_request, _response, next) => {
    arrived.resolve();
    void found.promise.then(() => next());
  });
  app.use(maintenance(gate, { logger }));
  app.use(() => {
    seen += 1;
  });
  const port = await portOf(createServer(app).listen(0, '127.0.0.1'));
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write('POST /orders HTTP/1.1\r\nHost: app.example\r\nContent-Length: 2\r\n\r\n{}');
  await arrived.promise;
  socket.destroy();
  await once(socket, 'close');
  await turns(4);
  found.resolve();
  await turns(2);
  return { seen: () => seen };
}

describe('a write whose client left before the gate had it', () => {
  // express-session or a rate limiter over Redis, then the gate, then http-proxy-middleware: neither `close` nor
  // `prefinish` comes any more. The switch is never enforced, and request, response and connection stay in memory.
  it('is over after a minute', async () => {
    const { gate, readOnly, advance } = await startGate();
    const { seen } = await leaveBeforeTheGate(gate);
    await readOnly();
    advance(61_000);
    expect([seen(), gate.running().length]).toEqual([1, 0]);
  });

  it('keeps nothing of its connection', async () => {
    const { gate } = await startGate();
    await leaveBeforeTheGate(gate);
    expect(gate.running().filter(({ client }) => client !== null)).toHaveLength(0);
  });
});

describe('a request that is not of the runtime itself', () => {
  // srvx (h3 2, Nitro 3) and @whatwg-node/server (GraphQL Yoga) make such requests, too: `new Request(theirs)` throws.
  it('comes with its body to an app behind Hono', async () => {
    const { gate, readOnly } = await startGate();
    const app = new Hono();
    app.onError((_error, c) => c.text('failed', 500));
    app.use(honoMaintenance(gate, { logger }));
    app.post('/search', async (c) => c.text(await c.req.text()));
    const port = await portOf(
      serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1', overrideGlobalObjects: false }),
    );
    await readOnly();
    const response = await post(port, '/search');
    expect([response.status, await response.text()]).toEqual([200, '{}']);
  });
});

describe('an answer to a write that nobody reads', () => {
  // "Whoever does not know it, leaves it to the next": `toMiddleware` of h3 2, or a line of one's own in Bun, Deno, Hono.
  it('ends its write, when the host takes another answer instead', async () => {
    const { gate, readOnly, advance } = await startGate();
    const gated = withMaintenance(gate, () => Response.json({ error: 'unknown' }, { status: 404 }), {
      logger,
    });
    const cascade = async (request: Request) => {
      const response = await gated(request);
      return response.status === 404 ? new Response('the next one says no, too', { status: 404 }) : response;
    };
    const port = await portOf(serve({ fetch: cascade, port: 0, hostname: '127.0.0.1' }));
    await (await post(port, '/xmlrpc.php')).text();
    await readOnly();
    advance(61_000);
    await turns(2);
    expect(gate.running().map(({ request: { raw } }) => raw.target)).toEqual([]);
  });
});
