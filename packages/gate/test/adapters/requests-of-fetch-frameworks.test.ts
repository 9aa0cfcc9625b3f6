import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import express from 'express';
import { Hono } from 'hono';
import { describe, expect, it, onTestFinished } from 'vitest';
import { maintenance as forExpress } from '../../src/adapters/express.ts';
import { attach, maintenance } from '../../src/adapters/node.ts';
import { createTestLogger } from '../support/gate-fixtures.ts';
import { listen } from './hosts/listen.ts';
import { startSite, type TestSite } from './start-site.ts';

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

/** How much of a body an application gets that is told that nobody has read from it, and what it is told afterwards. */
async function readAll(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const told = Readable.isDisturbed(incoming);
  let size = 0;
  for await (const chunk of incoming) size += chunk.length;
  response.end(`${told} ${size} ${Readable.isDisturbed(incoming)}`);
}

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

describe.each(Object.entries(hosts))('%s', (_, start) => {
  it('people sign in during a window', async () => {
    const site = await startSite();
    expect(await signIn(site, createServer(start(site)))).toEqual(right);
  });
});

describe.each([
  ['at once', (bytes: Uint8Array) => bytes],
  [
    'in pieces, without a length',
    (bytes: Uint8Array) =>
      ReadableStream.from([bytes.subarray(0, 10), bytes.subarray(10, 20_000), bytes.subarray(20_000)]),
  ],
])('a body that comes %s', (_, asBody) => {
  it.each([1, 10_000, 60_000])('of %i bytes is whole, unread, and read when it was', async (size) => {
    const site = await startSite();
    const gated = maintenance(site.gate, { logger });
    const host = await listen(
      createServer((incoming, response) =>
        // Twice, as where somebody registers it for a part as well.
        gated(incoming, response, () => gated(incoming, response, () => void readAll(incoming, response))),
      ),
    );
    onTestFinished(async () => {
      await host.close();
      await site.close();
    });
    await site.switchTo('read-only');
    const body = asBody(new Uint8Array(size).fill(0x61));
    const init = { method: 'POST', body, duplex: 'half', headers: { 'content-type': 'text/plain' } };
    const answer = await fetch(`http://127.0.0.1:${host.port}/login`, init as unknown as RequestInit);
    expect(await answer.text()).toBe(`false ${size} true`);
  });
});

describe('Hono on a server that is guarded by `attach` alone', () => {
  // The same for routes beside those that the middleware is mounted at.
  it('people sign in during a window', async () => {
    const site = await startSite();
    const server = createServer(honoListener);
    attach(site.gate, server, { logger });
    expect(await signIn(site, server)).toEqual(right);
  });
});
