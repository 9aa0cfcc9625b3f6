/** No request may hold up the others for longer. */
const slowestAllowedMs = 50;

export interface Stopwatch {
  /** Of everything measured so far. */
  readonly slowestMs: number;
  /** What the action returns. Throws when it takes longer than `slowestAllowedMs` every time. */
  measure<Result>(action: () => Result): Result;
}

/**
 * Measures single calls. One that is slower than all before is measured three times more and its best time counts:
 * other work on the machine must not be taken for work of the call.
 */
export function createStopwatch(nowMs: () => number = () => performance.now()): Stopwatch {
  let slowestMs = 0;
  function timed(action: () => unknown): number {
    const startedMs = nowMs();
    action();
    return nowMs() - startedMs;
  }
  return {
    get slowestMs() {
      return slowestMs;
    },
    measure(action) {
      const startedMs = nowMs();
      const result = action();
      let tookMs = nowMs() - startedMs;
      for (let again = 0; again < 3 && tookMs > slowestMs; again += 1) {
        tookMs = Math.min(tookMs, timed(action));
      }
      slowestMs = Math.max(slowestMs, tookMs);
      if (tookMs > slowestAllowedMs) throw new Error(`took ${Math.round(tookMs)} ms, four times`);
      return result;
    },
  };
}
