import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { DEMO_LOGINS } from 'portcullis-example-shop';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoDatabase, openDemoDatabase } from '../support/demo-database.ts';
import { type DemoProcess, startDemo } from '../support/demo-process.ts';
import { runCommand, temporaryDirectory } from '../support/gate-process.ts';

/** What `npm start` starts, asked over HTTP; each step stands on the one before. */
const directory = temporaryDirectory();
let demo: DemoProcess;
let url: string;
let providers: string;
let database: DemoDatabase;
let cookie: string;
const orders: string[] = [];

beforeAll(async () => {
  // So that under root the account PostgreSQL borrows can get in, as it can in an ordinary clone.
  chmodSync(directory.path, 0o755);
  demo = startDemo({ directory: directory.path });
  ({ url } = await demo.told);
  [, providers = ''] = /^The providers +(\S+)/m.exec(demo.output()) ?? [];
  database = openDemoDatabase(directory.path);
  const signedIn = await post('/login', { ...DEMO_LOGINS.customer, next: '/' });
  cookie = signedIn.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
});

afterAll(async () => {
  await database?.session.close();
  demo.signalAll('SIGTERM');
  await demo.ended;
  directory.remove();
});

function post(path: string, fields: Readonly<Record<string, string>>): Promise<Response> {
  const body = new URLSearchParams(fields);
  return fetch(`${url}${path}`, {
    method: 'POST',
    body,
    headers: { cookie: cookie ?? '' },
    redirect: 'manual',
  });
}

const page = async (path: string) => (await fetch(`${url}${path}`, { headers: { cookie } })).text();

async function buy(product: string): Promise<string> {
  await post('/cart/add', { product, quantity: '1' });
  const placed = await post('/checkout', {
    recipient: 'Mia Lindqvist',
    street: 'Birkenweg 3',
    postcode: '20095',
    city: 'Hamburg',
    country: 'Germany',
    'card-number': '4242 4242 4242 4242',
    'card-expiry': '12/49',
    'card-code': '123',
  });
  return /orders\/(\d+)/.exec(placed.headers.get('location') ?? '')?.[1] ?? 'no order';
}

interface Delivery {
  readonly id: string;
  readonly provider: string;
  readonly about: string;
  readonly state: string;
  readonly attempts: readonly { readonly status: number | null }[];
}

async function deliveriesOfOrders(): Promise<readonly Delivery[]> {
  const { deliveries } = (await (await fetch(`${providers}deliveries.json`)).json()) as {
    deliveries: readonly Delivery[];
  };
  return deliveries.filter(({ about }) => orders.some((order) => about.endsWith(` of order ${order}`)));
}

async function press(path: string): Promise<void> {
  const { status } = await fetch(`${providers}${path}`, { method: 'POST', redirect: 'manual' });
  expect([path, status]).toEqual([path, 303]);
}

async function portcullis(...commandLine: string[]): Promise<string> {
  const here = ['--site', 'shop', '--state-directory', join(directory.path, 'portcullis')];
  const { exitCode, stdout, stderr } = await runCommand([...commandLine, ...here]);
  expect([exitCode, stderr.replaceAll(/^waiting {2}.*\n/gm, '')]).toEqual([0, '']);
  return stdout;
}

const booked = () => database.number('select count(*) as value from payment_booking');
const states = async (): Promise<readonly (string | undefined)[]> =>
  Promise.all(
    orders.map(async (order) => /"badge \w+">([^<]*)</.exec(await page(`/account/orders/${order}`))?.[1]),
  );

describe('payments that come in while the shop is read-only', () => {
  it('one is booked while the shop is open', async () => {
    const order = await buy('9');
    await expect.poll(() => page(`/account/orders/${order}`)).toContain('Payment of €89.00 booked');
    expect(await booked()).toBe(1);
  });

  it('the provider takes more, and takes its time to tell', async () => {
    await press('endpoints/payments/hold-back');
    for (const product of ['9', '14', '16']) orders.push(await buy(product));
    await expect.poll(async () => (await deliveriesOfOrders()).length).toBe(3);
    expect(await states()).toEqual(['Paying', 'Paying', 'Paying']);
  });

  it('what it tells during the window is acknowledged, and reaches no shop', async () => {
    await portcullis('on', 'read-only', '--reason', 'orders lose lines', '--for', '30m');
    await press('endpoints/payments/release');
    await expect
      .poll(async () => (await deliveriesOfOrders()).map(({ state }) => state))
      .toEqual(['delivered', 'delivered', 'delivered']);
    // Somebody there has it sent once more.
    const [twice] = await deliveriesOfOrders();
    await press(`deliveries/${twice?.id}/send-again`);
    const answers = (await deliveriesOfOrders()).map(({ attempts }) => attempts.map(({ status }) => status));
    expect(answers).toEqual([[200, 200], [200], [200]]);
    expect(await portcullis('webhooks')).toMatch(/POST \/webhooks\/payments\s.*\b3\b/);
    expect([await booked(), await states()]).toEqual([1, ['Paying', 'Paying', 'Paying']]);
  });

  it('after it each is booked exactly once, and its page says so', async () => {
    await portcullis('off');
    await expect.poll(states).toEqual(['Paid', 'Paid', 'Paid']);
    expect(await booked()).toBe(4);
    for (const order of orders) {
      expect((await page(`/account/orders/${order}`)).match(/Payment of €[\d.]+ booked/g)).toHaveLength(1);
    }
    const records = `select count(*) as value from write_record
      where kind = 'write' and method = 'POST' and path = '/webhooks/payments'`;
    expect(await database.number(records)).toBe(4);
    expect(demo.output()).not.toContain('gave up');
  });
});
