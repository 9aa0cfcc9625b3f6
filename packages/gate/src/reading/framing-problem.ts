import { foldHeaderName } from '../model/header.ts';
import type { Reason } from '../model/reasons.ts';
import type { RawRequest } from '../model/request.ts';
import { readHost } from './read-host.ts';
import { isMethodToken } from './read-method.ts';

/**
 * What is wrong with how a request is framed; null when nothing is. Checked in every mode, because stock
 * Node accepts it (measured: two Host lines, junk in Host, HTTP/2.0 as text, chunked in 1.0).
 * The form of the target is framing too: see `originForm`.
 */
export function framingProblem(raw: Pick<RawRequest, 'method' | 'headers' | 'httpVersion'>): Reason | null {
  const { headers, httpVersion } = raw;
  if (httpVersion !== null && httpVersion !== '1.1' && httpVersion !== '1.0')
    return 'an unknown HTTP version';
  if (!isMethodToken(raw.method)) return 'a method that is no token';
  let host: string | null = null;
  let lengths = 0;
  let encodings = 0;
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] ?? '';
    // Told apart by length and one letter first: this runs for every request of an open site.
    switch (name.length) {
      case 4:
        if (name === 'Host' || name.toLowerCase() === 'host') {
          if (host !== null) return 'more than one Host line';
          host = headers[index + 1] ?? '';
        }
        break;
      case 14:
        if (name === 'Content-Length' || isAliasOf(name, 'content-length')) {
          if (name.charCodeAt(7) !== 0x2d) return 'an alias of Content-Length';
          if (!isLength(headers[index + 1] ?? '')) return 'a Content-Length that is no number';
          lengths += 1;
        }
        break;
      case 17:
        if (isAliasOf(name, 'transfer-encoding')) {
          if (name.charCodeAt(8) !== 0x2d) return 'an alias of Transfer-Encoding';
          encodings += 1;
          if ((headers[index + 1] ?? '').toLowerCase() !== 'chunked') return 'an unknown Transfer-Encoding';
        }
        break;
      default:
    }
  }
  if (lengths > 1) return 'more than one Content-Length line';
  if (encodings > 1) return 'more than one Transfer-Encoding line';
  if (lengths + encodings > 1) return 'both Content-Length and Transfer-Encoding';
  if (encodings > 0 && httpVersion === '1.0') return 'Transfer-Encoding in HTTP/1.0';
  if (host === null) return httpVersion === '1.1' ? 'no Host line' : null;
  // RFC 9112, 3.2: empty where the target has no authority, as health monitors of load balancers send it.
  return host !== '' && readHost(host) === null ? 'a Host that is no host name' : null;
}

/** `folded` itself or a spelling of it. Its first letter rules out most names. */
function isAliasOf(name: string, folded: string): boolean {
  return (name.charCodeAt(0) | 0x20) === folded.charCodeAt(0) && foldHeaderName(name) === folded;
}

/** Digits only, at most 15: more is larger than any file, and above 2^53 parsers disagree. */
function isLength(value: string): boolean {
  return /^\d{1,15}$/.test(value);
}
