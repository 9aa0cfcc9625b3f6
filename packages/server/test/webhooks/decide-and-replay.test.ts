import { createDecisionReader } from '@portcullis/gate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
    await expect.poll(eventIds).toEqual(['evt_1', 'evt_3']);
    expect(await standing()).toMatchObject({ name: stripe, waiting: 1, failed: 1, delivered: 1 });
    await site.server.gate.audit.flush();
    const { records } = await site.control.get<{ records: readonly { kind: string }[] }>('/audit?limit=50');
    expect(records.filter(({ kind }) => kind === 'webhook.failed').length).toBe(1);

    expect(await decide({ decision: 'skip', id: await idOf(0) })).toEqual({ changed: 1 });
    await expect.poll(eventIds).toEqual(['evt_1', 'evt_3', 'evt_2']);
    answer = () => 204;
    expect(await decide({ decision: 'now', webhook: stripe, state: 'failed' })).toEqual({ changed: 1 });
    await expect.poll(eventIds).toEqual(['evt_1', 'evt_3', 'evt_2', 'evt_1']);
    await expect.poll(async () => (await standing())?.delivered).toBe(3);
    await expect(decide({ decision: 'drop', id: await idOf(0) })).rejects.toMatchObject({
      code: 'PORTCULLIS_NOT_DECIDABLE',
    });
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
    expect(await decide({ decision: 'go-on', webhook: stripe })).toEqual({ changed: 1 });
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
