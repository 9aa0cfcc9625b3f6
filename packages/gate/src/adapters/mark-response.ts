import { headerNames, type Judgement, modeInForce } from '../runtime/for-adapters.ts';
import type { Admitted } from './admit.ts';

/** The headers of a response before they are sent; a `Headers` fits. */
export interface ResponseHeaders {
  keys(): Iterable<string>;
  get(name: string): string | null;
  set(name: string, value: string): void;
  append(name: string, value: string): void;
  delete(name: string): void;
}

/** Whether the response must carry anything: while nothing is governed it is the app's alone. */
export function isMarked({ decision }: Pick<Judgement, 'decision'>): boolean {
  return decision.kind === 'own' || decision.rule.id !== 'nothing-governed';
}

/** What the gate adds to the app's response while something is governed. */
export function markResponse({ judgement, decision }: Admitted, headers: ResponseHeaders): void {
  headers.set(headerNames.mode, modeInForce(judgement.view.snapshot, performance.now()));
  for (const cookie of judgement.setCookies) headers.append('Set-Cookie', cookie);
  if (decision.obligations.privateCaching) keepPrivate(headers);
}

/** What depends on the reader, or on the window, must not be served from a shared cache. */
function keepPrivate(headers: ResponseHeaders): void {
  const given = headers.get('Cache-Control');
  const isNeverStored = given !== null && /\bno-store\b/i.test(given);
  for (const name of [...headers.keys()]) {
    if (isForCaches(name.toLowerCase())) headers.delete(name);
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
function isForCaches(folded: string): boolean {
  return folded === 'cache-control' || folded.endsWith('-cache-control') || ownHeadersOfCaches.has(folded);
}
