import { PortcullisError } from '../../model/error.ts';
import { isMode, type Mode } from '../../model/mode.ts';

/** The value of `PORTCULLIS_MODE`; null when it is unset or empty. Throws PORTCULLIS_CONFIG_INVALID. */
export function parseEnvironmentMode(value: string | null): Mode | null {
  if (value === null || value === '') return null;
  if (isMode(value)) return value;
  throw new PortcullisError(
    'PORTCULLIS_CONFIG_INVALID',
    `PORTCULLIS_MODE must be open, read-only or closed, but it is ${JSON.stringify(value.slice(0, 40))}. Set one of the three or unset it.`,
  );
}
