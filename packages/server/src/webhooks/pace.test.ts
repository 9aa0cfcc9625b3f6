import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPace } from './pace.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** Work that ends when it is told to. */
function workshop() {
  const ends: (() => void)[] = [];
  let begun = 0;
  return {
    work: () => {
      begun += 1;
      return new Promise<void>((resolve) => void ends.push(resolve));
    },
    begun: () => begun,
    end: (count: number) => {
      for (const end of ends.splice(0, count)) end();
    },
  };
}

test('no more go than are asked for in a second', async () => {
  const pace = createPace({ perSecond: 10, atOnce: 100, live: () => 0 });
  const shop = workshop();
  for (let count = 0; count < 30; count += 1) void pace.go('a', shop.work);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(shop.begun()).toBeGreaterThanOrEqual(9);
  expect(shop.begun()).toBeLessThanOrEqual(12);
});

test('no more go at the same time than are asked for, and the next one when one has ended', async () => {
  const pace = createPace({ perSecond: 100_000, atOnce: 3, live: () => 0 });
  const shop = workshop();
  for (let count = 0; count < 10; count += 1) void pace.go('a', shop.work);
  await vi.advanceTimersByTimeAsync(100);
  expect(shop.begun()).toBe(3);
  shop.end(2);
  await vi.advanceTimersByTimeAsync(100);
  expect(shop.begun()).toBe(5);
});

test('a lane that hangs keeps no other from going', async () => {
  const pace = createPace({ perSecond: 100_000, atOnce: 4, live: () => 0 });
  const [slow, quick] = [workshop(), workshop()];
  for (let count = 0; count < 10; count += 1) void pace.go('slow', slow.work);
  for (let count = 0; count < 10; count += 1) void pace.go('quick', quick.work);
  await vi.advanceTimersByTimeAsync(100);
  expect([slow.begun(), quick.begun()]).toEqual([4, 0]);
  slow.end(2);
  await vi.advanceTimersByTimeAsync(100);
  expect([slow.begun(), quick.begun()]).toEqual([4, 2]);
  for (let count = 0; count < 4; count += 1) {
    quick.end(2);
    await vi.advanceTimersByTimeAsync(100);
  }
  expect([slow.begun(), quick.begun()]).toEqual([4, 10]);
  quick.end(2);
  await vi.advanceTimersByTimeAsync(100);
  expect(slow.begun()).toBe(6);
});

test('beside live traffic they take a tenth of what it takes, and all once it has gone', async () => {
  let live = 40;
  const shop = workshop();
  const pace = createPace({ perSecond: 100_000, atOnce: 8, live: () => live });
  await vi.advanceTimersByTimeAsync(1_000);
  for (let count = 0; count < 40; count += 1) void pace.go('a', shop.work);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(shop.begun()).toBe(4);
  live = 0;
  await vi.advanceTimersByTimeAsync(2_000);
  expect(shop.begun()).toBe(8);
});

test('beside a few they rest for longer than they work', async () => {
  let begun = 0;
  const work = () => {
    begun += 1;
    return new Promise<void>((resolve) => void setTimeout(resolve, 10));
  };
  const pace = createPace({ perSecond: 100_000, atOnce: 8, live: () => 4 });
  await vi.advanceTimersByTimeAsync(1_000);
  for (let count = 0; count < 40; count += 1) void pace.go('a', work);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(begun).toBeGreaterThan(30);
  expect(begun).toBeLessThan(45);
});

test('whoever is alone for a moment has the application for himself but for one', async () => {
  let live = 0;
  const shop = workshop();
  const pace = createPace({ perSecond: 100_000, atOnce: 8, live: () => live });
  live = 1;
  for (let count = 0; count < 20; count += 1) void pace.go('a', shop.work);
  await vi.advanceTimersByTimeAsync(20);
  expect(shop.begun()).toBe(1);
  live = 0;
  await vi.advanceTimersByTimeAsync(20);
  expect(shop.begun()).toBe(8);
});

test('once it is stopped nothing goes any more, and nobody waits for ever', async () => {
  const pace = createPace({ perSecond: 1, atOnce: 1, live: () => 0 });
  const shop = workshop();
  const first = pace.go('a', shop.work);
  const second = pace.go('a', shop.work);
  pace.stop();
  expect(await second).toBe(null);
  expect(await pace.go('a', shop.work)).toBe(null);
  shop.end(1);
  await first;
  expect(shop.begun()).toBe(1);
});
