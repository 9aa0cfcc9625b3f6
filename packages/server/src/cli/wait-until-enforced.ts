import type { ControlClient } from '../control/control-client.ts';
import type { SiteStatus } from '../control/site-status.ts';
import { phaseWords } from './phase-words.ts';

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
  let shown = '';
  let pauseMs = 20;
  for (;;) {
    const status = await client.get<SiteStatus>('/status');
    const enforced = status.enforcement.enforced && status.switch.epoch >= epoch;
    const isSettled = enforced && (status.stillness?.isSettled ?? true);
    if (isSettled || nowMs() >= until) {
      return { enforced: isSettled && isWhole(status), status };
    }
    const lines = missingFrom(status);
    const missing = lines.map(withoutTimes).join('\n');
    // One host is done before anybody could read it; phases take their time.
    if (missing !== shown && (pauseMs > 100 || status.stillness !== null) && missing !== '') {
      onProgress(lines);
      shown = missing;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    // Quick at first: one host is done in well under 250 ms.
    pauseMs = Math.min(pauseMs * 1.5, 500);
  }
}

/** What the switch waits for, which phase it is in, and who is in the way; the same thing is not said twice. */
function missingFrom({ enforcement, stillness }: SiteStatus): readonly string[] {
  if (stillness === null) return enforcement.missing;
  const { phase, named } = stillness;
  const phaseLine = phase === null || phase === 'watch' ? [] : [phaseWords[phase]];
  return [...new Set([...phaseLine, ...enforcement.missing, ...named])];
}

/** Everything that was declared is stopped. */
function isWhole({ stillness }: SiteStatus): boolean {
  return stillness === null || stillness.missing.length === 0;
}

/** Ages grow all the time; only other facts are news. */
function withoutTimes(line: string): string {
  return line.replace(/\d+(?:\.\d+)? s/g, '');
}
