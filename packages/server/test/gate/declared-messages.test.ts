import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Wire } from '../proxy/wire.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';
import {
  type AcceptedSocket,
  acceptSockets,
  type FrameOptions,
  frame,
  openSocket,
  readClose,
} from '../support/websocket-peer.ts';

let site: RunningSite;
const accepted: AcceptedSocket[] = [];
let extensions = '';

beforeAll(async () => {
  const accept = acceptSockets(accepted);
  site = await startSite({
    onUpgrade(incoming, socket, head) {
      extensions = String(incoming.headers['sec-websocket-extensions'] ?? 'none');
      accept(incoming, socket, head);
    },
    application(_, response) {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ subject: 'ada', role: 'admin' }));
    },
    policy: {
      routes: [
        { match: 'GET /feed', socket: { read: ['ping', { '/type': ['subscribe', 'unsubscribe'] }] } },
        { match: 'GET /ticker', socket: 'allow' },
        { match: 'GET /staff', protected: true, socket: { read: ['ping'] } },
        { match: 'GET /money', sensitive: true, socket: { read: ['ping'] } },
      ],
      identity: [
        {
          kind: 'probe',
          request: { path: '/api/me' },
          cookies: ['session'],
          subject: '/subject',
          role: { pointer: '/role', map: { admin: 'admin' } },
        },
      ],
      trusted: { adminHosts: ['admin.localhost'] },
    },
  });
});
afterAll(() => site.close());
beforeEach(() => void accepted.splice(0));

const last = (): AcceptedSocket => {
  const found = accepted.at(-1);
  if (found === undefined) throw new Error('Expected a WebSocket at the application');
  return found;
};

const open = (path = '/feed', headers: readonly string[] = [], host?: string) =>
  openSocket(site.server.port, path, { headers, ...(host !== undefined && { host }) });

/** The labels and routes of refusals, by what the audit log says. */
async function refusedOnRecord(): Promise<readonly string[]> {
  const { records } = await site.control.get<{ records: { kind: string; data: string }[] }>(
    '/audit?limit=100',
  );
  return records
    .filter(({ kind }) => kind === 'requests.refused')
    .flatMap(({ data }) => Object.keys((JSON.parse(data) as { counts: object }).counts));
}

/** What the application got behind its handshake, once it is as long as expected. */
async function arrivedAt(one: AcceptedSocket, bytes: Uint8Array): Promise<void> {
  await expect.poll(() => one.received.length).toBeGreaterThanOrEqual(bytes.length);
  expect(one.received.equals(bytes)).toBe(true);
}

/** The application got nothing but these bytes, a close frame of the gate and the end. */
async function endedAfter(one: AcceptedSocket, bytes: Uint8Array): Promise<void> {
  await expect.poll(() => one.hasEnded).toBe(true);
  expect(one.received.subarray(0, bytes.length).equals(bytes)).toBe(true);
  const farewell = one.received.subarray(bytes.length);
  expect([...farewell.subarray(0, 2)]).toEqual([0x88, 0x82]);
  const code = [0, 1].map((index) => (farewell[6 + index] ?? 0) ^ (farewell[2 + index] ?? 0));
  expect(code).toEqual([1001 >> 8, 1001 & 0xff]);
  expect(farewell).toHaveLength(8);
}

describe('a socket whose messages are declared, while the site is read-only', () => {
  beforeAll(() => site.on({ mode: 'read-only' }));

  it.each([
    'ping',
    '{"type":"subscribe"}',
    ' { "topic" : "orders", "type" : "unsubscribe" } ',
    '{"type":"subscribe","note":"süß ☕"}',
  ])('passes %s as the bytes that came', async (text) => {
    const client = await open();
    const bytes = frame(text);
    client.send(bytes);
    await arrivedAt(last(), bytes);
  });

  it.each<[string, string | Uint8Array, FrameOptions]>([
    ['another text', 'buy', {}],
    ['a text with something behind it', 'ping ', {}],
    ['JSON of another type', '{"type":"order"}', {}],
    ['a name given twice', '{"type":"order","type":"subscribe"}', {}],
    ['a name in another case beside it', '{"type":"subscribe","Type":"order"}', {}],
    ['JSON with something behind it', '{"type":"subscribe"}{"type":"order"}', {}],
    ['a list of messages', '[{"type":"subscribe"}]', {}],
    ['text that is not UTF-8', Buffer.from([0x70, 0xff]), {}],
    ['a byte order mark', '\ufeffping', {}],
    ['a binary message', 'ping', { opcode: 2 }],
  ])('ends both sides for %s, which does not go on', async (_name, payload, options) => {
    const client = await open();
    const before = frame('ping');
    client.send(Buffer.concat([before, frame(payload, options), frame('ping')]));
    expect(await readClose(client)).toBe('1008 read-only');
    expect(await client.closed()).toBe('end');
    await endedAfter(last(), before);
  });

  it('puts a refused message on record by its route', async () => {
    const client = await open();
    client.send(frame('buy'));
    await client.closed();
    await expect.poll(refusedOnRecord, { timeout: 5_000 }).toContain('socket-message GET /feed');
  });

  it.each<[string, Buffer, string]>([
    ['a message without a mask', frame('ping', { masked: false }), '1002 read-only'],
    ['a compressed message', frame('ping', { rsv: 0x40 }), '1002 read-only'],
    ['a length in a longer form', frame('ping', { form: 127 }), '1002 read-only'],
    ['a fragmented ping', frame('', { opcode: 9, fin: false }), '1002 read-only'],
    ['more than 64 KB', frame(`{"type":"subscribe","x":"${'x'.repeat(65_536)}"}`), '1009 read-only'],
  ])('ends both sides for %s', async (_name, bytes, said) => {
    const client = await open();
    client.send(bytes);
    expect(await readClose(client)).toBe(said);
    expect(await client.closed()).toBe('end');
    await endedAfter(last(), Buffer.alloc(0));
  });

  it('passes a declared message of almost 64 KB', async () => {
    const client = await open();
    const bytes = frame(`{"type":"subscribe","x":"${'x'.repeat(65_000)}"}`);
    client.send(bytes);
    await arrivedAt(last(), bytes);
  });

  it('passes a message in fragments, with a ping between them, once its last has come', async () => {
    const client = await open();
    const one = last();
    const parts = [
      frame('{"type":', { fin: false }),
      frame('hi', { opcode: 9 }),
      frame('"subscribe"}', { opcode: 0 }),
    ];
    client.send(Buffer.concat(parts.slice(0, 2)));
    client.send(parts[2] ?? '');
    await arrivedAt(one, Buffer.concat(parts));
  });

  it('passes a message that comes byte by byte', async () => {
    const client = await open();
    const bytes = Buffer.concat([frame('{"type":"subscribe"}'), frame('ping')]);
    client.socket.setNoDelay(true);
    for (const byte of bytes) {
      client.send(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await arrivedAt(last(), bytes);
  });

  it('passes what came with the handshake, and refuses it, too', async () => {
    const early = frame('ping');
    await openSocket(site.server.port, '/feed', { early });
    await arrivedAt(last(), early);
    const client = await openSocket(site.server.port, '/feed', { early: frame('buy') });
    expect(await readClose(client)).toBe('1008 read-only');
    await endedAfter(last(), Buffer.alloc(0));
  });

  it('keeps the order and the bytes of 1,000 messages both ways, pings and pongs among them', async () => {
    const client = await open();
    const one = last();
    const sent = Array.from({ length: 1_000 }, (_, index) =>
      index % 10 === 0
        ? frame(`${index}`, { opcode: index % 20 === 0 ? 9 : 10 })
        : frame(`{"type":"subscribe","n":${index},"pad":"${'x'.repeat(index)}"}`),
    );
    for (const bytes of sent) client.send(bytes);
    const back = Array.from({ length: 1_000 }, (_, index) =>
      frame('y'.repeat(index % 100 === 0 ? 70_000 : index), { masked: false, opcode: 2 }),
    );
    for (const bytes of back) one.socket.write(bytes);
    const expected = Buffer.concat(back);
    expect((await client.take(expected.length)).equals(expected)).toBe(true);
    await arrivedAt(one, Buffer.concat(sent));
  });

  it('does not touch what the application says, whatever it is', async () => {
    const client = await open();
    const said = Buffer.from('no frames at all \x00\xff', 'latin1');
    last().socket.write(said);
    expect((await client.take(said.length)).equals(said)).toBe(true);
  });

  it('lets the application finish its frame before the close frame', async () => {
    const client = await open();
    const long = frame('z'.repeat(1_000), { masked: false });
    last().socket.write(long.subarray(0, 500));
    expect((await client.take(500)).equals(long.subarray(0, 500))).toBe(true);
    client.send(frame('buy'));
    // Whether the gate has seen it yet or not: the frame ends, nothing of the next one comes.
    last().socket.write(Buffer.concat([long.subarray(500)]));
    expect((await client.take(long.length - 500)).equals(long.subarray(500))).toBe(true);
    expect(await readClose(client)).toBe('1008 read-only');
  });

  it('offers no extension to the application', async () => {
    await open('/feed', ['Sec-WebSocket-Extensions: permessage-deflate']);
    expect(extensions).toBe('none');
    await open('/ticker', ['Sec-WebSocket-Extensions: permessage-deflate']);
    expect(extensions).toBe('permessage-deflate');
  });

  it('passes the closing handshake of the client', async () => {
    const client = await open();
    const close = frame(Buffer.from([3, 232]), { opcode: 8 });
    client.send(close);
    await arrivedAt(last(), close);
    last().socket.write(frame(Buffer.from([3, 232]), { opcode: 8, masked: false }));
    expect(await readClose(client)).toBe('1000');
  });

  it('is spoken by a real client', async () => {
    const socket = new WebSocket(`ws://localhost:${site.server.port}/feed`);
    await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }));
    const closed = new Promise<CloseEvent>((resolve) =>
      socket.addEventListener('close', resolve, { once: true }),
    );
    socket.send('ping');
    socket.send('{"type":"order"}');
    const { code, reason, wasClean } = await closed;
    expect([code, reason, wasClean]).toEqual([1008, 'read-only', true]);
  });

  it('refuses nothing on a route that allows everything', async () => {
    const client = await open('/ticker');
    const bytes = Buffer.concat([frame('buy'), frame('x', { opcode: 2 }), Buffer.from('no frame')]);
    client.send(bytes);
    await arrivedAt(last(), bytes);
  });
});

describe('who may write', () => {
  beforeAll(() => site.on({ mode: 'read-only' }));
  const cookie = ['Cookie: session=x'];
  const admin = 'admin.localhost';

  it('sends what he likes', async () => {
    const client = await open('/feed', cookie, admin);
    client.send(frame('buy'));
    await expect.poll(() => last().received.length).toBe(frame('buy').length);
  });

  it.each([
    ['an admin from elsewhere, who may only read', '/feed', undefined],
    ['where even an insider must confirm', '/money', admin],
    ['an admin from elsewhere on a protected route', '/staff', undefined],
  ])('declared messages only: %s', async (_name, path, host) => {
    const client = await open(path, cookie, host);
    client.send(frame('buy'));
    expect(await readClose(client)).toBe('1008 read-only');
  });

  it('in a closed site, too', async () => {
    await site.on({ mode: 'closed' });
    const reader = await open('/feed', cookie);
    reader.send(frame('buy'));
    expect(await readClose(reader)).toBe('1008 read-only');
    await open('/feed', cookie, admin).then((client: Wire) => client.send(frame('buy')));
    await expect.poll(() => last().received.length).toBe(frame('buy').length);
    await site.on({ mode: 'read-only' });
  });
});

it('leaves an open site as it is', async () => {
  await site.off();
  const client = await open();
  const bytes = Buffer.concat([frame('buy'), frame('x', { opcode: 2 }), Buffer.from('no frame')]);
  client.send(bytes);
  await arrivedAt(last(), bytes);
  await site.on({ mode: 'read-only' });
});
