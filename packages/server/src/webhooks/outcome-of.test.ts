import { describe, expect, test } from 'vitest';
import { outcomeOf } from './outcome-of.ts';
import type { SentDelivery } from './send-delivery.ts';

const now = 1_000_000;
const outcome = (
  sent: SentDelivery,
  { attempts = 0, most = 10, whenFailed = 'wait' as 'wait' | 'continue', isVerified = true, jitter = 0 } = {},
) =>
  outcomeOf({
    claimed: { id: 'h1', by: 'me 1', attempts, isVerified },
    rule: { attempts: most, whenFailed },
    sent,
    nowMs: now,
    jitter,
  });
const answered = (status: number, retryAfterSeconds: number | null = null): SentDelivery => ({
  kind: 'answered',
  status,
  retryAfterSeconds,
});

test.each([200, 201, 202, 204, 299])('%i is delivered', (status) => {
  expect(outcome(answered(status))).toMatchObject({ kind: 'delivered', attempt: { status, problem: null } });
});

test.each([301, 307, 400, 404, 410, 422, 429, 500, 503])('%i is tried again', (status) => {
  expect(outcome(answered(status))).toMatchObject({ kind: 'later', dueAt: now + 1_000, attempt: { status } });
});

test('it waits longer each time, as long as asked, and no two wait alike', () => {
  const waits = Array.from({ length: 9 }, (_, attempts) => outcome(answered(500), { attempts }).dueAt ?? 0);
  expect(waits.map((dueAt) => (dueAt - now) / 1_000)).toEqual([1, 5, 15, 60, 300, 900, 1_800, 3_600, 3_600]);
  expect(outcome(answered(503, 120)).dueAt).toBe(now + 120_000);
  expect(outcome(answered(503, 86_400)).dueAt).toBe(now + 3_600_000);
  expect(outcome(answered(503, 1), { attempts: 3 }).dueAt).toBe(now + 60_000);
  expect(outcome(answered(500), { jitter: 1 }).dueAt).toBe(now + 1_100);
});

test('after its last attempt somebody decides; whether others wait for that is the rule’s', () => {
  expect(outcome(answered(500), { attempts: 9 })).toMatchObject({ kind: 'failed', isSkipped: false });
  expect(outcome(answered(500), { attempts: 0, most: 1, whenFailed: 'continue' })).toMatchObject({
    kind: 'failed',
    isSkipped: true,
  });
  expect(outcome({ kind: 'lost', problem: 'x' }, { attempts: 9 })).toMatchObject({ kind: 'failed' });
});

test('what the application never saw is no attempt, however often', () => {
  const sent: SentDelivery = { kind: 'unreachable', problem: 'nobody there' };
  expect(outcome(sent, { attempts: 9 })).toEqual({
    id: 'h1',
    by: 'me 1',
    kind: 'later',
    dueAt: now,
    counts: false,
    attempt: { at: 0, status: null, problem: 'nobody there' },
  });
});

describe('one that nobody verified', () => {
  const anybodys = { isVerified: false, whenFailed: 'continue' } as const;
  const holdsUp = (sent: SentDelivery, options: Parameters<typeof outcome>[1] = {}) => {
    const { kind, isSkipped } = outcome(sent, { ...anybodys, ...options });
    expect(kind).toBe('later');
    return isSkipped !== true;
  };

  test.each([400, 401, 404, 415, 422])('holds up nobody once the application refused it: %i', (status) => {
    expect(holdsUp(answered(status))).toBe(false);
  });

  test.each([408, 425, 429, 502, 503, 504])(
    'nor once the application could not now for a minute: %i',
    (status) => {
      const held = [0, 1, 2, 3, 4, 5].map((attempts) => holdsUp(answered(status), { attempts }));
      expect(held).toEqual([true, true, true, true, false, false]);
    },
  );

  test('nor after it failed three times in another way', () => {
    for (const sent of [answered(500), answered(302), { kind: 'lost', problem: 'x' } as const]) {
      expect([0, 1, 2].map((attempts) => holdsUp(sent, { attempts }))).toEqual([true, true, false]);
    }
  });

  test('unless its rule says that they wait; and what is verified always does', () => {
    expect(holdsUp(answered(400), { whenFailed: 'wait', attempts: 8 })).toBe(true);
    expect(holdsUp(answered(400), { isVerified: true, attempts: 8 })).toBe(true);
    expect(outcome({ kind: 'unreachable', problem: 'x' }, { ...anybodys, attempts: 8 }).isSkipped).toBe(
      undefined,
    );
  });
});
