import { headerValues } from '@portcullis/gate';
import { headerTokens } from './header-tokens.ts';

export interface ResponseFacts {
  readonly status: number;
  readonly headers: readonly string[];
}

/**
 * Whether a response is a whole HTML page that may be changed, by everything but its coding.
 * In doubt it is not: a page without the notice is better than a broken one.
 */
export function isInjectable({ status, headers }: ResponseFacts): boolean {
  return (
    isWholePage(status) &&
    !headerTokens(headers, 'cache-control').includes('no-transform') &&
    // RFC 6266 4.2: a disposition that is not known is an attachment.
    headerValues(headers, 'content-disposition').every((value) => firstPart(value) === 'inline') &&
    isAsciiCompatibleHtml(headerValues(headers, 'content-type'))
  );
}

/** No redirects (nobody sees their body), no 204, 205, 304 (no body), no 206 and 226 (not the whole page). */
function isWholePage(status: number): boolean {
  return (status >= 200 && status <= 203) || status >= 400;
}

/** In these, the bytes of ASCII text are not ASCII text. */
const otherEncodings: ReadonlySet<string> = new Set(['utf-16le', 'utf-16be', 'iso-2022-jp']);

function isAsciiCompatibleHtml(contentTypes: readonly string[]): boolean {
  const [contentType] = contentTypes;
  if (contentType === undefined || contentTypes.length > 1) return false;
  if (firstPart(contentType) !== 'text/html') return false;
  const label = /;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;]*))/i.exec(contentType);
  const charset = (label?.[1] ?? label?.[2] ?? '').trim().toLowerCase();
  if (charset === '') return true;
  const encoding = encodingOf(charset);
  return encoding !== null && !otherEncodings.has(encoding);
}

/** The encoding browsers use for a label; null when they know none, which UTF-7 and UTF-32 are on purpose. */
function encodingOf(label: string): string | null {
  if (label === 'utf-8') return label;
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return null;
  }
}

function firstPart(value: string): string {
  return (value.split(';')[0] ?? '').trim().toLowerCase();
}
