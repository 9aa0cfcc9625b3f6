import { headerValues } from '../model/header.ts';

export interface ForwardingRules {
  readonly addressHeader: 'x-forwarded-for' | 'forwarded' | 'x-real-ip';
  readonly isTrustedProxy: (address: string) => boolean;
  /** Canonical spelling of a valid address; null for anything else. */
  readonly canonicalAddress: (text: string) => string | null;
}

export interface ClientAddress {
  /** Canonical; null = unknown, which is never trusted. */
  readonly address: string | null;
  readonly peerIsTrustedProxy: boolean;
}

/** A longer chain is no real one, and reading it would be work for free. */
const mostElements = 32;

/**
 * Who sent a request, by the semantics of `proxy-addr`: from the peer outwards, skipping named proxies,
 * the first other address. Anything unreadable before it makes the address unknown.
 */
export function readClientAddress(
  peer: string | null,
  headers: readonly string[],
  rules: ForwardingRules,
): ClientAddress {
  const peerAddress = peer === null ? null : rules.canonicalAddress(peer);
  if (peerAddress === null || !rules.isTrustedProxy(peerAddress)) {
    return { address: peerAddress, peerIsTrustedProxy: false };
  }
  const lines = headerValues(headers, rules.addressHeader);
  if (lines.length === 0) return { address: peerAddress, peerIsTrustedProxy: true };
  return { address: outermost(lines, rules), peerIsTrustedProxy: true };
}

function outermost(lines: readonly string[], rules: ForwardingRules): string | null {
  if (rules.addressHeader === 'x-real-ip') {
    return lines.length === 1 ? rules.canonicalAddress((lines[0] ?? '').trim()) : null;
  }
  const elements = rules.addressHeader === 'forwarded' ? forwardedFor(lines) : lines.join(',').split(',');
  if (elements === null || elements.length > mostElements) return null;
  let leftmost: string | null = null;
  for (let index = elements.length - 1; index >= 0; index -= 1) {
    const address = rules.canonicalAddress(withoutPort((elements[index] ?? '').trim()));
    if (address === null) return null;
    if (!rules.isTrustedProxy(address)) return address;
    leftmost = address;
  }
  return leftmost;
}

/** `192.0.2.1:4711` and `[2001:db8::1]:4711` without their ports; proxies such as IIS add them. */
function withoutPort(element: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(element);
  if (bracketed) return bracketed[1] ?? '';
  const ipv4 = /^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/.exec(element);
  return ipv4 ? (ipv4[1] ?? '') : element;
}

/** The `for` values of RFC 7239 in order; null when the header does not parse or an element lacks one. */
function forwardedFor(lines: readonly string[]): string[] | null {
  const values: string[] = [];
  for (const element of splitOutsideQuotes(lines.join(','), ',')) {
    let forValue: string | null = null;
    for (const pair of splitOutsideQuotes(element, ';')) {
      const match = /^\s*([!#$%&'*+.^_`|~\w-]+)=("(?:[^"\\]|\\.)*"|[!#$%&'*+.^_`|~\w-]+)\s*$/.exec(pair);
      if (!match) return null;
      const [, name = '', value = ''] = match;
      if (name.toLowerCase() !== 'for') continue;
      if (forValue !== null) return null;
      forValue = value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;
      // An IPv6 address must be bracketed and quoted (RFC 7239 section 6).
      if (forValue.includes(':') && !value.startsWith('"')) return null;
      if (/^[0-9a-f]*:[0-9a-f:.]+$/i.test(forValue) && forValue.split(':').length > 2) return null;
    }
    if (forValue === null) return null;
    values.push(forValue);
    if (values.length > mostElements) return null;
  }
  return values;
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts: string[] = [];
  let quoted = false;
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (quoted && character === '\\') index += 1;
    else if (character === '"') quoted = !quoted;
    else if (character === separator && !quoted) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}
