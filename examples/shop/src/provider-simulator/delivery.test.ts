import { describe, expect, it } from 'vitest';
import type { ProviderName } from '../domain/webhook-events.ts';
import { type Answer, afterAttempt, type Delivery, type Endpoint, freshEndpoint } from './delivery.ts';
import { providerRules } from './provider-rules.ts';

const hour = 3_600_000;

function newDelivery(provider: ProviderName): Delivery {
  return {
    id: 'evt_1',
    provider,
    about: 'payment pi_1',
    body: '{}',
    madeAt: 0,
    state: 'waiting',
    dueAt: 0,
    reason: null,
    attempts: [],
  };
}

const refusal: Answer = { at: 0, status: 503, problem: null, tookMs: 0, retryAfterSeconds: null };

interface Tried {
  readonly delivery: Delivery;
  readonly endpoint: Endpoint;
}

/** Tries each time it is due until it is not, always with this answer. */
function tryAll(provider: ProviderName, answer: Partial<Answer> = {}, faster = 1): Tried {
  let tried: Tried = { delivery: newDelivery(provider), endpoint: freshEndpoint };
  while (tried.delivery.dueAt !== null) tried = tryOnce(tried, answer, faster);
  return tried;
}

function tryOnce(tried: Tried, answer: Partial<Answer> = {}, faster = 1): Tried {
  const at = tried.delivery.dueAt ?? 0;
  return afterAttempt(
    tried,
    { ...refusal, at, ...answer },
    {
      rules: providerRules[tried.delivery.provider],
      pace: { faster, jitter: 0 },
    },
  );
}

describe('a delivery that never succeeds', () => {
  it('of payments is tried for three days, after ever longer waits', () => {
    const { delivery } = tryAll('payments');
    const times = delivery.attempts.map(({ at }) => at);
    const waits = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBeGreaterThan(71 * hour);
    expect(times.at(-1)).toBeLessThanOrEqual(72 * hour);
    expect([delivery.state, delivery.reason]).toEqual([
      'given-up',
      `the answer was 503, after ${times.length} attempts`,
    ]);
  });

  it('of mail is tried by the schedule of Standard Webhooks', () => {
    // The specification's column "time since start", in seconds.
    const told = [0, 5, 305, 2_105, 9_305, 27_305, 63_305, 113_705, 185_705, 272_105];
    expect(tryAll('mail').delivery.attempts.map(({ at }) => at / 1_000)).toEqual(told);
  });

  it('of the CRM is tried once', () => {
    const { delivery } = tryAll('crm');
    expect(delivery.attempts).toHaveLength(1);
    expect(delivery).toMatchObject({
      state: 'given-up',
      reason: 'the answer was 503, and this provider does not send again',
    });
  });

  it('is tried as often where waits are shortened', () => {
    const { delivery } = tryAll('payments', {}, 720);
    expect(delivery.attempts).toHaveLength(providerRules.payments.waitsSeconds.length + 1);
    expect(delivery.attempts.at(-1)?.at).toBeLessThanOrEqual((72 * hour) / 720);
  });
});

it('Retry-After puts off the next attempt of mail, by no more than it says, and none of payments', () => {
  const asked = { retryAfterSeconds: 90 };
  const mail = { delivery: newDelivery('mail'), endpoint: freshEndpoint };
  expect(tryOnce(mail, asked, 720).delivery.dueAt).toBe(90_000);
  expect(tryOnce(mail, { retryAfterSeconds: 2 }).delivery.dueAt).toBe(5_000);
  const payments = { delivery: newDelivery('payments'), endpoint: freshEndpoint };
  expect(tryOnce(payments, asked, 720).delivery.dueAt).toBeLessThan(1_000);
});

it('jitter lets what failed together come apart', () => {
  const pace = { faster: 1, jitter: 1 };
  const tried = { delivery: newDelivery('mail'), endpoint: freshEndpoint };
  const { delivery } = afterAttempt(tried, refusal, { rules: providerRules.mail, pace });
  expect(delivery.dueAt).toBe(5_500);
});

it('a redirect and no answer at all are failures, 299 is none', () => {
  for (const [status, state] of [
    [302, 'waiting'],
    [null, 'waiting'],
    [299, 'delivered'],
  ] as const) {
    const tried = { delivery: newDelivery('payments'), endpoint: freshEndpoint };
    expect([status, tryOnce(tried, { status }).delivery.state]).toEqual([status, state]);
  }
});

describe('an endpoint', () => {
  it.each([
    ['payments', null],
    ['mail', 'it answered 410 Gone'],
    ['crm', null],
  ] as const)('of %s that answers 410: %s', (provider, disabled) => {
    const tried = { delivery: newDelivery(provider), endpoint: freshEndpoint };
    expect(tryOnce(tried, { status: 410 }).endpoint.disabled).toBe(disabled);
  });

  it.each([
    ['payments', 72],
    ['mail', 120],
    ['crm', null],
  ] as const)('of %s that answers nothing well for %s hours', (provider, hours) => {
    const lastHour = hours ?? 10_000;
    const failing = { ...freshEndpoint, failingSince: 0 };
    const at = (ms: number) =>
      tryOnce({ delivery: { ...newDelivery(provider), dueAt: ms }, endpoint: failing }).endpoint.disabled;
    expect(at(lastHour * hour - 1)).toBeNull();
    expect(at(lastHour * hour)).toBe(hours === null ? null : `it answered nothing well for ${hours} hours`);
  });

  it('that answers one well begins anew', () => {
    const failing = { ...freshEndpoint, failingSince: 7 };
    const tried = { delivery: newDelivery('payments'), endpoint: failing };
    expect(tryOnce(tried, { status: 200 }).endpoint).toEqual(freshEndpoint);
  });
});

describe('sent again by hand', () => {
  it('what had arrived has arrived, whatever comes of it', () => {
    const arrived = tryOnce({ delivery: newDelivery('payments'), endpoint: freshEndpoint }, { status: 200 });
    const { delivery } = tryOnce(arrived, { status: 500 });
    expect(delivery).toMatchObject({ state: 'delivered', dueAt: null });
    expect(delivery.attempts.map(({ status }) => status)).toEqual([200, 500]);
  });

  it('what was given up arrives, or stays so', () => {
    const lost = tryAll('crm');
    expect(tryOnce(lost).delivery).toMatchObject({ state: 'given-up', dueAt: null });
    expect(tryOnce(lost, { status: 202 }).delivery).toMatchObject({ state: 'delivered', reason: null });
  });
});
