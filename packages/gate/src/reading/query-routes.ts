import { asksForGraphql, graphqlName } from './graphql-parameter.ts';
import { decodeLeniently } from './lenient-escapes.ts';
import { methodsInName } from './method-names.ts';
import { possibleNames, withinReason } from './parameter-name.ts';

/** What a front controller may take for its route instead of the path. */
export interface QueryRoute {
  /** Decoded once, as parameters are; with a leading slash. */
  readonly path: string;
  /** Whether ordinary queries look like it: then it tightens only. */
  readonly isGuess: boolean;
}

/** Names of parameters that no ordinary page uses for anything else: WordPress, Phalcon, WooCommerce, Astro and SvelteKit on Vercel. */
const knownNames = ['rest_route', '_url', 'wc-ajax', 'wc-api', 'wc-api-route', 'x_astro_path', '__pathname'];

/** Where the path of such a route begins when it comes as a path, by folded name. They count for names in use alone. */
const pathPrefixes: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    rest_route: ['/wp-json'],
    'wc-api': ['/wc-api'],
    'wc-api-route': ['/wc-api/v1', '/wc-api/v2', '/wc-api/v3'],
    title: ['/wiki'],
    _action: ['/_actions'],
    action: ['/actions', '/admin/actions'],
  }).flatMap(([name, prefixes]) =>
    possibleNames(name)
      .slice(0, 1)
      .map((folded) => [folded, prefixes]),
  ),
);

/** The names a policy declares and those that every site may have, folded. */
export function routeNamesOf(declared: readonly string[]): ReadonlySet<string> {
  return new Set([...knownNames, ...declared].flatMap((name) => possibleNames(name).slice(0, 1)));
}

export const knownRouteNames: ReadonlySet<string> = routeNamesOf([]);

/** No client asks for more; reading one costs what reading a path costs. */
const mostRoutes = 20;

const none: readonly never[] = Object.freeze([]);

/** The routes in a query; the shared empty array when there are none, null when there are too many. */
export function routesInQuery(
  path: string,
  query: string,
  names: ReadonlySet<string>,
): readonly QueryRoute[] | null {
  const read: Reading = { path, query, names };
  const named = namedRoutes(read, '&');
  const unnamed = isFrontController(path) ? unnamedRoutes(query) : none;
  const hasSemicolon = query.includes(';');
  if (!hasSemicolon && named === none && unnamed === none) return none;
  return atMost([...named, ...(hasSemicolon ? namedRoutes(read, ';') : none), ...unnamed]);
}

/** The same in what is no query of its own: a text without a name is no route there. */
export function namedRoutesIn(
  path: string,
  query: string,
  names: ReadonlySet<string>,
): readonly QueryRoute[] | null {
  const read: Reading = { path, query, names };
  return atMost([...namedRoutes(read, '&'), ...(query.includes(';') ? namedRoutes(read, ';') : none)]);
}

/** Each once, as what it surely is; null when there are more than any client asks for. */
function atMost(found: readonly QueryRoute[]): readonly QueryRoute[] | null {
  if (found.length === 0) return none;
  const routes = new Map<string, QueryRoute>();
  for (const route of found) if (routes.get(route.path)?.isGuess !== false) routes.set(route.path, route);
  const all = [...routes.values()];
  return all.filter(({ isGuess }) => !isGuess).length > mostRoutes ? null : all;
}

interface Reading {
  readonly path: string;
  readonly query: string;
  readonly names: ReadonlySet<string>;
}

function namedRoutes({ path, query, names }: Reading, separator: '&' | ';'): readonly QueryRoute[] {
  let routes: QueryRoute[] | null = null;
  let namesGraphql = false;
  for (let start = 0; start < query.length; ) {
    let equals = start;
    let isPlain = true;
    let code = query.charCodeAt(equals);
    while (equals < query.length && code !== 0x3d && code !== 0x26) {
      if (separator === ';' && code === 0x3b) break;
      isPlain &&= isPlainInName(code);
      equals += 1;
      code = query.charCodeAt(equals);
    }
    const end = code === 0x3d ? endOfParameter(query, equals, separator) : equals;
    const name = routeNameOf(query.slice(start, equals), isPlain, names);
    namesGraphql ||= name === graphqlName;
    if (!isPlain) {
      for (const route of methodRoutes(path, query.slice(start, equals), query.slice(equals + 1, end))) {
        routes ??= [];
        routes.push(route);
      }
    }
    if (name !== null && code === 0x3d && names.has(name)) {
      routes ??= [];
      for (const route of routesOf(query.slice(equals + 1, end), false)) {
        routes.push(route);
        for (const prefix of pathPrefixes.get(name) ?? none) {
          routes.push({ path: route.path === '/' ? prefix : prefix + route.path, isGuess: true });
        }
      }
    }
    start = end + 1;
  }
  if (namesGraphql && asksForGraphql(query, decode)) return [...(routes ?? none), graphqlRoute];
  return routes ?? none;
}

const graphqlRoute: QueryRoute = Object.freeze({ path: '/graphql', isGuess: true });

function methodRoutes(path: string, name: string, value: string): readonly QueryRoute[] {
  if (!/:|%3a/i.test(name)) return none;
  const base = path.endsWith('/') ? path : `${path}/`;
  return methodsInName(decode(name), decode(value)).map((method) => ({
    path: base + method,
    isGuess: false,
  }));
}

function endOfParameter(query: string, start: number, separator: '&' | ';'): number {
  for (let index = start; index < query.length; index += 1) {
    const code = query.charCodeAt(index);
    if (code === 0x26 || (code === 0x3b && separator === ';')) return index;
  }
  return query.length;
}

/** Small letters, digits, `_` and `-`: every server takes such a name alike. */
function isPlainInName(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39) || code === 0x5f || code === 0x2d;
}

function routeNameOf(name: string, isPlain: boolean, names: ReadonlySet<string>): string | null {
  const isLookedFor = (possible: string): boolean => possible === graphqlName || names.has(possible);
  if (isPlain) return isLookedFor(name) ? name : null;
  return possibleNames(decode(withinReason(name))).find(isLookedFor) ?? null;
}

/** A folder or a script: what answers other paths is told by the path. */
function isFrontController(path: string): boolean {
  return path.endsWith('/') || /[.%;]/.test(path);
}

/** A query that is itself the route, as CodeIgniter (`/?/admin`) and XenForo (`/index.php?admin/users`) take it. */
function unnamedRoutes(query: string): readonly QueryRoute[] {
  const end = query.search(/[&=]/);
  const key = end === -1 ? query : query.slice(0, end);
  if (key === '') return none;
  if (!/\/|%2f/i.test(key)) return query[end] === '=' ? none : routesOf(key, true);
  // `/view.html?../images/1.jpg`: no front controller goes up from its root.
  if (key.startsWith('.')) return routesInText(key.replace(/^(?:\.{1,2}(?:\/|%2f))+/i, ''));
  const isWhole = key === query || !/^(?:\/|%2f)/i.test(key);
  return isWhole ? routesInText(key) : [...routesInText(key), ...routesInText(query)];
}

/**
 * Without a slash before it, a query may be any text: the address of a link out, what an error says. It is what a front
 * controller makes of it then, not malformed: CodeIgniter takes ways up out, others follow them.
 */
function routesInText(text: string): readonly QueryRoute[] {
  return routesOf(text, false).flatMap((route) => {
    if (/^(?:\/|%2f)/i.test(text)) return [route];
    const names = route.path.replace(/[\t\n\r]/g, '').split(/[/\\]/);
    if (!names.some(isDots)) return [{ ...route, path: names.join('/') }];
    return [takenOut(names), followed(names)].map((path) => ({ ...route, path }));
  });
}

function isDots(name: string): boolean {
  return /^\s*\.{1,2}\s*(?:$|[;?#])/.test(name);
}

function takenOut(names: readonly string[]): string {
  return names.filter((name) => !isDots(name)).join('/');
}

function followed(names: readonly string[]): string {
  const kept: string[] = [];
  for (const name of names) {
    if (!isDots(name)) kept.push(name);
    else if (name.includes('..') && kept.length > 1) kept.pop();
  }
  return kept.join('/') || '/';
}

/** One, or two where only some servers decode `%u0061`. */
function routesOf(text: string, isGuess: boolean): readonly QueryRoute[] {
  const values = /%u00/i.test(text) ? [decode(text), decodeLeniently(text)] : [decode(text)];
  return values.map((value) => ({ path: value.startsWith('/') ? value : `/${value}`, isGuess }));
}

function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  if (!spaced.includes('%')) return spaced;
  return decodeLeniently(spaced.replace(/%u00([0-7][\da-f])/gi, '%$1'));
}

/** No application lies deeper. */
const deepestFolder = 3;
const mostFolders = 64;

/** The folders in which a front controller may lie, the path itself counted; null when there are too many to look at. */
export function foldersOf(paths: readonly string[]): readonly string[] | null {
  const folders = new Set<string>();
  for (const path of paths) {
    let end = path.indexOf('/', 1);
    for (let depth = 0; depth < deepestFolder && end !== -1; depth += 1) {
      folders.add(path.slice(0, end));
      end = path.indexOf('/', end + 1);
    }
    if (end === -1 && !path.endsWith('/')) folders.add(path);
    if (folders.size > mostFolders) return null;
  }
  return [...folders];
}
