import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import type { PolicyInput } from '@portcullis/gate';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { type Arrived, type RunningSite, startSite } from '../support/running-site.ts';
import { githubEvent, secret, stripeEvent } from './signed-webhooks.ts';

// Somebody who wants the webhooks of others not to arrive.

const wait = { timeout: 20_000 };
let site: RunningSite;
let answer: (arrived: Arrived) => number;

interface Options {
  readonly environment?: Readonly<Record<string, string>>;
  readonly config?: object;
}
async function start(
  webhooks: PolicyInput['webhooks'],
  { environment = { SECRET: secret }, config = {}, ...policy }: Options & PolicyInput = {},
): Promise<void> {
  answer = () => 200;
  site = await startSite({
    environment,
    config,
    application: (arrived, response) => void response.writeHead(answer(arrived)).end(),
    policy: { ...policy, webhooks },
  });
}
afterEach(() => site.close());

const post = (target: string, body: string, headers: Record<string, string> = {}) =>
  site.send(target, { method: 'POST', body, headers });
const bodies = () => site.arrived.map(({ body }) => body);
const targets = () => site.arrived.map(({ target }) => target);

describe('the name of a delivery', () => {
  it('beside the signature is worth nothing with other bytes, though those were signed for another', async () => {
    await start([{ match: 'POST /hooks/github', provider: 'github', secretFrom: 'SECRET', order: 'none' }]);
    await site.on({});
    // Seen once in a log, sent with the name of what is to come.
    const seen = githubEvent('d-2', '{"repository":{"id":1},"action":"ping"}');
    const real = githubEvent('d-2', '{"repository":{"id":1},"action":"deleted"}');
    for (const event of [seen, real, real])
      expect((await site.send('/hooks/github', event)).status).toBe(202);
    await site.off();
    await expect.poll(() => bodies().toSorted(), wait).toEqual([real.body, seen.body]);
  });

  it('that nobody verifies is only the same with the same head: the application may look at it', async () => {
    await start([{ match: 'POST /hooks/github', provider: 'github' }]);
    answer = ({ headers }) => (headers['x-hub-signature-256'] === 'sha256=forged' ? 401 : 200);
    await site.on({});
    const real = githubEvent('7', '{"id":7}');
    const forged = { ...real, headers: { ...real.headers, 'X-Hub-Signature-256': 'sha256=forged' } };
    for (const event of [forged, real, real])
      expect((await site.send('/hooks/github', event)).status).toBe(202);
    await site.off();
    const signatures = () => site.arrived.map(({ headers }) => headers['x-hub-signature-256']);
    await expect
      .poll(() => signatures().slice(0, 2), wait)
      .toEqual(['sha256=forged', real.headers?.['X-Hub-Signature-256']]);
  });

  it('is each target’s: what is told to two tenants arrives at both', async () => {
    await start([{ match: 'POST /hooks/:tenant', provider: 'stripe', secretFrom: 'SECRET', order: 'none' }]);
    await site.on({});
    const event = stripeEvent('evt_1');
    for (const target of ['/hooks/a', '/hooks/b', '/hooks/a']) {
      expect((await site.send(target, event)).status).toBe(200);
    }
    await site.off();
    await expect.poll(() => targets().toSorted(), wait).toEqual(['/hooks/a', '/hooks/b']);
  });

  it('is not taken by what is refused', async () => {
    await start([{ match: 'POST /hooks/stripe', provider: 'stripe', secretFrom: 'SECRET' }]);
    await site.on({});
    expect((await site.send('/hooks/stripe', stripeEvent('evt_1', { signedWith: 'mine' }))).status).toBe(401);
    expect((await site.send('/hooks/stripe', stripeEvent('evt_1'))).status).toBe(200);
    await site.off();
    await expect.poll(() => site.arrived.length, wait).toBe(1);
  });
});

describe('one that the application never takes', () => {
  it.each([
    ['on a route that is one order', { match: 'POST /hooks/any' }],
    ['of the same key', { match: 'POST /hooks/any', order: { pointer: '/key' } }],
  ] as const)('holds up nobody where anybody can send it: %s', async (_, rule) => {
    await start([rule]);
    answer = ({ body }) => (body.includes('poison') ? 400 : 200);
    await site.on({});
    for (const what of ['poison 1', 'poison 2', 'real 1', 'real 2'])
      await post('/hooks/any', JSON.stringify({ key: 1, what }));
    await site.off();
    const real = () => bodies().filter((body) => body.includes('real'));
    await expect.poll(() => real().length, wait).toBe(2);
    await expect.poll(() => site.server.gate.view().snapshot.waiting.size, wait).toBe(0);
    // Nor those that come now: they go straight to the application.
    const live = await post('/hooks/any', '{"key":1,"what":"real 3"}');
    expect(live.headers['portcullis-delivery']).toBe(undefined);
    expect(real()).toEqual([1, 2, 3].map((number) => `{"key":1,"what":"real ${number}"}`));
    // It is tried again all the same.
    await expect
      .poll(() => bodies().filter((body) => body.includes('poison 1')).length, wait)
      .toBeGreaterThan(1);
    const { webhooks } = await site.control.get<{ webhooks: readonly object[] }>('/webhooks');
    expect(webhooks).toMatchObject([{ waiting: 2, failed: 0, delivered: 2 }]);
  });

  it('holds up its order where only the provider can send it, or where the rule says so', async () => {
    await start([
      { match: 'POST /hooks/stripe', provider: 'stripe', secretFrom: 'SECRET' },
      { match: 'POST /hooks/any', whenFailed: 'wait' },
    ]);
    answer = ({ body }) => (/evt_1|poison/.test(body) ? 400 : 200);
    await site.on({});
    for (const id of ['evt_1', 'evt_2']) await site.send('/hooks/stripe', stripeEvent(id));
    for (const body of ['poison', 'real']) await post('/hooks/any', body);
    await site.off();
    await expect.poll(() => site.arrived.length, wait).toBeGreaterThan(3);
    expect(new Set(bodies())).toEqual(new Set([stripeEvent('evt_1').body, 'poison']));
  });
});

describe('a secret that is none', () => {
  it.each([
    ['stripe', '', ''],
    ['stripe', ' \t', ' \t'],
    ['standard', 'whsec_', ''],
    ['standard', 'whsec_!', ''],
  ] as const)('signs nothing: %s %j', async (provider, value, key) => {
    await start([{ match: 'POST /hooks/any', provider, secretFrom: ['SECRET', 'OLD'] }], {
      environment: { SECRET: value, OLD: '' },
    });
    await site.on({});
    const body = '{"id":"evt_1"}';
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const signed = (text: string, encoding: 'hex' | 'base64') =>
      createHmac('sha256', key).update(text).digest(encoding);
    const forged = {
      'Stripe-Signature': `t=${timestamp},v1=${signed(`${timestamp}.${body}`, 'hex')}`,
      'Webhook-Id': 'm1',
      'Webhook-Timestamp': timestamp,
      'Webhook-Signature': `v1,${signed(`m1.${timestamp}.${body}`, 'base64')}`,
    };
    const reply = await post('/hooks/any', body, forged);
    // Not that it is forged: once somebody has mended it, the next try of its provider is held.
    expect([reply.status, reply.headers['retry-after']]).toEqual([503, '60']);
    const { webhooks } = await site.control.get<{ webhooks: readonly object[] }>('/webhooks');
    expect(webhooks).toMatchObject([{ lacksSecret: true, waiting: 0 }]);
  });

  it('leaves the other one of a rotation, and both count while both are there', async () => {
    const rule = { match: 'POST /hooks/any', provider: 'github', secretFrom: ['NEW', 'OLD'] } as const;
    await start([rule], { environment: { NEW: 'n3w', OLD: 'old' } });
    await site.on({});
    const statusOf = async (signedWith: string, delivery: string) =>
      (await site.send('/hooks/any', githubEvent(delivery, '{}', { signedWith }))).status;
    expect([await statusOf('n3w', '1'), await statusOf('old', '2'), await statusOf('', '3')]).toEqual([
      202, 202, 401,
    ]);
    await site.off();
    await expect.poll(() => site.arrived.length, wait).toBe(2);
  });
});

it('a signature of long ago that nobody verified then is not signed anew when its secret is known later', async () => {
  const rule = { match: 'POST /hooks/stripe', provider: 'stripe' } as const;
  await start([rule]);
  await site.on({});
  const old = stripeEvent('evt_1', { at: Date.now() - 86_400_000 });
  expect((await site.send('/hooks/stripe', old)).status).toBe(200);
  await site.stopServer();
  await site.startServer({ policy: { webhooks: [{ ...rule, secretFrom: 'SECRET' }] } });
  await site.off();
  await expect.poll(() => site.arrived.length, wait).toBe(1);
  expect(site.arrived[0]?.headers['stripe-signature']).toBe(old.headers?.['Stripe-Signature']);
});

it('bodies that never end take the place of nobody who signs, though they claim to be signed', async () => {
  await start([{ match: 'POST /hooks/github', provider: 'github', secretFrom: 'SECRET' }]);
  await site.on({});
  const head = `POST /hooks/github HTTP/1.1\r\nHost: a\r\nX-Hub-Signature-256: sha256=${'0'.repeat(64)}\r\nContent-Length: 25000000\r\n\r\n`;
  // Some 600 KB less than all that there is.
  const sizes = [24_000_000, 24_000_000, 18_600_000];
  const sockets = sizes.map(() => connect(site.server.port, '127.0.0.1'));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  const said: string[] = [];
  for (const [index, socket] of sockets.entries()) {
    socket.on('error', () => undefined).on('data', (data) => said.push(String(data).slice(0, 12)));
    await new Promise((resolve) => socket.write(head, resolve));
    await new Promise((resolve) => socket.write(Buffer.alloc(sizes[index] ?? 0), resolve));
  }
  const event = () => githubEvent('d1', JSON.stringify({ pages: 'x'.repeat(700_000) }));
  await expect.poll(async () => (await site.send('/hooks/github', event())).status, wait).toBe(202);
  // One of them, and sooner than any is given up for itself.
  await expect.poll(() => said, wait).toEqual(['HTTP/1.1 503']);
});

describe('a full table', () => {
  it('is each rule’s own; what is held is delivered, and what comes at the opening itself is not lost', async () => {
    await start([
      { match: 'POST /hooks/any', limits: { held: 3 }, order: 'none' },
      { match: 'POST /hooks/stripe', provider: 'stripe', secretFrom: 'SECRET', limits: { held: 3 } },
      { match: 'POST /hooks/refused', during: 'refuse' },
      { match: 'POST /hooks/allowed', during: 'allow' },
    ]);
    await site.on({});
    const flood = await Promise.all(Array.from({ length: 8 }, (_, index) => post('/hooks/any', `${index}`)));
    expect(flood.map(({ status }) => status).toSorted()).toEqual([202, 202, 202, 503, 503, 503, 503, 503]);
    for (const { status, headers } of flood) {
      if (status === 503) expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
    expect((await site.send('/hooks/stripe', stripeEvent('evt_1'))).status).toBe(200);
    expect((await post('/hooks/refused', '{}')).status).toBe(503);
    expect((await post('/hooks/allowed', '{}')).status).toBe(200);
    // While it opens, providers go on calling: what is acknowledged arrives, whoever acknowledges it.
    const acknowledged: string[] = flood.flatMap(({ status }, index) => (status === 202 ? [`${index}`] : []));
    let isOver = false;
    const callers = Array.from({ length: 4 }, async (_, caller) => {
      for (let number = 0; !isOver; number += 1) {
        const body = `late ${caller} ${number}`;
        if ((await post('/hooks/any', body)).status < 300) acknowledged.push(body);
      }
    });
    await site.off();
    await expect.poll(() => acknowledged.length, wait).toBeGreaterThan(60);
    isOver = true;
    await Promise.all(callers);
    await expect
      .poll(() => {
        const arrived = new Set(bodies());
        return acknowledged.filter((body) => !arrived.has(body));
      }, wait)
      .toEqual([]);
  });
});
