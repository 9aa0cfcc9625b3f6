import type { IncomingMessage } from 'node:http';

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Address of the connection's other end; IPv4 inside IPv6 (`::ffff:0:0/96`) in its short form, `null` for Unix sockets. */
export function peerAddress(incoming: IncomingMessage): string | null {
  const address = incoming.socket.remoteAddress;
  if (address === undefined || address === '') return null;
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
}

/** One element of `Forwarded` (RFC 7239): IPv6 in brackets and quotes, a host with a port in quotes. */
export function forwardedElement(address: string | null, host: string, scheme: string): string {
  return `for=${forwardedNode(address)}${host === '' ? '' : `;host=${quoteUnlessToken(host)}`};proto=${scheme}`;
}

function forwardedNode(address: string | null): string {
  if (address === null) return 'unknown';
  return address.includes(':') ? `"[${address}]"` : quoteUnlessToken(address);
}

function quoteUnlessToken(value: string): string {
  return TOKEN.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}
