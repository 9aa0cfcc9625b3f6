import type { ControlClient } from '../control/control-client.ts';
import type { SiteStatus } from '../control/site-status.ts';

export interface WaitOptions {
  readonly client: ControlClient;
  readonly epoch: number;
  readonly deadlineMs: number;
  /** Called when what is waited for has changed. */
  readonly onProgress: (missing: readonly string[]) => void;
  readonly nowMs: () => number;
}

/** Asks until every instance enforces the epoch, or the deadline has passed. */
export async function waitUntilEnforced(
  options: WaitOptions,
): Promise<{ enforced: boolean; status: SiteStatus }> {
  const { client, epoch, deadlineMs, onProgress, nowMs } = options;
  const until = nowMs() + deadlineMs;
  let shown = '';
  let pauseMs = 20;
  for (;;) {
    const status = await client.get<SiteStatus>('/status');
    const enforced = status.enforcement.enforced && status.switch.epoch >= epoch;
    if (enforced || nowMs() >= until) return { enforced, status };
    const missing = status.enforcement.missing.map(withoutTimes).join('\n');
    if (missing !== shown && pauseMs > 100) {
      onProgress(status.enforcement.missing);
      shown = missing;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    // Quick at first: one host is done in well under 250 ms.
    pauseMs = Math.min(pauseMs * 1.5, 500);
  }
}

/** Ages grow all the time; only other facts are news. */
function withoutTimes(line: string): string {
  return line.replace(/\d+(?:\.\d+)? s/g, '');
}
