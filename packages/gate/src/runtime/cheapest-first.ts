import type { Clock } from '../ports/clock.ts';

export interface Turn<Result> {
  /** What it may cost at worst, in any unit. */
  readonly cost: number;
  /** Whether nobody waits for the result any more. */
  hasLeft(): boolean;
  work(): Promise<Result>;
}

export interface CheapestFirstOptions {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** Who waits longer gets no turn. */
  readonly mostWaitMs: number;
}

interface Waiting<Result> {
  readonly turn: Turn<Result>;
  readonly sinceMs: number;
  readonly resolve: (result: Result | null) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Runs one at a time what it is given, the cheapest of all that wait first, so that a crowd of costly ones holds up
 * nobody but itself. Null for what got no turn; a failure stops nobody behind it.
 */
export function cheapestFirst<Result>({
  clock,
  mostWaitMs,
}: CheapestFirstOptions): (turn: Turn<Result>) => Promise<Result | null> {
  const waiting = new Set<Waiting<Result>>();
  let isWorking = false;

  /** All who wait are looked at in each turn: who has left must not keep memory until it would have been theirs. */
  function takeNext(): Waiting<Result> | null {
    const earliestMs = clock.monotonicMs() - mostWaitMs;
    let next: Waiting<Result> | null = null;
    for (const one of waiting) {
      if (one.sinceMs < earliestMs || one.turn.hasLeft()) {
        waiting.delete(one);
        one.resolve(null);
      } else if (next === null || one.turn.cost < next.turn.cost) next = one;
    }
    if (next !== null) waiting.delete(next);
    return next;
  }

  async function workOn(): Promise<void> {
    isWorking = true;
    for (let next = takeNext(); next !== null; next = takeNext()) {
      await next.turn.work().then(next.resolve, next.reject);
    }
    isWorking = false;
  }

  return (turn) =>
    new Promise((resolve, reject) => {
      waiting.add({ turn, sinceMs: clock.monotonicMs(), resolve, reject });
      if (!isWorking) void workOn();
    });
}
