import { PortcullisError } from '@portcullis/gate';

/** The reason that was given. Throws with an example of the very command. */
export function requireReason(reason: string | undefined, example: string): string {
  if (reason?.trim()) return reason;
  throw new PortcullisError('PORTCULLIS_USAGE', `--reason is missing. For example: portcullis ${example}`);
}
