import { Agent, request } from 'node:http';

// Visitors: so many requests in a second, reads and writes in turn, whatever becomes of the one before. Says at the end
// how many answers of each kind there were.

/** How many requests got which answer. */
export interface Sent {
  readonly requests: number;
  readonly allowed: number;
  readonly refused: number;
  /** Answered otherwise, or not at all. */
  readonly other: number;
  readonly seconds: number;
}

const [port = 0, perSecond = 0, seconds = 0] = process.argv.slice(2).map(Number);
const tickMs = 10;
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const total = perSecond * seconds;
const counted = { allowed: 0, refused: 0, other: 0 };
let sent = 0;
let answered = 0;
const begunMs = performance.now();

/** Three reads of four; every write is refused while the site is read-only. */
function send(index: number): void {
  const isWrite = index % 4 === 3;
  const method = isWrite ? 'POST' : 'GET';
  const path = isWrite ? `/orders/${index % 37}/lines` : `/articles/${index % 501}?page=${index % 9}`;
  const headers = isWrite ? { 'Content-Length': '3' } : {};
  const outgoing = request({ agent, host: '127.0.0.1', port, method, path, headers }, (incoming) => {
    incoming.resume();
    incoming.once('end', () => {
      counted[incoming.statusCode === 200 ? 'allowed' : incoming.statusCode === 503 ? 'refused' : 'other'] +=
        1;
      over();
    });
  });
  outgoing.once('error', () => {
    counted.other += 1;
    over();
  });
  outgoing.end(isWrite ? 'a=1' : undefined);
}

function over(): void {
  answered += 1;
  if (answered < total) return;
  const result = { requests: sent, ...counted, seconds: (performance.now() - begunMs) / 1_000 };
  process.send?.(result satisfies Sent);
}

const timer = setInterval(() => {
  const due = Math.min(total, Math.floor(((performance.now() - begunMs) / 1_000) * perSecond));
  for (; sent < due; sent += 1) send(sent);
  if (sent >= total) clearInterval(timer);
}, tickMs);
process.once('disconnect', () => process.exit(0));
