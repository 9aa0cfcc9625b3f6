import { createServer } from 'node:http';
import express from 'express';
import express4 from 'express4';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { maintenance as forExpress } from '../../src/adapters/express.ts';
import { withMaintenance } from '../../src/adapters/fetch.ts';
import type { AdapterUnderTest, Arrived, Hosting } from './adapter-under-test.ts';
import { expressHost } from './hosts/express-host.ts';
import { fastifyHost } from './hosts/fastify-host.ts';
import { fetchHost } from './hosts/fetch-host.ts';
import { honoHost } from './hosts/hono-host.ts';
import { listen } from './hosts/listen.ts';
import { nodeHost } from './hosts/node-host.ts';
import { admin, type ProductionSite, startProductionSite } from './production-site.ts';
import { send } from './wire.ts';

// In production mode no debug switch of a restricted reader comes to the application, whatever its host has read before.

const quiet = { logger: { warn: () => undefined } };
const json = ['Content-Type', 'application/json'];
let site: ProductionSite;

beforeEach(async () => {
  site = await startProductionSite();
});

afterEach(() => site.close());

/** Hosts that can be shown another target; Fastify has chosen route and query before anybody is asked. */
const shown: readonly AdapterUnderTest[] = [
  nodeHost,
  expressHost('Express 4', express4),
  expressHost('Express 5', express),
  honoHost,
  fetchHost,
];

async function startHost(adapter: AdapterUnderTest, hosting: Hosting = {}) {
  const arrived: Arrived[] = [];
  const host = await adapter.start(
    site.gate,
    (request) => {
      arrived.push(request);
      return { headers: { 'X-Powered-By': 'Shop 1.2' } };
    },
    { ...quiet, ...hosting },
  );
  onTestFinished(() => host.close());
  return { port: host.port, arrived, urls: () => arrived.map(({ url }) => url) };
}

describe.each(shown)('$name', (adapter) => {
  it.each([
    ['GET /x?debug=1', '/x?debug=0'],
    ['GET /x?a=1&%64ebug=assets&b=2', '/x?a=1&b=2&debug=0'],
    ['GET /x?debug=1&XDEBUG_TRIGGER=1', '/x?debug=0'],
    ['GET /x?XDEBUG_TRIGGER', '/x'],
    ['GET /x?a=1', '/x?a=1'],
    ['GET /x?debug=0', '/x?debug=0'],
  ])('%s comes as %s', async (line, url) => {
    const { port, urls } = await startHost(adapter);
    expect((await send(port, line)).status).toBe(200);
    expect(urls()).toEqual([url]);
  });

  it('keeps the body of a request whose switch was taken out', async () => {
    const { port, arrived } = await startHost(adapter);
    const body = JSON.stringify({ text: 'x'.repeat(20_000) });
    expect((await send(port, 'POST /orders?debug=1&a=1', { headers: json, body })).status).toBe(200);
    expect((await send(port, 'POST /orders?debug=1', { headers: json, body: [body, ' '] })).status).toBe(200);
    expect(arrived.map(({ url }) => url)).toEqual(['/orders?a=1&debug=0', '/orders?debug=0']);
    expect(arrived.map(({ body: came }) => came.toString())).toEqual([body, `${body} `]);
  });

  it('takes out cookies and headers', async () => {
    const { port, arrived } = await startHost(adapter);
    const headers = ['Cookie', 'a=1; XDEBUG_SESSION=x; b=2', 'X_Debug', '1', 'x-debug', '2', 'X-Other', '3'];
    await send(port, 'GET /x', { headers });
    await send(port, 'GET /x', { headers: ['Cookie', 'XDEBUG_SESSION=x'] });
    expect(arrived[0]?.headers).toMatchObject({ cookie: 'a=1; b=2', 'x-other': '3' });
    for (const { headers: came } of arrived)
      expect(JSON.stringify(came)).not.toMatch(/xdebug|x-debug|x_debug/i);
    expect(arrived[1]?.headers.cookie).toBeUndefined();
  });

  it('leaves all of it to whoever is not restricted, and to everybody while it is off', async () => {
    const { port, arrived } = await startHost(adapter);
    const headers = ['Cookie', 'XDEBUG_SESSION=x', 'X-Debug', '1'];
    const { headers: sent } = await send(port, 'GET /x?debug=1', { headers: [...admin, ...headers] });
    expect(sent['x-powered-by']).toBeUndefined();
    await site.turn(false);
    const after = await send(port, 'GET /x?debug=1', { headers });
    expect(after.headers['x-powered-by']).toBe('Shop 1.2');
    for (const { url, headers: came } of arrived) {
      expect(url).toBe('/x?debug=1');
      expect(came).toMatchObject({ cookie: 'XDEBUG_SESSION=x', 'x-debug': '1' });
    }
  });

  it('shows the same to an adapter that was registered twice', async () => {
    const { port, urls } = await startHost(adapter, { twice: true });
    await send(port, 'GET /x?debug=1');
    expect(urls()).toEqual(['/x?debug=0']);
  });

  it('leads a page to the address without it', async () => {
    const { port } = await startHost(adapter);
    const { status, headers } = await send(port, 'GET /x?debug=1&a=1', { headers: ['Accept', 'text/html'] });
    expect([status, headers.location]).toEqual([302, '/x?a=1']);
  });
});

describe.each([nodeHost, expressHost('Express 4', express4), expressHost('Express 5', express), fetchHost])(
  '$name',
  (adapter) => {
    it('takes a folder off that turns debugging on', async () => {
      const { port, urls } = await startHost(adapter);
      await send(port, 'GET /app_dev.php/orders?a=1');
      expect(urls()).toEqual(['/orders?a=1']);
    });
  },
);

describe.each([fastifyHost, honoHost])(
  '$name, which has chosen the route before anybody is asked',
  (adapter) => {
    it('sends whoever asks to the path without the folder, with the same method and body', async () => {
      const { port, arrived } = await startHost(adapter);
      const url = `http://127.0.0.1:${port}/app_dev.php/orders?a=1`;
      const response = await fetch(url, {
        method: 'PUT',
        body: 'b=2',
        headers: { 'Content-Type': 'text/plain' },
      });
      expect([response.status, response.redirected]).toEqual([200, true]);
      expect(arrived.map(({ method, url: came, body }) => `${method} ${came} ${body}`)).toEqual([
        'PUT /orders?a=1 b=2',
      ]);
      expect((await send(port, 'GET /app_dev.php//evil.example')).status).toBe(400);
    });
  },
);

describe('Fastify', () => {
  it('sends whoever asks to the address without the switch, with the same method and body', async () => {
    const { port, arrived } = await startHost(fastifyHost);
    const { status, headers } = await send(port, 'POST /x?debug=1', { headers: json, body: '{}' });
    expect([status, headers.location, headers['cache-control']]).toEqual([307, '/x?debug=0', 'no-store']);
    const response = await fetch(`http://127.0.0.1:${port}/x?debug=1&a=1`, { method: 'POST', body: 'b=2' });
    expect(response.status).toBe(200);
    expect(arrived.map(({ url, body }) => `${url} ${body}`)).toEqual(['/x?a=1&debug=0 b=2']);
    // Where no address of that length is followed by everybody.
    const long = await send(port, `POST /${'x'.repeat(2_100)}?debug=1`, { body: '' });
    expect([long.status, arrived.length]).toEqual([404, 1]);
  });

  it('takes out cookies and headers', async () => {
    const { port, arrived } = await startHost(fastifyHost);
    await send(port, 'GET /x', { headers: ['Cookie', 'XDEBUG_SESSION=x; a=1', 'X-Debug', '1'] });
    expect(arrived[0]?.headers).toMatchObject({ cookie: 'a=1' });
    expect(arrived[0]?.headers).not.toHaveProperty('x-debug');
  });
});

describe.each([
  ['Express 4', express4],
  ['Express 5', express],
])('%s: what else an app asks of its request', (_, framework) => {
  function startApp(before?: express.RequestHandler, mount = '/') {
    const app = framework();
    if (before !== undefined) app.use(before);
    app.use(mount, forExpress(site.gate, quiet));
    app.get(/.*/, (request, response) => {
      const { query, url, originalUrl, path, rawHeaders, headersDistinct } = request;
      response.json({ query, url, originalUrl, path, rawHeaders, distinct: Object.keys(headersDistinct) });
    });
    return listen(createServer(app));
  }

  async function ask(
    line: string,
    {
      before,
      mount,
      headers = [] as string[],
    }:
      | Record<string, never>
      | {
          before?: express.RequestHandler;
          mount?: string;
          headers?: string[];
        } = {},
  ) {
    const host = await startApp(before, mount);
    onTestFinished(() => host.close());
    const { status, body, headers: sent } = await send(host.port, line, { headers });
    return { status, location: sent.location, seen: status === 200 ? JSON.parse(body) : null };
  }

  it('is told by the parsed query, too', async () => {
    const { seen } = await ask('GET /a?debug=1&list=1&list=2');
    expect(seen).toMatchObject({
      query: { list: ['1', '2'], debug: '0' },
      url: '/a?list=1&list=2&debug=0',
      originalUrl: '/a?list=1&list=2&debug=0',
      path: '/a',
    });
  });

  it('is told below a mount', async () => {
    const { seen } = await ask('GET /shop/a?debug=1', { mount: '/shop' });
    expect(seen).toMatchObject({
      query: { debug: '0' },
      originalUrl: '/shop/a?debug=0',
      url: '/shop/a?debug=0',
    });
  });

  it('finds no switch in the lists of its headers', async () => {
    const headers = ['Cookie', 'XDEBUG_SESSION=1', 'X-Debug', '1', 'Accept', 'text/plain'];
    const before: express.RequestHandler = (request, _response, next) => {
      expect(request.headersDistinct).toHaveProperty('x-debug');
      next();
    };
    for (const how of [{ headers }, { headers, before }]) {
      const { seen } = await ask('GET /a', how);
      expect(seen.rawHeaders).toEqual([
        'Host',
        'shop.example',
        'Accept',
        'text/plain',
        'Connection',
        'close',
      ]);
      expect(seen.distinct).toEqual(['host', 'accept', 'connection']);
    }
  });

  it('sends whoever asks to the other address where somebody has made another query of it', async () => {
    const before: express.RequestHandler = (request, _response, next) => {
      Object.defineProperty(request, 'query', { value: { debug: true }, configurable: true, writable: true });
      next();
    };
    expect(await ask('GET /a?debug=1', { before })).toMatchObject({ status: 307, location: '/a?debug=0' });
  });
});

describe('what a host says at start', () => {
  it('names what it cannot do of production mode', async () => {
    const lines: string[] = [];
    const logger = { warn: (_: unknown, message: string) => void lines.push(message) };
    const { gate } = await startProductionSite({
      policy: {
        banners: { visitors: false, insiders: false },
        production: { stylesheet: '.debug{color:red}' },
      },
      identity: [],
    });
    onTestFinished(() => gate.close());
    forExpress(gate, { logger });
    withMaintenance(gate, async () => new Response(), { logger });
    expect(lines.map((line) => line.replace(/.*; /, ''))).toEqual([
      'portcullis on Express: does not do what the policy asks for: stylesheet',
      'does not do what the policy asks for: stylesheet, mask',
    ]);
  });
});
