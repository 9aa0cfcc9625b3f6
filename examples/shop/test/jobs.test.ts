import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JobQueue, jobQueues } from '../src/index.ts';
import { createMailFile } from '../src/jobs/mail-file.ts';
import type { VisitorClient } from '../src/visitor-client.ts';
import { JOB_ID, runJob } from './job-in-hand.ts';
import { PAYMENT, type ShopUnderTest, startShopUnderTest } from './shop-under-test.ts';

/** The handlers of all queues, run by hand; what a handler sends is only noted. */
let shop: ShopUnderTest;
let directory: string;
let mia: VisitorClient;
let admin: VisitorClient;
let now = new Date();
const sent: { readonly name: string; readonly data: object }[] = [];
let queues: Readonly<Record<string, JobQueue>>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'shop-mail-'));
  shop = await startShopUnderTest();
  queues = jobQueues({
    database: shop.database,
    send: async (_transaction, name, data) => {
      sent.push({ name, data });
    },
    deliverMail: createMailFile(mailFile()),
    now: () => now,
    everySeconds: 5,
    pollingIntervalSeconds: 1,
  });
  mia = await shop.logIn('customer');
  admin = await shop.logIn('admin');
});

afterAll(async () => {
  await shop.close();
  await rm(directory, { recursive: true, force: true });
});

function mailFile(): string {
  return join(directory, 'mail.mbox');
}

function run(name: string, data: object = {}): Promise<void> {
  return runJob(queues[name], name, data);
}

/** Runs a job and expects its one record. */
async function detailOf(name: string, data: object = {}): Promise<string> {
  const records = await shop.recordsOf(() => run(name, data));
  expect(records).toMatchObject([
    { kind: 'job', method: 'JOB', path: name, actor: `job:${name}`, requestId: JOB_ID },
  ]);
  return records[0]?.detail ?? '';
}

function write(text: string, values: readonly unknown[] = []) {
  return shop.database.transaction(({ query }) => query<Record<string, unknown>>(text, values));
}

async function mailsTo(recipient: string): Promise<readonly string[]> {
  const rows = await shop.database.query<{ mail: string }>(
    `select subject || ': ' || body as mail from mail where recipient = $1 order by id desc`,
    [recipient],
  );
  return rows.map(({ mail }) => mail);
}

describe('retry-payments', () => {
  const invoices = () =>
    shop.database.query('select number, state, attempts from subscription_invoice order by number');

  it('tries failed payments again until they are paid, and tells the customer', async () => {
    await write(`insert into subscription_invoice (number, subscription_id, amount_cents, state)
      select case card_ending when '0002' then 2 else 1 end, id, amount_cents, 'failed' from subscription
      where name in ('Tea of the month', 'Letter paper, quarterly')`);
    expect(await detailOf('retry-payments')).toBe('2 failed payments tried again, 1 paid');
    expect(await invoices()).toEqual([
      { number: 1, state: 'paid', attempts: 2 },
      { number: 2, state: 'failed', attempts: 2 },
    ]);
    expect(await detailOf('retry-payments')).toBe('1 failed payments tried again, 1 paid');
    expect(await detailOf('retry-payments')).toBe('0 failed payments tried again, 0 paid');
    expect(await mailsTo('luc@shop.example')).toContain(
      'Invoice 2: We received €26.00 for “Letter paper, quarterly”. Thank you.',
    );
  });

  it('gives up in the end, and says so', async () => {
    await write(`update subscription set card_ending = '0341' where name = 'Tea of the month'`);
    await write(`update subscription_invoice set state = 'failed', attempts = 2 where number = 1`);
    await run('retry-payments');
    expect(await invoices()).toContainEqual({ number: 1, state: 'failed', attempts: 3 });
    await run('retry-payments');
    expect(await invoices()).toContainEqual({ number: 1, state: 'given-up', attempts: 4 });
    expect(await detailOf('retry-payments')).toBe('0 failed payments tried again, 0 paid');
    expect((await mailsTo('mia@shop.example'))[0]).toContain('Your card did not pay €14.00');
  });
});

describe('send-digest', () => {
  it('writes to those who subscribed and did not leave, once in a while', async () => {
    await shop.client().get('/unsubscribe?token=letter-to-luc');
    expect(await detailOf('send-digest')).toBe('digest sent to 1 readers');
    expect((await mailsTo('mia@shop.example'))[0]).toMatch(
      /^Nearly gone at Larkspur: Willow basket \(\d+ left\), .*unsubscribe\?token=letter-to-mia$/,
    );
    now = new Date(now.getTime() + 59_000);
    expect(await detailOf('send-digest')).toBe('digest sent to 0 readers');
    now = new Date(now.getTime() + 2_000);
    expect(await detailOf('send-digest')).toBe('digest sent to 1 readers');
  });
});

describe('recalculate-statistics', () => {
  it('counts what was sold by day, refunds taken off, for the admins’ page', async () => {
    expect(await detailOf('recalculate-statistics')).toMatch(/^sales of \d+ days calculated$/);
    const [first] = await shop.database.query<{ revenue: number; orders: number }>(
      'select sum(revenue_cents)::integer as revenue, sum(orders)::integer as orders from daily_sales',
    );
    await admin.submit('/admin/orders/1009/refund', { amount: '3.00', reason: 'A chip' });
    await run('recalculate-statistics');
    const [second] = await shop.database.query<{ revenue: number; orders: number }>(
      'select sum(revenue_cents)::integer as revenue, sum(orders)::integer as orders from daily_sales',
    );
    expect(first?.orders).toBe(12);
    expect(second).toEqual({ orders: 12, revenue: (first?.revenue ?? 0) - 300 });
    const { text } = await admin.get('/admin/statistics');
    expect(text).toContain('<code>recalculate-statistics</code></td><td class="number">2</td>');
    const [day] = await shop.database.query<{ day: string }>('select max(day)::text as day from daily_sales');
    expect(text).toContain(`<td>${day?.day}</td>`);
  });
});

describe('synchronise-crm', () => {
  it('sends customers who changed, and leaves the others alone', async () => {
    expect(await detailOf('synchronise-crm')).toBe('5 changed customers sent to the CRM');
    expect(await detailOf('synchronise-crm')).toBe('0 changed customers sent to the CRM');
    await mia.submit('/account/profile', { name: 'Mia in the CRM', phone: '', about: '' });
    expect(await detailOf('synchronise-crm')).toBe('1 changed customers sent to the CRM');
    expect(
      await shop.database.query(`select name from crm_customer where email = 'mia@shop.example'`),
    ).toEqual([{ name: 'Mia in the CRM' }]);
  });
});

describe('deliver-mail', () => {
  const delivered = () => readFile(mailFile(), 'utf8');

  it('delivers each mail once, in order, to a file that mail programs read', async () => {
    await write('update mail set delivered_at = now()');
    await write(`insert into mail (recipient, subject, body, at) values
      ('a@shop.example', E'Two\\nlines: Bcc', E'From here\\n>From there', '2026-01-05T09:08:07Z'),
      ('b@shop.example', 'Grüße', 'second', '2026-01-05T09:08:08Z')`);
    expect(await detailOf('deliver-mail')).toBe('2 mails delivered');
    expect(await detailOf('deliver-mail')).toBe('0 mails delivered');
    const text = await delivered();
    expect(text.match(/^From /gm)).toHaveLength(2);
    expect(text).toMatch(/^From shop@shop\.example Mon Jan {2}5 09:08:07 2026\n/);
    expect(text).toContain('Subject: Two lines: Bcc\n');
    expect(text).toContain('\n>From here\n>>From there\n');
    expect(text).toContain(`Subject: =?utf-8?B?${Buffer.from('Grüße').toString('base64')}?=\n`);
    expect((await admin.get('/admin/mail')).text).toMatch(/to b@shop\.example, .*, delivered <time/);
  });

  it('keeps mail in the outbox that could not be delivered', async () => {
    await write(`insert into mail (recipient, subject, body) values ('c@shop.example', 'Later', '')`);
    const broken = jobQueues({
      database: shop.database,
      send: async () => undefined,
      deliverMail: () => Promise.reject(new Error('the disk is full')),
      now: () => now,
      everySeconds: 5,
      pollingIntervalSeconds: 1,
    });
    const whole = queues;
    queues = broken;
    await expect(run('deliver-mail')).rejects.toThrow('the disk is full');
    queues = whole;
    expect(await detailOf('deliver-mail')).toBe('1 mails delivered');
  });
});

describe('fulfil-order', () => {
  async function order(): Promise<number> {
    await mia.submit('/cart/add', { product: '9', quantity: '1' });
    const { headers } = await mia.submit('/checkout', PAYMENT);
    return Number(/orders\/(\d+)/.exec(headers.location ?? '')?.[1]);
  }

  it('takes an order through its steps, each visible, the next one sent with it', async () => {
    const purchaseId = await order();
    await write('insert into fulfilment (purchase_id) values ($1)', [purchaseId]);
    await write(`delete from mail where recipient = 'mia@shop.example'`);
    const page = async () => (await admin.get(`/admin/orders/${purchaseId}`)).text;
    expect(await page()).toContain('Fulfilment: <strong>Waiting for the worker</strong>');

    expect(await detailOf('fulfil-order', { purchaseId })).toBe(`order ${purchaseId} reserved`);
    expect(await page()).toContain('Goods reserved: 1 × Desk lamp');
    expect(await mailsTo('mia@shop.example')).toEqual([]);

    expect(await detailOf('fulfil-order', { purchaseId })).toBe(`order ${purchaseId} confirmed`);
    expect(await page()).toContain('Fulfilment: <strong>Confirmation sent</strong>');
    expect(await mailsTo('mia@shop.example')).toHaveLength(1);
    expect(sent).toEqual([
      { name: 'fulfil-order', data: { purchaseId } },
      { name: 'fulfil-order', data: { purchaseId } },
    ]);

    expect(await detailOf('fulfil-order', { purchaseId })).toContain(`order ${purchaseId} handed-over`);
    expect(await page()).toContain('Fulfilment: <strong>Handed to the warehouse</strong>');
    expect(await detailOf('fulfil-order', { purchaseId })).toBe(`order ${purchaseId} was handed over before`);
    expect(await mailsTo('mia@shop.example')).toHaveLength(1);
    expect(sent).toHaveLength(2);
  });

  it('an order that nobody handed over has no such line, and its confirmation went out at once', async () => {
    const purchaseId = await order();
    expect((await admin.get(`/admin/orders/${purchaseId}`)).text).not.toContain('Fulfilment:');
    expect((await mailsTo('mia@shop.example'))[0]).toContain(`Your order ${purchaseId}`);
  });

  it.each([{}, { purchaseId: '1009' }, { purchaseId: 1.5 }])('refuses %j', async (data) => {
    await expect(run('fulfil-order', data)).rejects.toThrow('to carry {"purchaseId": NUMBER}');
  });
});
