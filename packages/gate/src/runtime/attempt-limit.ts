/** Counts attempts by address, so that tokens cannot be guessed; forgets by itself. */
export interface AttemptLimit {
  /** False when this address, or everybody together, tried too often in the last minute. */
  take(address: string, nowMs: number): boolean;
  /** A success is no guess. */
  giveBack(address: string): void;
}

export interface AttemptLimitOptions {
  /** @default 10 */
  readonly perAddress?: number;
  /** Against guesses from many addresses at once; far below what 2^256 needs. @default 600 */
  readonly overall?: number;
  /** @default 60000 */
  readonly windowMs?: number;
}

export function createAttemptLimit(options: AttemptLimitOptions = {}): AttemptLimit {
  const { perAddress = 10, overall = 600, windowMs = 60_000 } = options;
  let startedMs = Number.NEGATIVE_INFINITY;
  let all = 0;
  let counts = new Map<string, number>();
  return {
    take(address, nowMs) {
      // A clock that jumped back starts anew as well: it must not keep people out for hours.
      if (nowMs - startedMs >= windowMs || nowMs < startedMs) {
        startedMs = nowMs;
        all = 0;
        counts = new Map();
      }
      const count = counts.get(address) ?? 0;
      if (count >= perAddress || all >= overall) return false;
      counts.set(address, count + 1);
      all += 1;
      return true;
    },
    giveBack(address) {
      const count = counts.get(address) ?? 0;
      if (count === 0) return;
      counts.set(address, count - 1);
      all -= 1;
    },
  };
}
