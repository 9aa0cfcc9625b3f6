import { createServer, type RequestListener, type Server } from 'node:http';
import express from 'express';
import fastify from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { maintenance as forExpress } from '../../src/adapters/express.ts';
import { maintenance as forFastify } from '../../src/adapters/fastify.ts';
import { maintenance as forNode } from '../../src/adapters/node.ts';
import type { RunningHost } from './adapter-under-test.ts';
import { listen } from './hosts/listen.ts';
import { takeOver } from './hosts/take-over.ts';
import { startSite, type TestSite } from './start-site.ts';
import { openRaw, send } from './wire.ts';

// A server whose `request` listeners a library has taken off, to answer what is its own (Engine.IO, SockJS): whatever the
// app would not have refused goes on as it was, and what the gate refuses never reaches the library.

let site: TestSite;
let hosts: RunningHost[];
let taken: string[];
const options = { logger: { warn: () => undefined } };

beforeEach(async () => {
  site = await startSite();
  hosts = [];
  taken = [];
});

afterEach(async () => {
  for (const host of hosts) await host.close();
  await site.close();
});

function takePolling(server: Server): void {
  takeOver(server, '/polling', ({ method, url }) => taken.push(`${method} ${url}`));
}

async function port(server: Server): Promise<number> {
  const host = await listen(server);
  hosts.push(host);
  return host.port;
}

const status = async (at: number, line: string) => (await send(at, line, { body: 'a=1' })).status;

describe('an app of Express that guards a part of itself', () => {
  function start(errors: 'answer' | 'throw' = 'answer') {
    const app = express();
    app.post('/before', (_, response) => void response.end('before'));
    const gated = forExpress(site.gate, { ...options, errors });
    app.use('/shop', gated);
    app.use((_, response) => void response.end('app'));
    const onError: express.ErrorRequestHandler = (_error, _request, response, _next) =>
      void response.status(418).end();
    app.use(onError);
    return { app, gated };
  }

  it('stays as it is where the library came after', async () => {
    const { app, gated } = start();
    const server = createServer(app);
    gated.attach(server);
    takePolling(server);
    const at = await port(server);
    await site.switchTo('read-only');
    expect(await status(at, 'POST /before')).toBe(200);
    expect(await status(at, 'POST /other')).toBe(200);
    expect(await status(at, 'POST /shop/orders')).toBe(503);
    // The app knows no such route, and has no gate there.
    expect((await send(at, 'POST /polling/send', { body: 'a=1' })).body).toBe('app');
    expect(taken).toEqual([]);
  });

  it('hands refusals to its error handling', async () => {
    const { app, gated } = start('throw');
    const server = createServer(app);
    gated.attach(server);
    takePolling(server);
    const at = await port(server);
    await site.switchTo('read-only');
    expect(await status(at, 'POST /shop/orders')).toBe(418);
  });

  it('stays as it is where the library came first and the app is named', async () => {
    const { app, gated } = start();
    const server = createServer((incoming, response) => app(incoming, response));
    takePolling(server);
    gated.attach(server, { app });
    const at = await port(server);
    await site.switchTo('read-only');
    expect(await status(at, 'POST /before')).toBe(200);
    expect((await send(at, 'POST /polling/send', { body: 'a=1' })).body).toBe('app');
    expect(taken).toEqual([]);
  });

  it('guards all of its server where nobody can tell the app from the library', async () => {
    const { app, gated } = start();
    const server = createServer(app);
    takePolling(server);
    gated.attach(server);
    const at = await port(server);
    await site.switchTo('read-only');
    expect([await status(at, 'POST /before'), await status(at, 'POST /polling/send')]).toEqual([503, 503]);
    expect(taken).toEqual([]);
  });

  it('is asked once for each request while nobody else listens', async () => {
    const { app, gated } = start();
    const server = createServer(app);
    gated.attach(server);
    const at = await port(server);
    await site.switchTo('read-only');
    expect([await status(at, 'POST /before'), site.begun(), site.asked()]).toEqual([200, 0, 0]);
  });
});

describe('a server of node:http', () => {
  const answer: RequestListener = (_, response) => void response.end('app');
  function start(): Server {
    const gated = forNode(site.gate, options);
    const server = createServer((incoming, response) =>
      gated(incoming, response, () => answer(incoming, response)),
    );
    gated.attach(server);
    return server;
  }

  it('tells a library of what is let in, as the app, and counts it while it runs', async () => {
    const server = start();
    let release = () => undefined as unknown;
    server.removeAllListeners('request');
    server.on('request', (incoming, response) => {
      taken.push(String(incoming.url));
      release = () => response.end('late');
    });
    const at = await port(server);
    const sent = send(at, 'POST /polling/send', { body: 'a=1' });
    while (taken.length === 0) await new Promise(setImmediate);
    expect(site.running()).toBe(1);
    release();
    expect((await sent).body).toBe('late');
    expect(site.running()).toBe(0);
  });

  it('tells no listener of what is refused, that was added or has taken the place of all', async () => {
    const server = start();
    server.prependListener('request', (incoming) => void taken.push(`first ${incoming.url}`));
    const at = await port(server);
    await site.switchTo('read-only');
    expect(await status(at, 'POST /orders')).toBe(503);
    for (const event of ['request', 'newListener', 'removeListener']) server.removeAllListeners(event);
    server.on('request', (incoming, response) => {
      taken.push(`other ${incoming.url}`);
      answer(incoming, response);
    });
    expect(await status(at, 'POST /orders')).toBe(503);
    expect(taken).toEqual([]);
    expect((await send(at, 'GET /page')).body).toBe('app');
    expect(taken).toEqual(['other /page']);
  });

  it('judges a request with Expect once', async () => {
    const server = start();
    takePolling(server);
    server.on('checkContinue', (incoming, response) => {
      response.writeContinue();
      server.emit('request', incoming, response);
    });
    const at = await port(server);
    const head =
      'POST /polling/send HTTP/1.1\r\nHost: shop.example\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n';
    const client = await openRaw(at, head);
    await client.until(/100 Continue[\s\S]*taken/);
    client.socket.destroy();
    expect(site.begun()).toBe(1);
    await site.switchTo('read-only');
    const refused = await openRaw(at, head);
    expect(await refused.until(/503/)).not.toMatch(/100 Continue/);
    refused.socket.destroy();
    expect(taken).toEqual(['POST /polling/send']);
  });
});

describe('Fastify', () => {
  it.each(['before', 'after'])(
    'keeps exempt routes and decisions (a library that came %s)',
    async (order) => {
      const app = fastify({ forceCloseConnections: true });
      if (order === 'before') takePolling(app.server);
      await app.register(forFastify(site.gate, options));
      if (order === 'after') takePolling(app.server);
      app.post('/free', { config: { portcullis: 'exempt' } }, async () => 'free');
      app.get('/who', async (request) => ('portcullis' in request ? request.portcullis : 'undecorated'));
      await app.listen({ port: 0, host: '127.0.0.1' });
      hosts.push({ port: 0, close: () => app.close() });
      const [address] = app.addresses();
      const at = typeof address === 'object' ? address.port : 0;
      await site.switchTo('read-only');
      const type = ['Content-Type', 'application/json'];
      expect((await send(at, 'POST /free', { headers: type, body: '{}' })).body).toBe('free');
      expect(JSON.parse((await send(at, 'GET /who')).body)).toMatchObject({
        kind: 'allow',
        mode: 'read-only',
      });
      expect(await status(at, 'POST /polling/send')).toBe(503);
      expect(await status(at, 'POST /nowhere')).toBe(503);
      expect(taken).toEqual([]);
    },
  );
});
