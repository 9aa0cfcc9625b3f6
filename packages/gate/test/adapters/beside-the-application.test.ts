import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { describe, expect, it, onTestFinished } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import { maintenance as forExpress } from '../../src/adapters/express.ts';
import { maintenance as forFastify } from '../../src/adapters/fastify.ts';
import { maintenance as forHono } from '../../src/adapters/hono.ts';
import { maintenance as forNode } from '../../src/adapters/node.ts';
import { createTestLogger, startQuietGate } from '../support/gate-fixtures.ts';
import { takeOver } from './hosts/take-over.ts';

// What libraries do to the server an application runs on.

async function readOnlyGate() {
  const { gate, readOnly } = await startQuietGate({ routes: [{ match: 'GET /prices', socket: 'allow' }] });
  await readOnly();
  onTestFinished(() => gate.close());
  return gate;
}

const quiet = { logger: createTestLogger() };

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return closedLater(server);
}

function closedLater(server: Server): string {
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const packet = async (origin: string) => {
  const target = `http://${origin}/socket.io/?EIO=4&transport=polling&sid=a`;
  const { status } = await fetch(target, { method: 'POST', body: '42["order",{"id":1}]' });
  return status;
};

describe('a library that takes requests off the server before the application gets them', () => {
  it('writes nothing beside Express, attached', async () => {
    const app = express();
    const gated = forExpress(await readOnlyGate(), quiet);
    app.use(gated);
    const server = createServer(app);
    let packets = 0;
    takeOver(server, '/socket.io/', () => (packets += 1));
    gated.attach(server);
    expect([await packet(await listening(server)), packets]).toEqual([503, 0]);
  });

  it('writes nothing beside Express, attached before', async () => {
    const app = express();
    const gated = forExpress(await readOnlyGate(), quiet);
    app.use(gated);
    const server = createServer(app);
    gated.attach(server);
    let packets = 0;
    takeOver(server, '/socket.io/', () => (packets += 1));
    expect([await packet(await listening(server)), packets]).toEqual([503, 0]);
  });

  it('writes nothing beside a server of node:http, attached', async () => {
    const gated = forNode(await readOnlyGate(), quiet);
    const server = createServer((request, response) => gated(request, response, () => response.end('ok')));
    let packets = 0;
    takeOver(server, '/socket.io/', () => (packets += 1));
    gated.attach(server);
    expect([await packet(await listening(server)), packets]).toEqual([503, 0]);
  });

  it('writes nothing beside Fastify', async () => {
    const app = fastify();
    await app.register(forFastify(await readOnlyGate(), quiet));
    let packets = 0;
    takeOver(app.server, '/socket.io/', () => (packets += 1));
    await app.listen({ port: 0, host: '127.0.0.1' });
    expect([await packet(closedLater(app.server)), packets]).toEqual([503, 0]);
  });
});

async function honoServer(app: Hono): Promise<Server> {
  const server = await new Promise<ServerType>((resolve) => {
    const started: ServerType = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () =>
      resolve(started),
    );
  });
  if (!('closeAllConnections' in server)) throw new Error('Expected a server of node:http');
  return server;
}

/** The status of a refusal, or what the socket answered. */
function said(url: string, text: string): Promise<string | number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    onTestFinished(() => socket.terminate());
    socket.on('open', () => socket.send(text));
    socket.on('message', (data) => resolve(String(data)));
    socket.on('unexpected-response', (_, { statusCode = 0 }) => resolve(statusCode));
    socket.on('close', (code) => resolve(code));
    socket.on('error', () => resolve('broken'));
  });
}

describe('Hono on @hono/node-server', () => {
  it('refuses a POST', async () => {
    const app = new Hono();
    app.use(forHono(await readOnlyGate(), quiet));
    const origin = closedLater(await honoServer(app));
    expect((await fetch(`http://${origin}/orders`, { method: 'POST' })).status).toBe(503);
  });

  it('refuses WebSockets that a library takes off its server, or warns of them', async () => {
    const warned: string[] = [];
    const app = new Hono();
    const logger = { warn: (_: unknown, message: string) => void warned.push(message) };
    app.use(forHono(await readOnlyGate(), { logger }));
    const server = await honoServer(app);
    const sockets = new WebSocketServer({ server, path: '/live' });
    sockets.on('connection', (socket) => socket.on('message', (data) => socket.send(`did ${data}`)));
    const origin = closedLater(server);
    await fetch(`http://${origin}/`);
    const answer = await said(`ws://${origin}/live`, 'order');
    const isTold = warned.some((message) => message.includes('DOES NOT SEE'));
    expect(answer === 503 || isTold).toBe(true);
  });
});

/** What `express-ws` does: it accepts a handshake, then asks the application for `/.websocket` below its path. */
describe('Express with express-ws', () => {
  it('lets a declared socket in', async () => {
    const app = express();
    const gated = forExpress(await readOnlyGate(), quiet);
    app.use(gated);
    app.get('/prices/.websocket', (request: express.Request & { ws?: WebSocket }) => {
      request.ws?.on('message', (data) => request.ws?.send(`did ${String(data)}`));
    });
    const server = createServer(app);
    gated.attach(server);
    const sockets = new WebSocketServer({ server });
    sockets.on('connection', (ws, request: IncomingMessage & { ws?: WebSocket }) => {
      request.ws = ws;
      request.url = `${request.url}/.websocket`;
      const response = new ServerResponse(request);
      response.writeHead = (status: number) => {
        if (status > 200) ws.close();
        return response;
      };
      Reflect.apply(app, undefined, [request, response, () => ws.close()]);
    });
    const origin = await listening(server);
    expect(await said(`ws://${origin}/prices`, 'price')).toBe('did price');
  });
});
