import { foldHeaderName } from '../model/header.ts';
import { forValueOf, protoValueOf, splitOutsideQuotes } from './forwarded-header.ts';
import { type ForwardingRules, mostElements, nodeAddress, trimmed } from './read-client-address.ts';

/**
 * How a visitor came to the outermost named proxy, by what it says. `doubtful`: over no TLS, or one word says so, or
 * one of them cannot be read. `silent`: nothing that counts is said, and nothing against TLS either.
 */
export type ForwardedScheme = 'https' | 'doubtful' | 'silent';

/**
 * Further words for the scheme, in use beside `X-Forwarded-Proto`. Proxies pass on those that they do not know from
 * whoever sends them: they are heard against TLS, never for it.
 */
const otherWords: ReadonlySet<string> = new Set([
  'cloudfront-forwarded-proto',
  'front-end-https',
  'x-forwarded-protocol',
  'x-forwarded-scheme',
  'x-forwarded-ssl',
  'x-scheme',
  'x-url-scheme',
]);
const lengths: ReadonlySet<number> = new Set([...otherWords].map(({ length }) => length));
const forTls: ReadonlySet<string> = new Set(['https', 'wss', 'on', 'ssl', '1', 'true']);

/** Asked where the peer is a named proxy, for passes and where that proxy came over TLS itself. */
export function readForwardedScheme(headers: readonly string[], rules: ForwardingRules): ForwardedScheme {
  let isSaid = false;
  const forwarded: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const { length } = headers[index] ?? '';
    if (length !== 9 && length !== 17 && !lengths.has(length)) continue;
    const name = headers[index]?.toLowerCase() ?? '';
    const value = headers[index + 1] ?? '';
    if (name === 'forwarded') forwarded.push(value);
    else if (name === 'x-forwarded-proto') {
      // Proxies append: who of a list said what is not known, so that all must say the same.
      if (!value.split(',').every((word) => isTls(trimmed(word).toLowerCase()))) return 'doubtful';
      isSaid = true;
    } else if (otherWords.has(foldHeaderName(name)) && !forTls.has(trimmed(value).toLowerCase()))
      return 'doubtful';
  }
  const proto = forwarded.length === 0 ? undefined : protoOfClient(forwarded.join(','), rules);
  if (proto !== undefined && (proto === null || !isTls(proto))) return 'doubtful';
  // Named as what the proxy sets; else it may be the visitor's own, passed on.
  if (proto !== undefined && rules.addressHeader === 'forwarded') isSaid = true;
  return isSaid ? 'https' : 'silent';
}

/** Traefik and others say `wss` of a WebSocket. */
function isTls(word: string): boolean {
  return word === 'https' || word === 'wss';
}

/**
 * `proto` of the element about whoever the outermost named proxy spoke with: those to its right are about hops between
 * named proxies, those to its left are his own.
 */
function protoOfClient(text: string, rules: ForwardingRules): string | null | undefined {
  const elements = splitOutsideQuotes(text, ',');
  if (elements === null || elements.length > mostElements) return null;
  let proto: string | null | undefined;
  for (const element of elements.reverse()) {
    proto = protoValueOf(element);
    const node = forValueOf(element);
    const address = proto === null || node === null ? null : nodeAddress(node, rules);
    if (address === null || !rules.isTrustedProxy(address)) return proto;
  }
  return proto;
}
