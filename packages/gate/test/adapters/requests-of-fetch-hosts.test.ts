import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { decisionOf, withMaintenance } from '../../src/adapters/fetch.ts';
import { maintenance } from '../../src/adapters/hono.ts';
import { headerNames, passCookieName } from '../../src/model/header.ts';
import { createTestLogger } from '../support/gate-fixtures.ts';
import { listen } from './hosts/listen.ts';
import { startSite, type TestSite } from './start-site.ts';
import { eventually, send } from './wire.ts';

// Bun knows addresses and sockets by the very request that it handed over, Deno sockets; Deno lets nobody change its headers.

const logger = createTestLogger();
let site: TestSite;

beforeEach(async () => {
  site = await startSite();
});
afterEach(() => site.close());

interface Given {
  readonly isFixed?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/** As a host hands it over; `isFixed` as Deno does. */
function requestOf(path: string, { isFixed = false, headers = {} }: Given = {}): Request {
  const request = new Request(`http://shop.example${path}`, { headers });
  if (!isFixed) return request;
  const refuse = () => {
    throw new TypeError('Cannot change header: headers are immutable');
  };
  for (const change of ['set', 'delete', 'append'])
    Object.defineProperty(request.headers, change, { value: refuse });
  return request;
}

/** What the app gets, and whether it is the very request that came. */
async function handed(request: Request): Promise<{ readonly app: Request; readonly isOwn: boolean }> {
  let app: Request | null = null;
  const handler = withMaintenance(
    site.gate,
    (given) => {
      app = given;
      return new Response('ok');
    },
    { logger },
  );
  expect((await handler(request)).status).toBe(200);
  if (app === null) throw new Error('The app was not asked');
  return { app, isOwn: app === request };
}

const secrets = { [headerNames.decision]: 'forged', cookie: `${passCookieName}=stolen; theme=dark` };

describe('in a window the app gets', () => {
  beforeEach(() => site.switchTo('read-only'));

  it('its own request, with the decision and without secrets', async () => {
    const { app, isOwn } = await handed(requestOf('/page', { headers: secrets }));
    expect(isOwn).toBe(true);
    expect(app.headers.get('cookie')).toBe('theme=dark');
    expect(app.headers.get(headerNames.decision)).toMatch(/^(?!forged).{20,}/);
    expect(decisionOf(app)?.mode).toBe('read-only');
  });

  it('a copy like that where nobody may change the headers', async () => {
    const { app, isOwn } = await handed(requestOf('/page', { isFixed: true, headers: secrets }));
    expect(isOwn).toBe(false);
    expect(app.headers.get('cookie')).toBe('theme=dark');
    expect(app.headers.get(headerNames.decision)).toMatch(/^(?!forged).{20,}/);
    expect(decisionOf(app)?.mode).toBe('read-only');
  });
});

describe('where nobody may change the headers, an allowed socket', () => {
  beforeEach(() => site.switchTo('read-only'));
  const upgrade = { upgrade: 'websocket' };

  it('is opened from its own request', async () => {
    const { app, isOwn } = await handed(requestOf('/live', { isFixed: true, headers: upgrade }));
    expect([isOwn, decisionOf(app)?.mode]).toEqual([true, 'read-only']);
  });

  it('of who holds a pass never shows it to the app', async () => {
    const headers = { ...upgrade, ...secrets };
    const { app, isOwn } = await handed(requestOf('/live', { isFixed: true, headers }));
    expect([isOwn, app.headers.get('cookie')]).toEqual([false, 'theme=dark']);
  });
});

it('hands on what is no response: Bun opened a socket', async () => {
  const opened = (() => undefined) as unknown as () => Response;
  const handler = withMaintenance(site.gate, opened, { logger });
  expect(await handler(requestOf('/live', { headers: { upgrade: 'websocket' } }))).toBeUndefined();
  expect(site.running()).toBe(0);
});

describe('a write whose client has left', () => {
  const answers: Readonly<Record<string, () => Response>> = {
    'with a text': () => new Response('done'),
    'with a stream that never ends': () =>
      new Response(new ReadableStream({ pull: () => new Promise(() => undefined) })),
  };

  it.each(Object.entries(answers))(
    'ends when the app has answered %s that nobody asks for',
    async (_, answer) => {
      const client = new AbortController();
      const answering = Promise.withResolvers<Response>();
      const handler = withMaintenance(site.gate, () => answering.promise, { logger });
      const request = new Request('http://shop.example/orders', { method: 'POST', signal: client.signal });
      const answered = handler(request);
      await eventually(() => site.running() === 1, 'the write runs');
      client.abort();
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(site.running()).toBe(1);
      answering.resolve(answer());
      await answered;
      await eventually(() => site.running() === 0, 'nothing in flight');
    },
  );

  it('ends when the client leaves during the answer', async () => {
    const client = new AbortController();
    const handler = withMaintenance(
      site.gate,
      () => answers['with a stream that never ends']?.() ?? Response.error(),
      {
        logger,
      },
    );
    await handler(new Request('http://shop.example/orders', { method: 'POST', signal: client.signal }));
    expect(site.running()).toBe(1);
    client.abort();
    await eventually(() => site.running() === 0, 'nothing in flight');
  });
});

it('answers of Hono to writes of an open site keep their length', async () => {
  const app = new Hono();
  app.use(maintenance(site.gate, { logger }));
  app.post('/orders', (c) => c.json({ ok: true }));
  const server = createAdaptorServer({ fetch: app.fetch });
  if (!('closeAllConnections' in server)) throw new Error('Expected a server of node:http');
  const host = await listen(server);
  onTestFinished(() => host.close());
  const { headers, body } = await send(host.port, 'POST /orders', { body: 'a=1' });
  expect([headers['content-length'], headers['transfer-encoding'], String(body)]).toEqual([
    '11',
    undefined,
    '{"ok":true}',
  ]);
  await eventually(() => site.running() === 0, 'nothing in flight');
});
