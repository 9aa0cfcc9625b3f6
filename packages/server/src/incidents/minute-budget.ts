/** So many a minute; what comes beyond them is counted. */
export interface MinuteBudget {
  /** False when this minute has had its share. */
  take(): boolean;
  /** Counts one that has no place. True for the first one since the last look. */
  refuse(id: string): boolean;
  /** Whom nobody was told of yet; they are forgotten here. */
  takeRefused(): RefusedInMinute;
}

export interface RefusedInMinute {
  readonly count: number;
  /** Some of them. */
  readonly ids: readonly string[];
}

export interface MinuteBudgetOptions {
  readonly most: number;
  readonly monotonicMs: () => number;
}

const minuteMs = 60_000;
const mostIds = 20;

export function createMinuteBudget({ most, monotonicMs }: MinuteBudgetOptions): MinuteBudget {
  let startedMs = monotonicMs();
  let taken = 0;
  let isFirst = true;
  let count = 0;
  let ids: string[] = [];
  return {
    take() {
      if (monotonicMs() - startedMs >= minuteMs) {
        startedMs = monotonicMs();
        taken = 0;
      }
      if (taken >= most) return false;
      taken += 1;
      return true;
    },
    refuse(id) {
      if (isFirst) {
        isFirst = false;
        return true;
      }
      count += 1;
      if (ids.length < mostIds) ids.push(id);
      return false;
    },
    takeRefused() {
      const refused = { count, ids };
      isFirst = true;
      count = 0;
      ids = [];
      return refused;
    },
  };
}
