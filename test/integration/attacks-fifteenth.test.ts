import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { withMaintenance } from '../../packages/gate/src/adapters/fetch.ts';
import { maintenance } from '../../packages/gate/src/adapters/node.ts';
import { createGate } from '../../packages/gate/src/runtime/create-gate.ts';
import type { Gate } from '../../packages/gate/src/runtime/gate.ts';
import { systemClock } from '../../packages/gate/src/runtime/system-clock.ts';
import {
  createTestLogger,
  createTestStore,
  instance,
  never,
  site,
} from '../../packages/gate/test/support/gate-fixtures.ts';

// What the fifteenth attacker found inside applications. Each `it.fails` is known not to hold.

const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function startGate(): Promise<{ readonly gate: Gate; readonly readOnly: () => Promise<void> }> {
  const store = createTestStore({ ...systemClock, advance: () => undefined, jump: () => undefined });
  const gate = await createGate({
    site,
    policy: { routes: [{ match: 'GET /live', socket: 'allow', why: 'a ticker' }] },
    store: store.store,
    secrets: [new Uint8Array(32).fill(7)],
    instance,
    logger: createTestLogger(),
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
  return { gate, readOnly };
}

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Sends a write, and leaves as soon as the app has it. */
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

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe('writes whose client left', () => {
  // @hono/node-server 1 (`^1.19` is what @hono/node-ws asks for) neither reads nor cancels the answer to a client who
  // left (`writable.destroyed` → `return`), but tells `request.signal`. The write ran for ever, and with it the switch.
  it('end when the app has answered, in a host that drops the answer', async () => {
    const { gate, readOnly } = await startGate();
    const answering = Promise.withResolvers<Response>();
    const fetchHandler = withMaintenance(gate, () => answering.promise, { logger: createTestLogger() });
    const client = new AbortController();
    const request = new Request('http://app.example/orders', { method: 'POST', signal: client.signal });
    const answered = fetchHandler(request);
    await turns(2);
    client.abort();
    answering.resolve(Response.json({ ok: true }));
    await answered;
    await turns(8);
    await readOnly();
    expect(gate.running().map(({ request: { raw } }) => raw.method)).toEqual([]);
  });

  // Koa, and http-proxy-middleware in Express, answer nobody who has left: each such request keeps its head, request,
  // response and connection for a minute. 6,000 of them end a process of 192 MB, in an open site.
  it('do not keep their heads in memory while nobody knows whether the app goes on', async () => {
    const { gate } = await startGate();
    const gated = maintenance(gate, { logger: createTestLogger() });
    let arrived = Promise.withResolvers<void>();
    const heads: WeakRef<object>[] = [];
    const server = createServer((request, response) =>
      gated(request, response, () => {
        heads.push(new WeakRef(request));
        request.on('error', () => undefined);
        arrived.resolve();
      }),
    );
    const port = await portOf(server);
    for (let index = 0; index < 20; index += 1) {
      arrived = Promise.withResolvers();
      await sendAndLeave(port, arrived.promise, 'p'.repeat(15_000));
    }
    await turns(4);
    const kept = gate.running().filter(({ client }) => client !== null && 'incoming' in client);
    expect(heads).toHaveLength(20);
    expect(kept).toHaveLength(0);
  });
});

describe('hosts that know a request by its own object', () => {
  // Bun: `server.requestIP(request)` and `server.upgrade(request)`; Deno: `Deno.upgradeWebSocket(request)`. During a window
  // the app gets a copy, which those hosts do not know: no address (hono/ip-restriction then answers 403 to everybody),
  // and no socket, where a rule allows it.
  it('find what they know of it by the request that the app gets', async () => {
    const { gate, readOnly } = await startGate();
    const addresses = new WeakMap<Request, string>();
    const requestIP = (request: Request) => addresses.get(request) ?? null;
    const fetchHandler = withMaintenance(gate, (request) => new Response(requestIP(request)), {
      logger: createTestLogger(),
    });
    await readOnly();
    const request = new Request('http://app.example/');
    addresses.set(request, '203.0.113.9');
    expect(await (await fetchHandler(request)).text()).toBe('203.0.113.9');
  });

  it('upgrade the request that the app gets', async () => {
    const { gate, readOnly } = await startGate();
    const own = new WeakSet<Request>();
    const fetchHandler = withMaintenance(
      gate,
      (request) => new Response(null, { status: own.has(request) ? 200 : 426 }),
      { logger: createTestLogger() },
    );
    await readOnly();
    const request = new Request('http://app.example/live', { headers: { Upgrade: 'websocket' } });
    own.add(request);
    expect((await fetchHandler(request)).status).toBe(200);
  });
});
