import type { Switch } from '@portcullis/gate';
import type { ControlClient } from '../control/control-client.ts';
import type { SiteStatus } from '../control/site-status.ts';
import type { CommandContext } from './context.ts';
import { forcedLine } from './describe-forced.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';
import { notYetEnforced } from './not-yet-enforced.ts';
import { errorDocument, type Output, printableLine } from './output.ts';
import { waitUntilEnforced } from './wait-until-enforced.ts';

export interface FinishChangeOptions {
  readonly client: ControlClient;
  /** What the control API answered; `--json` prints it with the status. */
  readonly result: { readonly switch: Switch };
  readonly waitMs: number;
  readonly json: boolean;
  /** Said to people once it is enforced. */
  readonly show: (status: SiteStatus) => void;
}

/**
 * Waits until every instance enforces what was stored, and tells; gives the exit code. Throws
 * PORTCULLIS_NOT_YET_ENFORCED where people read it.
 */
export async function finishChange(context: CommandContext, options: FinishChangeOptions): Promise<number> {
  const { output, nowMs } = context;
  const { client, result, waitMs, json, show } = options;
  const { enforced, status } = await waitUntilEnforced({
    client,
    epoch: result.switch.epoch,
    deadlineMs: waitMs,
    onProgress: (lines) => {
      if (!json) tellWaiting(output, lines);
    },
    nowMs,
  });
  if (!enforced) {
    const error = notYetEnforced(status);
    if (!json) throw error;
    output.json({ ...result, status, ...errorDocument(error) });
    return exitCodeOf(error);
  }
  if (json) {
    output.json({ ...result, status });
    return exitCodes.done;
  }
  show(status);
  const { inForce, switch: current } = status;
  const forced = forcedLine({ inForce, switchMode: current.mode, nowMs: nowMs() });
  if (forced !== null) output.note(output.paint.red(forced));
  return exitCodes.done;
}

export function tellWaiting(output: Output, lines: readonly string[]): void {
  for (const line of lines) output.note(`${output.paint.yellow('waiting')}  ${printableLine(line)}`);
}
