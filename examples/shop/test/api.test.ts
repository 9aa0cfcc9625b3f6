import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_API_TOKENS } from '../src/index.ts';
import { type ShopUnderTest, startShopUnderTest } from './shop-under-test.ts';

let shop: ShopUnderTest;

beforeAll(async () => {
  shop = await startShopUnderTest();
});

afterAll(() => shop.close());

interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly token?: string | null;
}

async function call({ method, path, body, token = DEMO_API_TOKENS.readWrite.token }: Call) {
  const response = await shop.client().send({
    method,
    path,
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, type: response.headers['content-type'], json: JSON.parse(response.text) };
}

const ORDER = {
  email: 'mia@shop.example',
  recipient: 'Mia Lindqvist',
  address: { street: 'Lindenweg 7', postcode: '10115', city: 'Berlin', country: 'Germany' },
  items: [{ productId: 1, quantity: 2 }],
} as const;

describe('JSON API', () => {
  it('reads products and orders', async () => {
    expect((await call({ method: 'GET', path: '/api/products' })).json.products).toHaveLength(24);
    expect((await call({ method: 'GET', path: '/api/products/9' })).json).toMatchObject({
      slug: 'desk-lamp',
    });
    expect((await call({ method: 'GET', path: '/api/orders' })).json.orders).toHaveLength(12);
    const damaged = await call({ method: 'GET', path: '/api/orders/1010' });
    expect(damaged.json).toMatchObject({ paidCents: 5900, expectedItems: 3, writtenItems: 1 });
  });

  it('reads by a POST without writing', async () => {
    const before = await shop.digest();
    const found = await call({ method: 'POST', path: '/api/products/search', body: { query: 'wool' } });
    expect(found.json.products.map((product: { slug: string }) => product.slug)).toContain('wool-blanket');
    expect(await shop.digest()).toBe(before);
  });

  it('places an order and records it', async () => {
    const records = await shop.recordsOf(async () => {
      const placed = await call({ method: 'POST', path: '/api/orders', body: ORDER });
      expect(placed.status).toBe(201);
      expect(placed.json).toMatchObject({ channel: 'api', paidCents: 4090, writtenItems: 2 });
    });
    expect(records).toMatchObject([
      { kind: 'write', method: 'POST', path: '/api/orders', actor: 'api:warehouse' },
    ]);
  });

  it('changes a product and records it', async () => {
    const records = await shop.recordsOf(async () => {
      const changed = await call({
        method: 'PATCH',
        path: '/api/products/24',
        body: { stock: 7, visible: false },
      });
      expect(changed.json).toMatchObject({ id: 24, stock: 7, visible: false, name: 'Olive soap' });
    });
    expect(records).toMatchObject([{ method: 'PATCH', path: '/api/products/24', actor: 'api:warehouse' }]);
  });

  const refused: readonly (readonly [string, Call, number])[] = [
    ['no token', { method: 'GET', path: '/api/products', token: null }, 401],
    ['a wrong token', { method: 'POST', path: '/api/orders', token: 'guess', body: ORDER }, 401],
    [
      'a reader’s order',
      { method: 'POST', path: '/api/orders', token: DEMO_API_TOKENS.readOnly.token, body: ORDER },
      403,
    ],
    [
      'a reader’s change',
      { method: 'PATCH', path: '/api/products/1', token: DEMO_API_TOKENS.readOnly.token, body: {} },
      403,
    ],
    ['a misspelt member', { method: 'PATCH', path: '/api/products/1', body: { sotck: 1 } }, 422],
    ['a negative stock', { method: 'PATCH', path: '/api/products/1', body: { stock: -1 } }, 422],
    [
      'an unknown customer',
      { method: 'POST', path: '/api/orders', body: { ...ORDER, email: 'who@shop.example' } },
      422,
    ],
    ['nothing ordered', { method: 'POST', path: '/api/orders', body: { ...ORDER, items: [] } }, 422],
    [
      'an unknown product',
      { method: 'POST', path: '/api/orders', body: { ...ORDER, items: [{ productId: 99, quantity: 1 }] } },
      422,
    ],
    ['broken JSON', { method: 'POST', path: '/api/orders', body: '{' }, 422],
    ['an unknown order', { method: 'GET', path: '/api/orders/99' }, 404],
    ['an unknown part', { method: 'GET', path: '/api/nothing' }, 404],
  ];

  it.each(refused)('%s is refused and changes nothing', async (_name, request, status) => {
    const before = await shop.digest();
    const answer = await call(request);
    expect(answer.status).toBe(status);
    expect(answer.type).toContain('application/problem+json');
    expect(answer.json).toMatchObject({ status, detail: expect.any(String) });
    expect(await shop.digest()).toBe(before);
  });

  it('a reader may read', async () => {
    const { token } = DEMO_API_TOKENS.readOnly;
    expect((await call({ method: 'GET', path: '/api/products', token })).status).toBe(200);
  });

  it('went wrong nowhere inside', () => {
    expect(shop.errors).toEqual([]);
  });
});
