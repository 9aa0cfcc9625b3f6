import { createServer } from 'node:net';

// The application behind the gate: an empty page for whatever is asked, straight from a socket, because it shares the
// machine with what is measured. The page has one control, which is the floor for the time until one can be used.

const body = '<!doctype html><html lang="en"><title>Bare</title><button type="button">Ready</button></html>';
const headEnd = Buffer.from('\r\n\r\n');
const answer = Buffer.from(
  `HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
);

/** How much of `bytes` is whole requests, and how many those are; what is sent here has Content-Length or no body. */
function wholeRequests(bytes: Buffer): { readonly count: number; readonly length: number } {
  let count = 0;
  let length = 0;
  for (;;) {
    const end = bytes.indexOf(headEnd, length);
    if (end === -1) return { count, length };
    const head = bytes.toString('latin1', length, end);
    const bodyLength = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
    const next = end + headEnd.length + bodyLength;
    if (next > bytes.length) return { count, length };
    length = next;
    count += 1;
  }
}

const server = createServer({ noDelay: true }, (socket) => {
  let unfinished: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    const bytes = unfinished.length === 0 ? chunk : Buffer.concat([unfinished, chunk]);
    const { count, length } = wholeRequests(bytes);
    for (let one = 0; one < count; one += 1) socket.write(answer);
    unfinished = bytes.subarray(length);
  });
  socket.on('error', () => socket.destroy());
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(address !== null && typeof address === 'object' ? address.port : 0);
});
process.once('disconnect', () => process.exit(0));
