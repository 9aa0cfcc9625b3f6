import { describe, expect, it } from 'vitest';
import { createTestClock } from '../../test/support/gate-fixtures.ts';
import { longestSetBackMs, steadyClock } from './steady-clock.ts';

/** Steady time minus the wall clock after each jump of it, with a second in between. */
function leadAfter(...jumps: readonly number[]): readonly number[] {
  const clock = createTestClock();
  const steady = steadyClock(clock);
  steady.wallMs();
  return jumps.map((jump) => {
    clock.jump(jump);
    const lead = steady.wallMs() - clock.wallMs();
    clock.advance(1_000);
    return lead;
  });
}

describe('steadyClock', () => {
  it('follows the wall clock forwards at once', () => {
    expect(leadAfter(1, 3_600_000, 0)).toEqual([0, 0, 0]);
  });

  it('waits for a clock that was set back a little until it has caught up', () => {
    expect(leadAfter(-longestSetBackMs, 0, 58_000, 0)).toEqual([60_000, 59_000, 0, 0]);
  });

  it('follows a clock that was set back further: what it issues from then on is good', () => {
    expect(leadAfter(-longestSetBackMs - 1, 0)).toEqual([0, 0]);
  });

  it('does not run ever further ahead of a clock that is set back again and again', () => {
    expect(leadAfter(-40_000, -40_000, -40_000)).toEqual([40_000, 0, 39_000]);
  });

  it('is no number while the clock is none, and recovers', () => {
    const walls = [5, Number.NaN, 7];
    const steady = steadyClock({ wallMs: () => walls.shift() ?? 0, monotonicMs: () => 0 });
    expect([steady.wallMs(), steady.wallMs(), steady.wallMs()]).toEqual([5, Number.NaN, 7]);
  });
});
