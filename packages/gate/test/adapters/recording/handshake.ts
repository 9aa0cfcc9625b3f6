import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Recorder } from './recording-site.ts';

/** Opens a socket, or says why not and closes; returns whether it is open. */
export function answerHandshake(incoming: IncomingMessage, socket: Duplex): boolean {
  const refusal = refusalOf(incoming);
  if (refusal !== null) {
    socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    return false;
  }
  const accept = acceptOf(incoming.headers['sec-websocket-key'] ?? '');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  return true;
}

export interface TakeOverOptions {
  readonly head: Buffer;
  readonly recorder: Recorder;
}

export function takeOver(socket: Duplex, { head, recorder }: TakeOverOptions): void {
  recorder.tunnelled(head);
  socket.on('error', () => socket.destroy()).on('data', (bytes: Buffer) => recorder.tunnelled(bytes));
}

/** Looks at a handshake as the library `ws` does; null = it is one. */
function refusalOf({ method, headers }: IncomingMessage): string | null {
  if (method !== 'GET') return '405 Method Not Allowed';
  if (headers.upgrade?.toLowerCase() !== 'websocket') return '400 Bad Request';
  if (!/^[+/0-9A-Za-z]{22}==$/.test(headers['sec-websocket-key'] ?? '')) return '400 Bad Request';
  return headers['sec-websocket-version'] === '13' ? null : '426 Upgrade Required';
}

/** RFC 6455, 1.3. */
function acceptOf(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
}
