import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { spacedOut } from './spaced-out.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('begins no more often than it may, and never before somebody asked', async () => {
  const began: number[] = [];
  const run = spacedOut(
    async () => {
      began.push(Date.now() - startedAt);
      await new Promise((resolve) => setTimeout(resolve, 50));
    },
    { everyMs: 250, clock: { monotonicMs: () => Date.now() } },
  );
  const startedAt = Date.now();
  const first = run();
  await vi.advanceTimersByTimeAsync(10);
  expect(began).toEqual([0]);
  // While the first runs: it may have looked already.
  const behind = [run(), run()];
  await vi.advanceTimersByTimeAsync(239);
  expect(began).toEqual([0]);
  await first;
  await vi.advanceTimersByTimeAsync(1);
  expect(began).toEqual([0, 250]);
  await vi.advanceTimersByTimeAsync(1_000);
  await Promise.all(behind);
  void run();
  await vi.advanceTimersByTimeAsync(0);
  expect(began).toEqual([0, 250, 1_250]);
});

it('tells a failure to those who asked, and goes on', async () => {
  let isBroken = true;
  const run = spacedOut(
    async () => {
      if (isBroken) throw new Error('away');
    },
    { everyMs: 0, clock: { monotonicMs: () => Date.now() } },
  );
  await expect(run()).rejects.toThrow('away');
  isBroken = false;
  await run();
});
