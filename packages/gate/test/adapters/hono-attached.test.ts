import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MaintenanceVariables, maintenance } from '../../src/adapters/hono.ts';
import { attach } from '../../src/adapters/node.ts';
import type { RunningHost } from './adapter-under-test.ts';
import { listen } from './hosts/listen.ts';
import { takeOver } from './hosts/take-over.ts';
import { startSite, type TestSite } from './start-site.ts';
import { send } from './wire.ts';

let site: TestSite;
let host: RunningHost;
let taken: string[];
const options = { logger: { warn: () => undefined } };

beforeEach(async () => {
  site = await startSite();
  taken = [];
});

afterEach(async () => {
  await host.close();
  await site.close();
});

describe('Hono, attached', () => {
  async function start(): Promise<number> {
    const app = new Hono<{ Variables: MaintenanceVariables }>();
    app.use(maintenance(site.gate, options));
    app.post('/graphql', async (c) => c.json(await c.req.json()));
    app.get('/who', (c) => c.json([c.get('portcullis').mode, c.req.header('cookie') ?? null]));
    const server = createAdaptorServer({ fetch: app.fetch });
    if (!('closeAllConnections' in server)) throw new Error('Expected a server of node:http');
    takeOver(server, '/polling', ({ url }) => taken.push(String(url)));
    attach(site.gate, server, options);
    server.on('upgrade', (incoming, socket) => {
      taken.push(`upgrade ${incoming.url}`);
      socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n');
    });
    host = await listen(server);
    return host.port;
  }

  it('sees what others take off its server', async () => {
    const at = await start();
    await site.switchTo('read-only');
    expect((await send(at, 'POST /polling/send', { body: 'a=1' })).status).toBe(503);
    const headers = ['Connection', 'Upgrade', 'Upgrade', 'websocket'];
    expect((await send(at, 'GET /chat', { headers })).status).toBe(503);
    expect(taken).toEqual([]);
  });

  it('hands the app what it would have got, judged and marked once', async () => {
    const at = await start();
    await site.switchTo('read-only');
    const headers = ['Cookie', 'a=1; __Host-portcullis-pass=x'];
    const answer = await send(at, 'GET /who', { headers });
    expect(JSON.parse(answer.body)).toEqual(['read-only', 'a=1']);
    expect(answer.headers['portcullis-mode']).toBe('read-only');
    expect(site.begun()).toBe(1);
    const type = ['Content-Type', 'application/json'];
    const query = '{ "query": "{ a }" }';
    expect((await send(at, 'POST /graphql', { headers: type, body: query })).body).toBe('{"query":"{ a }"}');
    expect(site.running()).toBe(0);
  });
});
