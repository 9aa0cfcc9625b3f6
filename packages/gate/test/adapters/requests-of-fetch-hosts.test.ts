import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
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

describe('a request of a class of its own, whose body was read for a decision', () => {
  class OwnRequest extends Request {
    get nextUrl(): string {
      return new URL(this.url).pathname;
    }
  }
  const init = { method: 'POST', body: 'a=1', headers: secrets };
  const own = () => new OwnRequest('http://shop.example/find', init);
  /** As Next.js hands it to a route; a private field is not seen through it. */
  const behindProxy = () =>
    new Proxy(own(), {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' && name !== 'constructor' ? value.bind(target) : value;
      },
    });
  /** As srvx and others make it: of no class that the runtime knows. */
  const lookalike = (path = '/find') => {
    const { method, url, headers, body } = new Request(`http://shop.example${path}`, init);
    return { method, url, headers, body, signal: null, bodyUsed: false } as unknown as Request;
  };

  beforeEach(() => site.switchTo('read-only'));

  it.each([
    ['of a class', own, '/find', true],
    ['of a class, behind a proxy', behindProxy, '/find', false],
    ['of another kind', () => lookalike(), undefined, true],
    ['of another kind, and nobody may change it', () => Object.freeze(lookalike()), undefined, false],
  ])('comes whole when it is %s', async (_, make, nextUrl, isSame) => {
    const { app, isOwn } = await handed(make());
    expect([isOwn, app.method, app.headers.get('cookie'), await app.text()]).toEqual([
      isSame,
      'POST',
      'theme=dark',
      'a=1',
    ]);
    expect((app as Partial<OwnRequest>).nextUrl).toBe(nextUrl);
  });

  it('is refused when it cannot be copied', async () => {
    const request = lookalike('/contact');
    // Somebody else reads it already.
    request.body?.getReader();
    const handler = withMaintenance(site.gate, () => new Response('ok'), { logger });
    expect((await handler(request)).status).toBe(503);
    expect(site.running()).toBe(0);
  });

  it('is refused when it is no request at all', async () => {
    const handler = withMaintenance(site.gate, () => new Response('ok'), { logger });
    expect((await handler({ url: '/find' } as unknown as Request)).status).toBe(503);
  });
});

it('keeps the body of a confirmed write that comes after the window', async () => {
  const bodies: string[] = [];
  const handler = withMaintenance(
    site.gate,
    async (request) => {
      bodies.push(`${new URL(request.url).search} ${await request.text()}`);
      return new Response('ok');
    },
    { logger },
  );
  const url = 'http://shop.example/refund?portcullis-confirm=abc&id=1';
  await handler(new Request(url, { method: 'POST', body: 'a=1' }));
  expect(bodies).toEqual(['?id=1 a=1']);
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

describe('an answer to a write that the host drops', () => {
  const answered = async (body: string | ReadableStream) => {
    const handler = withMaintenance(site.gate, () => new Response(body), { logger });
    return handler(new Request('http://shop.example/orders', { method: 'POST' }));
  };

  it('ends its write when it is not large', async () => {
    await answered('x'.repeat(60_000));
    await eventually(() => site.running() === 0, 'nothing in flight');
  });

  it('ends its write in a minute when it is larger, unless somebody reads it', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const chunk = new Uint8Array(40_000);
    const endless = () => new ReadableStream({ pull: (controller) => controller.enqueue(chunk) });
    const dropped = await answered(endless());
    const read = (await answered(endless())).body?.getReader();
    const turn = () => new Promise((resolve) => setTimeout(resolve, 5));
    await turn();
    // Until then both have moved.
    vi.advanceTimersByTime(60_000);
    expect(site.running()).toBe(2);
    await read?.read();
    await turn();
    vi.advanceTimersByTime(60_000);
    expect(site.running()).toBe(1);
    await read?.cancel();
    await eventually(() => site.running() === 0, 'nothing in flight');
    expect(dropped.status).toBe(200);
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

it('is no copy for a cookie of its own whose name only begins like ours', async () => {
  const cookie = '__Host-portcullis-theme=dark;  a=1';
  const { app, isOwn } = await handed(requestOf('/page', { isFixed: true, headers: { cookie } }));
  expect([isOwn, app.headers.get('cookie')]).toEqual([true, cookie]);
});
