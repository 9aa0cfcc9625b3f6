import { createPostgresGuard } from '@portcullis/quiesce/postgres';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bookkeepingTables, startShop } from '../src/index.ts';
import { type ShopUnderTest, startShopUnderTest } from './shop-under-test.ts';
import { until } from './until.ts';

let shop: ShopUnderTest;

beforeAll(async () => {
  // Never by itself: the test says when.
  shop = await startShopUnderTest({ more: () => ({ cron: '0 0 0 31 12 * 2999' }) });
});

afterAll(() => shop.close());

function count(table: 'cart' | 'password_reset') {
  return shop.database.query(`select count(*)::integer as rows from ${table}`);
}

it('takes away carts that nobody can reach and links that no longer work, and records it', async () => {
  const keeper = shop.client();
  await keeper.submit('/cart/add', { product: '9', quantity: '1' });
  const leaver = shop.client();
  await leaver.submit('/cart/add', { product: '9', quantity: '1' });
  await leaver.submit('/logout', {});
  await shop.client().submit('/password-reset', { email: 'mia@shop.example' });
  await shop.client().submit('/password-reset', { email: 'luc@shop.example' });
  const before = await count('cart');
  await shop.running.cron?.trigger();
  // Young carts stay, whoever left them; so do links that were not used.
  expect(await count('cart')).toEqual(before);
  expect(await count('password_reset')).toEqual([{ rows: 2 }]);

  await shop.database.transaction(async ({ query }) => {
    await query(`update cart set created_at = now() - interval '61 minutes'`);
    await query(
      `update password_reset set expires_at = now() - interval '1 second'
       where account_id = (select id from account where email = 'luc@shop.example')`,
    );
  });
  const records = await shop.recordsOf(async () => shop.running.cron?.trigger());
  expect(records).toMatchObject([
    { kind: 'job', method: 'CRON', path: 'tidy-up', actor: 'cron:tidy-up', requestId: null },
  ]);
  expect(records[0]?.detail).toMatch(/^13 stale carts released; 1 password resets expired$/);
  expect(await count('cart')).toEqual([{ rows: 1 }]);
  expect(await count('password_reset')).toEqual([{ rows: 1 }]);
  expect((await keeper.get('/cart')).text).toContain('Desk lamp');
});

it('ends sessions that ran out, and with them their carts', async () => {
  await shop.database.transaction(({ query }) =>
    query(`update session set expires_at = now() - interval '1 second'`),
  );
  await shop.running.cron?.trigger();
  expect(await count('cart')).toEqual([{ rows: 0 }]);
});

it('runs by its pattern, and not after the shop was closed', async () => {
  const runs = async () =>
    (await shop.database.query<{ runs: number }>(`select runs from job_run where name = 'tidy-up'`))[0]
      ?.runs ?? 0;
  const before = await runs();
  const other = await startShop({ databaseUrl: shop.postgres.url, cron: '* * * * * *' });
  await until(async () => (await runs()) > before);
  await other.close();
  expect(other.cron?.nextRun()).toBeNull();
});

it('is refused by a closed guard, and runs again when it is open', async () => {
  const operator = new pg.Client({ connectionString: shop.postgres.guardUrl });
  await operator.connect();
  const guard = createPostgresGuard(operator);
  await guard.install({ approvedRoles: ['shop_repair'], bookkeepingTables });
  await guard.close({ reason: 'orders lose lines' });
  expect(await shop.recordsOf(async () => shop.running.cron?.trigger())).toEqual([]);
  expect(shop.errors).toMatchObject([{ constraint: 'portcullis_gate' }]);
  await guard.open();
  expect(await shop.recordsOf(async () => shop.running.cron?.trigger())).toHaveLength(1);
  await operator.end();
});

it('is not there unless it was asked for', async () => {
  const other = await startShop({ databaseUrl: shop.postgres.url });
  expect(other.cron).toBeNull();
  await other.close();
});
