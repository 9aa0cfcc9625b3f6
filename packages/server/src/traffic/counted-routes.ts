import { MinuteCounts } from './minute-counts.ts';

/** What is told apart, and how often it came in the last hour. */
export interface CountedRoute<Facts> {
  readonly facts: Facts;
  readonly counts: MinuteCounts;
  readonly firstAt: number;
  lastAt: number;
  reference: string | null;
}

/** Counts by a key that strangers choose: so many are told apart, the others are counted together. */
export interface CountedRoutes<Facts> {
  /** `factsOf` is asked only for a key that is new. */
  count(key: string, moment: CountedMoment, factsOf: () => Facts): void;
  /** Most often first; of the last hour. */
  most(moment: Pick<CountedMoment, 'minute'>, limit: number): readonly CountedRoute<Facts>[];
  /** How many of the last hour found no place. */
  others(moment: Pick<CountedMoment, 'minute'>): number;
}

export interface CountedMoment {
  readonly at: number;
  /** `at` in whole minutes. */
  readonly minute: number;
  readonly reference?: string | null;
}

export function countRoutes<Facts>(mostRoutes: number): CountedRoutes<Facts> {
  const byKey = new Map<string, CountedRoute<Facts>>();
  let others: MinuteCounts | null = null;
  let tidiedIn = 0;

  /** Once a minute at most: a scan of random paths must not make every request walk through all of them. */
  function tidy(minute: number): void {
    if (tidiedIn === minute) return;
    tidiedIn = minute;
    for (const [key, { counts }] of byKey) {
      counts.turn(minute);
      if (counts.total === 0) byKey.delete(key);
    }
  }

  return {
    count(key, { at, minute, reference = null }, factsOf) {
      let route = byKey.get(key);
      if (route === undefined) {
        if (byKey.size >= mostRoutes) tidy(minute);
        if (byKey.size >= mostRoutes) {
          others ??= new MinuteCounts(minute);
          others.add(minute);
          return;
        }
        route = { facts: factsOf(), counts: new MinuteCounts(minute), firstAt: at, lastAt: at, reference };
        byKey.set(key, route);
      }
      route.counts.add(minute);
      route.lastAt = at;
      route.reference = reference ?? route.reference;
    },
    most({ minute }, limit) {
      for (const { counts } of byKey.values()) counts.turn(minute);
      return [...byKey.values()]
        .filter(({ counts }) => counts.total > 0)
        .sort((one, other) => other.counts.total - one.counts.total || other.lastAt - one.lastAt)
        .slice(0, limit);
    },
    others({ minute }) {
      others?.turn(minute);
      return others?.total ?? 0;
    },
  };
}
