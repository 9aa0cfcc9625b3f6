import type { IncomingMessage } from 'node:http';
import type { RawRequest } from '@portcullis/gate';

/** A request of `node:http` as the gate wants it: nothing parsed, nothing joined. */
export function rawRequestOf(incoming: IncomingMessage, upgrade: boolean): RawRequest {
  const { socket } = incoming;
  return {
    method: incoming.method ?? '',
    target: incoming.url ?? '',
    headers: incoming.rawHeaders,
    peer: socket.remoteAddress ?? null,
    httpVersion: incoming.httpVersion,
    secure: 'encrypted' in socket && socket.encrypted === true,
    upgrade,
  };
}
