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
import { maintenance as nodeMaintenance } from '../../src/adapters/node.ts';
import type { Gate } from '../../src/runtime/gate.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import { createTestLogger, type QuietGate, startQuietGate } from '../support/gate-fixtures.ts';

// What an attacker found inside applications: clients that leave early, requests of other classes, answers that are dropped.

const closing: (() => unknown)[] = [];
const logger = createTestLogger();

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function startGate(): Promise<QuietGate & { readonly advance: (ms: number) => void }> {
  let laterMs = 0;
  const clock = {
    wallMs: () => systemClock.wallMs() + laterMs,
    monotonicMs: () => systemClock.monotonicMs() + laterMs,
  };
  const started = await startQuietGate(
    { routes: [{ match: 'POST /search', access: 'read', why: 'asks in a body' }] },
    { clock, logger },
  );
  closing.push(() => started.gate.close());
  const advance = (ms: number) => {
    laterMs += ms;
  };
  return { ...started, advance };
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

/** Sends a write, and leaves as soon as somebody has it. */
async function sendAndLeave(port: number, arrived: Promise<unknown>, padding = ''): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(
    `POST /orders HTTP/1.1\r\nHost: app.example\r\nX-Pad: ${padding}\r\nContent-Length: 2\r\n\r\n{}`,
  );
  await arrived;
  socket.destroy();
  await once(socket, 'close');
}

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
  await sendAndLeave(port, arrived.promise);
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

// Koa, and http-proxy-middleware in Express, answer nobody who has left: each such request kept its head, request,
// response and connection for a minute. 6,000 of them ended a process of 192 MB, in an open site.
it('writes whose client left keep nothing of their requests while nobody knows whether the app goes on', async () => {
  const { gate } = await startGate();
  const gated = nodeMaintenance(gate, { logger });
  let arrived = Promise.withResolvers<void>();
  const heads: WeakRef<object>[] = [];
  const server = createServer((request, response) =>
    gated(request, response, () => {
      heads.push(new WeakRef(request));
      request.on('error', () => undefined);
      arrived.resolve();
    }),
  );
  const port = await portOf(server.listen(0, '127.0.0.1'));
  for (let index = 0; index < 20; index += 1) {
    arrived = Promise.withResolvers();
    await sendAndLeave(port, arrived.promise, 'p'.repeat(15_000));
  }
  await turns(4);
  expect(heads).toHaveLength(20);
  expect(gate.running().filter(({ client }) => client !== null && 'incoming' in client)).toHaveLength(0);
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
