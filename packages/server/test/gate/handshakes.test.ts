import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { dial, header, type Wire } from '../proxy/wire.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';
import { type AcceptedSocket, acceptSockets, frame, handshakeFor, key } from '../support/websocket-peer.ts';

let site: RunningSite;
const accepted: AcceptedSocket[] = [];

beforeAll(async () => {
  const accept = acceptSockets(accepted);
  site = await startSite({
    onUpgrade(incoming, socket, head) {
      if (incoming.url === '/old') socket.end('HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n');
      else accept(incoming, socket, head);
    },
    policy: {
      routes: [
        { match: 'GET /ws', socket: 'allow' },
        { match: 'GET /old', socket: 'allow' },
        { match: 'GET /admin/**', protected: true, socket: 'allow' },
      ],
    },
  });
  await site.on({ mode: 'read-only' });
});
afterAll(() => site.close());
beforeEach(() => {
  accepted.splice(0);
  site.arrived.splice(0);
});

async function connect(): Promise<Wire> {
  const client = await dial(site.server.port);
  onTestFinished(() => client.destroy());
  return client;
}

/** A write that a raw tunnel would carry past the gate. */
const smuggled = 'POST /orders/1/cancel HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n';

/** Nothing but requests that the gate has judged reached the application, and no socket. */
function nothingBut(...passed: readonly string[]): void {
  expect(site.arrived.map(({ method, target }) => `${method} ${target}`)).toEqual(passed);
  for (const { headers } of site.arrived) expect(headers.upgrade).toBeUndefined();
  expect(accepted).toEqual([]);
}

describe('a handshake that is refused', () => {
  it.each(['/live', '/cable', '/admin/ws', '/login'])(
    '%s: 503 with the problem, the connection ends, and nothing behind it is read',
    async (path) => {
      const client = await connect();
      client.send(handshakeFor(path));
      client.send(smuggled);
      const { start, headers, body } = await client.message();
      expect(start).toContain('503');
      expect(header(headers, 'content-type')).toContain('application/problem+json');
      expect(header(headers, 'connection')).toBe('close');
      expect(header(headers, 'cache-control')).toContain('no-store');
      expect(JSON.parse(body.toString())).toMatchObject({ status: 503, code: 'PORTCULLIS_READ_ONLY' });
      await client.closed();
      nothingBut();
    },
  );

  it('is no place to stay: a client that never ends its side is cut', async () => {
    const client = await connect();
    client.send(handshakeFor('/live'));
    await client.message();
    const gone = new Promise<void>((resolve) => client.socket.on('error', () => resolve()));
    const writing = setInterval(() => client.send(smuggled), 40);
    onTestFinished(() => clearInterval(writing));
    await gone;
    nothingBut();
  });

  it('by the application leaves no tunnel either', async () => {
    const client = await connect();
    client.send(handshakeFor('/old') + smuggled);
    expect((await client.message()).start).toContain('426');
    await client.closed();
    nothingBut();
  });
});

const plain = `Host: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n`;

describe('what is no handshake', () => {
  it.each([
    ['W016 several unknown tokens', 'GET /ws', plain.replace('websocket', 'IRC/6.9, RTA/x11')],
    ['websocket among several tokens', 'GET /ws', plain.replace('websocket', 'websocket, h2c')],
    ['two Upgrade lines', 'GET /ws', `${plain}Upgrade: websocket\r\n`],
    ['W017 an empty token', 'GET /ws', plain.replace('Upgrade: websocket', 'Upgrade:')],
    ['a token with something behind it', 'GET /ws', plain.replace('websocket', 'websocket/13')],
    ['W019 another version', 'GET /ws', plain.replace('Version: 13', 'Version: 777')],
    ['no version', 'GET /ws', plain.replace('Sec-WebSocket-Version: 13\r\n', '')],
    ['two versions', 'GET /ws', `${plain}Sec-WebSocket-Version: 13\r\n`],
    ['W022 two keys', 'GET /ws', `${plain}Sec-WebSocket-Key: ${key}\r\n`],
    ['no key', 'GET /ws', plain.replace(/Sec-WebSocket-Key.*\r\n/, '')],
    ['W026 HEAD', 'HEAD /ws', plain],
    ['no Connection', 'GET /ws', plain.replace('Connection: Upgrade\r\n', '')],
  ])('%s is an ordinary request', async (_name, line, headers) => {
    const client = await connect();
    client.send(`${line} HTTP/1.1\r\n${headers}\r\n`);
    const { start } = await client.head();
    expect(start).toMatch(/ (?:200|400) /);
    client.send(smuggled);
    client.socket.end();
    await client.closed();
    expect(site.arrived.filter(({ method }) => method === 'POST')).toEqual([]);
    nothingBut(...(start.includes(' 200 ') ? [line] : []));
  });

  it.each([
    ['W018 POST', 'POST /ws', plain],
    ['W025 a chunked one', 'GET /ws', `${plain}Transfer-Encoding: chunked\r\n`],
    ['one with a length', 'GET /ws', `${plain}Content-Length: 3\r\n`],
  ])('%s is refused', async (_name, line, headers) => {
    const client = await connect();
    client.send(`${line} HTTP/1.1\r\n${headers}\r\n`);
    expect((await client.head()).start).toMatch(/ (?:503|400) /);
    client.send(`0\r\n\r\n${smuggled}`);
    client.socket.end();
    await client.closed();
    nothingBut();
  });
});

it.each([
  '/socket.io/?EIO=4&transport=polling',
  '/sockjs/123/abc/xhr_send',
  '/signalr/send',
  '/longpolling/poll',
])('the way round by HTTP is a write like any other: POST %s', async (target) => {
  expect((await site.send(target, { method: 'POST', body: 'x' })).status).toBe(503);
  nothingBut();
});

it('survives a client that resets while it is being recognised', async () => {
  const slow = await startSite({
    application({ target }, response) {
      if (target === '/api/me') setTimeout(() => response.writeHead(401).end(), 40);
      else response.end('alive');
    },
    policy: {
      routes: [{ match: 'GET /feed', socket: { read: ['ping'] } }],
      identity: [
        {
          kind: 'probe',
          request: { path: '/api/me' },
          cookies: ['session'],
          subject: '/subject',
          role: { pointer: '/role', map: { admin: 'admin' } },
        },
      ],
    },
  });
  try {
    await slow.on({ mode: 'read-only' });
    const client = await dial(slow.server.port);
    client.send(
      Buffer.concat([Buffer.from(handshakeFor('/live', { headers: ['Cookie: session=x'] })), frame('ping')]),
    );
    await expect.poll(() => slow.arrived.length).toBe(1);
    client.socket.resetAndDestroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await slow.send('/')).body).toBe('alive');
    expect(slow.arrived.filter(({ target }) => target === '/live')).toEqual([]);
  } finally {
    await slow.close();
  }
});

it('explains a handshake by the rule for its socket', async () => {
  const explain = (url: string, headers: readonly string[] = []) =>
    site.control.post('/explain', { method: 'GET', url, headers });
  expect(await explain('ws://localhost/ws')).toMatchObject({
    access: 'read',
    decision: { kind: 'allow', rule: { id: 'read-only-read', detail: 'GET /ws: a socket that reads' } },
  });
  expect(await explain('/live', ['Upgrade', 'websocket'])).toMatchObject({
    decision: { kind: 'refuse', rule: { detail: 'an upgrade without a socket rule' } },
  });
  expect(await explain('/live')).toMatchObject({ decision: { kind: 'allow' } });
});
