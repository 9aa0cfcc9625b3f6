import type { ControlClient } from '../control/control-client.ts';
import type { SiteStatus } from '../control/site-status.ts';
import { createProgress } from './progress.ts';

export interface WaitOptions {
  readonly client: ControlClient;
  readonly epoch: number;
  readonly deadlineMs: number;
  /** Called when what is waited for has changed. */
  readonly onProgress: (missing: readonly string[]) => void;
  readonly nowMs: () => number;
}

/** Asks until every instance enforces the epoch and what was declared has come to rest, or the deadline has passed. */
export async function waitUntilEnforced(
  options: WaitOptions,
): Promise<{ enforced: boolean; status: SiteStatus }> {
  const { client, epoch, deadlineMs, onProgress, nowMs } = options;
  const until = nowMs() + deadlineMs;
  const tell = createProgress(onProgress);
  let pauseMs = 20;
  for (;;) {
    const status = await client.get<SiteStatus>('/status');
    const enforced = status.enforcement.enforced && status.switch.epoch >= epoch;
    const isSettled = enforced && (status.stillness?.isSettled ?? true);
    if (isSettled || nowMs() >= until) {
      return { enforced: isSettled && isWhole(status), status };
    }
    // One host is done before anybody could read it; phases take their time.
    if (pauseMs > 100 || status.stillness !== null) tell(status);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    // Quick at first: one host is done in well under 250 ms.
    pauseMs = Math.min(pauseMs * 1.5, 500);
  }
}

/** Everything that was declared is stopped. */
function isWhole({ stillness }: SiteStatus): boolean {
  return stillness === null || stillness.missing.length === 0;
}
