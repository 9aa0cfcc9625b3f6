import { isIPv4, isIPv6 } from 'node:net';

/** What RFC 9112 and RFC 9110 say of a head: `either` where they leave it to the server. */
export type FramingJudgement = 'healthy' | 'ambiguous' | 'either';

export interface Head {
  readonly method: string;
  readonly httpVersion: string;
  /** Name and value, as on the wire; names are tokens, because parsers refuse others (RFC 9112, 5.1). */
  readonly lines: readonly (readonly [string, string])[];
}

/** Lenient upstreams take `_` and `.` for `-` (CGI and its children): then a second framing header appears there. */
function aliasOf(name: string): string {
  return name.toLowerCase().replaceAll('_', '-').replaceAll('.', '-');
}

export function judgeFraming({ method, httpVersion, lines }: Head): FramingJudgement {
  const framing = lines.filter(([name]) => /^(?:content-length|transfer-encoding)$/.test(aliasOf(name)));
  const lengths = framing.filter(([name]) => aliasOf(name) === 'content-length');
  const encodings = framing.filter(([name]) => aliasOf(name) === 'transfer-encoding');
  const hosts = lines.filter(([name]) => name.toLowerCase() === 'host').map(([, value]) => value);
  const isAmbiguous =
    // 2.3: other versions are framed in other ways.
    (httpVersion !== '1.1' && httpVersion !== '1.0') ||
    // RFC 9110, 9.1 and 5.6.2
    !/^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/.test(method) ||
    framing.some(([name]) => name.toLowerCase() !== aliasOf(name)) ||
    // 6.3: a list of lengths may be repaired by some, so that others do not.
    lengths.length > 1 ||
    lengths.some(([, value]) => !/^\d+$/.test(value) || BigInt(value) > BigInt(Number.MAX_SAFE_INTEGER)) ||
    // 6.1: only `chunked` is known to all; with a length, or in 1.0, servers disagree on which counts.
    encodings.length > 1 ||
    encodings.some(([, value]) => value.toLowerCase() !== 'chunked') ||
    (encodings.length > 0 && (lengths.length > 0 || httpVersion === '1.0')) ||
    // 3.2
    hosts.length > 1 ||
    (hosts.length === 0 && httpVersion === '1.1');
  if (isAmbiguous) return 'ambiguous';
  const judgements: FramingJudgement[] = hosts.map(judgeHost);
  if (lengths.some(([, value]) => value.length > 15)) judgements.push('either');
  if (judgements.includes('ambiguous')) return 'ambiguous';
  return judgements.includes('either') ? 'either' : 'healthy';
}

/** `uri-host [":" port]` (RFC 9110, 7.2); healthy where the host is an address or a name of RFC 1123. */
function judgeHost(value: string): FramingJudgement {
  // RFC 9112, 3.2: the target has no authority.
  if (value === '') return 'healthy';
  const [, bracketed, plain = '', port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/s.exec(value) ?? [];
  if (bracketed === undefined && plain === '') return 'ambiguous';
  if (port !== undefined && port !== '' && (!/^\d+$/.test(port) || Number(port) > 65_535)) return 'ambiguous';
  if (bracketed !== undefined) {
    return isIPv6(bracketed) && !bracketed.includes('%') ? healthyUnless(port === '') : 'ambiguous';
  }
  // Delimiters, blanks, controls and bytes above ASCII end a name, or start another part of a URL, somewhere.
  if (/[^!-~]|[@/\\?#[\]<>"{}|^`,]/.test(plain)) return 'ambiguous';
  if (isIPv4(plain)) return healthyUnless(port === '' || /^0\d/.test(port ?? ''));
  const isName = /^(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)*[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i.test(plain);
  return isName && plain.length <= 253 ? healthyUnless(port === '' || /^0\d/.test(port ?? '')) : 'either';
}

function healthyUnless(isUnusual: boolean): FramingJudgement {
  return isUnusual ? 'either' : 'healthy';
}
