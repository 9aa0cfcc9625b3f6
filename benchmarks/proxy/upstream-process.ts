import { createServer } from 'node:net';
import type { ContenderMessage } from './contender.ts';

/**
 * Answers every request head with the same 100 bytes and the headers of a Node application, straight from a socket:
 * an upstream that shares its core with the load generator must cost as little as possible, or it is what we measure.
 */
const BODY = 'x'.repeat(100);
const HEAD_END = Buffer.from('\r\n\r\n');

const answer = (): Buffer =>
  Buffer.from(
    `HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${BODY.length}\r\nETag: "5f-1a2b3c"\r\n` +
      `Date: ${new Date().toUTCString()}\r\nConnection: keep-alive\r\nKeep-Alive: timeout=60\r\n\r\n${BODY}`,
  );

let current = answer();
setInterval(() => {
  current = answer();
}, 1000);

const server = createServer({ noDelay: true }, (socket) => {
  let unfinished: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    let rest = unfinished.length === 0 ? chunk : Buffer.concat([unfinished, chunk]);
    for (let end = rest.indexOf(HEAD_END); end !== -1; end = rest.indexOf(HEAD_END)) {
      socket.write(current);
      rest = rest.subarray(end + HEAD_END.length);
    }
    unfinished = rest;
  });
  socket.on('error', () => socket.destroy());
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  process.send?.({ kind: 'listening', port } satisfies ContenderMessage);
});
process.on('disconnect', () => process.exit(0));
