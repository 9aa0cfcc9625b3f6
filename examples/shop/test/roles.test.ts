import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_LOGINS } from '../src/index.ts';
import { everybodyIn, type People, type ShopUnderTest, startShopUnderTest } from './shop-under-test.ts';

let shop: ShopUnderTest;
let people: People;

beforeAll(async () => {
  shop = await startShopUnderTest();
  people = await everybodyIn(shop);
});

afterAll(() => shop.close());

const FORBIDDEN = [
  ['nobody', 'POST', '/admin/orders/1010/refund', 401],
  ['nobody', 'POST', '/checkout', 401],
  ['nobody', 'POST', '/account/profile', 401],
  ['nobody', 'POST', '/gift-cards/redeem', 401],
  ['customer', 'GET', '/admin/orders', 403],
  ['customer', 'GET', '/support/orders', 403],
  ['customer', 'POST', '/admin/orders/1010/refund', 403],
  ['customer', 'POST', '/admin/users/3/role', 403],
  ['customer', 'GET', '/account/orders/1011', 404],
  ['customer', 'GET', '/account/orders/1011/invoice', 404],
  ['support', 'GET', '/admin/orders', 403],
  ['support', 'GET', '/admin/settings', 403],
  ['support', 'POST', '/admin/orders/1010/refund', 403],
  ['support', 'POST', '/admin/orders/1010/repair', 403],
  ['support', 'POST', '/admin/orders/bulk', 403],
  ['support', 'POST', '/admin/products/bulk', 403],
  ['support', 'POST', '/admin/users/3/role', 403],
  ['support', 'POST', '/admin/settings', 403],
  ['support', 'POST', '/support/orders/1010', 404],
  ['admin', 'POST', '/admin/users/1/role', 409],
] as const;

describe('roles', () => {
  it.each(FORBIDDEN)('%s: %s %s is refused and changes nothing', async (who, method, path, status) => {
    const before = await shop.digest();
    const body = new URLSearchParams({
      amount: '1.00',
      reason: 'x',
      role: 'admin',
      orders: '1010',
      change: 'shipped',
    });
    const response = await people[who].send({
      method,
      path,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      ...(method === 'POST' && { body: body.toString() }),
    });
    expect(response.status).toBe(status);
    expect(await shop.digest()).toBe(before);
  });

  it.each(Object.values(DEMO_LOGINS))('/api/me says who $email is', async ({ email, role }) => {
    const response = await people[role].get('/api/me');
    expect(response.status).toBe(200);
    expect(JSON.parse(response.text)).toEqual({ subject: email, role });
  });

  it('/api/me answers 401 with JSON when nobody is signed in, or an API token is all there is', async () => {
    for (const headers of [
      {},
      { authorization: 'Bearer shop-api-warehouse-4f1c9a7e' },
      { cookie: 'shop_session=x' },
    ]) {
      const response = await shop.client().send({ method: 'GET', path: '/api/me', headers });
      expect(response.status).toBe(401);
      expect(JSON.parse(response.text)).toMatchObject({ status: 401 });
    }
  });

  it('a changed role counts at once', async () => {
    await people.admin.submit('/admin/users/2/role', { role: 'customer' });
    expect((await people.support.get('/support/orders')).status).toBe(403);
    await people.admin.submit('/admin/users/2/role', { role: 'support' });
    expect((await people.support.get('/support/orders')).status).toBe(200);
  });
});

describe('sessions', () => {
  const { email, password } = DEMO_LOGINS.admin;

  it.each(['localhost:8080', 'admin.localhost:8080', '127.0.0.1'])(
    'a login works under the name %s',
    async (host) => {
      const visitor = shop.client(host);
      const login = await visitor.submit('/login', { email, password, next: '/admin/orders' });
      expect([login.status, login.headers.location]).toEqual([303, '/admin/orders']);
      const cookie = login.headers['set-cookie']?.[0] ?? '';
      expect(cookie).toMatch(/^shop_session=[\w-]{43};/);
      expect(cookie).toContain('HttpOnly');
      expect(cookie).toContain('SameSite=Lax');
      expect(cookie).not.toMatch(/Domain=/i);
      expect((await visitor.get('/admin/orders')).status).toBe(200);
    },
  );

  it.each(['//evil.example/', '/\\evil.example', 'https://evil.example/', 'javascript:alert(1)'])(
    'a login does not lead to %s',
    async (next) => {
      const { headers } = await shop.client().submit('/login', { email, password, next });
      expect(headers.location).toBe('/account/orders');
    },
  );

  it('logging in keeps the cart and changes the session', async () => {
    const visitor = shop.client();
    await visitor.submit('/cart/add', { product: '3', quantity: '1' });
    const before = visitor.cookies().get('shop_session');
    await visitor.submit('/login', DEMO_LOGINS.customer);
    expect(visitor.cookies().get('shop_session')).not.toBe(before);
    expect((await visitor.get('/cart')).text).toContain('Olive wood board');
    const old = await shop
      .client()
      .send({ method: 'GET', path: '/cart', headers: { cookie: `shop_session=${before}` } });
    expect(old.text).toContain('Nothing in it yet');
  });

  it('a new password logs out every other browser', async () => {
    const here = await shop.logIn('customer');
    const there = await shop.logIn('customer');
    const next = 'mia-likes-newer-things';
    await here.submit('/account/password', { current: DEMO_LOGINS.customer.password, password: next });
    expect((await here.get('/account/orders')).status).toBe(200);
    expect((await there.get('/account/orders')).status).toBe(303);
    await here.submit('/account/password', { current: next, password: DEMO_LOGINS.customer.password });
    people = { ...people, customer: await shop.logIn('customer') };
  });
});

describe('writes sent by other sites', () => {
  const cases: readonly (readonly [string, Readonly<Record<string, string>>, number])[] = [
    ['from another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['from another name of the same site', { 'sec-fetch-site': 'same-site' }, 403],
    ['from an old browser on another site', { origin: 'https://evil.example' }, 403],
    ['from a page without an origin', { origin: 'null' }, 403],
    ['from our own page', { 'sec-fetch-site': 'same-origin', origin: 'null' }, 303],
    ['typed in by the person', { 'sec-fetch-site': 'none' }, 303],
    ['from an old browser on our own page', {}, 303],
  ];

  it.each(cases)('%s', async (_name, headers, status) => {
    const response = await people.customer.send({
      method: 'POST',
      path: '/cart/add',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: 'product=1&quantity=1',
    });
    expect(response.status).toBe(status);
  });
});
