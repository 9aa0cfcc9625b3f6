import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkFamily, defineProperty } from '../../packages/gate/test/properties/property.ts';
import { createStopwatch } from '../../packages/gate/test/support/stopwatch.ts';

/** A clock by which the calls of an action take these times, one after the other. */
function stopwatchOf(...durationsMs: readonly number[]) {
  const left = [...durationsMs];
  let nowMs = 0;
  const stopwatch = createStopwatch(() => nowMs);
  const action = () => {
    nowMs += left.shift() ?? 0;
    return nowMs;
  };
  return { stopwatch, action };
}

describe('the stopwatch', () => {
  test('gives what the action returns, and remembers the slowest', () => {
    const { stopwatch, action } = stopwatchOf(3, 3, 3, 3, 2);
    expect(stopwatch.measure(action)).toBe(3);
    stopwatch.measure(action);
    expect(stopwatch.slowestMs).toBe(3);
  });

  test('takes what other work on the machine delayed for as fast as it is', () => {
    const { stopwatch, action } = stopwatchOf(400, 80, 70, 2);
    stopwatch.measure(action);
    expect(stopwatch.slowestMs).toBe(2);
  });

  test('fails a call that is slow four times', () => {
    const { stopwatch, action } = stopwatchOf(80, 60, 90, 70);
    expect(() => stopwatch.measure(action)).toThrow('took 60 ms, four times');
  });
});

describe('a property', () => {
  const evens = (least: Readonly<Record<string, number>>, limit: number) =>
    defineProperty<number>({
      name: 'numbers are small',
      drawn: fc.nat(1_000),
      least,
      judge: (number, { saw }) => {
        if (number % 2 === 0) saw('an even number');
        return number <= limit ? null : `${number} is large`;
      },
    });

  test('that holds names no violation, and draws as often as asked', () => {
    const family = { name: 'numbers', properties: [evens({}, 1_000), evens({}, 1_000)] };
    const result = checkFamily(family, { runs: 1_000, seed: 1 });
    expect(result).toMatchObject({ runs: 1_000, violations: [] });
    expect(result.seen['an even number']).toBeGreaterThan(300);
  });

  test('that does not hold names the smallest example, and how to draw it again', () => {
    const { violations } = evens({}, 900).check({ runs: 1_000, seed: 7 });
    expect(violations).toHaveLength(1);
    expect(violations[0]).toMatch(/^numbers are small: 901 is large; seed 7, path [\d:]+: 901$/);
  });

  test('that sees too little does not hold', () => {
    const { violations } = evens({ 'an even number': 0.9, 'a mouse': 0.1 }, 1_000).check({
      runs: 100,
      seed: 1,
    });
    expect(violations).toEqual([
      expect.stringContaining('of 100 runs saw an even number'),
      'numbers are small: only 0 of 100 runs saw a mouse',
    ]);
  });
});
