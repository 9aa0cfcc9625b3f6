import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

// Both ends of 16 WebSockets in one process: what the proxy between them costs is measured there.

export interface Measured {
  readonly messages: number;
}

const bytes = Number(process.argv[2]);
const seconds = Number(process.argv[3]);
const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

function frameOf(isMasked: boolean): Buffer {
  const body = Buffer.alloc(bytes, ' ');
  body.write('{"type":"subscribe"}');
  const wide = bytes >= 126;
  const mask = isMasked ? 0x80 : 0;
  const head = wide ? [0x81, mask | 126, bytes >> 8, bytes & 0xff] : [0x81, mask | bytes];
  const key = isMasked ? [1, 2, 3, 4] : [];
  return Buffer.concat([
    Buffer.from(head),
    Buffer.from(key),
    body.map((byte, index) => (isMasked ? byte ^ (key[index & 3] ?? 0) : byte)),
  ]);
}
const toServer = frameOf(true);
const toClient = frameOf(false);

const upstream = createServer().on('upgrade', (incoming, socket) => {
  const accept = createHash('sha1')
    .update(`${incoming.headers['sec-websocket-key']}${guid}`)
    .digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  let got = 0;
  socket
    .on('data', (chunk: Buffer) => {
      got += chunk.length;
      for (; got >= toServer.length; got -= toServer.length) socket.write(toClient);
    })
    .on('error', () => socket.destroy());
});

let messages = 0;
function open(port: number): void {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.write(
    'GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  );
  let got = 0;
  const onMessages = (chunk: Buffer): void => {
    got += chunk.length;
    for (; got >= toClient.length; got -= toClient.length) {
      messages += 1;
      socket.write(toServer);
    }
  };
  socket
    .once('data', () => {
      socket.on('data', onMessages);
      socket.write(toServer);
    })
    .on('error', () => socket.destroy());
}

upstream.listen(0, '127.0.0.1', () => process.send?.((upstream.address() as AddressInfo).port));
process.once('message', (port: number) => {
  for (let count = 0; count < 16; count += 1) open(port);
  setTimeout(() => {
    messages = 0;
    process.send?.('warm');
    setTimeout(() => process.send?.({ messages } satisfies Measured), seconds * 1_000);
  }, 1_000);
});
