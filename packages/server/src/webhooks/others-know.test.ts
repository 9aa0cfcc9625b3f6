import type { StoredInstance, View } from '@portcullis/gate';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createOthersKnow } from './others-know.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Other = Pick<StoredInstance, 'id' | 'epoch' | 'seenAt'> &
  Partial<Pick<StoredInstance, 'effectiveMode' | 'effectiveAreas' | 'why'>>;

interface Asked {
  readonly epoch?: number;
  readonly onlyBehind?: boolean;
  readonly orderWaitsMs?: number;
  /** What is in force since its lease is over. */
  readonly modeWhenLost?: 'closed';
}

/** An instance that enforces epoch 3 beside others, which can be changed. */
function startAmong(others: readonly Other[], fails = false) {
  let found = others;
  let asked = 0;
  const othersKnow = createOthersKnow({
    gate: { site: 'shop', instance: { id: 'own', version: '1', host: 'here', processId: 1 } },
    instances: {
      async list() {
        asked += 1;
        if (fails) throw new Error('away');
        const own = { id: 'own', epoch: 3, seenAt: 10_000 };
        return [own, ...found].map((one) => ({
          effectiveMode: 'open',
          effectiveAreas: {},
          why: 'store',
          ...one,
          now: 10_000,
          leaseMs: 5_000,
        })) as unknown as StoredInstance[];
      },
    },
  });
  return {
    change(next: readonly Other[]) {
      found = next;
    },
    asked: () => asked,
    ask(
      why: View['snapshot']['why'] = 'store',
      { epoch = 3, onlyBehind = false, orderWaitsMs = 0, modeWhenLost }: Asked = {},
    ) {
      const state = { isDone: false };
      const lease = { leaseUntilMs: 0, modeWhenLost: modeWhenLost ?? null };
      const view = { snapshot: { why, switch: { epoch }, ...lease } } as unknown as View;
      void othersKnow(view, { onlyBehind, orderWaitsMs }).then(() => {
        state.isDone = true;
      });
      return state;
    },
  };
}

const behind: Other = { id: 'other', epoch: 2, seenAt: 10_000 };
const same: Other = { ...behind, epoch: 3 };

it('does not wait where nobody else is, or all enforce the same', async () => {
  for (const others of [[], [same], [{ ...behind, seenAt: 3_999 }]]) {
    const { ask } = startAmong(others);
    const asked = ask();
    await vi.advanceTimersByTimeAsync(0);
    expect(asked.isDone).toBe(true);
  }
});

it('waits for one that is behind, and asks no more once it is not', async () => {
  const { ask, change, asked } = startAmong([behind]);
  const waiting = [ask(), ask()];
  await vi.advanceTimersByTimeAsync(1_500);
  expect(waiting.map(({ isDone }) => isDone)).toEqual([false, false]);
  change([same]);
  await vi.advanceTimersByTimeAsync(50);
  expect(waiting.map(({ isDone }) => isDone)).toEqual([true, true]);
  const before = asked();
  const next = ask();
  await vi.advanceTimersByTimeAsync(0);
  expect([next.isDone, asked()]).toEqual([true, before]);
  // Another switch is another question.
  change([same]);
  const later = ask('store', { epoch: 4 });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(later.isDone).toBe(false);
});

it.each([false, true])(
  'waits for nobody longer than two seconds (the store answers: %s)',
  async (answers) => {
    const { ask } = startAmong([behind], !answers);
    const waiting = ask();
    await vi.advanceTimersByTimeAsync(1_900);
    expect(waiting.isDone).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    expect(waiting.isDone).toBe(true);
    const next = ask();
    await vi.advanceTimersByTimeAsync(0);
    expect(next.isDone).toBe(true);
  },
);

it.each(['break-glass', 'environment', 'store-lost', 'disk', 'contested'] as const)(
  'gives others the time to look where one is shut by itself (%s)',
  async (why) => {
    for (const fails of [false, true]) {
      const { ask } = startAmong([same], fails);
      const waiting = ask(why);
      await vi.advanceTimersByTimeAsync(1_900);
      expect(waiting.isDone).toBe(false);
      await vi.advanceTimersByTimeAsync(200);
      expect(waiting.isDone).toBe(true);
    }
    const alone = startAmong([]).ask(why);
    await vi.advanceTimersByTimeAsync(0);
    expect(alone.isDone).toBe(true);
  },
);

it('gives others the time to look where one is shut because its lease is over, before it says so', async () => {
  const { ask } = startAmong([same]);
  await vi.advanceTimersByTimeAsync(1);
  const waiting = ask('store', { modeWhenLost: 'closed' });
  await vi.advanceTimersByTimeAsync(1_900);
  expect(waiting.isDone).toBe(false);
  await vi.advanceTimersByTimeAsync(200);
  expect(waiting.isDone).toBe(true);
});

describe('at a gate that is open', () => {
  it('others are given the time to look, too: who holds what comes before may be shut by itself', async () => {
    const { ask } = startAmong([same]);
    const waiting = ask('store', { onlyBehind: true });
    await vi.advanceTimersByTimeAsync(1_900);
    expect(waiting.isDone).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    expect(waiting.isDone).toBe(true);
  });

  it('nobody waits for what others have had the time to see', async () => {
    const { ask, asked } = startAmong([same]);
    const waited = ask('store', { onlyBehind: true, orderWaitsMs: 8_000 });
    const almost = ask('store', { onlyBehind: true, orderWaitsMs: 7_500 });
    await vi.advanceTimersByTimeAsync(0);
    expect([waited.isDone, almost.isDone, asked()]).toEqual([true, false, 1]);
    await vi.advanceTimersByTimeAsync(600);
    expect(almost.isDone).toBe(true);
    // Its commit may have taken so long that others could see it only now.
    const fresh = ask('store', { onlyBehind: true, orderWaitsMs: 3_000 });
    await vi.advanceTimersByTimeAsync(1_900);
    expect(fresh.isDone).toBe(false);
  });

  it('nobody waits where nobody else is', async () => {
    const waiting = startAmong([]).ask('store', { onlyBehind: true });
    await vi.advanceTimersByTimeAsync(0);
    expect(waiting.isDone).toBe(true);
  });
});

const forced: Other = { ...behind, effectiveMode: 'closed', why: 'environment' };
const shut: Other = { ...same, effectiveMode: 'read-only', effectiveAreas: { payments: 'closed' } };
/** Each may let through what comes behind, now or in a moment. */
const mayLetThrough: readonly Other[] = [
  { ...forced, effectiveMode: 'open' },
  { ...forced, effectiveAreas: { payments: 'open' } },
  // It may end at any time.
  { ...forced, why: 'break-glass' },
  { ...shut, epoch: 2 },
  { ...shut, effectiveAreas: { payments: 'open' } },
  { ...shut, why: 'store-lost' },
];

describe('where one is forced', () => {
  it.each([[[forced]], [[shut]], [[forced, { ...shut, id: 'third' }]]])(
    'it waits for nobody who cannot let anything through: %j',
    async (others) => {
      const asked = startAmong(others).ask('environment');
      await vi.advanceTimersByTimeAsync(0);
      expect(asked.isDone).toBe(true);
    },
  );

  it.each(mayLetThrough.map((one) => [one]))('it gives the time to look to %j', async (one) => {
    const asked = startAmong([forced, { ...one, id: 'third' }]).ask('environment');
    await vi.advanceTimersByTimeAsync(1_900);
    expect(asked.isDone).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    expect(asked.isDone).toBe(true);
  });

  it('a hundred webhooks in a second ask for the others ten times, each with what was said after it was held', async () => {
    const { ask, asked, change } = startAmong([forced]);
    const waiting = [];
    for (let count = 0; count < 99; count += 1) {
      waiting.push(ask('environment'));
      await vi.advanceTimersByTimeAsync(10);
    }
    await vi.advanceTimersByTimeAsync(100);
    expect(waiting.filter(({ isDone }) => !isDone)).toEqual([]);
    expect(asked()).toBeLessThanOrEqual(11);
    // The look that the first of two waits for comes after both.
    const last = ask('environment');
    change([forced, { ...behind, id: 'third' }]);
    await vi.advanceTimersByTimeAsync(200);
    expect(last.isDone).toBe(false);
  });
});
