/** So many a minute, and of one kind so many; what comes beyond them is counted. */
export interface MinuteBudget {
  /** False when this minute, or the kind in it, has had its share. */
  take(kind: string): boolean;
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
  readonly mostOfKind: number;
  readonly monotonicMs: () => number;
}

const minuteMs = 60_000;
const mostIds = 20;

export function createMinuteBudget({ most, mostOfKind, monotonicMs }: MinuteBudgetOptions): MinuteBudget {
  let startedMs = monotonicMs();
  let taken = 0;
  // As many as may be taken, at most.
  const ofKind = new Map<string, number>();
  let isFirst = true;
  let count = 0;
  let ids: string[] = [];
  return {
    take(kind) {
      if (monotonicMs() - startedMs >= minuteMs) {
        startedMs = monotonicMs();
        taken = 0;
        ofKind.clear();
      }
      const alike = ofKind.get(kind) ?? 0;
      if (taken >= most || alike >= mostOfKind) return false;
      taken += 1;
      ofKind.set(kind, alike + 1);
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
