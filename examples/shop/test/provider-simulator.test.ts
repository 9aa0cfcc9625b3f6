import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  type ProviderSimulator,
  type StartProviderSimulatorOptions,
  startProviderSimulator,
  type WebhookSecrets,
} from '../src/index.ts';
import { callProviders } from '../src/jobs/call-providers.ts';
import type { SimulatorOverview } from '../src/provider-simulator/simulator-overview.ts';
import { verifyPaymentsCall } from '../src/web/webhook-signatures.ts';
import { until } from './until.ts';

const secrets: WebhookSecrets = { payments: 'whsec_payments', mail: 'whsec_bWFpbA==', crm: 'crm' };

interface Arrived {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let directory: string;
let shop: Server;
let arrived: Arrived[];
let answer: (call: Arrived) => number;
let simulator: ProviderSimulator;
let said: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'shop-providers-'));
  arrived = [];
  said = [];
  answer = () => 200;
  shop = createServer(async (incoming, response) => {
    const call = { path: incoming.url ?? '', headers: incoming.headers, body: await text(incoming) };
    arrived.push(call);
    response.writeHead(answer(call)).end();
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  await simulator.close();
  shop.closeAllConnections();
  await new Promise((resolve) => shop.close(resolve));
  await rm(directory, { recursive: true, force: true });
});

async function start(options: Partial<StartProviderSimulatorOptions> = {}) {
  simulator = await startProviderSimulator({
    shopUrl: `http://127.0.0.1:${(shop.address() as AddressInfo).port}`,
    secrets,
    file: join(directory, 'providers.jsonl'),
    afterMs: 0,
    faster: 1_000_000,
    onLine: (line) => said.push(line),
    ...options,
  });
  return callProviders(simulator.url);
}

async function overview(): Promise<SimulatorOverview> {
  return (await fetch(new URL('/deliveries.json', simulator.url))).json() as Promise<SimulatorOverview>;
}

const press = (path: string) =>
  fetch(new URL(path, simulator.url), { method: 'POST', redirect: 'manual' }).then(({ status }) => status);

const states = async () => (await overview()).deliveries.map(({ state }) => state);
const settled = () => until(async () => !(await states()).includes('waiting'));

it('a payment that is asked for twice is one, and is told by one event that the shop can verify', async () => {
  const { createPayment } = await start();
  const asked = { purchaseId: 1013, amountCents: 5_900 };
  expect(await createPayment(asked)).toEqual(await createPayment(asked));
  await settled();
  expect(arrived).toHaveLength(1);
  const [{ path, headers, body } = { path: '', headers: {}, body: '' }] = arrived;
  expect(path).toBe('/webhooks/payments');
  const call = { header: (name: string) => headers[name]?.toString(), body: Buffer.from(body) };
  verifyPaymentsCall(call, { secret: secrets.payments, now: new Date() });
  expect(JSON.parse(body)).toMatchObject({
    type: 'payment.succeeded',
    data: { object: { id: expect.stringMatching(/^pi_/), amount: 5_900, metadata: { order: '1013' } } },
  });
});

it('mails and customers are told of, a mail that is handed over twice once', async () => {
  const { handOverMail, updateCustomers } = await start();
  const mail = { id: 7, at: new Date(), recipient: 'mia@shop.example', subject: 'Hello', body: '' };
  await handOverMail([mail, { ...mail, id: 8, recipient: 'who@bounce.example' }]);
  await handOverMail([mail]);
  const mia = { email: 'mia@shop.example', name: 'Mia', city: '', orders: 1, spentCents: 100 };
  await updateCustomers([{ accountId: 3, ...mia }]);
  await settled();
  const told = arrived.map(({ path, body }) => [path, JSON.parse(body).type ?? JSON.parse(body).action]);
  expect(told.toSorted()).toEqual([
    ['/webhooks/crm', 'updated'],
    ['/webhooks/mail', 'email.bounced'],
    ['/webhooks/mail', 'email.delivered'],
  ]);
});

it('each attempt is by its provider’s rules and shown; what is given up is said, and may be sent again', async () => {
  const { createPayment, updateCustomers } = await start();
  let isBroken = true;
  answer = () => (isBroken ? 500 : 204);
  const { id } = await createPayment({ purchaseId: 1013, amountCents: 5_900 });
  await updateCustomers([
    { accountId: 3, email: 'm@shop.example', name: 'Mia', city: '', orders: 0, spentCents: 0 },
  ]);
  await settled();
  const { deliveries, providers } = await overview();
  const [customer, payment] = deliveries;
  // How many fit into three days of a quarter of a second is the busy machine's to say; delivery.test.ts counts them.
  const tries = new Set(payment?.attempts.map(({ status }) => status));
  expect([tries, payment?.attempts.length]).toEqual([new Set([500]), expect.toSatisfy((count) => count > 2)]);
  // Each attempt says the same, signed at its own time.
  const paid = arrived.filter(({ path }) => path === '/webhooks/payments');
  expect(new Set(paid.map(({ body }) => body)).size).toBe(1);
  expect(customer?.attempts.map(({ status }) => status)).toEqual([500]);
  expect(providers.map(({ givenUp }) => givenUp)).toEqual([1, 0, 1]);
  expect(said).toContain(
    'CRM, as GitHub does: gave up on customer 3: newcomer, the answer was 500, and this provider does not send again',
  );
  expect(said).toContain(
    `Payments, as Stripe does: gave up on payment ${id} of order 1013, ${payment?.reason ?? 'nothing'}`,
  );
  expect(await (await fetch(simulator.url)).text()).toContain(`given up: ${payment?.reason}`);

  isBroken = false;
  expect(await press(`/deliveries/${customer?.id}/send-again`)).toBe(303);
  expect(arrived.at(-1)?.headers['x-github-delivery']).toBe(customer?.id);
  expect(await states()).toEqual(['delivered', 'given-up']);
});

it('an endpoint that is gone is switched off, what comes due there is given up, and it can be switched on', async () => {
  const { handOverMail } = await start();
  answer = () => 410;
  const mail = { id: 7, at: new Date(), recipient: 'mia@shop.example', subject: 'Hello', body: '' };
  await handOverMail([mail]);
  await settled();
  await handOverMail([{ ...mail, id: 8 }]);
  await settled();
  expect(arrived).toHaveLength(1);
  const { deliveries } = await overview();
  expect(deliveries.map(({ reason }) => reason)).toEqual([
    'the endpoint is switched off: it answered 410 Gone',
    'the endpoint is switched off: it answered 410 Gone',
  ]);
  expect(said).toContain('Mail, by Standard Webhooks: switched /webhooks/mail off, it answered 410 Gone');
  answer = () => 200;
  expect(await press('/endpoints/mail/enable')).toBe(303);
  await handOverMail([{ ...mail, id: 9 }]);
  await settled();
  expect(await states()).toEqual(['delivered', 'given-up', 'given-up']);
});

it('what is held back waits, also for the next start, and is sent when it is let go', async () => {
  const asked = { purchaseId: 1013, amountCents: 5_900 };
  const { createPayment } = await start();
  expect(await press('/endpoints/payments/hold-back')).toBe(303);
  const { id } = await createPayment(asked);
  expect(await states()).toEqual(['waiting']);
  await simulator.close();
  // As a process that was killed in the midst of a line leaves it.
  const file = join(directory, 'providers.jsonl');
  await writeFile(file, `${await readFile(file, 'utf8')}{"kind":"delivery","deliv`);

  const again = await start();
  expect(await states()).toEqual(['waiting']);
  expect(await again.createPayment(asked)).toMatchObject({ id });
  expect(arrived).toEqual([]);
  expect(await press('/endpoints/payments/release')).toBe(303);
  await settled();
  expect(arrived).toHaveLength(1);
});

it('what a process that ends was sending is sent by the next, by the same name', async () => {
  const begun = Promise.withResolvers<void>();
  const { updateCustomers } = await start();
  const first = shop.listeners('request')[0] as (...values: unknown[]) => void;
  shop.removeAllListeners('request');
  shop.once('request', () => begun.resolve());
  await updateCustomers([
    { accountId: 3, email: 'm@shop.example', name: 'Mia', city: '', orders: 0, spentCents: 0 },
  ]);
  await begun.promise;
  await simulator.close();
  shop.on('request', first);
  await start();
  await settled();
  expect(arrived).toHaveLength(1);
  expect((await overview()).deliveries[0]).toMatchObject({
    id: arrived[0]?.headers['x-github-delivery'],
    state: 'delivered',
  });
});

it('is nobody’s but this host’s', async () => {
  await start();
  const { port } = new URL(simulator.url);
  const foreign = await fetch(new URL('/endpoints/mail/hold-back', simulator.url), {
    method: 'POST',
    headers: { origin: 'https://elsewhere.example' },
  });
  expect(foreign.status).toBe(403);
  const status = await new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', headers: { host: `elsewhere.example:${port}` } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
  expect(status).toBe(403);
});
