import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withMaintenance } from '../../src/adapters/fetch.ts';
import { createTestLogger } from '../support/gate-fixtures.ts';
import { startSite, type TestSite } from './start-site.ts';

// Bun and srvx know addresses and more by the very object that they handed over: of a copy `server.requestIP` is null, so
// whoever signed in during a window met an error of the application.

const logger = createTestLogger();
let site: TestSite;

beforeEach(async () => {
  site = await startSite();
  await site.switchTo('read-only');
});
afterEach(async () => {
  vi.restoreAllMocks();
  await site.close();
});

const json = { 'content-type': 'application/json' };
const insider = { 'x-user': 'ada', host: 'admin.example' };

/** What the app makes of the request, and whether it is the one that came. */
async function ask(
  request: Request,
  app: (request: Request) => Promise<unknown>,
): Promise<{ readonly status: number; readonly got: unknown; readonly isOwn: boolean }> {
  let got: unknown;
  let isOwn = false;
  const handler = withMaintenance(
    site.gate,
    async (given) => {
      isOwn = given === request;
      got = await app(given);
      return new Response('ok');
    },
    { logger },
  );
  const { status } = await handler(request);
  return { status, got, isOwn };
}

function post(
  path: string,
  body: RequestInit['body'],
  headers: Readonly<Record<string, string>> = json,
): Request {
  return new Request(`http://shop.example${path}`, { method: 'POST', headers, body, duplex: 'half' });
}

/** As frameworks make them, who know more than a `Request`, which the runtime takes for none. */
function lookalike(path: string, text: string, headers: Readonly<Record<string, string>> = json) {
  const request = post(path, text, headers);
  const own = { method: 'POST', url: request.url, headers: request.headers, body: request.body };
  return { ...own, signal: null, bodyUsed: false, duplex: 'half', ip: '192.0.2.7' } as unknown as Request;
}

const query = '{"query":"{ a }"}';
const ways: [string, (request: Request) => Promise<unknown>, unknown][] = [
  ['text', (request) => request.text(), query],
  ['json', (request) => request.json(), { query: '{ a }' }],
  ['arrayBuffer', async (request) => (await request.arrayBuffer()).byteLength, query.length],
  ['bytes', async (request) => (await request.bytes()).length, query.length],
  ['blob', async (request) => (await request.blob()).type, 'application/json'],
  ['body', (request) => new Response(request.body).text(), query],
  ['clone', async (request) => [await request.clone().text(), await request.text()], [query, query]],
  ['clone of a clone', (request) => request.clone().clone().json(), { query: '{ a }' }],
  ['a request to somewhere else', (request) => new Request('http://other.example/', request).text(), query],
  [
    'text, once',
    async (request) => {
      const before = request.bodyUsed;
      await request.text();
      return [before, request.bodyUsed, await request.text().catch((error: Error) => error.name)];
    },
    [false, true, 'TypeError'],
  ],
];

describe('a body that was read for a decision', () => {
  it.each([
    ...ways,
    ['a request of it', (request: Request) => new Request(request).text(), query],
    [
      'a request of it, with changes',
      (request: Request) => new Request(request, { headers: {} }).text(),
      query,
    ],
  ] as typeof ways)('comes by the request of its host, as %s', async (_, app, got) => {
    expect(await ask(post('/graphql', query), app)).toEqual({ status: 200, isOwn: true, got });
  });

  it.each(ways)('comes by the object of a framework, as %s', async (_, app, got) => {
    expect(await ask(lookalike('/graphql', query), app)).toEqual({ status: 200, isOwn: true, got });
  });

  it('comes in every way where @hono/node-server has put its own objects in the place of the runtime’s', async () => {
    const runtimes = globalThis.Response;
    const { getRequestListener } = await import('@hono/node-server');
    getRequestListener(() => new Response()); // put back by test/setup/put-back-globals.ts
    expect(globalThis.Response).not.toBe(runtimes);
    for (const [way, app, got] of ways) {
      const asked = await ask(lookalike('/graphql', query), app);
      expect([way, asked]).toEqual([way, { status: 200, isOwn: true, got }]);
    }
  });

  it('comes as a form', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const app = async (request: Request) => [...(await request.formData())];
    expect((await ask(post('/find', 'a=1', headers), app)).got).toEqual([['a', '1']]);
    expect((await ask(lookalike('/find', 'a=1', headers), app)).got).toEqual([['a', '1']]);
  });

  it('comes by the object of a framework through two gates', async () => {
    const inner = await startSite();
    await inner.switchTo('read-only');
    const request = lookalike('/graphql', query);
    const last = withMaintenance(
      inner.gate,
      async (given) => new Response(`${given === request} ${await given.text()}`),
      { logger },
    );
    const outer = withMaintenance(site.gate, last, { logger });
    expect(await (await outer(request)).text()).toBe(`true ${query}`);
    await inner.close();
  });

  it('comes whole when it is too large to be judged, and no more of it is taken than the app asks for', async () => {
    let taken = 0;
    const chunk = new Uint8Array(16 * 1024).fill(0x61);
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          taken += 1;
          if (taken > 64) controller.close();
          else controller.enqueue(chunk);
        },
      },
      { highWaterMark: 0 },
    );
    const app = async (request: Request) => {
      const takenBefore = taken;
      await new Promise((resolve) => setTimeout(resolve, 20));
      return [taken - takenBefore, (await request.bytes()).length];
    };
    const { status, isOwn, got } = await ask(post('/rpc', body, { ...json, ...insider }), app);
    expect([status, isOwn, got]).toEqual([200, true, [0, 64 * chunk.length]]);
  });

  it('that is too large to be judged can be left by the app: nobody else waits for the rest', async () => {
    const left = vi.fn();
    const chunk = new Uint8Array(16 * 1024).fill(0x61);
    const body = new ReadableStream({ pull: (controller) => controller.enqueue(chunk), cancel: left });
    const app = async (request: Request) => void request.body?.cancel();
    await ask(post('/rpc', body, { ...json, ...insider }), app);
    await vi.waitFor(() => expect(left).toHaveBeenCalled());
  });

  it('of a copy that nothing is in decides nothing', async () => {
    const { clone } = Request.prototype;
    vi.spyOn(Request.prototype, 'clone').mockImplementation(function (this: Request) {
      Reflect.apply(clone, this, []);
      return post('/find', '');
    });
    const request = post('/find', '{"_method":"DELETE"}', { ...json, 'content-length': '20' });
    expect((await ask(request, (given) => given.text())).status).toBe(503);
  });
});
