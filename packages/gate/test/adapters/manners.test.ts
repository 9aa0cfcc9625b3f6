import { createServer } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import express from 'express';
import express4 from 'express4';
import fastify from 'fastify';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as forExpress from '../../src/adapters/express.ts';
import * as forFastify from '../../src/adapters/fastify.ts';
import { withMaintenance } from '../../src/adapters/fetch.ts';
import * as forHono from '../../src/adapters/hono.ts';
import * as forNode from '../../src/adapters/node.ts';
import type { RunningHost } from './adapter-under-test.ts';
import { listen } from './hosts/listen.ts';
import { startSite, type TestSite } from './start-site.ts';
import { send } from './wire.ts';

// What each host has of its own: parsers, routers, error handling.

const json = ['Content-Type', 'application/json'];
const query = '{ "query": "{ a }" }';
const options = { logger: { warn: () => undefined } };

let site: TestSite;
let hosts: RunningHost[];

beforeEach(async () => {
  site = await startSite();
  hosts = [];
  await site.switchTo('read-only');
});

afterEach(async () => {
  for (const host of hosts) await host.close();
  await site.close();
});

async function listening(handler: Parameters<typeof createServer>[1]): Promise<number> {
  const host = await listen(createServer(handler));
  hosts.push(host);
  return host.port;
}

describe.each([
  ['Express 4', express4],
  ['Express 5', express],
])('%s', (_, framework) => {
  it('parses a JSON body that the gate has read', async () => {
    const app = framework();
    app.use(forExpress.maintenance(site.gate, options), framework.json());
    app.post('/graphql', (request, response) => void response.json(request.body));
    const port = await listening(app);
    expect((await send(port, 'POST /graphql', { headers: json, body: query })).body).toBe(
      '{"query":"{ a }"}',
    );
  });

  it('judges mounted apps and routers by the whole target', async () => {
    const app = framework();
    const router = framework.Router();
    router.use(forExpress.maintenance(site.gate, options));
    router.all('/contact', (request, response) => void response.end(`${request.baseUrl} ${request.url}`));
    app.use('/sub', router);
    app.use('/', router);
    const port = await listening(app);
    // An exception of the site's root is none below a mount path.
    const type = ['Content-Type', 'text/plain'];
    expect((await send(port, 'POST /sub/contact', { headers: type, body: 'a' })).status).toBe(503);
    expect((await send(port, 'POST /contact', { headers: type, body: 'a' })).body).toBe(' /contact');
    expect((await send(port, 'GET /sub/contact')).body).toBe('/sub /contact');
  });

  it('hands refusals to error handling when asked to, and answers its own routes itself', async () => {
    const app = framework();
    app.use(forExpress.maintenance(site.gate, { ...options, errors: 'throw' }));
    const caught: unknown[] = [];
    const onError: express.ErrorRequestHandler = (error, _request, _response, next) => {
      caught.push(error);
      next(error);
    };
    app.use(onError);
    const port = await listening(app);
    const refused = await send(port, 'POST /orders', { body: 'a' });
    expect(refused.status).toBe(503);
    expect(refused.headers['retry-after']).toMatch(/^\d+$/);
    expect(caught[0]).toBeInstanceOf(forExpress.RefusedError);
    expect(caught[0]).toMatchObject({
      status: 503,
      statusCode: 503,
      expose: true,
      code: 'PORTCULLIS_READ_ONLY',
    });
    expect((await send(port, 'GET /.well-known/portcullis/status')).status).toBe(200);
    // Its client knows this answer as a step of the protocol, and no error.
    const digest = JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: 'aa' } } });
    const asked = await send(port, 'POST /graphql', { headers: json, body: digest });
    expect(asked.status).toBe(200);
    expect(asked.body).toContain('PERSISTED_QUERY_NOT_FOUND');
    expect(caught).toHaveLength(1);
  });

  it('refuses what depends on a body that was parsed before, and says so', async () => {
    const warnings: string[] = [];
    const app = framework();
    app.use(framework.json());
    const logger = { warn: (...said: unknown[]) => void warnings.push(JSON.stringify(said)) };
    app.use(forExpress.maintenance(site.gate, { logger }));
    app.post('/graphql', (_request, response) => void response.end());
    const port = await listening(app);
    warnings.splice(0);
    expect((await send(port, 'POST /graphql?token=x', { headers: json, body: query })).status).toBe(503);
    expect(warnings.join()).toMatch(/"path":"\/graphql".*before body parsers/);
  });
});

describe('Fastify', () => {
  async function start(errors: 'answer' | 'throw' = 'answer'): Promise<number> {
    const app = fastify({ forceCloseConnections: true });
    await app.register(forFastify.maintenance(site.gate, { ...options, errors }));
    app.post('/graphql', async (request) => request.body);
    app.post('/free', { config: { portcullis: 'exempt' } }, async (request) => ({
      decision: forFastify.decisionOf(request),
    }));
    app.get('/who', async (request) => ('portcullis' in request ? request.portcullis : 'undecorated'));
    await app.register(async (inner) => void inner.post('/inner', async () => 'inner'));
    await app.listen({ port: 0, host: '127.0.0.1' });
    hosts.push({ port: 0, close: () => app.close() });
    const [address] = app.addresses();
    return typeof address === 'object' ? address.port : 0;
  }

  it('parses a JSON body that the gate has read', async () => {
    const port = await start();
    expect((await send(port, 'POST /graphql', { headers: json, body: query })).body).toBe(
      '{"query":"{ a }"}',
    );
  });

  it('guards every plugin and every route that does not exist', async () => {
    const port = await start();
    expect((await send(port, 'POST /inner', { body: '' })).status).toBe(503);
    expect((await send(port, 'POST /nowhere', { body: '' })).status).toBe(503);
    expect((await send(port, 'GET /nowhere')).status).toBe(404);
  });

  it('leaves routes alone that are exempt by their own config', async () => {
    const port = await start();
    await site.switchTo('closed');
    expect((await send(port, 'POST /free', { headers: json, body: '{}' })).body).toBe('{"decision":null}');
  });

  it('decorates the request', async () => {
    const port = await start();
    expect(JSON.parse((await send(port, 'GET /who')).body)).toMatchObject({
      kind: 'allow',
      mode: 'read-only',
    });
  });

  it('throws refusals when asked to', async () => {
    const port = await start('throw');
    const refused = await send(port, 'POST /inner', { body: '' });
    expect(JSON.parse(refused.body)).toMatchObject({ statusCode: 503, code: 'PORTCULLIS_READ_ONLY' });
    expect(refused.headers['retry-after']).toMatch(/^\d+$/);
  });

  it('guards the sockets of its server without being told', async () => {
    const app = fastify();
    await app.register(forFastify.maintenance(site.gate, options));
    let arrived = 0;
    app.server.on('upgrade', () => {
      arrived += 1;
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    hosts.push({ port: 0, close: () => app.close() });
    const [address] = app.addresses();
    const port = typeof address === 'object' ? address.port : 0;
    const headers = ['Connection', 'Upgrade', 'Upgrade', 'websocket'];
    expect((await send(port, 'GET /chat', { headers })).status).toBe(503);
    expect(arrived).toBe(0);
  });
});

describe('Hono', () => {
  function hono(errors: 'answer' | 'throw') {
    const app = new Hono<{ Variables: forHono.MaintenanceVariables }>();
    app.use(forHono.maintenance(site.gate, { ...options, errors }));
    app.post('/graphql', async (c) => c.json(await c.req.json()));
    app.get('/who', (c) => c.json(c.get('portcullis')));
    app.get('/live', (c) => c.text('live'));
    return app;
  }

  it('parses a JSON body that the gate has read, and knows the decision', async () => {
    const server = createAdaptorServer({ fetch: hono('answer').fetch });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    hosts.push({ port: 0, close: () => new Promise((resolve) => server.close(() => resolve())) });
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    expect((await send(port, 'POST /graphql', { headers: json, body: query })).body).toBe(
      '{"query":"{ a }"}',
    );
    expect(JSON.parse((await send(port, 'GET /who')).body)).toMatchObject({
      kind: 'allow',
      mode: 'read-only',
    });
  });

  it('throws refusals that its error handling answers with their status', async () => {
    const app = hono('throw');
    const caught: unknown[] = [];
    app.onError((error, c) => {
      caught.push(error);
      return error instanceof forHono.RefusedError ? c.text('refused', 503, error.headers) : c.text('?', 500);
    });
    const response = await app.request('/orders', { method: 'POST', body: 'a' });
    expect([response.status, await response.text()]).toEqual([503, 'refused']);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(caught).toHaveLength(1);
  });

  it('counts what it cannot see as absent off Node: an address is none, an upgrade is one by its header', async () => {
    const app = hono('answer');
    const headers = { 'X-User': 'ada', 'X-Forwarded-For': '203.0.113.7' };
    expect((await app.request('/orders', { method: 'POST', headers })).status).toBe(503);
    expect((await app.request('/who', { headers: { Upgrade: 'websocket' } })).status).toBe(503);
    expect((await app.request('/live', { headers: { Upgrade: 'websocket' } })).status).toBe(200);
  });
});

describe('fetch', () => {
  it('is told by the host what a Request does not show', async () => {
    const see = (_: Request, peer: string) => ({ peer });
    const handler = withMaintenance(site.gate, async (_: Request, peer: string) => new Response(peer), {
      ...options,
      see,
    });
    const write = () =>
      new Request('http://shop.example/orders', { method: 'POST', headers: { 'X-User': 'ada' } });
    expect((await handler(write(), '198.51.100.1')).status).toBe(503);
    expect(await (await handler(write(), '203.0.113.9')).text()).toBe('203.0.113.9');
  });

  it('says without its query which body was read before', async () => {
    const warnings: string[] = [];
    const logger = { warn: (...said: unknown[]) => void warnings.push(JSON.stringify(said)) };
    const handler = withMaintenance(site.gate, async () => new Response(), { logger });
    const request = new Request('http://shop.example/graphql?token=x', { method: 'POST', body: query });
    await request.text();
    expect((await handler(request)).status).toBe(503);
    expect(warnings.join()).toMatch(/"path":"\/graphql".*a body was read/);
  });

  it('takes a body without a length for a body', async () => {
    const handler = withMaintenance(site.gate, async () => new Response(), options);
    const type = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const post = (body: string) =>
      handler(new Request('http://shop.example/contact', { method: 'POST', headers: type, body }));
    expect((await post('text=help')).status).toBe(200);
    expect((await post('_method=DELETE')).status).toBe(503);
  });
});

describe('at start', () => {
  it('every host says in one line what it cannot do, where the policy asks for it', () => {
    const lines: string[] = [];
    const logger = { warn: (_: unknown, message: string) => void lines.push(message) };
    forNode.maintenance(site.gate, { logger });
    forExpress.maintenance(site.gate, { logger });
    forFastify.maintenance(site.gate, { logger });
    forHono.maintenance(site.gate, { logger });
    withMaintenance(site.gate, async () => new Response(), { logger });
    expect(lines).toEqual([
      'portcullis on node: does not do what the policy asks for: banner',
      'portcullis on Express: does not do what the policy asks for: banner',
      'portcullis on Fastify: does not do what the policy asks for: banner',
      'portcullis on Hono: cannot see rawTarget, rawHeaders, peer, upgrade, which count as absent unless it runs on @hono/node-server; does not do what the policy asks for: banner',
      'portcullis on fetch: cannot see rawTarget, rawHeaders, peer, upgrade, which count as absent unless the option `see` tells them; does not do what the policy asks for: banner',
    ]);
  });
});

describe('a gate that nobody has waited for', () => {
  const promised = Promise.resolve(null) as unknown as TestSite['gate'];
  it.each([
    ['node', () => forNode.maintenance(promised)],
    ['attach', () => forNode.attach(promised, createServer())],
    ['Express', () => forExpress.maintenance(promised)],
    ['Fastify', () => forFastify.maintenance(promised)],
    ['Hono', () => forHono.maintenance(promised)],
    ['fetch', () => withMaintenance(promised, () => new Response())],
  ])('is told from one: %s', (_, register) => {
    expect(register).toThrow('got a Promise: write `await createGate(…)`');
  });
});
