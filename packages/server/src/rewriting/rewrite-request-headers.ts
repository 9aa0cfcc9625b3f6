import { headerValues } from '@portcullis/gate';
import { supportedCodings } from './content-coding.ts';

/** Would bring 304 or 206: the page as it was stored, or a part of it, both without the notice that is due now. */
export const conditionalHeaders: ReadonlySet<string> = new Set([
  'if-none-match',
  'if-modified-since',
  'if-range',
  'range',
]);

/**
 * The one `Accept-Encoding` to send: the client's, without what cannot be read here; null when it sent none.
 * `*` goes too, as it stands for any coding, unless it refuses them.
 */
export function limitAcceptEncoding(headers: readonly string[]): string | null {
  const values = headerValues(headers, 'accept-encoding');
  if (values.length === 0) return null;
  const kept = values
    .flatMap((value) => value.split(','))
    .map((member) => member.trim())
    .filter((member) => isReadable(member.toLowerCase()));
  // An empty list would also mean "identity only" (RFC 9110 12.5.3), but some servers take it for "anything".
  return kept.length === 0 ? 'identity' : kept.join(', ');
}

function isReadable(member: string): boolean {
  const [coding = '', weight = ''] = member.split(';').map((part) => part.trim());
  if (coding === '*') return /^q=0(?:\.0*)?$/.test(weight);
  return coding === 'identity' || supportedCodings.has(coding);
}
