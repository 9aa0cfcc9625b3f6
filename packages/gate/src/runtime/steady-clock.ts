import type { Clock } from '../ports/clock.ts';

/** A clock set back by no more than this is not heeded: it waits until it has caught up. */
export const longestSetBackMs = 60_000;

export interface SteadyClock extends Clock {
  /** What `monotonicMs` said last, whoever asked: every round of the follower does. */
  latestMonotonicMs(): number;
}

/**
 * The one source of "now" of a gate, for everything it issues and everything it opens. Follows the wall
 * clock forwards at once. Backwards it waits for up to a minute, so that small corrections revive nothing;
 * a clock that is set back further was wrong before or is wrong now, and is followed, so that what is issued
 * from then on is good. What had ended by then stays ended all the same: see `Endings`.
 */
export function steadyClock(clock: Clock): SteadyClock {
  let latestMs = Number.NEGATIVE_INFINITY;
  let latestMonotonicMs = clock.monotonicMs();
  return {
    wallMs() {
      const wallMs = clock.wallMs();
      const waits = wallMs <= latestMs && latestMs - wallMs <= longestSetBackMs;
      if (!waits) latestMs = wallMs;
      return latestMs;
    },
    monotonicMs() {
      latestMonotonicMs = clock.monotonicMs();
      return latestMonotonicMs;
    },
    latestMonotonicMs: () => latestMonotonicMs,
  };
}
