import type { Clock } from '../ports/clock.ts';

/**
 * What has ended stays ended, whatever becomes of the clock: from the moment something is first seen to be
 * good, its time runs out by elapsed time as well. A clock that is set back revives nothing; one that was
 * ahead and is put right ends nothing early. What ended before this process started only the clock can tell.
 */
export interface Endings {
  /**
   * Whether what `key` names is over. `expiresAt` is exclusive, milliseconds since 1970. `longestMs`: what was announced for it;
   * more than that is left to nothing, by whatever clock. @default no limit
   */
  isOver(key: string, expiresAt: number, longestMs?: number): boolean;
}

/** Far more than a site has passes; the oldest are forgotten first. */
const mostKept = 10_000;

export function createEndings(clock: Clock): Endings {
  const endsAt = new Map<string, number>();
  return {
    isOver(key, expiresAt, longestMs = Number.POSITIVE_INFINITY) {
      const leftMs = Math.min(expiresAt - clock.wallMs(), longestMs);
      // Not `leftMs <= 0`: a clock that gives NaN must not let anybody in.
      if (!(leftMs > 0)) return true;
      const monotonicMs = clock.monotonicMs();
      const known = endsAt.get(key);
      if (known !== undefined) return monotonicMs >= known;
      for (const oldest of endsAt.keys()) {
        if (endsAt.size < mostKept) break;
        endsAt.delete(oldest);
      }
      endsAt.set(key, monotonicMs + leftMs);
      return false;
    },
  };
}
