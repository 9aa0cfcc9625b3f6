import {
  cookiesOfProbe,
  headerNames,
  isForCaches,
  isTimeless,
  modeInForce,
} from '../runtime/for-adapters.ts';
import type { Admitted } from './entrance.ts';

/** The headers of a response before they are sent; a `Headers` fits. */
export interface ResponseHeaders {
  keys(): Iterable<string>;
  get(name: string): string | null;
  set(name: string, value: string): void;
  append(name: string, value: string): void;
  getSetCookie(): string[];
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
  for (const name of snapshot.production?.removeHeaders ?? []) headers.delete(name);
  if (judgement.setCookies.length > 0) putCookiesBefore(judgement, headers);
  if (decision.obligations.privateCaching) keepPrivate(headers);
}

/** Clients keep the last of a name. */
function putCookiesBefore(judgement: Admitted['judgement'], headers: ResponseHeaders): void {
  const lines = headers.getSetCookie();
  const earlier = cookiesOfProbe(judgement, { lines, clearSiteData: headers.get('Clear-Site-Data') });
  if (earlier.length === 0) return;
  headers.delete('Set-Cookie');
  for (const line of [...earlier, ...lines]) headers.append('Set-Cookie', line);
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
