import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { DecisionClaims } from '@portcullis/gate';
import { createPostgresGuard, type PostgresGuard } from '@portcullis/quiesce/postgres';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { bookkeepingTables, createDecisionOf, openDatabase, startShop } from '../src/index.ts';
import type { VisitorClient } from '../src/visitor-client.ts';
import { PAYMENT, type ShopUnderTest, startShopUnderTest } from './shop-under-test.ts';

const KEY = randomBytes(32);
const RETRY_AFTER = '240';

let shop: ShopUnderTest;
let operator: pg.Client;
let guard: PostgresGuard;
let mia: VisitorClient;
let admin: VisitorClient;

beforeAll(async () => {
  shop = await startShopUnderTest({
    decisionOf: createDecisionOf({ keys: [KEY.toString('base64url')], site: 'shop' }),
    more: ({ repairUrl }) => ({ repairDatabaseUrl: repairUrl }),
  });
  operator = new pg.Client({ connectionString: shop.postgres.guardUrl });
  await operator.connect();
  guard = createPostgresGuard(operator);
  await guard.install({ approvedRoles: ['shop_repair'], bookkeepingTables });
  mia = await shop.logIn('customer');
  admin = await shop.logIn('admin');
});

afterAll(async () => {
  await operator.end();
  await shop.close();
});

/** What a gate in front would say of a request, signed with its key. */
function signed({ scope, key = KEY }: { scope: DecisionClaims['scope']; key?: Buffer }): string {
  const claims: DecisionClaims = {
    site: 'shop',
    epoch: 1,
    subject: 'admin@shop.example',
    role: 'admin',
    scope,
    test: false,
    testRun: null,
    mode: 'read-only',
    siteMode: 'read-only',
    areas: {},
    until: null,
    expiresAt: Date.now() + 60_000,
  };
  const text = `v1.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}

function post(client: VisitorClient, path: string, fields: Readonly<Record<string, string>>, header = '') {
  return client.send({
    method: 'POST',
    path,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(header !== '' && { 'portcullis-decision': header }),
    },
    body: new URLSearchParams(fields).toString(),
  });
}

async function hold(): Promise<void> {
  await guard.close({ reason: 'orders lose lines', retryAfterSeconds: Number(RETRY_AFTER) });
  await guard.drain({ timeoutMs: 10_000 });
}

/** Who wrote the last record, as PostgreSQL knows it. */
async function lastWriter(): Promise<string | undefined> {
  const rows = await operator.query(`select backend_role from writer_seen order by id desc limit 1`);
  return rows.rows[0]?.backend_role;
}

describe('a shop whose database is closed', () => {
  beforeEach(hold);
  afterEach(() => guard.open());

  it('answers an ordinary write with 503 and when to come back, as a page', async () => {
    const before = await shop.digest();
    const { status, headers, text } = await mia.submit('/cart/add', { product: '9', quantity: '1' });
    expect(status).toBe(503);
    expect(headers).toMatchObject({ 'retry-after': RETRY_AFTER, 'cache-control': 'no-store' });
    expect(headers['content-type']).toContain('text/html');
    expect(text).toContain('Changes are paused for maintenance');
    expect(text).toContain('<a href="/account/orders">Account</a>');
    expect(await shop.digest()).toBe(before);
  });

  it.each([
    ['the API', 'PATCH', '/api/products/7', { stock: 5 }],
    [
      'GraphQL, and a query before it in the batch',
      'POST',
      '/graphql',
      [{ query: '{ products { name } }' }, { query: 'mutation { addToCart(product: 9) { items } }' }],
    ],
  ])('answers %s with 503 as JSON', async (_name, method, path, body) => {
    const { status, headers, text } = await shop.client().send({
      method,
      path,
      headers: {
        'content-type': 'application/json',
        authorization: 'Bearer shop-api-warehouse-4f1c9a7e',
      },
      body: JSON.stringify(body),
    });
    expect(status).toBe(503);
    expect(headers).toMatchObject({ 'retry-after': RETRY_AFTER, 'cache-control': 'no-store' });
    expect(JSON.parse(text)).toMatchObject({ status: 503, title: 'Paused for maintenance' });
  });

  it('tells the chat why, and keeps the socket', async () => {
    const socket = new WebSocket(`${shop.baseUrl.replace('http', 'ws')}/live/chat`, {
      headers: { cookie: [...mia.cookies()].map((pair) => pair.join('=')).join('; ') },
    });
    expect(JSON.parse(String((await once(socket, 'message'))[0]))).toMatchObject({ type: 'history' });
    socket.send(JSON.stringify({ type: 'message', text: 'Is anybody there?' }));
    expect(JSON.parse(String((await once(socket, 'message'))[0]))).toMatchObject({
      type: 'problem',
      text: expect.stringContaining('paused for maintenance'),
    });
    socket.terminate();
  });

  it('lets people sign in and out, read, and nothing else', async () => {
    const visitor = await shop.logIn('customer');
    expect((await visitor.get('/account/orders')).status).toBe(200);
    expect((await visitor.submit('/account/profile', { name: 'M', phone: '', about: '' })).status).toBe(503);
    expect((await visitor.submit('/logout', {})).status).toBe(303);
  });

  it('lets an admin write whose request the gate signed for writing', async () => {
    const fields = { amount: '1.00', reason: 'Held up' };
    const { status } = await post(admin, '/admin/orders/1009/refund', fields, signed({ scope: 'write' }));
    expect(status).toBe(303);
  });

  const forged = randomBytes(32);
  it.each([
    ['no header', ''],
    ['a header for reading', signed({ scope: 'read' })],
    ['a header of another gate', signed({ scope: 'write', key: forged })],
    ['something like a header', 'v1.write.write'],
  ])('refuses an admin with a session and %s', async (_name, header) => {
    const before = await shop.digest();
    const fields = { amount: '1.00', reason: 'Stolen' };
    const { status, headers } = await post(admin, '/admin/orders/1009/refund', fields, header);
    expect([status, headers['retry-after']]).toEqual([503, RETRY_AFTER]);
    expect(await shop.digest()).toBe(before);
  });

  it('starts again meanwhile', async () => {
    const again = await startShop({
      databaseUrl: shop.postgres.url,
      repairDatabaseUrl: shop.postgres.repairUrl,
    });
    const answer = await fetch(`http://127.0.0.1:${again.port}/products/desk-lamp`);
    await again.close();
    expect(answer.status).toBe(200);
  });

  it('calls nothing of this an error', () => {
    expect(shop.errors).toEqual([]);
  });
});

describe('the pool of the approved role', () => {
  it('is taken by approved requests alone, also while the database is open', async () => {
    await operator.query(`create table writer_seen (id integer generated always as identity, backend_role text not null);
      grant all on writer_seen to shop;
      create function note_writer() returns trigger language plpgsql as
        $$ begin insert into writer_seen (backend_role) values (session_user); return new; end $$;
      create trigger note_writer after insert on write_record for each row execute function note_writer()`);
    await post(mia, '/cart/add', { product: '9', quantity: '1' });
    expect(await lastWriter()).toBe('shop');
    await post(
      admin,
      '/admin/products/bulk',
      { products: '9', change: 'restock' },
      signed({ scope: 'read' }),
    );
    expect(await lastWriter()).toBe('shop');
    await post(
      admin,
      '/admin/products/bulk',
      { products: '9', change: 'restock' },
      signed({ scope: 'write' }),
    );
    expect(await lastWriter()).toBe('shop_repair');
    // And whoever is next on the same connection of the client.
    await post(admin, '/admin/products/bulk', { products: '9', change: 'restock' });
    expect(await lastWriter()).toBe('shop');
  });

  it('reads as the ordinary one does, and its checkout keeps all rights of the shop', async () => {
    expect((await post(mia, '/checkout', PAYMENT, signed({ scope: 'write' }))).status).toBe(303);
    expect(await lastWriter()).toBe('shop_repair');
  });

  it('has another password, and so has the superuser', async () => {
    const { url, repairUrl, guardUrl } = shop.postgres;
    const known = new URL(url).password;
    for (const other of [repairUrl, guardUrl]) {
      const guessed = new URL(other);
      guessed.password = known;
      const database = openDatabase(guessed.href);
      await expect(database.query('select 1')).rejects.toThrow('password authentication failed');
      await database.close();
    }
  });
});
