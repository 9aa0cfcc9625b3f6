import { decodeLeniently } from './lenient-escapes.ts';
import { possibleNames } from './parameter-name.ts';

/**
 * Image routes that run a route of the application themselves, and the parameter that names it: Next.js (by its own
 * router, measured with 15.5), Astro and its Vercel adapter.
 */
const imageRoutes: readonly (readonly [path: string, name: string])[] = [
  ['/_next/image', 'url'],
  ['/_image', 'href'],
  ['/_vercel/image', 'url'],
];

const none: readonly never[] = Object.freeze([]);

/** Image routes take one. */
const mostTargets = 10;

/**
 * Targets that the application asks itself for, below any base path; those on other hosts are none. Null when there are
 * more than any client sends.
 */
export function innerTargets(folded: readonly string[], query: string): readonly string[] | null {
  const routes = routesIn(folded);
  if (routes === none) return none;
  const targets = new Set<string>();
  for (const { name, base } of routes) {
    let found = 0;
    for (const parameter of query.split('&')) {
      const equals = parameter.indexOf('=');
      if (equals === -1 || !isNamed(parameter.slice(0, equals), name)) continue;
      found += 1;
      if (found > mostTargets) return null;
      const value = decode(parameter.slice(equals + 1));
      if (name === 'href') for (const target of readAsAstro(value, base)) targets.add(inOriginForm(target));
      else if (value.startsWith('/')) targets.add(inOriginForm(value));
    }
  }
  return [...targets];
}

interface ImageRoute {
  readonly name: string;
  /** What stands before it. */
  readonly base: string;
}

function routesIn(folded: readonly string[]): readonly ImageRoute[] {
  let routes: ImageRoute[] | null = null;
  for (const path of folded) {
    if (!path.endsWith('/image') && !path.endsWith('/_image')) continue;
    const route = imageRoutes.find(([end]) => path.endsWith(end));
    if (route === undefined) continue;
    const base = path.slice(0, -route[0].length);
    routes ??= [];
    if (!routes.some((known) => known.name === route[1] && known.base === base)) {
      routes.push({ name: route[1], base });
    }
    if (routes.length === mostRoutes) break;
  }
  return routes ?? none;
}

/** Spellings of one path: their bases differ by what a server may leave out. */
const mostRoutes = 16;

/**
 * What Astro's endpoints may make of `href`: `new URL(href, origin)` (generic), or a file at `.${href}`, off which as many
 * characters were cut as its base has, whatever they are (Node; measured with 6.0). URLs drop tabs and line ends.
 */
function readAsAstro(value: string, base: string): readonly string[] {
  const href = value.replace(/^[\u0000- ]+|[\t\n\r]/g, '');
  if (/^(?:(?:https?|ftp|wss?):\/\/|data:)/i.test(href)) return none;
  const scheme = /^https?:/i.exec(href);
  const paths = scheme === null ? [href] : [href, href.slice(scheme[0].length)];
  if (base !== '') {
    for (const written of [href, value]) {
      for (const length of [base.length, base.length + 1]) {
        const rest = withSlash(written.slice(length));
        paths.push(rest, base + rest);
      }
    }
  }
  return paths.map(withSlash).filter((path) => path !== '/');
}

function withSlash(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}

function isNamed(written: string, name: string): boolean {
  return /^[a-z]*$/.test(written) ? written === name : possibleNames(decode(written)).includes(name);
}

function decode(text: string): string {
  return decodeLeniently(text.replaceAll('+', ' '));
}

/** As a client would ask for it: without its fragment, and escaped. */
function inOriginForm(value: string): string {
  const hash = value.indexOf('#');
  const target = hash === -1 ? value : value.slice(0, hash);
  return target.replace(/[^\u0000-\u007f]+| /g, encodeURIComponent);
}
