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

const none: readonly string[] = Object.freeze([]);

/** Image routes take one. */
const mostTargets = 10;

/**
 * Targets that the application asks itself for, below any base path; those on other hosts are none. Null when there are
 * more than any client sends.
 */
export function innerTargets(folded: readonly string[], query: string): readonly string[] | null {
  const name = parameterOf(folded);
  if (name === null) return none;
  const targets: string[] = [];
  for (const parameter of query.split('&')) {
    const equals = parameter.indexOf('=');
    if (equals === -1 || !isNamed(parameter.slice(0, equals), name)) continue;
    const value = decode(parameter.slice(equals + 1));
    if (value.startsWith('/')) targets.push(inOriginForm(value));
    if (targets.length > mostTargets) return null;
  }
  return targets;
}

function parameterOf(folded: readonly string[]): string | null {
  for (const path of folded) {
    if (!path.endsWith('/image') && !path.endsWith('/_image')) continue;
    const route = imageRoutes.find(([end]) => path.endsWith(end));
    if (route !== undefined) return route[1];
  }
  return null;
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
