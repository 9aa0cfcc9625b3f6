import type { Reason } from '../model/reasons.ts';
import { isMounted } from './path-wrappings.ts';

const slash = 0x2f;

/** What one pass over a raw path finds. */
export type Scan =
  | { readonly kind: 'plain'; readonly hasUpperCase: boolean }
  | { readonly kind: 'special' }
  | { readonly kind: 'malformed'; readonly reason: Reason };

const special: Scan = { kind: 'special' };
const plainLower: Scan = { kind: 'plain', hasUpperCase: false };
const plainUpper: Scan = { kind: 'plain', hasUpperCase: true };

/** One pass over the raw path: refuses bytes no client sends, and finds the common case with one reading. */
export function scanPath(path: string): Scan {
  if (path.charCodeAt(0) !== slash) return { kind: 'malformed', reason: 'no leading slash' };
  // To `new URL` a host comes next, to others a path: no two servers need agree.
  if (path.charCodeAt(1) === slash) return { kind: 'malformed', reason: 'two leading slashes' };
  let hasUpperCase = false;
  let isSpecial = false;
  let mayBeMounted = false;
  let previous = slash;
  for (let index = 1; index < path.length; index += 1) {
    const code = path.charCodeAt(index);
    // Small letters first: most of most paths is plain.
    if (code >= 0x61 && code <= 0x7d) {
      if (previous === slash && mayStartMount(code, path.charCodeAt(index + 2))) mayBeMounted = true;
    } else if (code <= 0x20 || code >= 0x7f) {
      return { kind: 'malformed', reason: 'a byte outside visible ASCII' };
    } else if (code === 0x23) return { kind: 'malformed', reason: 'a fragment sign' };
    else if (code === 0x5c) return { kind: 'malformed', reason: 'a backslash' };
    else if (code >= 0x41 && code <= 0x5a) {
      hasUpperCase = true;
      if (previous === slash && mayStartMount(code, path.charCodeAt(index + 2))) mayBeMounted = true;
    } else if (code === 0x5f) {
      if (previous === slash) mayBeMounted = true;
    } else if (code === slash) isSpecial ||= previous === slash;
    // % & ; = . ( ! : + @@ have more than one reading.
    else if (code === 0x40) isSpecial ||= previous === slash && path.charCodeAt(index + 1) === 0x40;
    else if (code < 0x30 || code > 0x39)
      isSpecial ||= code === 0x25 || code === 0x3b || code === 0x3d || (code <= 0x3a && isSign(code));
    previous = code;
  }
  if (isSpecial || (mayBeMounted && isMounted(path))) return special;
  return hasUpperCase ? plainUpper : plainLower;
}

/** First and third letter of `faces`, `servlet`, `page-data`, `VirtualHostBase`: nearly every other name is told from them by these. */
function mayStartMount(first: number, third: number): boolean {
  const lower = third | 0x20;
  switch (first | 0x20) {
    case 0x66:
      return lower === 0x63;
    case 0x73:
      return lower === 0x72;
    case 0x70:
      return lower === 0x67;
    case 0x76:
      return lower === 0x72;
    default:
      return false;
  }
}

/** `!` `&` `(` `+` `.` `:` */
function isSign(code: number): boolean {
  return code === 0x21 || code === 0x26 || code === 0x28 || code === 0x2b || code === 0x2e || code === 0x3a;
}

/** Why no real client sends this query; null when one may. */
export function problemOfQuery(query: string): Reason | null {
  for (let index = 0; index < query.length; index += 1) {
    const code = query.charCodeAt(index);
    if (code <= 0x20 || code >= 0x7f) return 'a byte outside visible ASCII';
    if (code === 0x23) return 'a fragment sign';
  }
  return null;
}
