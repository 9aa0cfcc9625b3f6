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
    const key = incoming.headers['sec-websocket-key'] ?? '';
    if (incoming.headers['sec-websocket-version'] !== '13') {
      socket.end('HTTP/1.1 426 Upgrade Required\r\nSec-WebSocket-Version: 13\r\nContent-Length: 0\r\n\r\n');
      return;
    }
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

/** RFC 6455, 1.3. */
function acceptOf(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
}
