import { PortcullisError } from '@portcullis/gate';

/** The value of `--limit`. */
export function parseLimit(text: string, most: number): number {
  const limit = Number(text);
  if (/^\d+$/.test(text) && limit >= 1 && limit <= most) return limit;
  throw new PortcullisError(
    'PORTCULLIS_USAGE',
    `--limit: expected a number from 1 to ${most}, got ${JSON.stringify(text)}.`,
  );
}
