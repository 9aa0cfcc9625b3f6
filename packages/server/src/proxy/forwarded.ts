import type { IncomingMessage } from 'node:http';
import type { Forwarding } from './contract.ts';

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const MEMO = Symbol('forwarding values of this connection');

/** What we say about our own hop. */
export interface Hop {
  /** The connection's other end, `null` for Unix sockets. */
  readonly peer: string | null;
  /** Our element of `Forwarded`. */
  readonly element: string;
}

interface Memo extends Hop {
  readonly address: string | null;
  readonly host: string | null;
  readonly scheme: string | null;
}

/** The same for nearly every request of a connection, so it is kept on its socket. */
export function hopOf(incoming: IncomingMessage, { clientAddress, host, scheme, trusted }: Forwarding): Hop {
  const socket: IncomingMessage['socket'] & { [MEMO]?: Memo } = incoming.socket;
  const memo = socket[MEMO];
  // The client's address can change with each request of a named proxy's connection; its peer cannot.
  const claimed = trusted ? null : clientAddress;
  if (memo !== undefined && memo.address === claimed && memo.host === host && memo.scheme === scheme)
    return memo;
  const peer = peerAddress(socket.remoteAddress);
  const element = trusted ? `for=${forwardedNode(peer)}` : forwardedElement(claimed ?? peer, host, scheme);
  const made: Memo = { peer, element, address: claimed, host, scheme };
  socket[MEMO] = made;
  return made;
}

/** IPv4 inside IPv6 (`::ffff:0:0/96`) in its short form. */
function peerAddress(address: string | undefined): string | null {
  if (address === undefined || address === '') return null;
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
}

/** One element of `Forwarded` (RFC 7239): IPv6 in brackets and quotes, a host with a port in quotes. */
function forwardedElement(address: string | null, host: string | null, scheme: string | null): string {
  const named = host === null || host === '' ? '' : `;host=${quoteUnlessToken(host)}`;
  return `for=${forwardedNode(address)}${named}${scheme === null ? '' : `;proto=${scheme}`}`;
}

function forwardedNode(address: string | null): string {
  if (address === null) return 'unknown';
  return address.includes(':') ? `"[${address}]"` : quoteUnlessToken(address);
}

function quoteUnlessToken(value: string): string {
  return TOKEN.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}
