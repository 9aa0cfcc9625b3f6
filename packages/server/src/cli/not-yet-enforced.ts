import { PortcullisError } from '@portcullis/gate';
import type { SiteStatus } from '../control/site-status.ts';
import { forcedLine } from './describe-forced.ts';
import { missingWithOptions } from './with-options.ts';

/** How `on` and `off` end when not everybody has confirmed in time. The change itself is stored. */
export function notYetEnforced({ enforcement, switch: current, inForce }: SiteStatus): PortcullisError {
  const forced = forcedLine({ inForce, switchMode: current.mode, nowMs: Date.now() });
  return new PortcullisError(
    'PORTCULLIS_NOT_YET_ENFORCED',
    [
      `Expected epoch ${current.epoch} to be enforced by now. Still waiting for:`,
      ...missingWithOptions(enforcement).map((line) => `  ${line}`),
      ...(forced === null ? [] : [forced]),
      'The change is stored and stays. Look again with: portcullis status',
    ].join('\n'),
  );
}
