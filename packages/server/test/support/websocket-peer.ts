import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';
import { acceptOf } from '../../src/proxy/websocket-handshake.ts';
import { ConnectionClosed, dial, header, type Wire } from '../proxy/wire.ts';

// Both ends of a WebSocket, byte by byte: RFC 6455 by hand, so that a test can break any rule of it.

export const key = 'dGhlIHNhbXBsZSBub25jZQ==';

export interface FrameOptions {
  /** @default 1, text */
  readonly opcode?: number;
  /** @default true */
  readonly fin?: boolean;
  /** The three reserved bits, 0x70 at most. @default 0 */
  readonly rsv?: number;
  /** @default true */
  readonly masked?: boolean;
  /** Form of the length: 0 = the shortest, 126 or 127 = that one. @default 0 */
  readonly form?: 0 | 126 | 127;
}

export function frame(payload: string | Uint8Array, options: FrameOptions = {}): Buffer {
  const { opcode = 1, fin = true, rsv = 0, masked = true, form = 0 } = options;
  const body = Buffer.from(payload);
  const { length } = body;
  const wide = form !== 0 ? form : length < 126 ? 0 : length < 65_536 ? 126 : 127;
  const sizes = wide === 0 ? Buffer.alloc(0) : Buffer.alloc(wide === 126 ? 2 : 8);
  if (wide === 126) sizes.writeUInt16BE(length);
  if (wide === 127) sizes.writeBigUInt64BE(BigInt(length));
  const head = Buffer.from([
    (fin ? 0x80 : 0) | rsv | opcode,
    (masked ? 0x80 : 0) | (wide === 0 ? length : wide),
  ]);
  if (!masked) return Buffer.concat([head, sizes, body]);
  const mask = randomBytes(4);
  return Buffer.concat([head, sizes, mask, body.map((byte, index) => byte ^ (mask[index & 3] ?? 0))]);
}

interface ReceivedFrame {
  readonly opcode: number;
  readonly fin: boolean;
  readonly masked: boolean;
  /** Unmasked. */
  readonly payload: Buffer;
}

/** The next frame on a wire. */
async function readFrame(wire: Wire): Promise<ReceivedFrame> {
  const [first = 0, second = 0] = await wire.take(2);
  const form = second & 0x7f;
  const length =
    form < 126
      ? form
      : form === 126
        ? (await wire.take(2)).readUInt16BE()
        : Number((await wire.take(8)).readBigUInt64BE());
  const masked = second >= 0x80;
  const mask = masked ? await wire.take(4) : Buffer.alloc(4);
  const payload = Buffer.from((await wire.take(length)).map((byte, index) => byte ^ (mask[index & 3] ?? 0)));
  return { opcode: first & 0x0f, fin: first >= 0x80, masked, payload };
}

/** `1008 read-only`, of the close frame that comes next. */
export async function readClose(wire: Wire): Promise<string> {
  const { opcode, payload } = await readFrame(wire);
  if (opcode !== 8) throw new Error(`Expected a close frame, got opcode ${opcode}: ${payload.toString()}`);
  return payload.length < 2 ? 'none' : `${payload.readUInt16BE()} ${payload.subarray(2).toString()}`.trim();
}

/** What an application got on one WebSocket, as the bytes that came. */
export interface AcceptedSocket {
  readonly socket: Duplex;
  readonly headers: IncomingMessage['headers'];
  received: Buffer;
  hasEnded: boolean;
}

/** Answers every handshake with a 101 and remembers the bytes behind it. */
export function acceptSockets(
  accepted: AcceptedSocket[],
): (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void {
  return (incoming, socket, head) => {
    const one: AcceptedSocket = { socket, headers: incoming.headers, received: head, hasEnded: false };
    accepted.push(one);
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptOf(incoming.headers['sec-websocket-key'] ?? '')}\r\n\r\n`,
    );
    socket
      .on('data', (chunk: Buffer) => {
        one.received = Buffer.concat([one.received, chunk]);
      })
      .on('error', () => socket.destroy())
      .on('end', () => {
        one.hasEnded = true;
        socket.end();
      });
  };
}

export interface HandshakeOptions {
  readonly host?: string;
  readonly headers?: readonly string[];
  /** Sent with the handshake. */
  readonly early?: Uint8Array;
}

export function handshakeFor(
  path: string,
  { host = 'localhost', headers = [] }: HandshakeOptions = {},
): string {
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: ${host}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Key: ${key}`,
    'Sec-WebSocket-Version: 13',
    ...headers,
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** A client's socket behind its 101; throws when there is none. */
export async function openSocket(port: number, path: string, options: HandshakeOptions = {}): Promise<Wire> {
  const wire = await dial(port);
  onTestFinished(() => wire.destroy());
  wire.send(
    Buffer.concat([Buffer.from(handshakeFor(path, options), 'latin1'), options.early ?? Buffer.alloc(0)]),
  );
  const { start, headers } = await wire.head();
  if (!start.includes(' 101 ')) throw new ConnectionClosed(`Expected a 101, got ${start}`);
  if (header(headers, 'sec-websocket-accept') !== acceptOf(key)) throw new Error('Expected our accept');
  return wire;
}
