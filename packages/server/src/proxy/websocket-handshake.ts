import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** RFC 6455 1.3. */
const HANDSHAKE_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const KEY = /^[A-Za-z0-9+/]{22}==$/;

/**
 * True only for a request that nothing but a WebSocket server would upgrade: everything else, h2c and doubled keys
 * included, stays an ordinary request whose `Upgrade` goes no further.
 */
export function isWebSocketHandshake(incoming: IncomingMessage): boolean {
  const { headers, method, httpVersion } = incoming;
  return (
    method === 'GET' &&
    httpVersion === '1.1' &&
    headers.upgrade?.toLowerCase() === 'websocket' &&
    hasToken(headers.connection, 'upgrade') &&
    // Other versions are none that we know; the upstream names those it knows to an ordinary request (RFC 6455 4.4).
    headers['sec-websocket-version'] === '13' &&
    headers['content-length'] === undefined &&
    headers['transfer-encoding'] === undefined &&
    // Doubled keys arrive joined by a comma and fail here.
    KEY.test(headers['sec-websocket-key'] ?? '')
  );
}

/** The upstream agreed to this very handshake: a 101 for something else must not open a tunnel. */
export function isWebSocketAcceptance(response: IncomingMessage, key: string): boolean {
  const { headers, statusCode } = response;
  return (
    statusCode === 101 &&
    headers.upgrade?.toLowerCase() === 'websocket' &&
    hasToken(headers.connection, 'upgrade') &&
    headers['sec-websocket-accept'] === acceptOf(key)
  );
}

export function acceptOf(key: string): string {
  return createHash('sha1').update(`${key}${HANDSHAKE_GUID}`).digest('base64');
}

function hasToken(list: string | undefined, token: string): boolean {
  return list?.split(',').some((item) => item.trim().toLowerCase() === token) ?? false;
}
