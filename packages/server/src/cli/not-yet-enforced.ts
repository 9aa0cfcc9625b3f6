import { PortcullisError } from '@portcullis/gate';
import type { SiteStatus } from '../control/site-status.ts';
import type { SiteStillness } from '../stillness/site-stillness.ts';
import { forcedLine } from './describe-forced.ts';
import { missingWithOptions } from './with-options.ts';

/** How `on` and `off` end when not everybody has confirmed in time. The change itself is stored. */
export function notYetEnforced(status: SiteStatus): PortcullisError {
  const { enforcement, stillness, switch: current, inForce } = status;
  if (enforcement.enforced && stillness !== null) return notYetAtRest(stillness);
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

/** The switch is in force, and what was declared beside it is not as the switch says. */
function notYetAtRest({ missing, isSettled }: SiteStillness): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_NOT_YET_ENFORCED',
    [
      'The switch is enforced. Expected everything that is declared beside it to follow by now. Missing:',
      ...missing.map((line) => `  ${line}`),
      isSettled
        ? 'Waiting does not mend this. The change is stored and stays. Look again with: portcullis status'
        : 'The change is stored and stays, and the rest follows by itself. Look again with: portcullis status',
    ].join('\n'),
  );
}
