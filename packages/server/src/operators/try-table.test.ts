import { describe, expect, it } from 'vitest';
import { createTryTable } from './try-table.ts';

describe('createTryTable', () => {
  function table(slots?: number) {
    const clock = { at: 1_700_000_000_000 };
    const tries = createTryTable({
      free: 3,
      longestDelayMs: 10_000,
      forgetAfterMs: 60_000,
      ...(slots !== undefined && { slots }),
      now: () => clock.at,
    });
    return { clock, tries };
  }

  it('lets the first ones go, then doubles the delay up to the longest', () => {
    const { clock, tries } = table();
    const waits: number[] = [];
    for (let count = 0; count < 9; count += 1) {
      tries.failed('eve');
      waits.push(tries.waitMs('eve'));
      clock.at += tries.waitMs('eve');
      expect(tries.waitMs('eve')).toBe(0);
    }
    expect(waits).toEqual([0, 0, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000]);
    expect(tries.waitMs('mia')).toBe(0);
  });

  it('forgets after a while, and on demand', () => {
    const { clock, tries } = table();
    for (let count = 0; count < 5; count += 1) tries.failed('eve');
    clock.at += 60_000;
    expect(tries.failed('eve').count).toBe(1);
    for (let count = 0; count < 5; count += 1) tries.failed('eve');
    tries.forget('eve');
    expect(tries.waitMs('eve')).toBe(0);
  });

  it('takes back what was no failure, with the delay that it brought', () => {
    const { clock, tries } = table();
    for (let count = 0; count < 3; count += 1) tries.failed('eve');
    clock.at += 900;
    tries.failed('eve').takeBack();
    expect(tries.waitMs('eve')).toBe(100);
    // Another one failed meanwhile: its delay stays.
    const first = tries.failed('eve');
    expect([first.count, tries.failed('eve').count]).toEqual([4, 5]);
    first.takeBack();
    expect(tries.waitMs('eve')).toBe(2_000);
  });

  it('keeps counting whoever brings many others along: nothing is thrown out', () => {
    const { tries } = table(64);
    for (let count = 0; count < 3; count += 1) tries.failed('eve');
    for (let other = 0; other < 10_000; other += 1) tries.failed(`other ${other}`);
    expect(tries.waitMs('eve')).toBeGreaterThan(0);
  });
});
