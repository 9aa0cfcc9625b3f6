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

/** Beside live traffic deliveries take a tenth of the places that it takes. */
const share = 10;
/** Timers are late: what they are late by is made up for within this time. */
const lateMs = 50;
/** How often it is looked whether live traffic leaves more room. */
const lookEveryMs = 5;

export function createPace({ perSecond, atOnce, live }: PaceOptions): Pace {
  const waiting: ((mayGo: boolean) => void)[] = [];
  let next = 0;
  let active = 0;
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;

  function room(): number {
    return live() === 0 ? atOnce : Math.max(1, Math.min(atOnce, Math.ceil(live() / share)));
  }

  function pump(): void {
    timer = null;
    while (waiting.length > 0 && !stopped) {
      const now = performance.now();
      const wait = active >= room() ? lookEveryMs : next - now;
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
      try {
        return await work();
      } finally {
        active -= 1;
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
