import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { VisitorClient, VisitorResponse } from '../src/visitor-client.ts';
import { ADDRESS, type ShopUnderTest, startShopUnderTest } from './shop-under-test.ts';

let shop: ShopUnderTest;
let visitor: VisitorClient;
let mia: VisitorClient;

beforeAll(async () => {
  shop = await startShopUnderTest();
  mia = await shop.logIn('customer');
});

beforeEach(() => {
  visitor = shop.client();
});

afterAll(() => shop.close());

interface Asked {
  readonly query: string;
  readonly variables?: unknown;
  readonly operationName?: string;
}

async function ask(client: VisitorClient, body: Asked | readonly Asked[], headers = {}) {
  const response = await client.send({
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return answerOf(response);
}

function answerOf({ status, headers, text }: VisitorResponse) {
  return { status, type: headers['content-type'], allow: headers.allow, json: JSON.parse(text) };
}

const ADD = 'mutation ($product: Int!) { addToCart(product: $product) { items lines { slug quantity } } }';
const ORDER =
  'mutation ($checkout: CheckoutInput!) { placeOrder(checkout: $checkout) { id status writtenItems } }';
const PROFILE = 'mutation ($profile: ProfileInput!) { updateProfile(profile: $profile) { name about } }';
const CHECKOUT = {
  recipient: 'Mia Lindqvist',
  ...ADDRESS,
  cardNumber: '4242 4242 4242 4242',
  cardExpiry: '12/49',
  cardCode: '123',
};

describe('queries', () => {
  it('read the catalogue, the cart and the own orders, and write nothing', async () => {
    const before = await shop.digest();
    const { status, type, json } = await ask(mia, {
      query: `query Look($slug: String!) {
        products(category: "Garden") { slug }
        product(slug: $slug) { name priceCents stock }
        search(words: "wool", first: 1) { slug }
        cart { items totalCents }
        myOrders { id expectedItems writtenItems placedAt }
      }`,
      variables: { slug: 'desk-lamp' },
    });
    expect({ status, type }).toEqual({
      status: 200,
      type: 'application/graphql-response+json; charset=utf-8',
    });
    expect(json.errors).toBeUndefined();
    expect(json.data).toMatchObject({
      product: { name: 'Desk lamp' },
      search: [{ slug: 'wool-blanket' }],
      cart: { items: 0, totalCents: 0 },
    });
    expect(json.data.products.length).toBeGreaterThan(1);
    expect(json.data.myOrders).toContainEqual({
      id: 1010,
      expectedItems: 3,
      writtenItems: 1,
      placedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    expect(await shop.digest()).toBe(before);
  });

  it('come by GET, too; a mutation does not', async () => {
    const query = new URLSearchParams({
      query: 'query ($words: String!) { search(words: $words) { slug } }',
      variables: JSON.stringify({ words: 'wool' }),
    });
    const read = answerOf(await visitor.get(`/graphql?${query}`));
    expect(read.json.data.search).toContainEqual({ slug: 'wool-blanket' });
    const records = await shop.recordsOf(async () => {
      const mutation = new URLSearchParams({ query: 'mutation { addToCart(product: 9) { items } }' });
      const { status, allow, json } = answerOf(await visitor.get(`/graphql?${mutation}`));
      expect({ status, allow }).toEqual({ status: 405, allow: 'POST' });
      expect(json.errors[0].message).toBe('A GET only reads. Send mutations by POST.');
    });
    expect(records).toEqual([]);
  });

  it('a POST is its body, whatever its address says', async () => {
    const records = await shop.recordsOf(async () => {
      const response = await visitor.send({
        method: 'POST',
        path: `/graphql?${new URLSearchParams({ query: 'mutation { addToCart(product: 9) { items } }' })}`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ cart { items } }' }),
      });
      expect(answerOf(response).json).toEqual({ data: { cart: { items: 0 } } });
    });
    expect(records).toEqual([]);
  });

  it('of orders need an account, with an error of GraphQL', async () => {
    const { status, json } = await ask(visitor, { query: '{ myOrders { id } }' });
    expect(status).toBe(401);
    expect(json.data).toBeNull();
    expect(json.errors).toMatchObject([{ message: 'Log in to go on.', extensions: { code: 'signed-out' } }]);
  });

  it('what is not there is an error beside what is', async () => {
    const { status, json } = await ask(visitor, {
      query: '{ gone: product(slug: "gone") { name } here: product(slug: "desk-lamp") { name } }',
    });
    expect(status).toBe(200);
    expect(json.data).toEqual({ gone: null, here: { name: 'Desk lamp' } });
    expect(json.errors).toMatchObject([{ path: ['gone'], extensions: { code: 'not-found' } }]);
  });
});

describe('mutations', () => {
  it('write as the pages do, one row of the record each', async () => {
    const records = await shop.recordsOf(async () => {
      expect((await ask(mia, { query: ADD, variables: { product: 9 } })).json).toEqual({
        data: { addToCart: { items: 1, lines: [{ slug: 'desk-lamp', quantity: 1 }] } },
      });
      const ordered = await ask(mia, { query: ORDER, variables: { checkout: CHECKOUT } });
      expect(ordered.json).toMatchObject({ data: { placeOrder: { status: 'paid', writtenItems: 1 } } });
      const saved = await ask(mia, { query: PROFILE, variables: { profile: { name: ' Mia L. ' } } });
      expect(saved.json).toEqual({ data: { updateProfile: { name: 'Mia L.', about: '' } } });
    });
    expect(records.map(({ method, path, actor, detail }) => [method, path, actor, detail])).toEqual([
      ['POST', '/graphql', 'mia@shop.example', expect.stringContaining('put into cart')],
      ['POST', '/graphql', 'mia@shop.example', expect.stringMatching(/^order \d+ placed, 1 items/)],
      ['POST', '/graphql', 'mia@shop.example', expect.stringContaining('profile of account')],
    ]);
    expect((await mia.get('/account/profile')).text).toContain('Mia L.');
    expect((await mia.get('/cart')).text).toContain('Nothing in it yet');
  });

  it('of a batch share one session, and each has its answer', async () => {
    const records = await shop.recordsOf(async () => {
      const { status, json } = await ask(visitor, [
        { query: ADD, variables: { product: 9 } },
        { query: ADD, variables: { product: 999 } },
        { query: ADD, variables: { product: 10 } },
        { query: '{ cart { items } }' },
      ]);
      expect(status).toBe(200);
      expect(json).toMatchObject([
        { data: { addToCart: { items: 1 } } },
        { data: null, errors: [{ message: 'There is no product number 999.' }] },
        { data: { addToCart: { items: 2 } } },
        { data: { cart: { items: 2 } } },
      ]);
    });
    expect(records).toHaveLength(2);
    expect((await ask(visitor, { query: '{ cart { items } }' })).json).toEqual({
      data: { cart: { items: 2 } },
    });
  });

  const refused = [
    ['a card that is declined', ORDER, { checkout: { ...CHECKOUT, cardNumber: '4000000000000002' } }, 402],
    ['an empty name', PROFILE, { profile: { name: ' ' } }, 422],
    ['too many', 'mutation { addToCart(product: 9, quantity: 21) { items } }', {}, 422],
    ['a variable of the wrong type', ADD, { product: 'nine' }, 400],
    ['a field that is not there', 'mutation { dropEverything }', {}, 400],
    ['no GraphQL at all', 'hello {', {}, 400],
    [
      'two writes in one',
      'mutation { a: addToCart(product: 9) { items } b: addToCart(product: 9) { items } }',
      {},
      400,
    ],
    ['a subscription', 'subscription { stock }', {}, 400],
  ] as const;

  it.each(refused)('%s is an error, and nothing is written', async (_name, query, variables, status) => {
    await ask(mia, { query: ADD, variables: { product: 9 } });
    const records = await shop.recordsOf(async () => {
      const answer = await ask(mia, { query, variables });
      expect(answer.status).toBe(status);
      expect(answer.json.errors.length).toBeGreaterThan(0);
    });
    expect(records).toEqual([]);
  });

  it('of nobody’s account are refused', async () => {
    const { status, json } = await ask(visitor, { query: PROFILE, variables: { profile: { name: 'X' } } });
    expect(status).toBe(401);
    expect(json.errors).toMatchObject([{ extensions: { code: 'signed-out' } }]);
  });

  it('sent by another site are refused', async () => {
    const records = await shop.recordsOf(async () => {
      const headers = { origin: 'http://evil.example' };
      expect((await ask(mia, { query: ADD, variables: { product: 9 } }, headers)).status).toBe(403);
    });
    expect(records).toEqual([]);
  });

  it('for a client that only knows JSON, errors come with 200', async () => {
    const answer = await ask(
      visitor,
      { query: PROFILE, variables: { profile: { name: 'X' } } },
      { accept: 'application/json' },
    );
    expect(answer).toMatchObject({ status: 200, type: 'application/json; charset=utf-8' });
  });
});

describe('limits', () => {
  const aliases = (count: number, field: string) =>
    Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ');
  const doubling = Array.from(
    { length: 9 },
    (_, index) => `fragment F${index + 1} on Product { ...F${index} ...F${index} }`,
  ).join(' ');
  const tooMuch = [
    [
      'searches at the top',
      `{ ${aliases(11, 'search(words: "a") { id }')} }`,
      'at most 10 fields at the top',
    ],
    ['fields', `{ products { ${aliases(300, 'id')} } }`, 'at most 300 fields'],
    [
      'fields out of fragments that double',
      `{ products { ...F9 } } fragment F0 on Product { id } ${doubling}`,
      'at most 300 fields',
    ],
    ['words', `{ products { ${'id '.repeat(1000)} } }`, '1000 tokens'],
  ] as const;

  it.each(tooMuch)('too many %s', async (_name, query, message) => {
    const { status, json } = await ask(visitor, { query });
    expect(status).toBe(400);
    expect(json.data).toBeUndefined();
    expect(json.errors[0].message).toContain(message);
  });

  it('too many operations in a batch, or none', async () => {
    for (const count of [0, 11]) {
      const operations = Array.from({ length: count }, () => ({ query: '{ cart { items } }' }));
      const { status, json } = await ask(visitor, operations);
      expect(status).toBe(400);
      expect(json.errors[0].message).toContain(`a batch of 1 to 10 operations, got ${count}`);
    }
  });

  it('leave room for the query by which tools ask for the schema', async () => {
    const { json } = await ask(visitor, { query: getIntrospectionQuery() });
    expect(json.data.__schema.mutationType.name).toBe('Mutation');
  });

  it('what breaks inside is told to the operator and not to the visitor', async () => {
    const rename = (sql: string) => shop.database.transaction((transaction) => transaction.query(sql));
    await rename('alter table product rename to product_away');
    try {
      const { status, json } = await ask(visitor, { query: '{ products { id } }' });
      expect(status).toBe(500);
      expect(json.errors).toMatchObject([{ extensions: { code: 'internal' } }]);
      expect(JSON.stringify(json)).not.toContain('relation');
      expect(shop.errors).toHaveLength(1);
    } finally {
      await rename('alter table product_away rename to product');
    }
  });
});
