import { describe, expect, it } from 'vitest';
import { createRecentTryTable } from './recent-try-table.ts';
import { createTryTable } from './try-table.ts';

describe('createRecentTryTable', () => {
  function tables(entries?: number) {
    const clock = { at: 1_700_000_000_000 };
    const options = { free: 5, longestDelayMs: 900_000, forgetAfterMs: 3_600_000, now: () => clock.at };
    const recent = createRecentTryTable({ ...options, ...(entries !== undefined && { entries }) });
    return { clock, recent, fixed: createTryTable(options) };
  }

  it('delays as the table of a fixed size does, so that nobody tells which of them he met', () => {
    const { clock, recent, fixed } = tables();
    for (let step = 0; step < 400; step += 1) {
      const [one, other] = [recent.failed('key'), fixed.failed('key')];
      if (step % 3 === 0) {
        one.takeBack();
        other.takeBack();
      }
      expect(one.count).toBe(other.count);
      expect(recent.waitMs('key')).toBe(fixed.waitMs('key'));
      clock.at += (step * 7_919) % 1_000_000;
      expect(recent.waitMs('key')).toBe(fixed.waitMs('key'));
      if (step % 50 === 0) clock.at += 3_600_000;
    }
  });

  it('delays no key for the sake of others, however many there were', () => {
    const { recent } = tables();
    for (let other = 0; other < 20_000; other += 1) {
      for (let tries = 0; tries < 6; tries += 1) recent.failed(`other ${other}`);
    }
    let delayed = 0;
    for (let key = 0; key < 2_000; key += 1) if (recent.waitMs(`fresh ${key}`) > 0) delayed += 1;
    expect(delayed).toBe(0);
    expect(recent.waitMs('other 19999')).toBeGreaterThan(0);
  });

  it('throws out what failed least recently', () => {
    const { recent } = tables(3);
    for (const key of ['a', 'b', 'c', 'a', 'd']) recent.failed(key);
    expect(recent.failed('a').count).toBe(3);
    expect(recent.failed('b').count).toBe(1);
  });
});
