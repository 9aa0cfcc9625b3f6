import { describe, expect, it } from 'vitest';
import { createTestClock } from '../../test/support/gate-fixtures.ts';
import { createEndings } from './endings.ts';

const hourMs = 3_600_000;

describe('what has ended', () => {
  it('is over from its end on', () => {
    const clock = createTestClock();
    const endings = createEndings(clock);
    const expiresAt = clock.wallMs() + hourMs;
    clock.advance(hourMs - 1);
    expect(endings.isOver('a', expiresAt)).toBe(false);
    clock.advance(1);
    expect(endings.isOver('a', expiresAt)).toBe(true);
  });

  it('stays over when the clock is set back', () => {
    const clock = createTestClock();
    const endings = createEndings(clock);
    const expiresAt = clock.wallMs() + hourMs;
    expect(endings.isOver('a', expiresAt)).toBe(false);
    clock.advance(hourMs);
    clock.jump(-2 * hourMs);
    expect(endings.isOver('a', expiresAt)).toBe(true);
  });

  it('ends nothing for good that only a wrong clock called over', () => {
    const clock = createTestClock();
    const endings = createEndings(clock);
    const known = clock.wallMs() + hourMs;
    expect(endings.isOver('known', known)).toBe(false);
    clock.jump(24 * hourMs);
    expect([endings.isOver('known', known), endings.isOver('new', known)]).toEqual([true, true]);
    clock.jump(-24 * hourMs);
    expect([endings.isOver('known', known), endings.isOver('new', known)]).toEqual([false, false]);
  });

  it('ends what was made by a clock that was ahead after its own time', () => {
    const clock = createTestClock();
    const endings = createEndings(clock);
    clock.jump(24 * hourMs);
    const expiresAt = clock.wallMs() + hourMs;
    expect(endings.isOver('a', expiresAt)).toBe(false);
    clock.jump(-24 * hourMs);
    expect(endings.isOver('a', expiresAt)).toBe(false);
    clock.advance(hourMs);
    expect(endings.isOver('a', expiresAt)).toBe(true);
  });

  it('is what has lasted as long as was announced, by a clock that was set back before it was seen', () => {
    const clock = createTestClock();
    const endings = createEndings(clock);
    const expiresAt = clock.wallMs() + hourMs;
    clock.jump(-48 * hourMs);
    expect(endings.isOver('a', expiresAt, hourMs)).toBe(false);
    clock.advance(hourMs - 1);
    expect(endings.isOver('a', expiresAt, hourMs)).toBe(false);
    clock.advance(1);
    expect(endings.isOver('a', expiresAt, hourMs)).toBe(true);
  });

  it('is everything when the clock gives no number', () => {
    const endings = createEndings({ wallMs: () => Number.NaN, monotonicMs: () => 0 });
    expect(endings.isOver('a', Number.MAX_SAFE_INTEGER)).toBe(true);
    expect(endings.isOver('a', Number.MAX_SAFE_INTEGER, hourMs)).toBe(true);
  });

  it('is forgotten, oldest first, when there is far too much of it', () => {
    const clock = createTestClock();
    const endings = createEndings(clock);
    const expiresAt = clock.wallMs() + hourMs;
    for (let index = 0; index <= 10_000; index += 1) endings.isOver(`${index}`, expiresAt);
    clock.advance(hourMs);
    clock.jump(-hourMs);
    expect([endings.isOver('10000', expiresAt), endings.isOver('0', expiresAt)]).toEqual([true, false]);
  });
});
