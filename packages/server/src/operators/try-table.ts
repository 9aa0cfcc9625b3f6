import { createHmac, randomBytes } from 'node:crypto';

/** Counts failures by a key, in memory that never grows. */
export interface TryTable {
  /** Milliseconds until the next try; 0 = now. */
  waitMs(key: string): number;
  /** One more failure: counted before it is one, so that tries at the same moment are not more than one after the other. */
  failed(key: string): CountedFailure;
  forget(key: string): void;
}

export interface CountedFailure {
  /** How many there were, with this one. */
  readonly count: number;
  /** It was none. To be called once at most. */
  takeBack(): void;
}

export interface TryTableOptions {
  /** Failures that cost nothing. */
  readonly free: number;
  /** The delay after one more; every further failure doubles it. @default 1000 */
  readonly firstDelayMs?: number;
  readonly longestDelayMs: number;
  /** Without a failure for so long, all are forgotten. @default 3600000 */
  readonly forgetAfterMs?: number;
  /** @default 65536 */
  readonly slots?: number;
  readonly now: () => number;
}

/**
 * A table of a fixed size. Two keys may share a slot, and then their delay, where a table that throws out the oldest would
 * let whoever has many addresses begin anew; which keys share one nobody outside can know.
 */
export function createTryTable(options: TryTableOptions): TryTable {
  const { forgetAfterMs = 3_600_000, slots = 65_536, now } = options;
  const failures = new Uint16Array(slots);
  const lastAt = new Float64Array(slots);
  const secret = randomBytes(32);

  const slotOf = (key: string): number =>
    createHmac('sha256', secret).update(key).digest().readUInt32BE(0) % slots;
  const countAt = (slot: number): number =>
    now() - (lastAt[slot] ?? 0) >= forgetAfterMs ? 0 : (failures[slot] ?? 0);

  return {
    waitMs(key) {
      const slot = slotOf(key);
      return Math.max(0, (lastAt[slot] ?? 0) + delayAfter(countAt(slot), options) - now());
    },
    failed(key) {
      const slot = slotOf(key);
      const lastBefore = lastAt[slot] ?? 0;
      const count = Math.min(countAt(slot) + 1, 65_535);
      failures[slot] = count;
      lastAt[slot] = now();
      return {
        count,
        takeBack() {
          const isNewest = failures[slot] === count;
          failures[slot] = Math.max(0, (failures[slot] ?? 0) - 1);
          // Others that were counted since keep their delay.
          if (isNewest) lastAt[slot] = lastBefore;
        },
      };
    },
    forget(key) {
      failures[slotOf(key)] = 0;
    },
  };
}

/** Milliseconds from the last of so many failures to the next try. */
export function delayAfter(
  count: number,
  {
    free,
    firstDelayMs = 1_000,
    longestDelayMs,
  }: Pick<TryTableOptions, 'free' | 'firstDelayMs' | 'longestDelayMs'>,
): number {
  return count < free ? 0 : Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(count - free, 40));
}
