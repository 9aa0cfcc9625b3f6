import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import express from 'express';
import { Hono } from 'hono';
import { describe, expect, it, onTestFinished } from 'vitest';
import { maintenance as forExpress } from '../../packages/gate/src/adapters/express.ts';
import { attach, maintenance } from '../../packages/gate/src/adapters/node.ts';
import { listen } from '../../packages/gate/test/adapters/hosts/listen.ts';
import { startSite, type TestSite } from '../../packages/gate/test/adapters/start-site.ts';
import { createTestLogger } from '../../packages/gate/test/support/gate-fixtures.ts';

// Frameworks of the Fetch standard on `node:http` make a `Request` of what Node hands them. A stream that somebody has
// read from, though every byte was put back, is `disturbed` to them: they refuse to read it.

const logger = createTestLogger();

const hono = new Hono();
hono.onError((error, c) => c.text(error.message, 500));
hono.post('/login', async (c) => c.text(await c.req.text()));
const honoListener = getRequestListener(hono.fetch);

/** As Next.js (`fromNodeNextRequest`) and Astro's adapter for Node hand a body to undici. */
async function asRequest(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const init = { method: 'POST', body: incoming, duplex: 'half' };
  try {
    // What undici takes beyond the standard, and types do not know.
    response.end(await new Request('http://app.example/', init as unknown as RequestInit).text());
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
}

const hosts: Readonly<Record<string, (site: TestSite) => RequestListener>> = {
  'Hono behind a middleware of node:http': ({ gate }) => {
    const gated = maintenance(gate, { logger });
    return (incoming, response) => gated(incoming, response, () => void honoListener(incoming, response));
  },
  'Hono behind Express': ({ gate }) => {
    const app = express();
    app.use(forExpress(gate, { logger }));
    return app.use((incoming, response) => void honoListener(incoming, response));
  },
  'a Request of undici behind Express': ({ gate }) => {
    const app = express();
    app.use(forExpress(gate, { logger }));
    return app.use((incoming, response) => void asRequest(incoming, response));
  },
};

async function signIn(site: TestSite, server: ReturnType<typeof createServer>): Promise<string[]> {
  const host = await listen(server);
  onTestFinished(async () => {
    await host.close();
    await site.close();
  });
  const answers: string[] = [];
  for (const mode of ['open', 'read-only'] as const) {
    await site.switchTo(mode);
    const response = await fetch(`http://127.0.0.1:${host.port}/login`, {
      method: 'POST',
      body: '{"name":"keeper"}',
      headers: { 'content-type': 'application/json' },
    });
    answers.push(`${response.status} ${await response.text()}`);
  }
  return answers;
}

const right = ['200 {"name":"keeper"}', '200 {"name":"keeper"}'];

// A hit: must be `it` once it is mended.
describe.each(Object.entries(hosts))('%s', (_, start) => {
  it.fails('people sign in during a window', async () => {
    const site = await startSite();
    expect(await signIn(site, createServer(start(site)))).toEqual(right);
  });
});

describe('Hono on a server that is guarded by `attach` alone', () => {
  // A hit: the same for routes beside those that the middleware is mounted at.
  it.fails('people sign in during a window', async () => {
    const site = await startSite();
    const server = createServer(honoListener);
    attach(site.gate, server, { logger });
    expect(await signIn(site, server)).toEqual(right);
  });
});
