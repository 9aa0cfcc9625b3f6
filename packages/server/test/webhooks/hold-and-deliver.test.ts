import { afterEach, describe, expect, it } from 'vitest';
import { sendRequest } from '../../../../test/support/send-request.ts';
import {
  type Arrived,
  type RunningSite,
  type RunningSiteOptions,
  startSite,
} from '../support/running-site.ts';
import { githubEvent, secret, stripeEvent } from './signed-webhooks.ts';

let site: RunningSite;
let answer: (arrived: Arrived) => number;

async function start(options: RunningSiteOptions = {}): Promise<void> {
  answer = () => 200;
  site = await startSite({
    environment: { STRIPE_SECRET: secret },
    application: (arrived, response) => void response.writeHead(answer(arrived)).end(),
    ...options,
    policy: {
      webhooks: [
        { match: 'POST /webhooks/stripe', provider: 'stripe', secretFrom: 'STRIPE_SECRET' },
        { match: 'POST /webhooks/any', why: 'a script that nobody can change' },
        { match: 'POST /webhooks/later', during: 'refuse' },
        { match: 'POST /webhooks/live', during: 'allow' },
      ],
      areas: { checkout: { routes: ['POST /webhooks/stripe'] } },
      ...options.policy,
    },
  });
}

afterEach(() => site.close());

const idsOf = (arrived: readonly Arrived[]) =>
  arrived.map(({ body }) => {
    const event: unknown = JSON.parse(body);
    return typeof event === 'object' && event !== null && 'id' in event ? event.id : null;
  });

const deliveries = () => site.arrived.filter(({ headers }) => headers['portcullis-delivery'] !== undefined);

describe('while a site is open and nothing waits', () => {
  it('webhooks go to the application, as everything does', async () => {
    await start();
    const event = stripeEvent('evt_1');
    expect((await site.send('/webhooks/stripe', event)).status).toBe(200);
    expect(site.arrived.map(({ body }) => body)).toEqual([event.body]);
    // Whether it is genuine is the application's to say, as without us.
    const forged = stripeEvent('evt_2', { signedWith: 'wrong' });
    expect((await site.send('/webhooks/stripe', forged)).status).toBe(200);
    expect(deliveries()).toEqual([]);
  });
});

describe('during a window', () => {
  it('the largest that GitHub sends is held and delivered', async () => {
    const rule = { match: 'POST /webhooks/github', provider: 'github', secretFrom: 'STRIPE_SECRET' };
    await start({ policy: { webhooks: [rule] } });
    await site.on({});
    const about = { repository: { id: 1 }, commits: 'x'.repeat(25_000_000 - 50) };
    const event = githubEvent('d1', JSON.stringify(about));
    expect((await site.send('/webhooks/github', event)).status).toBe(202);
    await site.off();
    await expect.poll(() => site.arrived.length, { timeout: 20_000 }).toBe(1);
    expect(site.arrived[0]?.body === event.body).toBe(true);
  });

  for (const mode of ['read-only', 'closed'] as const) {
    it(`${mode}: they are acknowledged, and delivered after it, in order, byte for byte`, async () => {
      await start();
      await site.on({ mode });
      const events = ['evt_1', 'evt_2', 'evt_3'].map((id) => stripeEvent(id));
      for (const event of events) {
        const reply = await site.send('/webhooks/stripe?source=live', event);
        expect(reply.status).toBe(200);
        expect(reply.body).toBe('');
        expect(reply.headers['portcullis-delivery']).toMatch(/^[0-9a-f]{32}$/);
      }
      expect(site.arrived).toEqual([]);
      await site.off();
      await expect.poll(() => site.arrived.length).toBe(3);
      for (const [index, event] of events.entries()) {
        const arrived = site.arrived[index];
        expect(arrived?.body).toBe(event.body);
        expect([arrived?.method, arrived?.target]).toEqual(['POST', '/webhooks/stripe?source=live']);
        expect(arrived?.headers['stripe-signature']).toBe(event.headers?.['Stripe-Signature']);
        expect(arrived?.headers['content-length']).toBe(String(event.body.length));
      }
      expect(new Set(deliveries().map(({ headers }) => headers['portcullis-delivery'])).size).toBe(3);
    });
  }

  it('one that may be refused is told when to come back, and one that may go goes', async () => {
    await start();
    await site.on({});
    const later = await site.send('/webhooks/later', { method: 'POST', body: '{}' });
    expect(later.status).toBe(503);
    expect(Number(later.headers['retry-after'])).toBeGreaterThanOrEqual(60);
    expect((await site.send('/webhooks/live', { method: 'POST', body: '{}' })).status).toBe(200);
    expect(site.arrived.map(({ target }) => target)).toEqual(['/webhooks/live']);
  });

  it('what another method or another path asks is no webhook', async () => {
    await start();
    await site.on({});
    for (const [method, target] of [
      ['PUT', '/webhooks/any'],
      ['POST', '/webhooks/any/other'],
      ['POST', '/webhooks/any%2fother'],
      ['POST', '/WEBHOOKS/any'],
      ['POST', '/x/../webhooks/any'],
    ] as const) {
      const reply = await site.send(target, { method, body: '{}' });
      expect([target, reply.status >= 400]).toEqual([target, true]);
    }
    await site.off();
    await site.send('/webhooks/any', { method: 'POST', body: '{"id":"live"}' });
    expect(idsOf(site.arrived)).toEqual(['live']);
  });

  it('the same delivery twice is acknowledged twice and delivered once', async () => {
    await start();
    await site.on({});
    const first = await site.send('/webhooks/stripe', stripeEvent('evt_1'));
    const second = await site.send('/webhooks/stripe', stripeEvent('evt_1', { at: Date.now() - 5_000 }));
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.headers['portcullis-delivery']).toBe(first.headers['portcullis-delivery']);
    await site.send('/webhooks/stripe', stripeEvent('evt_2'));
    await site.off();
    await expect.poll(() => idsOf(site.arrived)).toEqual(['evt_1', 'evt_2']);
  });
});

describe('what is not genuine', () => {
  it('is refused and never stored', async () => {
    await start();
    await site.on({});
    const event = stripeEvent('evt_1');
    const { 'Stripe-Signature': signature = '', ...others } = event.headers ?? {};
    const refused: readonly (readonly [string, object])[] = [
      ['no signature', { headers: others }],
      ['another body', { body: event.body.replace('evt_1', 'evt_9') }],
      ['another secret', stripeEvent('evt_1', { signedWith: 'wrong' })],
      ['long ago', stripeEvent('evt_1', { at: Date.now() - 600_000 })],
      ['to come', stripeEvent('evt_1', { at: Date.now() + 600_000 })],
      ['twice', { headers: { ...others, 'Stripe-Signature': [String(signature), String(signature)] } }],
      ['two times', { headers: { ...others, 'Stripe-Signature': `t=1,${String(signature)}` } }],
      ['cut short', { headers: { ...others, 'Stripe-Signature': String(signature).slice(0, 40) } }],
    ];
    for (const [what, changes] of refused) {
      const reply = await site.send('/webhooks/stripe', { ...event, ...changes });
      expect([what, reply.status]).toEqual([what, 401]);
      expect(reply.body).toContain('PORTCULLIS_WEBHOOK_UNVERIFIED');
    }
    await site.send('/webhooks/stripe', stripeEvent('evt_2'));
    await site.server.gate.audit.flush();
    const { records } = await site.control.get<{ records: readonly { kind: string; data: string }[] }>(
      '/audit?limit=50',
    );
    const onRecord = records.filter(({ kind, data }) => kind === 'requests.refused' && /webhook/.test(data));
    expect(onRecord.length).toBeGreaterThan(0);
    await site.off();
    await expect.poll(() => idsOf(site.arrived)).toEqual(['evt_2']);
  });

  it('is everything while its secret is not there', async () => {
    await start({ environment: {} });
    await site.on({});
    const { status, headers } = await site.send('/webhooks/stripe', stripeEvent('evt_1'));
    expect([status, headers['retry-after']]).toEqual([503, '60']);
  });
});

describe('what is too much', () => {
  it('is refused before it is acknowledged', async () => {
    await start({
      policy: {
        webhooks: [{ match: 'POST /webhooks/any', limits: { bodyBytes: 2_048, held: 2 }, order: 'none' }],
      },
    });
    await site.on({});
    const large = 'x'.repeat(2_049);
    expect((await site.send('/webhooks/any', { method: 'POST', body: large })).status).toBe(413);
    const chunked = await sendRequest({
      port: site.server.port,
      method: 'POST',
      target: '/webhooks/any',
      body: [large, large],
    });
    expect(chunked.status).toBe(413);
    const statuses: number[] = [];
    for (const body of ['1', '2', '3']) {
      statuses.push((await site.send('/webhooks/any', { method: 'POST', body })).status);
    }
    expect(statuses).toEqual([202, 202, 503]);
    await site.off();
    await expect.poll(() => site.arrived.map(({ body }) => body).toSorted()).toEqual(['1', '2']);
  });
});

describe('after a window', () => {
  it('new calls wait behind held ones of their order, and no others do', async () => {
    await start();
    let hold = true;
    answer = ({ body }) => (hold && body.includes('evt_1"') ? 500 : 200);
    await site.on({});
    await site.send('/webhooks/stripe', stripeEvent('evt_1'));
    await site.off();
    await expect.poll(() => idsOf(site.arrived)).toEqual(['evt_1']);
    const behind = await site.send('/webhooks/stripe', stripeEvent('evt_2'));
    expect(behind.headers['portcullis-delivery']).toBeDefined();
    const other = await site.send('/webhooks/stripe', stripeEvent('evt_3', { object: 'order_2' }));
    expect(other.headers['portcullis-delivery']).toBeUndefined();
    expect(idsOf(site.arrived)).toEqual(['evt_1', 'evt_3']);
    hold = false;
    await expect.poll(() => idsOf(site.arrived)).toEqual(['evt_1', 'evt_3', 'evt_1', 'evt_2']);
    await expect.poll(() => site.server.gate.view().snapshot.waiting.size).toBe(0);
    await site.send('/webhooks/stripe', stripeEvent('evt_4'));
    expect(idsOf(site.arrived).at(-1)).toBe('evt_4');
    expect(site.arrived.at(-1)?.headers['portcullis-delivery']).toBeUndefined();
  });

  it('a window that opens again stops them where they are, and they go on after it', async () => {
    await start({ config: { replay: { perSecond: 10 } } });
    await site.on({});
    const ids = Array.from({ length: 12 }, (_, index) => `evt_${index}`);
    for (const id of ids) await site.send('/webhooks/stripe', stripeEvent(id));
    await site.off();
    await expect.poll(() => site.arrived.length).toBeGreaterThan(1);
    await site.on({});
    const count = site.arrived.length;
    expect(count).toBeLessThan(12);
    await site.send('/', {});
    expect(site.arrived.filter(({ method }) => method === 'POST').length).toBe(count);
    await site.off();
    await expect.poll(() => idsOf(site.arrived.filter(({ method }) => method === 'POST'))).toEqual(ids);
  });

  it('an area of their own that stays shut keeps them', async () => {
    await start();
    await site.on({});
    await site.send('/webhooks/stripe', stripeEvent('evt_1'));
    await site.send('/webhooks/any', { method: 'POST', body: '{"id":"any"}' });
    await site.on({ mode: 'open', areas: { checkout: 'read-only' } });
    await expect.poll(() => idsOf(site.arrived)).toEqual(['any']);
    await site.off();
    await expect.poll(() => idsOf(site.arrived)).toEqual(['any', 'evt_1']);
  });

  it('an application that is away is waited for, and nothing is counted against them', async () => {
    await start({ config: { upstream: 'http://127.0.0.1:9' } });
    await site.on({});
    await site.send('/webhooks/stripe', stripeEvent('evt_1'));
    await site.off();
    const { held } = await import('@portcullis/store/sqlite').then(({ createSqliteStore }) =>
      createSqliteStore({ file: `${site.stateDirectory}/portcullis.sqlite` }),
    );
    await expect
      .poll(async () => (await held.list('default', { limit: 1 }))[0]?.lastAttempt?.problem ?? null)
      .toContain('takes no connections');
    expect((await held.list('default', { limit: 1 }))[0]).toMatchObject({ state: 'waiting', attempts: 0 });
  });

  it('a server that is ended and started again goes on', async () => {
    await start({ config: { replay: { perSecond: 5 } } });
    await site.on({});
    const ids = Array.from({ length: 5 }, (_, index) => `evt_${index}`);
    for (const id of ids) await site.send('/webhooks/stripe', stripeEvent(id));
    await site.off();
    await expect.poll(() => site.arrived.length).toBeGreaterThan(0);
    await site.stopServer();
    await site.startServer();
    await expect.poll(() => idsOf(site.arrived)).toEqual(ids);
  });
});

it('that came by https is delivered as such, whichever proxy before the gate says so', async () => {
  await start({ policy: { trusted: { proxies: ['127.0.0.1/32'] } } });
  const call = (proto: string) =>
    site.send('/webhooks/any', { method: 'POST', body: proto, headers: { 'X-Forwarded-Proto': proto } });
  expect((await call('https')).status).toBe(200);
  await site.on({});
  for (const proto of ['https', 'http']) expect((await call(proto)).status).toBe(202);
  await site.off();
  await expect.poll(() => site.arrived.length).toBe(3);
  for (const { body, headers } of site.arrived) expect(headers['x-forwarded-proto']).toBe(body);
});

describe('what a stranger puts into one', () => {
  it('says neither who he is nor where it goes', async () => {
    await start();
    await site.on({});
    await site.send('/webhooks/any', {
      method: 'POST',
      host: 'internal.example',
      headers: {
        Connection: 'X-Signature',
        'X-Signature': 'kept',
        'Keep-Alive': 'timeout=5',
        'X-Forwarded-For': '10.0.0.1',
        'X-Forwarded-Host': 'internal',
        'Portcullis-Decision': 'v1.forged.forged',
        'Portcullis-Delivery': 'forged',
        'Remote-User': 'admin',
        Cookie: '__Host-portcullis-pass=x; shop=1',
      },
      body: '{"id":"any"}',
    });
    await site.off();
    await expect.poll(() => site.arrived.length).toBe(1);
    const headers: Arrived['headers'] = site.arrived[0]?.headers ?? {};
    expect(headers.host).not.toBe('internal.example');
    expect(headers['x-signature']).toBe('kept');
    expect(headers['x-forwarded-for']).toBe('127.0.0.1');
    expect(headers['x-forwarded-host']).toBe(headers.host);
    expect(headers['remote-user']).toBeUndefined();
    expect(headers['portcullis-decision']).toBeUndefined();
    expect(headers['portcullis-delivery']).not.toBe('forged');
    expect(headers.cookie).toBe('shop=1');
    expect(headers['transfer-encoding']).toBeUndefined();
  });
});
