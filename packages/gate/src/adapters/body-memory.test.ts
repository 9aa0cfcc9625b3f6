import { afterEach, expect, it, vi } from 'vitest';
import { createBodyMemory } from './body-memory.ts';

const megabyte = 1_024 * 1_024;
const free = 32 * 1_024;

it('lets bodies of 64 MB be read at once, and small ones beside them', () => {
  const large = createBodyMemory();
  const other = createBodyMemory();
  expect([
    large.grow(60 * megabyte),
    other.grow(4 * megabyte + free),
    other.grow(free),
    other.grow(1),
  ]).toEqual([true, true, true, false]);
  const small = createBodyMemory();
  expect([small.grow(free), small.grow(1)]).toEqual([true, false]);
  large.release();
  large.release();
  expect(small.grow(60 * megabyte - free - 1)).toBe(true);
  for (const memory of [other, small]) memory.release();
  const again = createBodyMemory();
  expect([again.grow(64 * megabyte), again.grow(free), again.grow(1)]).toEqual([true, true, false]);
  again.release();
});

afterEach(() => {
  vi.useRealTimers();
});

it('gives the places of those that take long to arrive to others that need them, the oldest first and no more than that', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const given: string[] = [];
  const arriving = (name: string, bytes: number) => {
    const memory = createBodyMemory();
    const arrived = memory.arrives(() => {
      given.push(name);
      arrived();
      memory.release();
    });
    expect(memory.grow(bytes)).toBe(true);
    return { memory, arrived };
  };
  const small = arriving('small', free);
  const one = arriving('one', 30 * megabyte);
  const two = arriving('two', 20 * megabyte);
  const whole = arriving('whole', 10 * megabyte);
  whole.arrived();
  const genuine = createBodyMemory();
  expect(genuine.grow(10 * megabyte)).toBe(false);
  vi.advanceTimersByTime(1_999);
  expect([genuine.grow(1), given]).toEqual([false, []]);
  vi.advanceTimersByTime(1);
  const late = arriving('late', free);
  expect([genuine.grow(1), given]).toEqual([true, ['one']]);
  // Nobody gives his place up for nothing; what arrived whole, counts for nothing, or has only begun keeps it anyway.
  const greedy = createBodyMemory();
  expect([greedy.grow(60 * megabyte), given]).toEqual([false, ['one']]);
  expect([genuine.grow(40 * megabyte), given]).toEqual([true, ['one', 'two']]);
  for (const { memory } of [small, one, two, whole, late]) memory.release();
  genuine.release();
});

it('nobody gives up his own place to himself', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const whole = createBodyMemory();
  expect(whole.grow(60 * megabyte)).toBe(true);
  const slow = createBodyMemory();
  let times = 0;
  slow.arrives(() => {
    times += 1;
  });
  expect(slow.grow(3 * megabyte)).toBe(true);
  vi.advanceTimersByTime(5_000);
  expect([slow.grow(3 * megabyte), times]).toEqual([false, 0]);
  for (const memory of [whole, slow]) memory.release();
});
