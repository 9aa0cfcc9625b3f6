import { withoutTrailingSlash } from './foldings.ts';
import { isMounted } from './path-wrappings.ts';
import { knownRouteNames, routesInQuery } from './query-routes.ts';
import { isSameAuthority } from './read-host.ts';
import { readingsOf } from './readings.ts';

/** A request target as the gate understands it. */
export interface TargetReading {
  /** Why no real client sends this target; null when it is well-formed. */
  readonly malformed: string | null;
  /** What is sent upstream: path and query in origin-form, bytes as they came. */
  readonly forward: string;
  /** The path as it came, before `?`. */
  readonly path: string;
  /** After `?`, null when there is none. */
  readonly query: string | null;
  /** Every way a server may read the path, and routes in the query: an exception must hold under all of them. */
  readonly exact: readonly string[];
  /** Those and looser ways, folded to lower case: a protection holds if any of them hits. */
  readonly folded: readonly string[];
  /** Whether some reading turns an escape into a slash or backslash. */
  readonly encodedSeparator: boolean;
}

/** nginx refuses longer request lines by default: no site has such paths, and reading one costs time. */
const longestPath = 8_192;

const slash = 0x2f;

const none: readonly string[] = Object.freeze([]);

/**
 * The target in origin-form (RFC 9112, 3.2), which is what goes upstream: as it came, or the path of an
 * absolute-form that names this very host, or `*` with OPTIONS. Null for anything else: servers disagree on
 * what it means.
 */
export function originForm(target: string, method: string, authority: string | null): string | null {
  if (target.charCodeAt(0) === slash) return target;
  if (target === '*') return method === 'OPTIONS' ? target : null;
  const match = /^(https?):\/\/([^/?#\\@\s]+)([/?].*)?$/is.exec(target);
  if (!match || authority === null) return null;
  const [, scheme = '', targetAuthority = '', rest = '/'] = match;
  if (!isSameAuthority(targetAuthority, authority, scheme.length === 5 ? 443 : 80)) return null;
  return rest.charCodeAt(0) === slash ? rest : `/${rest}`;
}

/**
 * Reads a target in origin-form. Never uses `new URL()`: `//admin` would become a host, `\` a slash and dot
 * segments would vanish (measured on seven servers: they disagree on 130 of 236 targets).
 */
export function readTarget(origin: string, routeNames: ReadonlySet<string> = knownRouteNames): TargetReading {
  if (origin === '*') return plainTarget({ forward: origin, path: origin, query: null }, origin);
  const question = origin.indexOf('?');
  const path = question === -1 ? origin : origin.slice(0, question);
  const query = question === -1 ? null : origin.slice(question + 1);
  if (path.length > longestPath) return malformedTarget(origin, 'a path longer than 8 KB');
  const queryProblem = query === null ? null : problemOfQuery(query);
  if (queryProblem !== null) return malformedTarget(origin, queryProblem);
  const target = readPath({ forward: origin, path, query });
  return target.malformed === null ? withQueryRoutes(target, routeNames) : target;
}

function readPath(parts: Parts): TargetReading {
  const { forward, path } = parts;
  const scan = scanPath(path);
  if (scan.kind === 'malformed') return malformedTarget(forward, scan.reason);
  if (scan.kind === 'plain') return plainTarget(parts, scan.hasUpperCase ? path.toLowerCase() : path);
  const readings = readingsOf(path);
  return readings.malformed === null
    ? { ...parts, ...readings }
    : malformedTarget(forward, readings.malformed);
}

/** Front controllers take their route from the query, whatever the path: it is a reading of the target like others. */
function withQueryRoutes(target: TargetReading, routeNames: ReadonlySet<string>): TargetReading {
  const { path, query, forward } = target;
  // Decoded before it is taken apart, a path holds a query as well.
  const inPath = path.includes('%') ? target.exact.filter((reading) => reading.includes('?')) : none;
  if (query === null && inPath.length === 0) return target;
  const queries = inPath.map((reading) => reading.slice(reading.indexOf('?') + 1));
  if (query !== null) queries.push(query);
  let exact: readonly string[] = target.exact;
  let folded: readonly string[] = target.folded;
  for (const text of queries) {
    const routes = routesInQuery(path, text, routeNames);
    if (routes === null) return malformedTarget(forward, 'more routes in the query than any client sends');
    for (const route of routes) {
      if (route.path.length > longestPath) return malformedTarget(forward, 'a route longer than 8 KB');
      const readings = readingsOf(route.path, { isDecoded: true });
      if (readings.malformed !== null) {
        if (route.isGuess) continue;
        return malformedTarget(forward, `${readings.malformed} in a route in the query`);
      }
      if (!route.isGuess) exact = [...new Set([...exact, ...readings.exact])];
      folded = [...new Set([...folded, ...readings.folded])];
    }
  }
  return exact === target.exact && folded === target.folded ? target : { ...target, exact, folded };
}

type Parts = Pick<TargetReading, 'forward' | 'path' | 'query'>;

/** A target that cannot be read at all; it has no readings. */
export function malformedTarget(target: string, reason: string): TargetReading {
  return {
    malformed: reason,
    forward: target,
    path: target,
    query: null,
    exact: [],
    folded: [],
    encodedSeparator: false,
  };
}

/** A path that every server reads alike, but for case and a trailing slash. */
function plainTarget(parts: Parts, lower: string): TargetReading {
  const { forward, path, query } = parts;
  const exact = [path];
  const bare = withoutTrailingSlash(lower);
  const folded = bare !== lower ? [lower, bare] : lower === path ? exact : [lower];
  return { malformed: null, forward, path, query, exact, folded, encodedSeparator: false };
}

type Scan =
  | { readonly kind: 'plain'; readonly hasUpperCase: boolean }
  | { readonly kind: 'special' }
  | { readonly kind: 'malformed'; readonly reason: string };

const special: Scan = { kind: 'special' };
const plainLower: Scan = { kind: 'plain', hasUpperCase: false };
const plainUpper: Scan = { kind: 'plain', hasUpperCase: true };

/** One pass over the raw path: refuses bytes no client sends, and finds the common case with one reading. */
function scanPath(path: string): Scan {
  if (path.charCodeAt(0) !== slash) return { kind: 'malformed', reason: 'no leading slash' };
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
    // % ; . ( ! : have more than one reading.
    else isSpecial ||= code === 0x25 || code === 0x3b || (code <= 0x3a && isSign(code));
    previous = code;
  }
  if (isSpecial || (mayBeMounted && isMounted(path))) return special;
  return hasUpperCase ? plainUpper : plainLower;
}

/** First and third letter of `faces`, `servlet`, `page-data`: nearly every other name is told from them by these. */
function mayStartMount(first: number, third: number): boolean {
  const lower = third | 0x20;
  switch (first | 0x20) {
    case 0x66:
      return lower === 0x63;
    case 0x73:
      return lower === 0x72;
    case 0x70:
      return lower === 0x67;
    default:
      return false;
  }
}

/** `!` `(` `.` `:` */
function isSign(code: number): boolean {
  return code === 0x21 || code === 0x28 || code === 0x2e || code === 0x3a;
}

function problemOfQuery(query: string): string | null {
  for (let index = 0; index < query.length; index += 1) {
    const code = query.charCodeAt(index);
    if (code <= 0x20 || code >= 0x7f) return 'a byte outside visible ASCII';
    if (code === 0x23) return 'a fragment sign';
  }
  return null;
}
