import { withoutTrailingSlash } from './foldings.ts';
import { innerTargets } from './inner-targets.ts';
import { foldersOf, knownRouteNames, routesInQuery } from './query-routes.ts';
import { isSameAuthority } from './read-host.ts';
import { readingsOf } from './readings.ts';
import { problemOfQuery, scanPath } from './scan-target.ts';

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
  return readAtDepth(origin, routeNames, 0);
}

function readAtDepth(origin: string, routeNames: ReadonlySet<string>, depth: number): TargetReading {
  if (origin === '*') return plainTarget({ forward: origin, path: origin, query: null }, origin);
  const question = origin.indexOf('?');
  const path = question === -1 ? origin : origin.slice(0, question);
  const query = question === -1 ? null : origin.slice(question + 1);
  if (path.length > longestPath) return malformedTarget(origin, 'a path longer than 8 KB');
  const queryProblem = query === null ? null : problemOfQuery(query);
  if (queryProblem !== null) return malformedTarget(origin, queryProblem);
  const target = readPath({ forward: origin, path, query });
  return target.malformed === null ? withQuery(target, routeNames, depth) : target;
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

/**
 * Front controllers take their route from the query, whatever the path: it is a reading of the target like others. What
 * the application asks itself for tightens only.
 */
function withQuery(target: TargetReading, routeNames: ReadonlySet<string>, depth: number): TargetReading {
  const { path, query, forward } = target;
  // Decoded before it is taken apart, a path holds a query as well.
  const inPath = path.includes('%') ? target.exact.filter((reading) => reading.includes('?')) : none;
  if (query === null && inPath.length === 0) return target;
  const queries = inPath.map((reading) => reading.slice(reading.indexOf('?') + 1));
  if (query !== null) queries.push(query);
  let exact: Set<string> | null = null;
  let folded: Set<string> | null = null;
  let folders: readonly string[] | null = none;
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
      if (exact === null) folders = foldersOf(target.folded);
      if (folders === null) return malformedTarget(forward, 'a path of more spellings than any client sends');
      exact ??= new Set(target.exact);
      folded ??= new Set(target.folded);
      if (!route.isGuess) for (const reading of readings.exact) exact.add(reading);
      for (const reading of readings.folded) folded.add(reading);
      // An application may lie in a folder, and its routes below it.
      for (const folder of folders) {
        for (const reading of readings.folded) folded.add(folder + reading);
      }
    }
    const inners = innerTargets(target.folded, text);
    if (inners === null) return malformedTarget(forward, 'more inner targets than any client sends');
    for (const inner of inners) {
      const reading = depth < deepestInner ? readAtDepth(inner, routeNames, depth + 1) : tooDeep;
      if (reading.malformed !== null)
        return malformedTarget(forward, `${reading.malformed} within the target`);
      folded ??= new Set(target.folded);
      for (const path of reading.folded) folded.add(path);
    }
  }
  if (folded === null) return target;
  return { ...target, exact: exact === null ? target.exact : [...exact], folded: [...folded] };
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

const deepestInner = 3;
const tooDeep = malformedTarget('', 'requests within requests');

/** A path that every server reads alike, but for case and a trailing slash. */
function plainTarget(parts: Parts, lower: string): TargetReading {
  const { forward, path, query } = parts;
  const exact = [path];
  const bare = withoutTrailingSlash(lower);
  const folded = bare !== lower ? [lower, bare] : lower === path ? exact : [lower];
  return { malformed: null, forward, path, query, exact, folded, encodedSeparator: false };
}
