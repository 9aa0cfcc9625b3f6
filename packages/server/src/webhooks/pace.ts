/** Bounds how fast and how many deliveries go, and lets live traffic go before them. */
export interface Pace {
  /**
   * Does the work when its turn has come, those of one lane in the order of asking; a place that gets free is for the lane that has
   * the fewest. Null after `stop`: nothing was done.
   */
  go<Result>(lane: string, work: () => Promise<Result>): Promise<Result | null>;
  stop(): void;
}

export interface PaceOptions {
  readonly perSecond: number;
  readonly atOnce: number;
  /** Requests of others that the application has not answered yet. */
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

interface Lane {
  readonly waiting: ((mayGo: boolean) => void)[];
  active: number;
}

export function createPace({ perSecond, atOnce, live }: PaceOptions): Pace {
  const lanes = new Map<string, Lane>();
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

  /** One that is slow takes no place that another one waits for. */
  function nextLane(): Lane | null {
    let found: Lane | null = null;
    for (const lane of lanes.values()) {
      if (lane.waiting.length > 0 && (found === null || lane.active < found.active)) found = lane;
    }
    return found;
  }

  function pump(): void {
    timer = null;
    for (let lane = nextLane(); lane !== null && !stopped; lane = nextLane()) {
      const now = performance.now();
      const wait = active >= Math.max(1, Math.round(places())) ? lookEveryMs : Math.max(next, rests) - now;
      if (wait >= 1) {
        timer = setTimeout(pump, wait);
        return;
      }
      next = Math.max(next, now - lateMs) + 1_000 / perSecond;
      active += 1;
      lane.active += 1;
      lane.waiting.shift()?.(true);
    }
  }

  return {
    async go(name, work) {
      if (stopped) return null;
      const lane = lanes.get(name) ?? { waiting: [], active: 0 };
      lanes.set(name, lane);
      const mayGo = await new Promise<boolean>((resolve) => {
        lane.waiting.push(resolve);
        if (timer === null) pump();
      });
      if (!mayGo) return null;
      const begunAt = performance.now();
      try {
        return await work();
      } finally {
        active -= 1;
        lane.active -= 1;
        if (lane.active === 0 && lane.waiting.length === 0) lanes.delete(name);
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
      for (const { waiting } of lanes.values()) for (const waiter of waiting.splice(0)) waiter(false);
    },
  };
}
