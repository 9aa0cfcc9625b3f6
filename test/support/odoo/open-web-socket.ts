import { type OutgoingHttpHeaders, request } from 'node:http';
import type { Duplex } from 'node:stream';

export type WebSocketMessage =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'close'; readonly code: number };

/** One side of a websocket for tests, whose messages are shorter than 126 bytes. */
export interface OpenedWebSocket {
  readonly status: number;
  /** Sends a text and gives what comes next. */
  say(text: string): Promise<WebSocketMessage>;
  end(): void;
}

export function openWebSocket(
  port: number,
  target: string,
  headers: OutgoingHttpHeaders,
): Promise<OpenedWebSocket> {
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host: '127.0.0.1',
      port,
      path: target,
      agent: false,
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
        ...headers,
      },
    });
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      incoming.resume();
      resolve({
        status: incoming.statusCode ?? 0,
        say: () => Promise.reject(new Error('The upgrade was refused.')),
        end: () => incoming.destroy(),
      });
    });
    outgoing.on('upgrade', (incoming, socket) => {
      resolve({
        status: incoming.statusCode ?? 0,
        say(text) {
          const next = readMessage(socket);
          socket.write(maskedText(text));
          return next;
        },
        end: () => socket.destroy(),
      });
    });
    outgoing.end();
  });
}

function readMessage(socket: Duplex): Promise<WebSocketMessage> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('data', (frame: Buffer) => {
      const payload = frame.subarray(2, 2 + (frame.readUInt8(1) & 127));
      const isClose = (frame.readUInt8(0) & 15) === 8;
      resolve(
        isClose
          ? { kind: 'close', code: payload.readUInt16BE(0) }
          : { kind: 'text', text: payload.toString('utf8') },
      );
    });
  });
}

function maskedText(text: string): Buffer {
  const payload = Buffer.from(text);
  const mask = Buffer.from([1, 2, 3, 4]);
  const masked = payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0));
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length]), mask, masked]);
}
