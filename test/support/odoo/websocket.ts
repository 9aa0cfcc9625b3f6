import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { OdooState } from './odoo-exchange.ts';
import { cookieOf } from './open-exchange.ts';

/** Fixed by RFC 6455, section 1.3. */
const handshakeText = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** bus/websocket.py, CloseCode.SESSION_EXPIRED. */
const sessionExpiredCode = 4001;

const opcodes = { text: 1, close: 8, ping: 9, pong: 10 } as const;

/**
 * Answers 101 and sends every text back. A connection that began signed in is closed with 4001 at the first message
 * after its session ended, which is when Odoo looks.
 */
export function acceptWebSocket(
  odoo: OdooState,
  incoming: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const key = incoming.headers['sec-websocket-key'] ?? '';
  const sid = cookieOf(incoming.headers);
  const isSignedIn = (): boolean => sid !== undefined && (odoo.sessions.find(sid)?.uid ?? null) !== null;
  const beganSignedIn = isSignedIn();
  const accept = createHash('sha1')
    .update(key + handshakeText)
    .digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nServer: ${odoo.version.server}\r\nUpgrade: websocket\r\n` +
      `Connection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  let pending = head;
  const read = (): void => {
    for (;;) {
      const frame = takeFrame(pending);
      if (frame === undefined) return;
      pending = pending.subarray(frame.size);
      if (frame.opcode === opcodes.close) {
        socket.end(encodeFrame(opcodes.close, frame.payload));
        return;
      }
      if (beganSignedIn && !isSignedIn()) {
        const code = Buffer.alloc(2);
        code.writeUInt16BE(sessionExpiredCode);
        socket.end(encodeFrame(opcodes.close, Buffer.concat([code, Buffer.from('session_expired')])));
        return;
      }
      if (frame.opcode === opcodes.ping) socket.write(encodeFrame(opcodes.pong, frame.payload));
      if (frame.opcode === opcodes.text) socket.write(encodeFrame(opcodes.text, frame.payload));
    }
  };
  socket.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    read();
  });
  socket.on('error', () => socket.destroy());
  socket.on('end', () => socket.end());
  read();
}

interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
  readonly size: number;
}

/** One whole frame from the front, unmasked; undefined while it has not come whole. */
function takeFrame(buffer: Buffer): Frame | undefined {
  if (buffer.length < 2) return undefined;
  const opcode = buffer.readUInt8(0) & 15;
  const second = buffer.readUInt8(1);
  const short = second & 127;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const maskBytes = second & 128 ? 4 : 0;
  const start = 2 + lengthBytes + maskBytes;
  if (buffer.length < start) return undefined;
  const length =
    lengthBytes === 2
      ? buffer.readUInt16BE(2)
      : lengthBytes === 8
        ? Number(buffer.readBigUInt64BE(2))
        : short;
  if (buffer.length < start + length) return undefined;
  const payload = Buffer.from(buffer.subarray(start, start + length));
  const mask = buffer.subarray(start - maskBytes, start);
  if (maskBytes > 0) {
    for (const [index, byte] of payload.entries()) payload[index] = byte ^ (mask[index % 4] ?? 0);
  }
  return { opcode, payload, size: start + length };
}

function encodeFrame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head.writeUInt8(128 | opcode, 0);
  if (length < 126) head.writeUInt8(length, 1);
  else if (length < 65_536) {
    head.writeUInt8(126, 1);
    head.writeUInt16BE(length, 2);
  } else {
    head.writeUInt8(127, 1);
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, payload]);
}
