import { headerNames, isTimeless, modeInForce } from '../runtime/for-adapters.ts';
import type { Admitted } from './admit.ts';

/** The headers of a response before they are sent; a `Headers` fits. */
export interface ResponseHeaders {
  keys(): Iterable<string>;
  get(name: string): string | null;
  set(name: string, value: string): void;
  append(name: string, value: string): void;
  delete(name: string): void;
}

/** What the gate adds to the app's response while something is governed. */
export function markResponse({ judgement, decision }: Admitted, headers: ResponseHeaders): void {
  const { snapshot } = judgement.view;
  // A look at the clock costs 40 ns, for every response of a window.
  headers.set(
    headerNames.mode,
    isTimeless(snapshot) ? snapshot.mode : modeInForce(snapshot, performance.now()),
  );
  for (const cookie of judgement.setCookies) headers.append('Set-Cookie', cookie);
  if (decision.obligations.privateCaching) keepPrivate(headers);
}

/** What depends on the reader, or on the window, must not be served from a shared cache. */
function keepPrivate(headers: ResponseHeaders): void {
  let isNeverStored = false;
  let isGiven = false;
  for (const name of headers.keys()) isGiven ||= isForCaches(name);
  // Seldom: most responses say nothing to caches, and nothing need be copied or folded to see that.
  if (isGiven) {
    isNeverStored = /\bno-store\b/i.test(headers.get('Cache-Control') ?? '');
    for (const name of [...headers.keys()]) {
      if (isForCaches(name)) headers.delete(name);
    }
  }
  headers.set('Cache-Control', isNeverStored ? 'no-store' : 'private, no-cache');
}

/** Caches between us and the visitor obey their own header before `Cache-Control` (RFC 9213 and its predecessors). */
const ownHeadersOfCaches: ReadonlySet<string> = new Set([
  'edge-control',
  'expires',
  'surrogate-control',
  'x-accel-expires',
]);

/** `Cache-Control`, `CDN-Cache-Control`, `Cloudflare-CDN-Cache-Control`, and whoever comes next. */
function isForCaches(name: string): boolean {
  // They end in `l` or `s`: looked at first, because this is asked of every header of a window's pages.
  const last = name.charCodeAt(name.length - 1) | 0x20;
  if (last !== 0x6c && last !== 0x73) return false;
  const folded = name.toLowerCase();
  return folded === 'cache-control' || folded.endsWith('-cache-control') || ownHeadersOfCaches.has(folded);
}
