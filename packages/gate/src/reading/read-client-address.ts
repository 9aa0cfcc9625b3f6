import { headerValues } from '../model/header.ts';
import { forValueOf, splitOutsideQuotes } from './forwarded-header.ts';

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
export const mostElements = 32;

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
    return lines.length === 1 ? rules.canonicalAddress(trimmed(lines[0] ?? '')) : null;
  }
  const isForwarded = rules.addressHeader === 'forwarded';
  const text = lines.join(',');
  const elements = isForwarded ? splitOutsideQuotes(text, ',') : text.split(',');
  if (elements === null || elements.length > mostElements) return null;
  let leftmost: string | null = null;
  for (const element of elements.reverse()) {
    const node = isForwarded ? forValueOf(element) : trimmed(element);
    const address = node === null ? null : nodeAddress(node, rules);
    if (address === null) return null;
    if (!rules.isTrustedProxy(address)) return address;
    leftmost = address;
  }
  return leftmost;
}

/** `192.0.2.1:4711`, `[2001:db8::1]` and `[2001:db8::1]:4711` as addresses; proxies such as IIS add ports. */
function withoutPort(node: string): string {
  const match = /^(?:\[([\da-fA-F:.]*:[\da-fA-F:.]*)\]|(\d{1,3}(?:\.\d{1,3}){3}))(?::(\d{1,5}))?$/.exec(node);
  if (match === null || Number(match[3] ?? 0) > 65_535) return node;
  return match[1] ?? match[2] ?? node;
}

/** The address of one node of `Forwarded`; null for one that is hidden or cannot be read. */
export function nodeAddress(node: string, rules: ForwardingRules): string | null {
  return rules.canonicalAddress(withoutPort(node));
}

/** Without the optional white space of RFC 9110, 5.6.3. `trim` would take more, `/ +$/` quadratic time. */
export function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
