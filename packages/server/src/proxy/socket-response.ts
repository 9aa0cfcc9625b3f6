import { type IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** How long a client may take to end its side once it has its answer. */
const LINGER_MS = 2_000;

/** A response for a socket the HTTP server has handed over: the answer to an upgrade that is not going to happen. */
export function createSocketResponse(incoming: IncomingMessage, socket: Duplex): ServerResponse {
  const response = new ServerResponse(incoming);
  attachResponse(response, socket);
  return response;
}

/**
 * Writes a response on such a socket. The connection ends with it: bytes the client sent behind the handshake are in
 * an unknown state and must never be parsed as HTTP.
 */
export function attachResponse(response: ServerResponse, socket: Duplex): void {
  if (!(socket instanceof Socket)) throw new TypeError('Expected the socket of an HTTP server');
  const onDrain = () => response.emit('drain');
  response.shouldKeepAlive = false;
  socket.on('drain', onDrain);
  response.assignSocket(socket);
  response.once('finish', () => {
    socket.off('drain', onDrain);
    response.detachSocket(socket);
    response.emit('close');
    // Read on and drop it: closing on unread bytes resets the connection, and the answer may be lost with it.
    socket.resume();
    socket.end();
    const timer = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once('close', () => clearTimeout(timer));
  });
}
