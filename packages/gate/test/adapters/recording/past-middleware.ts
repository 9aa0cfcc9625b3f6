import { createHash } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Recorder, shownHeaders } from './recording-site.ts';

/** The app's own listeners for what Node hands past every middleware: WebSockets, CONNECT, and `Expect`. */
export function takePastMiddleware(server: Server, recorder: Recorder): void {
  const arrived = (incoming: IncomingMessage): void => {
    const { method = '', url: target = '', headers } = incoming;
    recorder.arrived({ method, target, headers: shownHeaders(headers) }).served(Buffer.alloc(0), 'other');
  };
  const takeOver = (socket: Duplex, head: Buffer): void => {
    recorder.tunnelled(head);
    socket.on('error', () => socket.destroy()).on('data', (bytes: Buffer) => recorder.tunnelled(bytes));
  };
  server.on('upgrade', (incoming, socket, head) => {
    arrived(incoming);
    const refusal = refusalOf(incoming);
    if (refusal !== null) {
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const key = incoming.headers['sec-websocket-key'] ?? '';
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptOf(key)}\r\n\r\n`,
    );
    takeOver(socket, head);
  });
  server.on('connect', (incoming, socket, head) => {
    arrived(incoming);
    socket.write('HTTP/1.1 200 Connected\r\n\r\n');
    takeOver(socket, head);
  });
  server.on('checkContinue', (incoming, response) => {
    response.writeContinue();
    server.emit('request', incoming, response);
  });
  server.on('checkExpectation', (incoming, response) => void server.emit('request', incoming, response));
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
