import { foldHeaderName } from '../model/header.ts';
import { hostValueOf, splitOutsideQuotes } from './forwarded-header.ts';
import { readHost } from './read-host.ts';

const hostHeaders: ReadonlySet<string> = new Set(['x-forwarded-host', 'x-original-host']);

/**
 * Hosts that a named proxy says were asked for, which applications behind one take for the request's own; null among
 * them for one that cannot be read. Proxies pass on what a visitor sent unless told otherwise, so none of them is sure.
 */
export function readForwardedHosts(headers: readonly string[]): readonly (string | null)[] {
  const hosts: (string | null)[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const { length } = headers[index] ?? '';
    if (length !== 9 && length !== 15 && length !== 16) continue;
    const name = foldHeaderName(headers[index] ?? '');
    const value = headers[index + 1] ?? '';
    if (hostHeaders.has(name)) {
      for (const part of value.split(',')) hosts.push(readHost(part.trim()));
    } else if (name === 'forwarded') {
      for (const element of splitOutsideQuotes(value, ',') ?? [value]) {
        const host = hostValueOf(element);
        if (host !== undefined) hosts.push(readHost(host));
      }
    }
  }
  return hosts;
}
