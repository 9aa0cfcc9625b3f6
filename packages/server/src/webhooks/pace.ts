/** Bounds how fast and how many deliveries go, and lets live traffic go before them. */
export interface Pace {
  /** Does the work when its turn has come, in the order of asking. Null after `stop`: nothing was done. */
  go<Result>(work: () => Promise<Result>): Promise<Result | null>;
  stop(): void;
}

export interface PaceOptions {
  readonly perSecond: number;
  readonly atOnce: number;
  /** Requests of others that are with the application now. */
  readonly live: () => number;
}

/** Beside live traffic deliveries take this part of the places that it takes. */
const share = 1 / 10;
/** Less than a place is one for a part of the time, and no less than this: somebody who asks without a pause stops nothing. */
const leastPart = 0.2;
/** Requests come and go within milliseconds: how many there are is their average over about this time. */
const averageMs = 200;
/** Timers are late: what they are late by is made up for within this time. */
const lateMs = 50;
/** However slow the application is, deliveries go on. */
const longestRestMs = 1_000;
/** How often it is looked whether live traffic leaves more room. */
const lookEveryMs = 5;

export function createPace({ perSecond, atOnce, live }: PaceOptions): Pace {
  const waiting: ((mayGo: boolean) => void)[] = [];
  let next = 0;
  /** Of a place that deliveries have for part of the time. */
  let rests = 0;
  let active = 0;
  let average = { live: 0, at: performance.now() };
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;

  /** How many may go at the same time; less than one is one for a part of the time. */
  function places(): number {
    const at = performance.now();
    const found = live();
    const kept = Math.exp((average.at - at) / averageMs);
    average = { live: average.live * kept + found * (1 - kept), at };
    // Hardly anybody is there: then only they have the application for themselves.
    if (average.live < 0.5) return found === 0 ? atOnce : 1;
    return Math.max(leastPart, Math.min(atOnce, average.live * share));
  }

  function pump(): void {
    timer = null;
    while (waiting.length > 0 && !stopped) {
      const now = performance.now();
      const wait = active >= Math.max(1, Math.round(places())) ? lookEveryMs : Math.max(next, rests) - now;
      if (wait >= 1) {
        timer = setTimeout(pump, wait);
        return;
      }
      next = Math.max(next, now - lateMs) + 1_000 / perSecond;
      active += 1;
      waiting.shift()?.(true);
    }
  }

  return {
    async go(work) {
      if (stopped) return null;
      const mayGo = await new Promise<boolean>((resolve) => {
        waiting.push(resolve);
        if (timer === null) pump();
      });
      if (!mayGo) return null;
      const begunAt = performance.now();
      try {
        return await work();
      } finally {
        active -= 1;
        const endedAt = performance.now();
        const part = Math.min(1, places());
        rests = endedAt + Math.min(longestRestMs, (endedAt - begunAt) * (1 / part - 1));
        if (timer !== null) clearTimeout(timer);
        pump();
      }
    },
    stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      for (const waiter of waiting.splice(0)) waiter(false);
    },
  };
}
