import type { PolicyInput } from '@portcullis/gate';
import { acceptOf } from '../../../packages/server/src/proxy/websocket-handshake.ts';
import { header, type Wire } from '../../../packages/server/test/proxy/wire.ts';
import { readCases, type WebSocketCase } from '../cases.ts';
import { dialFrom, recordOf, type Seen, send, shown, statusOf } from '../exchange.ts';
import { type CorpusGate, startCorpusGate } from '../gate.ts';
import { plainAnswer, type RawAnswer, type RawUpstream } from '../upstreams/raw-upstream.ts';
import type { RecordingUpstream } from '../upstreams/upstream.ts';
import { http2Request } from './http2-request.ts';
import { namedPolicy } from './run-paths.ts';
import { judged, type Outcome, type Runner } from './runner.ts';

const key = 'dGhlIHNhbXBsZSBub25jZQ==';
const handshake = `Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n`;
const smuggled = 'POST /orders/1/cancel HTTP/1.1\r\nHost: app.example\r\nContent-Length: 0\r\n\r\n';

const switching = (accept: string): string =>
  `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${accept}\r\n`;
const accepting: RawAnswer = (hit, socket) => {
  const headerOf = (wanted: string) => hit.headers?.find(([name]) => name.toLowerCase() === wanted)?.[1];
  if (headerOf('upgrade') === undefined) return plainAnswer(hit, socket);
  if (headerOf('sec-websocket-version') !== '13') return upgradeRequired;
  return switching(`Sec-WebSocket-Accept: ${acceptOf(key)}\r\n`);
};
const upgradeRequired =
  'HTTP/1.1 426 Upgrade Required\r\nSec-WebSocket-Version: 13\r\nContent-Length: 0\r\n\r\n';

/** The default of a read-only site, and one whose `/ws` is declared as a read. */
const listed: PolicyInput = {
  ...namedPolicy,
  routes: [...(namedPolicy.routes ?? []), { match: 'GET /ws', socket: 'allow' }],
};

interface Scene {
  readonly upstream: RecordingUpstream;
  readonly byDefault: CorpusGate;
  readonly withList: CorpusGate;
}

/** Only recorders that take down bytes speak WebSocket. */
export const runWebSockets: Runner = async ({ upstream, isWanted }) => {
  if (upstream.bytes === undefined) return [];
  const byDefault = await startCorpusGate({ upstream, policy: namedPolicy });
  try {
    const withList = await startCorpusGate({ upstream, policy: listed });
    try {
      const outcomes: Outcome[] = [];
      for (const one of readCases('websocket')) {
        if (!isWanted(one.id)) continue;
        if (isRaw(upstream)) upstream.answerWith(accepting);
        outcomes.push(await judged(one.id, () => judgeSocket(one, { upstream, byDefault, withList })));
        if (isRaw(upstream)) upstream.answerWith(plainAnswer);
      }
      return outcomes;
    } finally {
      await withList.close();
    }
  } finally {
    await byDefault.close();
  }
};

function isRaw(upstream: RecordingUpstream): upstream is RawUpstream {
  return upstream.name === 'raw';
}

/** What an application makes of a handshake, only the proxy sees: elsewhere its case is not run. */
function rawOf(upstream: RecordingUpstream): RawUpstream {
  if (!isRaw(upstream)) throw new Error(`Expected an application behind the proxy, got ${upstream.name}`);
  return upstream;
}

function judgeSocket(one: WebSocketCase, scene: Scene): Promise<string[]> {
  const special = specialCases[one.id];
  if (special !== undefined) return special(one, scene);
  const { upstream, byDefault, withList } = scene;
  switch (one.cls) {
    case 'upgrade':
      return noTunnel(one, { upstream, gate: byDefault });
    case 'handshake':
      // Where the route may be upgraded, too: there the handshake itself must be what fails.
      return noTunnel(one, { upstream, gate: withList });
    case 'fallback':
      return refused(fallbackRequest(one), { upstream, gate: byDefault });
    case 'h2':
      return noHttp2(one, { upstream, gate: withList });
    default:
      throw new Error(`Expected a class that is known, got ${one.cls}`);
  }
}

type Judge = (one: WebSocketCase, scene: Scene) => Promise<string[]>;

const specialCases: Readonly<Record<string, Judge>> = {
  W001: ({ raw = '' }, { upstream, byDefault }) => refused(raw, { upstream, gate: byDefault }),
  W002: async ({ raw = '' }, { upstream, withList }) => {
    const seen = await send({ upstream, gate: withList, bytes: raw });
    return statusOf(seen.answers[0]) === 101 && seen.hits.length === 1
      ? []
      : [found(seen, 'one open socket')];
  },
  W004: ({ raw = '' }, { upstream, withList }) => refused(raw, { upstream, gate: withList }),
  W027: async (one, { upstream, withList }) => {
    rawOf(upstream).answerWith((hit, socket) =>
      hit.target === '/ws' ? upgradeRequired : plainAnswer(hit, socket),
    );
    const seen = await send({ upstream, gate: withList, bytes: one.raw ?? '', then: goOn(one.then ?? '') });
    return seen.hits.length === 1 && seen.hits[0]?.target === '/ws' ? [] : [found(seen, 'GET /ws alone')];
  },
  W029: async ({ raw = '' }, { upstream: own, withList }) => {
    const upstream = rawOf(own);
    upstream.answerWith((hit, socket) => (hit.target === '/ws' ? switching('') : plainAnswer(hit, socket)));
    const seen = await send({ upstream, gate: withList, bytes: raw, then: goOn(smuggled) });
    const problems = seen.hits.length === 1 ? [] : [found(seen, 'GET /ws alone')];
    if (statusOf(seen.answers[0]) === 101) problems.push('a 101 that accepts nothing opened a tunnel');
    if (upstream.bytes().includes('/orders/1/cancel'))
      problems.push('bytes behind it reached the application');
    return problems;
  },
  W030: earlyBytes,
  W043: eventStream,
};

interface One {
  readonly upstream: RecordingUpstream;
  readonly gate: CorpusGate;
}

async function refused(bytes: string, scene: One): Promise<string[]> {
  const seen = await send({ ...scene, bytes });
  const isOpen = statusOf(seen.answers[0]) === 101;
  return seen.hits.length === 0 && !isOpen ? [] : [found(seen, 'nothing')];
}

/** Whatever the answer is, what comes behind it is read as HTTP and decided, never passed on. */
async function noTunnel({ raw = '' }: WebSocketCase, scene: One): Promise<string[]> {
  const seen = await send({ ...scene, bytes: raw, then: goOn(smuggled) });
  const problems: string[] = [];
  if (seen.hits.some(({ target }) => target.includes('/orders/1/cancel'))) {
    problems.push(found(seen, 'without the write behind the handshake'));
  }
  if (scene.upstream.bytes?.().includes('/orders/1/cancel'))
    problems.push('bytes reached the application raw');
  if (statusOf(seen.answers[0]) === 101) problems.push('a tunnel was opened');
  const upgrades = seen.hits
    .flatMap(({ headers }) => headers ?? [])
    .filter(([name]) => /^upgrade$/i.test(name));
  const isWebSocket = /Upgrade: websocket\r\n/.test(raw);
  if (!isWebSocket && upgrades.length > 0) problems.push(`the application got "${upgrades[0]?.join(': ')}"`);
  return problems;
}

function goOn(bytes: string): (wire: Wire) => Promise<void> {
  return async (wire) => {
    wire.send(bytes);
    await wire.message().catch(() => undefined);
  };
}

function fallbackRequest({ request }: WebSocketCase): string {
  const { method = 'GET', target = '/' } = request ?? {};
  if (method === 'GET+Upgrade') return `GET ${target} HTTP/1.1\r\nHost: app.example\r\n${handshake}\r\n`;
  return `${method} ${target} HTTP/1.1\r\nHost: app.example\r\nContent-Length: 3\r\n\r\na=1`;
}

/** The bytes of a frame behind the handshake are delivered once, and after the 101. */
async function earlyBytes(
  { raw = '' }: WebSocketCase,
  { upstream: own, withList }: Scene,
): Promise<string[]> {
  const upstream = rawOf(own);
  const frame = 'early-bytes-of-a-frame';
  let before = 'nothing yet';
  upstream.answerWith((hit, socket) => {
    if (hit.target !== '/ws') return plainAnswer(hit, socket);
    // As long as a slow application takes to say yes.
    setTimeout(() => {
      before = upstream.bytes();
      socket.write(switching(`Sec-WebSocket-Accept: ${acceptOf(key)}\r\n`), 'latin1');
    }, 40);
    return null;
  });
  const seen = await send({ upstream, gate: withList, bytes: `${raw}${frame}` });
  const count = upstream.bytes().split(frame).length - 1;
  if (statusOf(seen.answers[0]) !== 101) return [found(seen, 'one open socket')];
  if (before.includes(frame)) return ['the bytes were there before the 101'];
  return count === 1 ? [] : [`the bytes came ${count} times, should be once`];
}

/** A stream of events passes as a read, and ends when the site is closed. */
async function eventStream(_: WebSocketCase, { upstream }: Scene): Promise<string[]> {
  if (isRaw(upstream))
    upstream.answerWith((hit, socket) => {
      if (hit.target !== '/events') return plainAnswer(hit, socket);
      socket.write(
        'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n',
      );
      socket.write('9\r\ndata: 1\n\n\r\n');
      return null;
    });
  const gate = await startCorpusGate({ upstream, policy: namedPolicy });
  upstream.clear();
  const wire = await dialFrom(gate.port, {});
  try {
    wire.send('GET /events HTTP/1.1\r\nHost: app.example\r\nAccept: text/event-stream\r\n\r\n');
    await wire.until('data: 1');
    const hits = recordOf(upstream);
    if (hits.length !== 1) return [`on record is ${shown(hits)}, should be one stream`];
    await gate.switchTo('closed');
    const patience = new Promise<'open'>((resolve) => setTimeout(resolve, 1_000, 'open').unref());
    // By its last chunk, which leaves the connection for the answer that says why, or with the connection.
    const ended = wire.until('\r\n0\r\n\r\n').then(
      () => 'ended' as const,
      () => 'ended' as const,
    );
    const how = await Promise.race([ended, patience]);
    return how === 'open' ? ['the stream is open 1 s after the site was closed, should have ended'] : [];
  } finally {
    wire.destroy();
    await gate.close();
  }
}

/** The gate speaks no HTTP/2: whoever begins it gets nothing through. */
async function noHttp2(one: WebSocketCase, scene: One): Promise<string[]> {
  const { upstream, gate } = scene;
  upstream.clear();
  const wire = await dialFrom(gate.port, {});
  try {
    wire.send(http2Request(one.id));
    await wire.closed();
    const hits = recordOf(upstream);
    return hits.length === 0 ? [] : [`on record is ${shown(hits)}, should be nothing`];
  } finally {
    wire.destroy();
  }
}

function found({ hits, answers }: Seen, should: string): string {
  const answer = answers[0];
  const kind =
    answer === undefined ? 'none' : `${statusOf(answer)} ${header(answer.headers, 'upgrade') ?? ''}`.trim();
  return `on record is ${shown(hits)}, should be ${should} (answer ${kind})`;
}
