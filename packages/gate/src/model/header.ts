/** The reserved prefix of the gate's own routes. */
export const reservedPrefix = '/.well-known/portcullis/';

export const headerNames: {
  readonly mode: 'Portcullis-Mode';
  readonly decision: 'Portcullis-Decision';
  readonly confirm: 'Portcullis-Confirm';
  readonly reference: 'Portcullis-Reference';
  readonly worker: 'Portcullis-Worker';
} = {
  /** On every response while not open. */
  mode: 'Portcullis-Mode',
  /** To the upstream: the signed decision. */
  decision: 'Portcullis-Decision',
  /** From the client: the one-use confirmation of a sensitive write. */
  confirm: 'Portcullis-Confirm',
  /** On refusals: what `explain --reference` finds. */
  reference: 'Portcullis-Reference',
  /** From a job that runs: which worker it belongs to, signed. */
  worker: 'Portcullis-Worker',
};

export const passCookieName = '__Host-portcullis-pass';

/** Begins the names of the console's cookies. A browser sends them to every port of the host, the gate's too. */
export const consoleCookiePrefix = '__Host-portcullis-console-';

export function isOwnCookie(name: string): boolean {
  return name === passCookieName || name.startsWith(consoleCookiePrefix);
}

/** False: a cookie line holds nothing of ours. Asked of every request before the line is taken apart. */
export function mayHoldOwnCookies(line: string): boolean {
  return line.includes('__Host-portcullis-');
}

/** The query parameter that carries a confirmation from the confirmation page; never forwarded. */
export const confirmParameter = 'portcullis-confirm';

/** All values of a header in a flat raw list, in order. `name` must be lower-case. */
export function headerValues(headers: readonly string[], name: string): string[] {
  const values: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const candidate = headers[index];
    if (candidate !== undefined && candidate.length === name.length && candidate.toLowerCase() === name) {
      values.push(headers[index + 1] ?? '');
    }
  }
  return values;
}

/** The one value of a header; null when absent or when it came more than once. */
export function singleHeader(headers: readonly string[], name: string): string | null {
  const values = headerValues(headers, name);
  return values.length === 1 ? (values[0] ?? null) : null;
}

/**
 * A header name as lenient upstreams may see it: neither case counts nor which sign stands between two words
 * (CVE-2025-64484, CVE-2026-39858: identity headers smuggled under alias names; lighttpd makes `_` of every sign
 * that is no letter or digit, `X+User` and `X~User` too). It is as long as the name.
 */
export function foldHeaderName(name: string): string {
  return name.toLowerCase().replace(/[^a-z\d]/g, '-');
}

/** Caches between us and the visitor obey their own header before `Cache-Control` (RFC 9213 and its predecessors). */
const ownHeadersOfCaches: ReadonlySet<string> = new Set([
  'edge-control',
  'expires',
  'surrogate-control',
  'x-accel-expires',
]);

/** `Cache-Control`, `CDN-Cache-Control`, `Cloudflare-CDN-Cache-Control`, and whoever comes next. */
export function isForCaches(name: string): boolean {
  // They end in `l` or `s`: looked at first, because this is asked of every header of a window's pages.
  const last = name.charCodeAt(name.length - 1) | 0x20;
  if (last !== 0x6c && last !== 0x73) return false;
  const folded = name.toLowerCase();
  return folded === 'cache-control' || folded.endsWith('-cache-control') || ownHeadersOfCaches.has(folded);
}
