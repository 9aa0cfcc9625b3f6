/** Spares an upstream that keeps failing: after some failures in a row nobody asks for a while. */
export interface FailurePause {
  /** Whether one more question may be asked. After a pause, one at a time until one succeeds. */
  admits(nowMs: number): boolean;
  succeeded(): void;
  failed(nowMs: number): void;
}

export interface FailurePauseOptions {
  /** @default 5 */
  readonly failuresInARow?: number;
  /** @default 2000 */
  readonly firstPauseMs?: number;
  /** @default 30000 */
  readonly longestPauseMs?: number;
}

export function createFailurePause({
  failuresInARow = 5,
  firstPauseMs = 2_000,
  longestPauseMs = 30_000,
}: FailurePauseOptions = {}): FailurePause {
  let failures = 0;
  let pauseMs = 0;
  let pausedUntilMs = 0;
  let trialRunning = false;
  return {
    admits(nowMs) {
      if (failures < failuresInARow) return true;
      if (nowMs < pausedUntilMs || trialRunning) return false;
      trialRunning = true;
      return true;
    },
    succeeded() {
      failures = 0;
      pauseMs = 0;
      trialRunning = false;
    },
    failed(nowMs) {
      // Questions asked before the pause began may fail during it; they make it no longer.
      if (failures >= failuresInARow && nowMs < pausedUntilMs) return;
      failures += 1;
      trialRunning = false;
      if (failures < failuresInARow) return;
      pauseMs = pauseMs === 0 ? firstPauseMs : Math.min(pauseMs * 2, longestPauseMs);
      pausedUntilMs = nowMs + pauseMs;
    },
  };
}
