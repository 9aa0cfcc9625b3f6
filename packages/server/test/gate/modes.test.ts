import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningSite, startSite } from '../support/running-site.ts';

let site: RunningSite;

beforeAll(async () => {
  site = await startSite({
    policy: {
      health: ['/healthz'],
      signIn: { page: '/login', routes: ['POST /login', 'POST /logout'] },
      areas: { checkout: { routes: ['/cart/**', '/checkout'] } },
      routes: [
        { match: '/admin/**', protected: true },
        { match: 'POST /contact', exception: true, why: 'people must reach us' },
        { match: 'GET /unsubscribe', access: 'write', why: 'writes although it is a GET' },
        { match: 'POST /api/search', access: 'read', why: 'a search with a long query' },
      ],
      page: { brand: 'Test Shop' },
    },
  });
});
afterAll(() => site.close());
beforeEach(() => void site.arrived.splice(0));

const passed = () => site.arrived.map(({ method, target }) => `${method} ${target}`);

interface Case {
  readonly request: string;
  readonly passes: boolean;
}

async function check(cases: readonly Case[]): Promise<void> {
  for (const { request, passes } of cases) {
    site.arrived.splice(0);
    const [method = 'GET', target = '/'] = request.split(' ');
    const reply = await site.send(target, {
      method,
      ...(['GET', 'HEAD', 'OPTIONS'].includes(method) ? {} : { body: 'a=1' }),
    });
    expect({ request, status: reply.status, arrived: passed() }).toEqual({
      request,
      status: passes ? 200 : 503,
      arrived: passes ? [request] : [],
    });
  }
}

describe('an open site', () => {
  it('is not changed at all', async () => {
    await site.off().catch(() => undefined);
    await check([
      { request: 'GET /', passes: true },
      { request: 'POST /orders', passes: true },
      { request: 'GET /admin', passes: true },
      { request: 'PROPFIND /files', passes: true },
    ]);
    const reply = await site.send('/', { headers: { 'If-None-Match': '"x"', 'Accept-Encoding': 'zstd' } });
    expect(reply.headers['portcullis-mode']).toBeUndefined();
    const arrived = site.arrived.at(-1);
    expect(arrived?.headers['portcullis-decision']).toBeUndefined();
    expect(arrived?.headers['if-none-match']).toBe('"x"');
    expect(arrived?.headers['accept-encoding']).toBe('zstd');
  });

  it('never believes our own headers from outside', async () => {
    await site.send('/', {
      headers: { 'Portcullis-Decision': 'v1.x.y', portcullis_decision: 'z', 'Portcullis-Mode': 'open' },
    });
    const names = Object.keys(site.arrived[0]?.headers ?? {});
    expect(names.filter((name) => name.startsWith('portcullis'))).toEqual([]);
  });
});

describe('a read-only site', () => {
  beforeAll(() => site.on({ mode: 'read-only' }));

  it('lets reads, exceptions and sign-in pass, and nothing else', async () => {
    await check([
      { request: 'GET /', passes: true },
      { request: 'HEAD /', passes: true },
      { request: 'OPTIONS /', passes: true },
      { request: 'POST /login', passes: true },
      { request: 'POST /logout', passes: true },
      { request: 'POST /contact', passes: true },
      { request: 'POST /api/search', passes: true },
      { request: 'GET /healthz', passes: true },
      { request: 'POST /orders', passes: false },
      { request: 'PUT /orders/1', passes: false },
      { request: 'PATCH /orders/1', passes: false },
      { request: 'DELETE /orders/1', passes: false },
      { request: 'PROPFIND /files', passes: false },
      { request: 'POST /contact/', passes: false },
      { request: 'POST /CONTACT', passes: false },
      { request: 'POST /contact/us', passes: false },
      { request: 'POST /%63ontact', passes: false },
      { request: 'POST /x/contact', passes: false },
      { request: 'GET /unsubscribe', passes: false },
      { request: 'HEAD /unsubscribe', passes: false },
      { request: 'GET /UNSUBSCRIBE?token=1', passes: false },
      { request: 'GET /admin', passes: false },
      { request: 'GET /ADMIN/users', passes: false },
      { request: 'GET /%61dmin', passes: false },
      { request: 'POST /healthz', passes: false },
    ]);
  });

  it('refuses targets that no client sends', async () => {
    for (const target of ['/x/../admin', '/%2e%2e/admin', '/a%00', '//admin', '/%zz', '/a%0d%0ab']) {
      const reply = await site.send(target);
      expect([target, reply.status, passed()]).toEqual([target, 400, []]);
      expect(reply.body).not.toContain('admin');
    }
  });

  it('tells the application what was decided, signed', async () => {
    await site.send('/', { headers: { Accept: 'text/html' } });
    expect(site.arrived[0]?.headers['portcullis-decision']).toMatch(/^v1\./);
  });

  it('marks every response with its mode', async () => {
    expect((await site.send('/')).headers['portcullis-mode']).toBe('read-only');
    expect((await site.send('/orders', { method: 'POST', body: '' })).headers['portcullis-mode']).toBe(
      'read-only',
    );
    expect((await site.send('/healthz')).headers['portcullis-mode']).toBe('read-only');
  });

  it('answers the very next request on a connection whose body it refused', async () => {
    const reply = await site
      .send('/orders', { method: 'POST', body: Buffer.alloc(300_000, 'x') })
      .catch(() => null);
    // Too long to be drained: answered, then closed.
    expect(reply === null || reply.status === 503).toBe(true);
    expect(passed()).toEqual([]);
    expect((await site.send('/')).status).toBe(200);
  });
});

describe('a closed site', () => {
  beforeAll(() => site.on({ mode: 'closed' }));

  it('lets only health, the sign-in page and exceptions pass', async () => {
    await check([
      { request: 'GET /healthz', passes: true },
      { request: 'GET /login', passes: true },
      { request: 'POST /login', passes: true },
      { request: 'POST /contact', passes: true },
      { request: 'GET /', passes: false },
      { request: 'POST /orders', passes: false },
      { request: 'GET /admin', passes: false },
      { request: 'POST /api/search', passes: false },
    ]);
  });

  it('answers a preflight, so that a front-end can read the refusal', async () => {
    const reply = await site.send('/orders', {
      method: 'OPTIONS',
      headers: { Origin: 'https://app.example', 'Access-Control-Request-Method': 'POST' },
    });
    expect(reply.status).toBe(204);
    expect(passed()).toEqual([]);
  });

  it('answers its own routes', async () => {
    const status = await site.send('/.well-known/portcullis/status');
    expect(JSON.parse(status.body)).toMatchObject({ site: 'default', mode: 'closed' });
    const health = await site.send('/.well-known/portcullis/health');
    expect([health.status, JSON.parse(health.body).mode]).toEqual([200, 'closed']);
    expect((await site.send('/.well-known/portcullis/nothing')).status).toBe(404);
    expect((await site.send('/.well-known/portcullis/banner.css')).headers['content-type']).toContain(
      'text/css',
    );
    expect(
      (await site.send('/.well-known/portcullis/notice', { headers: { Accept: 'text/html' } })).status,
    ).toBe(503);
    expect(passed()).toEqual([]);
  });
});

describe('areas', () => {
  it('are judged by their own mode, stricter than the site', async () => {
    await site.on({ mode: 'open', areas: { checkout: 'closed' } });
    await check([
      { request: 'GET /', passes: true },
      { request: 'POST /orders', passes: true },
      { request: 'GET /cart', passes: false },
      { request: 'POST /cart/add', passes: false },
      { request: 'GET /Cart/x', passes: false },
      { request: 'GET /c%61rt/x', passes: false },
      { request: 'GET /checkout/x', passes: true },
    ]);
  });

  it('are judged by their own mode, looser than the site, under every reading', async () => {
    await site.on({ mode: 'read-only', areas: { checkout: 'open' } });
    await check([
      { request: 'POST /orders', passes: false },
      { request: 'POST /cart/add', passes: true },
      { request: 'POST /CART/add', passes: false },
      { request: 'POST /c%61rt/add', passes: false },
      { request: 'POST /cart%2fadd', passes: false },
    ]);
  });

  it('that the policy does not know are an error', async () => {
    await expect(site.on({ mode: 'open', areas: { chekout: 'closed' } })).rejects.toThrow(
      /no area "chekout".*checkout/,
    );
  });
});
