import type { Clock } from '../ports/clock.ts';

/** The clock of the machine. */
export const systemClock: Clock = Object.freeze({
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
});
