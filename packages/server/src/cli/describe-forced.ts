import type { Mode } from '@portcullis/gate';
import { isForced, type ModeInForce } from '../control/mode-in-force.ts';
import { printable } from './output.ts';
import { clockTime } from './parse-time.ts';

export interface DescribeForcedOptions {
  readonly inForce: ModeInForce;
  /** What the stored switch says. */
  readonly switchMode: Mode;
  readonly nowMs: number;
}

/** `FORCED by break-glass until 08:03 by root: "db on fire" …` and how to end it; null when nothing is forced. */
export function describeForced({ inForce, switchMode, nowMs }: DescribeForcedOptions): string | null {
  if (!isForced(inForce)) return null;
  const { why, override } = inForce;
  const says = `(the switch itself says ${switchMode})`;
  if (why === 'environment' || override === null) {
    return `FORCED by PORTCULLIS_MODE in the environment of the gate ${says}. End it: start the gate without it`;
  }
  const by = printable(override.actor.replace(/^shell:/, ''));
  const until = clockTime(override.expiresAt, nowMs);
  return `FORCED by break-glass until ${until} by ${by}: "${printable(override.reason)}" ${says}. End it: portcullis break-glass end`;
}

/** The same as a sentence of its own, for commands that changed something else. */
export function forcedLine(options: DescribeForcedOptions): string | null {
  const forced = describeForced(options);
  return forced === null ? null : `This host is ${options.inForce.mode}: ${forced}`;
}
