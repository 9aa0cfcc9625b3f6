import { decodeLeniently } from './lenient-escapes.ts';
import { possibleNames } from './parameter-name.ts';

/** What a front controller may take for its route instead of the path. */
export interface QueryRoute {
  /** Decoded once, as parameters are; with a leading slash. */
  readonly path: string;
  /** Whether ordinary queries look like it: then it tightens only. */
  readonly isGuess: boolean;
}

/** Names of parameters that no ordinary page uses for anything else: WordPress, Phalcon, WooCommerce. */
const knownNames = ['rest_route', '_url', 'wc-ajax', 'wc-api'];

/** The names a policy declares and those that every site may have, folded. */
export function routeNamesOf(declared: readonly string[]): ReadonlySet<string> {
  return new Set([...knownNames, ...declared].flatMap((name) => possibleNames(name).slice(0, 1)));
}

export const knownRouteNames: ReadonlySet<string> = routeNamesOf([]);

/** No client asks for more; reading one costs what reading a path costs. */
const mostRoutes = 20;
/** Enough for every name, each letter escaped. */
const longestName = 640;

const none: readonly QueryRoute[] = Object.freeze([]);

/** The routes in a query; the shared empty array when there are none, null when there are too many. */
export function routesInQuery(
  path: string,
  query: string,
  names: ReadonlySet<string>,
): readonly QueryRoute[] | null {
  const routes = new Map<string, QueryRoute>();
  addNamed(query, '&', names, routes);
  if (query.includes(';')) addNamed(query, ';', names, routes);
  if (isFrontController(path)) addUnnamed(query, routes);
  if (routes.size === 0) return none;
  return routes.size > mostRoutes ? null : [...routes.values()];
}

function addNamed(
  query: string,
  separator: '&' | ';',
  names: ReadonlySet<string>,
  routes: Map<string, QueryRoute>,
): void {
  for (let start = 0; start < query.length; ) {
    const end = endOfParameter(query, start, separator);
    const equals = query.indexOf('=', start);
    if (equals !== -1 && equals < end && isRouteName(query.slice(start, equals), names)) {
      addRoute(query.slice(equals + 1, end), false, routes);
      if (routes.size > mostRoutes) return;
    }
    start = end + 1;
  }
}

function endOfParameter(query: string, start: number, separator: '&' | ';'): number {
  const ampersand = query.indexOf('&', start);
  const end = ampersand === -1 ? query.length : ampersand;
  if (separator === '&') return end;
  const semicolon = query.slice(start, end).indexOf(';');
  return semicolon === -1 ? end : start + semicolon;
}

function isRouteName(name: string, names: ReadonlySet<string>): boolean {
  if (!/[^a-z\d_-]/.test(name)) return names.has(name);
  return possibleNames(decode(name.slice(0, longestName))).some((possible) => names.has(possible));
}

/** A folder or a script: what answers other paths is told by the path. */
function isFrontController(path: string): boolean {
  return path.endsWith('/') || /[.%;]/.test(path);
}

/** A query that is itself the route, as CodeIgniter (`/?/admin`) and XenForo (`/index.php?admin/users`) take it. */
function addUnnamed(query: string, routes: Map<string, QueryRoute>): void {
  const end = query.search(/[&=]/);
  const key = end === -1 ? query : query.slice(0, end);
  if (key === '') return;
  if (!/\/|%2f/i.test(key)) {
    if (query[end] !== '=') addRoute(key, true, routes);
    return;
  }
  addRoute(key, false, routes);
  if (key !== query && /^(?:\/|%2f)/i.test(key)) addRoute(query, false, routes);
}

function addRoute(text: string, isGuess: boolean, routes: Map<string, QueryRoute>): void {
  const value = decode(text);
  const path = value.startsWith('/') ? value : `/${value}`;
  if (routes.get(path)?.isGuess !== false) routes.set(path, { path, isGuess });
}

function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  if (!spaced.includes('%')) return spaced;
  return decodeLeniently(spaced.replace(/%u00([0-7][\da-f])/gi, '%$1'));
}
