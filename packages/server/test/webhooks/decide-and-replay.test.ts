import { randomUUID } from 'node:crypto';
import { createDecisionReader } from '@portcullis/gate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../support/command-line.ts';
import { type Arrived, type RunningSite, startSite } from '../support/running-site.ts';
import { secret, stripeEvent } from './signed-webhooks.ts';

const stripe = 'POST /webhooks/stripe';
let site: RunningSite;
let answer: (arrived: Arrived) => number;
let arrivedBodies: Buffer[];

beforeEach(async () => {
  answer = () => 200;
  arrivedBodies = [];
  site = await startSite({
    environment: { STRIPE_SECRET: secret },
    application: (arrived, response) => {
      arrivedBodies.push(Buffer.from(arrived.body, 'latin1'));
      response.writeHead(answer(arrived)).end();
    },
    policy: {
      webhooks: [
        {
          match: stripe,
          provider: 'stripe',
          secretFrom: 'STRIPE_SECRET',
          attempts: 1,
          testRun: { pointer: '/data/object/test' },
        },
      ],
    },
  });
});
afterEach(() => site.close());

interface Held {
  readonly id: string;
  readonly state: string;
  readonly isSkipped: boolean;
}
const heldNow = async (query = '') =>
  (await site.control.get<{ held: readonly Held[] }>(`/webhooks/held${query}`)).held;
const standing = async () =>
  (await site.control.get<{ webhooks: readonly Record<string, unknown>[] }>('/webhooks')).webhooks[0];
const decide = (body: object) =>
  site.control.post<{ changed: number }>('/webhooks/decide', { reason: 'a test', actor: 'ada', ...body });
const eventIds = () => site.arrived.map(({ body }) => /"id":"(evt_\d+)"/.exec(body)?.[1]);
const idOf = async (index: number) => (await heldNow())[index]?.id ?? '';

/** Asks with a new key, as programs do. */
async function askWith(scopes: readonly string[], path: string): Promise<Response> {
  const wanted = { name: `robot ${randomUUID()}`, scopes, expiresInDays: 1, actor: 'ada' };
  const { token } = await site.control.post<{ token: string }>('/keys', wanted);
  return fetch(`${site.server.consoleUrl}${path}`, { headers: { Authorization: `Bearer ${token}` } });
}

async function hold(...events: readonly (readonly [id: string, object: string])[]): Promise<void> {
  await site.on({});
  for (const [id, object] of events) {
    expect((await site.send('/webhooks/stripe', stripeEvent(id, { object }))).status).toBe(200);
  }
}

describe('one that the application does not take', () => {
  it('fails, is on record, holds up its order and no other, until somebody decides', async () => {
    await hold(['evt_1', 'a'], ['evt_2', 'a'], ['evt_3', 'b']);
    answer = ({ body }) => (body.includes('evt_1') ? 500 : 200);
    await site.off();
    await expect.poll(async () => (await heldNow('?state=failed')).length).toBe(1);
    // They are of two orders: neither waits for the other.
    await expect.poll(() => eventIds().toSorted()).toEqual(['evt_1', 'evt_3']);
    // It has arrived a moment before that is stored.
    await expect.poll(standing).toMatchObject({ name: stripe, waiting: 1, failed: 1, delivered: 1 });
    await site.server.gate.audit.flush();
    const { records } = await site.control.get<{ records: readonly { kind: string }[] }>('/audit?limit=50');
    expect(records.filter(({ kind }) => kind === 'webhook.failed').length).toBe(1);

    expect(await decide({ decision: 'skip', id: await idOf(0) })).toEqual({ changed: 1 });
    await expect.poll(() => eventIds().slice(2)).toEqual(['evt_2']);
    answer = () => 204;
    expect(await decide({ decision: 'replay', webhook: stripe, state: 'failed' })).toEqual({ changed: 1 });
    await expect.poll(() => eventIds().slice(2)).toEqual(['evt_2', 'evt_1']);
    await expect.poll(async () => (await standing())?.delivered).toBe(3);
    await expect(decide({ decision: 'drop', id: await idOf(0) })).rejects.toMatchObject({
      code: 'PORTCULLIS_NOT_DECIDABLE',
    });
  });

  it('is tried anew when its provider is told to send it again', async () => {
    await hold(['evt_1', 'a'], ['evt_2', 'a']);
    answer = () => 500;
    await site.off();
    await expect.poll(async () => (await heldNow('?state=failed')).length).toBe(1);
    answer = () => 200;
    const again = await site.send('/webhooks/stripe', stripeEvent('evt_1', { object: 'a' }));
    expect([again.status, again.headers['portcullis-delivery']]).toEqual([200, await idOf(0)]);
    await expect.poll(eventIds, { timeout: 20_000 }).toEqual(['evt_1', 'evt_1', 'evt_2']);
    expect(await standing()).toMatchObject({ failed: 0, duplicates: 1 });
  });

  it('is dropped, and those behind it go', async () => {
    await hold(['evt_1', 'a'], ['evt_2', 'a']);
    answer = ({ body }) => (body.includes('evt_1') ? 400 : 200);
    await site.off();
    await expect.poll(async () => (await heldNow('?state=failed')).length).toBe(1);
    expect(await decide({ decision: 'drop', id: await idOf(0) })).toEqual({ changed: 1 });
    await expect.poll(eventIds).toEqual(['evt_1', 'evt_2']);
    await expect.poll(standing).toMatchObject({ dropped: 1, failed: 0, waiting: 0 });
  });
});

describe('an operator', () => {
  it('drops as many as he saw, or none', async () => {
    await hold(['evt_1', 'a'], ['evt_2', 'b'], ['evt_3', 'c']);
    answer = ({ body }) => (body.includes('evt_2') ? 200 : 400);
    await site.off();
    await expect.poll(async () => (await heldNow('?state=failed')).length).toBe(2);
    const drop = (count: number) => decide({ decision: 'drop', webhook: stripe, state: 'failed', count });
    await expect(drop(1)).rejects.toMatchObject({
      code: 'PORTCULLIS_NOT_DECIDABLE',
      message: `Nothing was changed: 2 of ${stripe} are failed, not 1.`,
    });
    const portcullis = (...count: readonly string[]) =>
      runCommand(['webhooks', 'drop', '--all', stripe, '--reason', 'test calls', ...count], {
        stateDirectory: site.stateDirectory,
      });
    const without = await portcullis();
    expect([without.exitCode, without.stderr]).toEqual([2, expect.stringContaining('add --count 2.')]);
    expect((await portcullis('--count', '3')).stderr).toContain('not 3');
    expect((await portcullis('--count', 'all')).exitCode).toBe(2);
    expect(await standing()).toMatchObject({ dropped: 0, failed: 2 });
    expect(await portcullis('--count', '2')).toMatchObject({ exitCode: 0 });
    expect(await standing()).toMatchObject({ dropped: 2, failed: 0 });
    expect((await portcullis()).stderr).toContain('there is nothing to drop');
  });

  it('drops the oldest that wait, as many as he says, while more may come', async () => {
    await hold(['evt_1', 'a'], ['evt_2', 'b'], ['evt_3', 'c']);
    const drop = (...more: readonly string[]) =>
      runCommand(
        ['webhooks', 'drop', '--all', stripe, '--state', 'waiting', '--reason', 'garbage', ...more],
        {
          stateDirectory: site.stateDirectory,
        },
      );
    const without = await drop();
    expect([without.exitCode, without.stderr]).toEqual([2, expect.stringContaining('add --count 3.')]);
    expect((await drop('--count', '4')).stderr).toContain('3 of');
    expect(await standing()).toMatchObject({ dropped: 0, waiting: 3 });
    expect(await drop('--count', '2')).toMatchObject({ exitCode: 0 });
    expect(await standing()).toMatchObject({ dropped: 2, waiting: 1 });
    const beside = await runCommand(['webhooks', 'drop', 'x', '--state', 'waiting', '--reason', 'y'], {
      stateDirectory: site.stateDirectory,
    });
    expect([beside.exitCode, beside.stderr]).toEqual([
      2,
      expect.stringContaining('--state together with --all'),
    ]);
    await site.off();
    await expect.poll(eventIds).toEqual(['evt_3']);
  });

  it('who names a webhook that does not exist pauses nothing, and is told those that do', async () => {
    const unknown = {
      code: 'PORTCULLIS_NOT_FOUND',
      message: expect.stringContaining(JSON.stringify(stripe)),
    };
    const typo = `${stripe}s`;
    await expect(decide({ decision: 'pause', webhook: typo })).rejects.toMatchObject(unknown);
    await expect(decide({ decision: 'replay', webhook: typo, state: 'failed' })).rejects.toMatchObject(
      unknown,
    );
    await expect(heldNow(`?webhook=${encodeURIComponent(typo)}`)).rejects.toMatchObject(unknown);
    expect(await standing()).toMatchObject({ paused: null });
  });

  it('pauses and resumes', async () => {
    await hold(['evt_1', 'a']);
    expect(await decide({ decision: 'pause', webhook: stripe })).toEqual({ changed: 1 });
    await site.off();
    await expect(decide({ decision: 'pause', webhook: stripe })).rejects.toMatchObject({
      code: 'PORTCULLIS_NOT_DECIDABLE',
    });
    expect((await standing())?.paused).toMatchObject({ reason: 'a test' });
    // What comes meanwhile waits behind it.
    await site.send('/webhooks/stripe', stripeEvent('evt_2', { object: 'a' }));
    expect(site.arrived).toEqual([]);
    expect(await decide({ decision: 'resume', webhook: stripe })).toEqual({ changed: 1 });
    await expect.poll(eventIds).toEqual(['evt_1', 'evt_2']);
  });

  it('looks at one, on record, and sees what its sender said', async () => {
    await hold(['evt_1', 'a']);
    const id = await idOf(0);
    const found = await site.control.get<{ content: Record<string, unknown> }>(
      `/webhooks/held/${id}?actor=ada`,
    );
    expect(found.content).toMatchObject({
      method: 'POST',
      target: '/webhooks/stripe',
      encoding: 'text',
      body: stripeEvent('evt_1', { object: 'a' }).body,
    });
    const { records } = await site.control.get<{ records: readonly { kind: string; actor: string }[] }>(
      '/audit?limit=50',
    );
    expect(records.find(({ kind }) => kind === 'webhook.read')?.actor).toContain('ada');
    await expect(site.control.get('/webhooks/held/nothing')).rejects.toMatchObject({
      code: 'PORTCULLIS_NOT_FOUND',
    });
  });
});

describe('a decision about many', () => {
  const decidedOnRecord = async () => {
    const { records } = await site.control.get<{ records: readonly { data: string }[] }>(
      '/audit?limit=50&kind=webhooks.decided',
    );
    return records.map(({ data }) => JSON.parse(data));
  };

  it('says on record about how many and which', async () => {
    const about = { decision: 'drop', webhook: stripe, state: 'waiting' };
    const events = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => [`evt_${from + index}`, `o${index}`] as const);
    await hold(...events(0, 2));
    const two = (await heldNow()).map(({ id }) => id);
    expect(await decide(about)).toEqual({ changed: 2 });
    const same = { ...about, reason: 'a test' };
    expect(await decidedOnRecord()).toEqual([{ ...same, count: 2, first: 1, last: 2, deliveries: two }]);
    await hold(...events(2, 24));
    expect(await decide(about)).toEqual({ changed: 22 });
    expect((await decidedOnRecord())[0]).toEqual({ ...same, count: 22, first: 3, last: 24 });
    await expect(decide(about)).rejects.toMatchObject({ code: 'PORTCULLIS_NOT_DECIDABLE' });
    expect((await decidedOnRecord()).length).toBe(2);
  });
});

describe('the metrics', () => {
  const metricsNow = async () => {
    const text = await (await askWith(['read'], 'metrics')).text();
    const found = text.matchAll(/^portcullis_webhooks_(\w+)\{.*webhook="([^"]*)".*\} (\S+)$/gm);
    return Object.fromEntries(
      [...found].map(([, name, webhook, value]) => [`${name} ${webhook}`, Number(value)]),
    );
  };

  it('tell of each webhook what is held, since when, what failed and what was delivered', async () => {
    const of = (name: string) => `${name} ${stripe}`;
    expect((await metricsNow())[of('held')]).toBe(0);
    await hold(['evt_1', 'a'], ['evt_2', 'b'], ['evt_2', 'b'], ['evt_3', 'a']);
    expect(await decide({ decision: 'pause', webhook: stripe })).toEqual({ changed: 1 });
    const during = await metricsNow();
    expect(during).toMatchObject({
      ...{ [of('held')]: 3, [of('failed')]: 0, [of('replaying')]: 0, [of('paused')]: 1 },
      ...{ [of('delivered_total')]: 0, [of('dropped_total')]: 0, [of('duplicates_total')]: 1 },
    });
    expect(during[of('oldest_age_seconds')]).toBeGreaterThan(0);
    expect(during[of('held_bytes')]).toBeGreaterThan(100);
    const { stdout } = await runCommand(['status'], { stateDirectory: site.stateDirectory });
    expect(stdout).toContain(
      'webhooks  3 held, to be delivered once their routes are open: portcullis webhooks\n',
    );
    answer = ({ body }) => (body.includes('evt_1') ? 500 : 200);
    await site.off();
    await decide({ decision: 'resume', webhook: stripe });
    await expect.poll(metricsNow, { timeout: 20_000 }).toMatchObject({
      ...{ [of('held')]: 1, [of('failed')]: 1, [of('delivered_total')]: 1, [of('paused')]: 0 },
    });
  });
});

it('the metrics tell why webhooks were refused instead of held', async () => {
  const refused = async () => {
    const text = await (await askWith(['read'], 'metrics')).text();
    const found = text.matchAll(/^portcullis_webhook_refusals_total\{(.*)\} (\S+)$/gm);
    return [...found].map(([, labels = '', count]) => [
      /webhook="([^"]*)"/.exec(labels)?.[1],
      /why="([^"]*)"/.exec(labels)?.[1],
      Number(count),
    ]);
  };
  await hold(['evt_1', 'a']);
  expect(await refused()).toEqual([]);
  const { body, headers } = stripeEvent('evt_2');
  const send = async (more: object) =>
    (await site.send('/webhooks/stripe', { method: 'POST', body, headers, ...more })).status;
  expect(await send({ headers: {} })).toBe(401);
  expect(await send({ body: `${body} ` })).toBe(401);
  expect(await send({ body: `${body}  ` })).toBe(401);
  expect(await send({ body: 'x'.repeat(30_000_000) })).toBe(413);
  expect(await refused()).toEqual([
    [stripe, 'missing', 1],
    [stripe, 'wrong', 2],
    [stripe, 'too-large', 1],
  ]);
});

describe('who looks and may change nothing', () => {
  it('gets nothing that the call could be sent again with', async () => {
    const looked = async (scopes: readonly string[], id: string) => {
      const response = await askWith(scopes, `v1/sites/default/webhooks/held/${id}`);
      expect(response.status).toBe(200);
      return response.text();
    };
    await site.on({});
    const { body, headers } = stripeEvent('evt_1', { object: 'a' });
    const credentials = { 'X-Own-Secret': 'opensesame', Authorization: 'Bearer letmein' };
    const target = '/webhooks/stripe?token=fromtheaddress';
    expect(
      (await site.send(target, { body, method: 'POST', headers: { ...headers, ...credentials } })).status,
    ).toBe(200);
    const id = await idOf(0);
    const masked = await looked(['audit'], id);
    const secrets = [String(headers?.['Stripe-Signature']), 'opensesame', 'letmein', 'fromtheaddress'];
    expect(secrets.filter((text) => masked.includes(text))).toEqual([]);
    expect(JSON.parse(masked).content).toMatchObject({
      target: '/webhooks/stripe?token=[hidden]',
      isMasked: true,
      body,
    });
    const whole = await looked(['audit', 'switch'], id);
    expect(secrets.filter((text) => !whole.includes(text))).toEqual([]);
    expect(JSON.parse(whole).content).toMatchObject({ target, isMasked: false });
  });
});

describe('the application', () => {
  it('can check what it is told of a delivery, and nobody else can say it', async () => {
    await hold(['evt_1', 'a']);
    await site.off();
    await expect.poll(() => site.arrived.length).toBe(1);
    const headers: Arrived['headers'] = site.arrived[0]?.headers ?? {};
    const reader = createDecisionReader({ keys: [site.server.decisionKey] });
    const body = arrivedBodies[0] ?? Buffer.alloc(0);
    const claims = await reader.readDelivery({ headers }, body);
    expect(claims).toMatchObject({ webhook: stripe, isVerified: true, site: 'default' });
    expect(claims?.delivery).toBe(headers['portcullis-delivery']);
    expect(await reader.readDelivery({ headers }, Buffer.from('{}'))).toBe(null);
    // Neither stands for the other, though one key signs both.
    const proof = headers['portcullis-delivery-proof'];
    expect(await reader.read({ headers: { 'portcullis-decision': String(proof) } })).toBe(null);
  });
});

describe('a test run', () => {
  it('gets the webhooks that it caused, during the window; all others are held', async () => {
    await site.on({});
    const { pass } = await site.control.post<{ pass: { id: string } }>('/passes', {
      subject: 'tess',
      scope: 'write',
      isTest: true,
      ttlMs: 3_600_000,
      actor: 'ada',
    });
    const send = (id: string, test: string, options = {}) =>
      site.send('/webhooks/stripe', stripeEvent(id, { object: id, more: { test }, ...options }));
    expect((await send('evt_1', pass.id)).headers['portcullis-delivery']).toBeUndefined();
    expect((await send('evt_2', 'another')).headers['portcullis-delivery']).toBeDefined();
    expect((await send('evt_3', pass.id, { signedWith: 'wrong' })).status).toBe(401);
    expect(eventIds()).toEqual(['evt_1']);
  });
});
