import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dial } from '../proxy/wire.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';
import {
  type AcceptedSocket,
  acceptSockets,
  frame,
  handshakeFor,
  openSocket,
  readClose,
} from '../support/websocket-peer.ts';

let site: RunningSite;
const accepted: AcceptedSocket[] = [];
/** Set by a test: who the caller is, is answered when it resolves. */
let recognised: Promise<void> | null = null;
let asked = Promise.withResolvers<void>();

beforeAll(async () => {
  site = await startSite({
    onUpgrade: acceptSockets(accepted),
    application({ target }, response) {
      if (target !== '/api/me') return void response.end('done');
      asked.resolve();
      const answer = () => void response.writeHead(401, { 'Content-Type': 'application/json' }).end('{}');
      if (recognised === null) answer();
      else void recognised.then(answer);
    },
    policy: {
      routes: [
        { match: 'GET /feed', socket: { read: ['ping'] } },
        { match: 'GET /ticker', socket: 'allow' },
        { match: 'GET /staff', protected: true, socket: 'allow' },
      ],
      identity: [
        {
          kind: 'probe',
          request: { path: '/api/me' },
          cookies: ['session'],
          subject: '/subject',
          role: { pointer: '/role', map: { admin: 'admin' } },
          timeoutMs: 10_000,
        },
      ],
    },
  });
});
afterAll(() => {
  for (const { socket } of accepted) socket.destroy();
  return site.close();
});
beforeEach(async () => {
  accepted.splice(0);
  recognised = null;
  asked = Promise.withResolvers();
  await site.off().catch(() => undefined);
});

const open = (path: string, headers: readonly string[] = []) =>
  openSocket(site.server.port, path, { headers });
const last = (): AcceptedSocket => {
  const found = accepted.at(-1);
  if (found === undefined) throw new Error('Expected a WebSocket at the application');
  return found;
};
/** Its other end has it: what was sent before has passed the gate. */
async function passed(bytes: Uint8Array): Promise<void> {
  await expect.poll(() => last().received.length).toBe(bytes.length);
  expect(last().received.equals(bytes)).toBe(true);
}

describe('a socket that was open when a window opened', () => {
  it.each([
    ['/chat', 'read-only', '1012 read-only'],
    ['/staff', 'read-only', '1012 read-only'],
    ['/ticker', 'closed', '1012 closed'],
    ['/feed', 'closed', '1012 closed'],
  ])('%s in a site that is %s gets a close frame: %s', async (path, mode, said) => {
    const client = await open(path);
    const bytes = frame('anything');
    client.send(bytes);
    await passed(bytes);
    await site.on({ mode });
    expect(await readClose(client)).toBe(said);
    expect(await client.closed()).toBe('end');
    await expect.poll(() => last().hasEnded).toBe(true);
    // Ours, behind whole frames of the client.
    expect(last().received.at(-8)).toBe(0x88);
  });

  it('gets nothing but the end when the application has closed it already', async () => {
    const client = await open('/chat');
    const goodbye = frame(Buffer.from([3, 232]), { opcode: 8, masked: false });
    last().socket.write(goodbye);
    expect(await readClose(client)).toBe('1000');
    await site.on({ mode: 'closed' });
    expect(await client.closed()).toBe('end');
    expect(client.rest()).toHaveLength(0);
  });

  it('gets the rest of the frame that it is getting, and then the close frame', async () => {
    const client = await open('/chat');
    const long = frame('z'.repeat(1_000), { masked: false });
    last().socket.write(long.subarray(0, 700));
    await client.take(700);
    await site.on({ mode: 'read-only' });
    last().socket.write(Buffer.concat([long.subarray(700), frame('more', { masked: false })]));
    await client.take(long.length - 700);
    expect(await readClose(client)).toBe('1012 read-only');
    expect(client.rest()).toHaveLength(0);
  });

  it('is cut when that frame does not end', async () => {
    const client = await open('/chat');
    const long = frame('z'.repeat(1_000), { masked: false });
    last().socket.write(long.subarray(0, 700));
    await client.take(700);
    await site.on({ mode: 'read-only' });
    await client.closed();
    expect(client.rest()).toHaveLength(0);
  });

  it('is not spoken to inside a message of its client: the application gets its end', async () => {
    const client = await open('/chat');
    const half = frame('half a message').subarray(0, 12);
    client.send(half);
    await passed(half);
    await site.on({ mode: 'read-only' });
    expect(await readClose(client)).toBe('1012 read-only');
    await expect.poll(() => last().hasEnded).toBe(true);
    expect(last().received.equals(half)).toBe(true);
  });

  it('ends although neither side answers, and is no write in flight for long', async () => {
    const client = await open('/chat');
    last().socket.removeAllListeners('end');
    client.socket.pause();
    await site.on({ mode: 'read-only' });
    // Whoever writes to a connection that is gone is told so.
    const isReset = () => {
      last().socket.write('x');
      return last().socket.destroyed;
    };
    await expect.poll(isReset, { timeout: 5_000 }).toBe(true);
  });

  it('stays when its route is allowed', async () => {
    const client = await open('/ticker');
    await site.on({ mode: 'read-only' });
    const bytes = frame('anything');
    client.send(bytes);
    await passed(bytes);
  });

  it('is judged from its next message on when its messages are declared', async () => {
    const client = await open('/feed');
    const begun = frame('buy, begun while the site was open', { fin: false });
    client.send(begun);
    await passed(begun);
    await site.on({ mode: 'read-only' });
    const rest = Buffer.concat([frame('…', { opcode: 0 }), frame('ping')]);
    client.send(Buffer.concat([rest, frame('buy')]));
    expect(await readClose(client)).toBe('1008 read-only');
    await expect.poll(() => last().hasEnded).toBe(true);
    const got = Buffer.concat([begun, rest]);
    expect(last().received.subarray(0, got.length).equals(got)).toBe(true);
    expect(last().received.length - got.length).toBe(8);
  });

  it('is judged no more once the site is open again', async () => {
    const client = await open('/feed');
    await site.on({ mode: 'read-only' });
    await site.off();
    const bytes = frame('buy');
    client.send(bytes);
    await passed(bytes);
  });

  it('says nothing to the application while its caller is being recognised', async () => {
    const client = await open('/feed', ['Cookie: session=x']);
    const gate = Promise.withResolvers<void>();
    recognised = gate.promise;
    const on = site.on({ mode: 'read-only' });
    await asked.promise;
    client.send(frame('buy'));
    client.send(frame('buy'));
    // Long enough for a byte that is not held to arrive.
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(last().received).toHaveLength(0);
    gate.resolve();
    expect(await readClose(client)).toBe('1008 read-only');
    await on;
  });
});

it('answers 503 to a handshake that the application had not answered when the window opened', async () => {
  const before = accepted.length;
  const slow = await startSite({
    onUpgrade: (_, socket) => {
      accepted.push({ socket, headers: {}, received: Buffer.alloc(0), hasEnded: false });
      socket
        .on('error', () => socket.destroy())
        .on('close', () => {
          last().hasEnded = true;
        });
      socket.on('end', () => socket.end()).resume();
    },
  });
  try {
    const client = await dial(slow.server.port);
    client.send(handshakeFor('/chat'));
    await expect.poll(() => accepted.length).toBe(before + 1);
    await slow.on({ mode: 'read-only' });
    const { start, headers, body } = await client.message();
    expect(start).toContain('503');
    expect(headers.some(([name]) => name.toLowerCase() === 'retry-after')).toBe(true);
    expect(JSON.parse(body.toString())).toMatchObject({ code: 'PORTCULLIS_READ_ONLY' });
    client.destroy();
    await expect.poll(() => last().hasEnded).toBe(true);
  } finally {
    last().socket.destroy();
    await slow.close();
  }
});
