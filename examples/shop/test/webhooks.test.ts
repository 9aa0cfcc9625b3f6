import { createPostgresGuard } from '@portcullis/quiesce/postgres';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MirroredCustomer } from '../src/domain/customer-mirror.ts';
import { bookkeepingTables, type WebhookSecrets } from '../src/index.ts';
import { customerUpdated, mailReported, paymentSucceeded } from '../src/provider-simulator/make-delivery.ts';
import { signDelivery } from '../src/provider-simulator/sign-delivery.ts';
import type { VisitorClient } from '../src/visitor-client.ts';
import { type ShopUnderTest, startShopUnderTest } from './shop-under-test.ts';

const secrets: WebhookSecrets = {
  payments: 'whsec_payments',
  mail: `whsec_${Buffer.from('the mail provider').toString('base64')}`,
  crm: 'the CRM',
};

let shop: ShopUnderTest;
let admin: VisitorClient;
let mia: VisitorClient;
/** Of seeded orders, one for each test: its customer paid €59.00 for what it has, and no provider was asked. */
const order = 1001;
let payments = 0;
let paymentId: string;

beforeAll(async () => {
  shop = await startShopUnderTest({ more: () => ({ webhookSecrets: secrets }) });
  admin = await shop.logIn('admin');
  mia = await shop.logIn('customer');
});

beforeEach(() => {
  payments += 1;
  paymentId = `pi_${payments}`;
});

afterAll(() => shop.close());

type Made = ReturnType<typeof paymentSucceeded>;

interface SentHow {
  readonly signedWith?: WebhookSecrets;
  readonly at?: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function send(made: Made, { signedWith = secrets, at = Date.now(), body, headers }: SentHow = {}) {
  const client = shop.client();
  const answer = await client.send({
    method: 'POST',
    path: `/webhooks/${made.provider}`,
    // A provider is no browser.
    headers: { ...signDelivery(made, signedWith, at), origin: undefined, ...headers },
    body: body ?? made.body,
  });
  client.close();
  return answer;
}

function payment(id = paymentId, changes: { readonly order?: string } = {}): Made {
  const metadata = { order: String(order), ...changes };
  return paymentSucceeded({ id, amount: 5_900, currency: 'eur', metadata }, new Date());
}

/** Of this payment, with what the order says of it. */
async function bookings(id = paymentId) {
  const [found] = await shop.database.query<{ bookings: number; events: number }>(
    `select (select count(*)::integer from payment_booking where payment_id = $1) as bookings,
       (select count(*)::integer from write_record where detail like '%payment ' || $1 || ' of order%booked%') as events`,
    [id],
  );
  return found;
}

describe('a payment', () => {
  it('that the provider tells of is booked, and shown to all who look', async () => {
    const { status, text } = await send(payment());
    expect([status, JSON.parse(text)]).toEqual([200, { received: true }]);
    for (const [who, path] of [
      [mia, `/account/orders/${order}`],
      [admin, `/admin/orders/${order}`],
    ] as const) {
      const page = (await who.get(path)).text;
      expect(page).toMatch(new RegExp(`Payment of €59\\.00 booked .*${paymentId}`));
      expect(page).toContain('Payment of €59.00 received');
    }
  });

  it('is booked once, however often and at whatever times it is told', async () => {
    const made = payment();
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(made)));
    answers.push(await send(made, { at: Date.now() - 60_000 }));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 9 }, () => 200));
    expect(await bookings()).toEqual({ bookings: 1, events: 1 });
  });

  it('that two events tell of is booked once', async () => {
    expect((await send(payment())).status).toBe(200);
    expect((await send(payment())).status).toBe(200);
    expect(await bookings()).toEqual({ bookings: 1, events: 1 });
  });

  it('of an order that is not there is not taken, so that it is told again', async () => {
    const made = payment(paymentId, { order: '99999' });
    for (const _attempt of [1, 2]) {
      const { status, headers } = await send(made);
      expect([status, headers['content-type']]).toEqual([404, 'application/problem+json; charset=utf-8']);
    }
    expect(await bookings()).toEqual({ bookings: 0, events: 0 });
  });

  it('that has not come yet is on its way, and its order is paid once it is there', async () => {
    const waiting = 1009;
    await shop.database.transaction(({ query }) =>
      query('insert into expected_payment (purchase_id, amount_cents) values ($1, 3600)', [waiting]),
    );
    const row = async () =>
      (await admin.get(`/admin/orders?q=${waiting}`)).text
        .replaceAll(/<[^>]*>/g, ' ')
        .replaceAll(/\s+/g, ' ');
    expect(await row()).toMatch(/Paying Paying €\d+\.\d\d — 2 items/);
    await send(payment(paymentId, { order: String(waiting) }));
    expect(await row()).toMatch(/Paid Paid €\d+\.\d\d — 2 items/);
  });
});

describe('what is not the provider’s', () => {
  it.each([
    ['nothing signed it', { headers: { 'stripe-signature': '' } }],
    ['another secret', { signedWith: { ...secrets, payments: 'whsec_other' } }],
    ['another body', { body: payment('pi_forged').body }],
    ['six minutes ago', { at: Date.now() - 360_000 }],
    ['in six minutes', { at: Date.now() + 360_000 }],
  ])('is refused and leaves nothing behind: %s', async (_name, how) => {
    const before = await shop.digest();
    const { status, headers } = await send(payment(), how);
    expect([status, headers['www-authenticate']]).toEqual([401, undefined]);
    expect(await shop.digest()).toBe(before);
  });

  it('is refused for the others as well', async () => {
    const before = await shop.digest();
    const forged = { signedWith: { payments: 'x', mail: 'whsec_eA==', crm: 'x' } };
    const mail = mailReported({ id: 1, recipient: 'mia@shop.example', subject: '' }, new Date());
    expect((await send(mail, forged)).status).toBe(401);
    expect((await send(mail, { at: Date.now() - 360_000 })).status).toBe(401);
    expect((await send(customerUpdated(3, customer(), new Date()), forged)).status).toBe(401);
    expect(await shop.digest()).toBe(before);
  });
});

describe('what is signed, and not understood', () => {
  const signedBody = (body: string) => send({ id: 'evt_x', provider: 'payments', about: '', body });

  it.each([
    ['no JSON', 'payment!', 422],
    ['no object', '[]', 422],
    ['no id', '{"type":"payment.succeeded"}', 422],
    ['an order that is no number', payment('pi_x', { order: '1001x' }).body, 422],
    ['an event that nobody waits for', '{"id":"evt_y","type":"payment.created"}', 200],
  ])('%s', async (_name, body, status) => {
    const before = await shop.digest();
    expect((await signedBody(body)).status).toBe(status);
    expect(await shop.digest()).toBe(before);
  });

  it('more than the shop reads', async () => {
    expect((await signedBody('x'.repeat(300_000))).status).toBe(422);
  });
});

describe('the mail provider', () => {
  it('says what became of a mail, which its order shows', async () => {
    const [mail] = await shop.database.query<{ id: number; recipient: string; subject: string }>(
      'select id, recipient, subject from mail where purchase_id = $1',
      [order],
    );
    if (mail === undefined) throw new Error(`Expected a mail of order ${order}.`);
    const bounced = mailReported({ ...mail, recipient: 'mia@bounce.example' }, new Date(Date.now() - 1_000));
    const delivered = mailReported(mail, new Date());
    expect((await send(delivered)).status).toBe(200);
    // Told late: it was so before.
    expect((await send(bounced)).status).toBe(200);
    expect((await send(bounced)).status).toBe(200);
    for (const path of [`/admin/orders/${order}`, '/admin/mail']) {
      expect((await admin.get(path)).text).toMatch(/<strong>arrived<\/strong> .*250 2\.0\.0 OK/);
    }
    const reports = await shop.database.query('select kind from mail_report order by id');
    expect(reports).toEqual([{ kind: 'delivered' }, { kind: 'bounced' }]);
  });

  it('is asked to tell again of a mail that is not there', async () => {
    const made = mailReported({ id: 99_999, recipient: 'a@shop.example', subject: '' }, new Date());
    expect((await send(made)).status).toBe(404);
  });
});

function customer(changes: Partial<MirroredCustomer> = {}) {
  return { email: 'mia@shop.example', name: 'Mia', city: '', orders: 3, spentCents: 25_000, ...changes };
}

describe('the CRM', () => {
  it('says what it knows of a customer, and nothing older undoes it', async () => {
    const [{ id } = { id: 0 }] = await shop.database.query<{ id: number }>(
      `select id from account where email = 'mia@shop.example'`,
    );
    const later = customerUpdated(id, customer(), new Date());
    const earlier = customerUpdated(id, customer({ spentCents: 1 }), new Date(Date.now() - 60_000));
    for (const made of [later, earlier, later]) expect((await send(made)).status).toBe(200);
    expect((await admin.get('/admin/users?q=mia')).text).toContain('friend of the house<br>');
    const support = await shop.logIn('support');
    expect((await support.get('/support/users?q=mia')).text).toContain('friend of the house<br>');
  });

  it('must name its delivery', async () => {
    const made = customerUpdated(3, customer(), new Date());
    expect((await send(made, { headers: { 'x-github-delivery': '' } })).status).toBe(422);
  });
});

it('a shop that knows no secrets has no such pages', async () => {
  const plain = await startShopUnderTest();
  const client = plain.client();
  const { status } = await client.submit('/webhooks/payments', {});
  client.close();
  await plain.close();
  expect(status).toBe(404);
});

it('while the database is closed, a provider is told when to come back, and is taken then', async () => {
  const operator = new pg.Client({ connectionString: shop.postgres.guardUrl });
  await operator.connect();
  const guard = createPostgresGuard(operator);
  await guard.install({ approvedRoles: ['shop_repair'], bookkeepingTables });
  const made = payment();
  try {
    await guard.close({ reason: 'orders lose lines' });
    await guard.drain({ timeoutMs: 10_000 });
    const { status, headers } = await send(made);
    expect(status).toBe(503);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  } finally {
    await guard.open();
    await operator.end();
  }
  expect((await send(made)).status).toBe(200);
  expect(await bookings()).toEqual({ bookings: 1, events: 1 });
  expect(shop.errors).toEqual([]);
});
