import { PortcullisError } from '@portcullis/gate';
import type { SiteStatus } from '../control/site-status.ts';

/** How `on` and `off` end when not everybody has confirmed in time. The change itself is stored. */
export function notYetEnforced({ enforcement, switch: current }: SiteStatus): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_NOT_YET_ENFORCED',
    [
      `Expected epoch ${current.epoch} to be enforced by now. Still waiting for:`,
      ...enforcement.missing.map((line) => `  ${line}`),
      'The change is stored and stays. Look again with: portcullis status',
    ].join('\n'),
  );
}
