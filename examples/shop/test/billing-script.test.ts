import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { createPostgresGuard } from '@portcullis/quiesce/postgres';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bookkeepingTables, programs } from '../src/index.ts';
import { type ShopUnderTest, startShopUnderTest } from './shop-under-test.ts';

let shop: ShopUnderTest;
let operator: pg.Client;

beforeAll(async () => {
  shop = await startShopUnderTest();
  operator = new pg.Client({ connectionString: shop.postgres.guardUrl });
  await operator.connect();
});

afterAll(async () => {
  await operator.end();
  await shop.close();
});

/** As cron runs it: without a condition, an option or a word to anybody. */
async function bill(url = shop.postgres.url) {
  const child = spawn(process.execPath, [programs.billing], {
    env: { ...process.env, SHOP_DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [exitCode] = await ended;
  return { exitCode, stdout, stderr };
}

function invoices() {
  return shop.database.query(
    `select i.number, s.name, i.state from subscription_invoice i join subscription s on s.id = i.subscription_id
     order by i.number`,
  );
}

it('books one subscription after another, each with the next number, past the shop’s record', async () => {
  const records = await shop.recordsOf(async () => {
    for (let night = 0; night < 4; night += 1) {
      expect(await bill()).toMatchObject({ exitCode: 0, stderr: '' });
    }
  });
  expect(records).toEqual([]);
  expect(await invoices()).toEqual([
    { number: 50001, name: 'Tea of the month', state: 'paid' },
    { number: 50002, name: 'Seeds of the season', state: 'paid' },
    { number: 50003, name: 'Letter paper, quarterly', state: 'failed' },
    { number: 50004, name: 'Tea of the month', state: 'paid' },
  ]);
});

it('is refused by a closed guard, says what the database said, books nothing and goes on afterwards', async () => {
  const guard = createPostgresGuard(operator);
  await guard.install({ approvedRoles: ['shop_repair'], bookkeepingTables });
  const before = await shop.digest();
  await guard.close({ reason: 'orders lose lines' });
  const { exitCode, stdout, stderr } = await bill();
  expect([exitCode, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^nightly-billing: 25006 portcullis: UPDATE refused/);
  await guard.open();
  expect(await shop.digest()).toBe(before);
  expect(await bill()).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('invoice 50005') });
});

it('says when there is no database', async () => {
  const { exitCode, stderr } = await bill('postgres://shop:x@127.0.0.1:1/shop');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('nightly-billing:');
  expect(stderr).toContain('ECONNREFUSED');
});
