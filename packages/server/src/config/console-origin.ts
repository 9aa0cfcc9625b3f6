import type { ConsoleConfig } from './console-config.ts';
import { isLoopbackName, loopbackNameFor, originAt } from './gate-origin.ts';

/** How the console is called. */
export interface OwnAddresses {
  /** As in `Host`, lower case: `localhost:8081`, `console.example.com`. */
  readonly hosts: readonly string[];
  /** As in `Origin`: `http://localhost:8081`. */
  readonly origins: readonly string[];
}

/** Where a browser opens the console, without its path. */
export function consoleOrigin({ publicUrl, listen, tls }: ConsoleConfig, port: number): string {
  return publicUrl?.origin ?? originAt(scheme(tls), loopbackNameFor(listen.host) ?? listen.host, port);
}

/** The names that the console answers to: those that lead to this machine, that of its address, that of `publicUrl`. */
export function addressesOf({ publicUrl, listen, tls }: ConsoleConfig, port: number): OwnAddresses {
  const here = loopbackNameFor(listen.host);
  const names = here === null ? [listen.host] : [...new Set([here, 'localhost', '127.0.0.1', '[::1]'])];
  const own = names
    .filter((name) => here === null || isLoopbackName(name))
    .map((name) => new URL(originAt(scheme(tls), name, port)));
  const all = publicUrl === null ? own : [...own, publicUrl];
  // `URL` leaves the scheme's own port out, as browsers do.
  return { hosts: all.map(({ host }) => host), origins: all.map(({ origin }) => origin) };
}

function scheme(tls: ConsoleConfig['tls']): 'http' | 'https' {
  return tls === null ? 'http' : 'https';
}
