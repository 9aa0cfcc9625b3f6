import { headerValues, PortcullisError } from '@portcullis/gate';
import type { OwnAddresses } from '../../config/console-origin.ts';

export interface AskedFor {
  readonly method: string;
  /** As on the wire. */
  readonly target: string;
  /** Names and values by turns, as on the wire. */
  readonly headers: readonly string[];
  /** A page, or what a provider sends the browser back to: other sites may link to it. */
  readonly isLinkable: boolean;
}

/**
 * Why a request is none of the console's own pages or of a program; null when it is. What stands against DNS rebinding
 * (Host), forms and scripts of other sites (Origin, Sec-Fetch-Site), and paths that can be read in two ways.
 */
export function whyForeign(asked: AskedFor, own: OwnAddresses): PortcullisError | null {
  const { headers, target } = asked;
  const hosts = headerValues(headers, 'host');
  const host = hosts[0]?.toLowerCase() ?? '';
  if (hosts.length !== 1 || !own.hosts.includes(host)) return unknownHost(host, own);
  if (!isPlainTarget(target)) {
    return new PortcullisError(
      'PORTCULLIS_NOT_FOUND',
      `No such route: ${asked.method} ${target.slice(0, 200)}.`,
    );
  }
  const origins = headerValues(headers, 'origin');
  if (origins.some((origin) => !own.origins.includes(origin)) || origins.length > 1) {
    return foreign(`Origin ${origins.join(', ').slice(0, 200)}`, own);
  }
  const sites = headerValues(headers, 'sec-fetch-site');
  if (sites.every((site) => isOwnSite(site, asked))) return null;
  return foreign(`Sec-Fetch-Site ${sites.join(', ').slice(0, 100)}`, own);
}

function isOwnSite(site: string, asked: AskedFor): boolean {
  if (site === 'same-origin') return true;
  if (asked.method !== 'GET') return false;
  // Typed, or from a bookmark.
  if (site === 'none') return true;
  return asked.isLinkable && isNavigation(asked.headers);
}

/** A whole page in its own tab, not a frame and no fetch. */
function isNavigation(headers: readonly string[]): boolean {
  const [mode, ...otherModes] = headerValues(headers, 'sec-fetch-mode');
  const [destination, ...others] = headerValues(headers, 'sec-fetch-dest');
  return mode === 'navigate' && destination === 'document' && otherModes.length + others.length === 0;
}

/** A path in one spelling: no scheme and host before it, no dot segments, no doubled or turned slashes. */
function isPlainTarget(target: string): boolean {
  const [path = ''] = target.split('?', 1);
  return /^\/[!-~]*$/.test(path) && !/\/\/|\\|#|\/\.{1,2}(?:\/|$)|%2f|%5c|%2e/i.test(path);
}

function unknownHost(host: string, { hosts }: OwnAddresses): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_HOST_UNKNOWN',
    `Expected one of the names ${hosts.join(', ')}, got ${JSON.stringify(host.slice(0, 200))}. Set console.publicUrl to the address that browsers use; through SSH forward the same port number.`,
  );
}

function foreign(found: string, { origins }: OwnAddresses): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_FOREIGN_REQUEST',
    `Expected a request of a page of ${origins.join(', ')}, got ${found}. Set console.publicUrl to the address that browsers use; programs use a key and send no Origin.`,
  );
}
