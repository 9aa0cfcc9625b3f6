import { headerNames, isForCaches, isTimeless, modeInForce } from '../runtime/for-adapters.ts';
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
