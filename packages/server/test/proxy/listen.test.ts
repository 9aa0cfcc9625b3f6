import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createListener, type Listener, type ListenerOptions } from '../../src/proxy/listen.ts';
import { dial, header, type Wire } from './wire.ts';

const GET = 'GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n';

interface Scene {
  readonly listener: Listener;
  readonly port: number;
  readonly seen: string[];
  readonly clientErrors: number[];
  dial(): Promise<Wire>;
}

async function startListener(options: Partial<ListenerOptions> = {}): Promise<Scene> {
  const seen: string[] = [];
  const clientErrors: number[] = [];
  const listener = createListener({
    onRequest(incoming, response) {
      seen.push(`${incoming.method} ${incoming.url}`);
      response.writeHead(200, { 'Content-Length': '2' }).end('ok');
    },
    onUpgrade(incoming, socket) {
      seen.push(`upgrade ${incoming.url}`);
      socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n');
    },
    onClientError: (_error, status) => clientErrors.push(status),
    ...options,
  });
  const address = await listener.listen({ host: '127.0.0.1', port: 0 });
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  onTestFinished(async () => {
    await listener.drain(1);
  });
  return {
    listener,
    port,
    seen,
    clientErrors,
    async dial() {
      const wire = await dial(port);
      onTestFinished(() => wire.destroy());
      return wire;
    },
  };
}

describe('requests that are not let in', () => {
  it.each([
    ['garbage', '\x16\x03\x01\x02garbage\r\n\r\n', 400],
    [
      'length and chunks',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['a folded header', 'GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\r\n\r\n', 400],
    ['a bare line feed', 'GET / HTTP/1.1\nHost: a\n\n', 400],
    ['a NUL in a header', 'GET / HTTP/1.1\r\nHost: a\r\nX-A: \0\r\n\r\n', 400],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nhello', 400],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['a head above 16 KB', `GET / HTTP/1.1\r\nHost: a\r\nX-Big: ${'x'.repeat(17_000)}\r\n\r\n`, 431],
    ['a target above 16 KB', `GET /${'x'.repeat(17_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431],
    ['more than 100 headers', `GET / HTTP/1.1\r\nHost: a\r\n${'X-A: b\r\n'.repeat(100)}\r\n`, 431],
    [
      'chunk extensions above 16 KB',
      `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;${'x'.repeat(17_000)}\r\nhello\r\n0\r\n\r\n`,
      413,
    ],
    ['an expectation nobody knows', 'GET / HTTP/1.1\r\nHost: a\r\nExpect: more\r\n\r\n', 417],
    ['CONNECT', 'CONNECT shop.test:443 HTTP/1.1\r\nHost: shop.test:443\r\n\r\n', 405],
  ])('%s', async (_name, bytes, status) => {
    const { dial: open, seen } = await startListener({
      // Reads bodies, so that what is wrong inside one is met.
      onRequest(incoming, response) {
        incoming.resume().once('end', () => {
          seen.push('whole request');
          response.end();
        });
      },
    });
    const client = await open();
    client.send(`${bytes}`);
    const { start, headers } = await client.message();
    expect(start).toContain(String(status));
    expect(header(headers, 'connection')).toBe('close');
    if (!bytes.startsWith('GET / HTTP/1.1\r\n\r\n'))
      expect(header(headers, 'cache-control')).toBe('no-store');
    await client.closed();
    expect(seen).toEqual([]);
  });

  it('answers nothing that would land inside a response that has begun', async () => {
    const { dial: open, clientErrors } = await startListener({
      onRequest(_incoming, response) {
        response.writeHead(200, { 'Content-Length': '10' });
        response.write('hello');
      },
    });
    const client = await open();
    client.send('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n');
    await client.until('hello');
    client.send('zz\r\n');
    await client.closed();
    expect(client.rest().toString()).toBe('');
    expect(clientErrors).toEqual([400]);
  });

  it('answers 408 to a head that does not come, and to a connection that never says anything', async () => {
    const { dial: open, clientErrors } = await startListener({ limits: { headersTimeoutMs: 40 } });
    const [slow, silent] = [await open(), await open()];
    slow.send('GET / HTTP/1.1\r\nHost: sh');
    expect((await slow.message()).start).toContain('408');
    expect((await silent.message()).start).toContain('408');
    expect(clientErrors).toEqual([408, 408]);
  });

  it('closes a connection that idles between requests', async () => {
    const { dial: open } = await startListener({ limits: { keepAliveTimeoutMs: 30 } });
    const client = await open();
    client.send(GET);
    await client.message();
    expect(await client.closed()).toBe('end');
  });

  it('closes idle connections when there is little room left for new ones, and those alone', async () => {
    let answer: () => void = () => undefined;
    const { dial: open, seen } = await startListener({
      limits: { maxConnections: 4 },
      onRequest(incoming, response) {
        seen.push(`${incoming.method} ${incoming.url}`);
        if (incoming.url === '/') response.end('ok');
        else answer = () => void response.end('late');
      },
    });
    const [idle, busy, silent] = [await open(), await open(), await open()];
    idle.send(GET);
    await idle.message();
    busy.send('GET /slow HTTP/1.1\r\nHost: shop.test\r\n\r\n');
    await expect.poll(() => seen).toContain('GET /slow');
    const late = await open();
    expect(await idle.closed()).toBe('end');
    answer();
    for (const client of [silent, late]) client.send(GET);
    for (const client of [busy, silent, late]) expect((await client.message()).start).toContain('200');
  });

  it('closes a connection after so many requests, with a word', async () => {
    const { dial: open } = await startListener({ limits: { maxRequestsPerSocket: 2 } });
    const client = await open();
    client.send(GET);
    expect(header((await client.message()).headers, 'connection')).toBe('keep-alive');
    client.send(GET);
    expect(header((await client.message()).headers, 'connection')).toBe('close');
    await client.closed();
  });

  it('lets in no more connections than allowed', async () => {
    const { dial: open } = await startListener({ limits: { maxConnections: 1 } });
    const first = await open();
    first.send(GET);
    await first.message();
    const second = await open();
    expect(await second.closed()).toBeDefined();
    first.send(GET);
    expect((await first.message()).start).toContain('200');
  });
});

describe('upgrades', () => {
  const handshake = (upgrade: string): string =>
    `GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: ${upgrade}\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n`;

  it.each(['websocket', 'WebSocket'])('are handed over for the token %s', async (upgrade) => {
    const { dial: open, seen } = await startListener();
    const client = await open();
    client.send(handshake(upgrade));
    await client.until('101');
    expect(seen).toEqual(['upgrade /ws']);
  });

  it.each(['h2c', 'websocket, h2c', 'websocketx', 'TLS/1.0'])(
    'are ordinary requests for %j',
    async (upgrade) => {
      const { dial: open, seen } = await startListener();
      const client = await open();
      client.send(handshake(upgrade) + GET);
      const { start, headers } = await client.message();
      // What stood behind it in the packet is lost, so the client must be told to send it again.
      expect([start, header(headers, 'connection')]).toEqual(['HTTP/1.1 200 OK', 'close']);
      await client.closed();
      expect(seen).toEqual(['GET /ws']);
    },
  );
});

describe('pipelined requests', () => {
  it('begin one after another, in their order', async () => {
    const answers: (() => void)[] = [];
    const begun: string[] = [];
    const { dial: open } = await startListener({
      onRequest(incoming, response) {
        begun.push(incoming.url ?? '');
        answers.push(() => response.end(incoming.url));
      },
    });
    const client = await open();
    client.send(['/1', '/2', '/3'].map((path) => GET.replace('/', path)).join(''));
    for (const path of ['/1', '/2', '/3']) {
      await expect.poll(() => begun.at(-1)).toBe(path);
      answers.shift()?.();
      expect((await client.message()).body.toString()).toBe(path);
    }
    expect(begun).toEqual(['/1', '/2', '/3']);
  });

  it('with a body that comes later are read when it is their turn', async () => {
    let first: () => void = () => {};
    const { dial: open } = await startListener({
      onRequest(incoming, response) {
        if (incoming.method === 'GET') first = () => response.end('first');
        else {
          let body = '';
          incoming.on('data', (chunk) => {
            body += chunk;
          });
          incoming.once('end', () => response.end(body));
        }
      },
    });
    const client = await open();
    client.send(`${GET}POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab`);
    client.send('cd');
    await new Promise((resolve) => setTimeout(resolve, 20));
    first();
    expect((await client.message()).body.toString()).toBe('first');
    expect((await client.message()).body.toString()).toBe('abcd');
  });

  it('are answered a hundred at a time', async () => {
    const { dial: open } = await startListener();
    const client = await open();
    client.send(GET.repeat(100));
    for (let count = 0; count < 100; count += 1) expect((await client.message()).start).toContain('200');
  });

  it('behind an answer that ends the connection reach nobody', async () => {
    const { dial: open, seen } = await startListener({ limits: { maxRequestsPerSocket: 2 } });
    const client = await open();
    client.send(GET.repeat(5));
    await client.message();
    await client.message();
    await client.closed();
    expect(seen).toHaveLength(2);
  });

  it('of all connections are cut where there are too many, the longest line first', async () => {
    const { dial: open, port } = await startListener({ onRequest() {} });
    const modest = await open();
    modest.send(GET.repeat(3));
    const greedy = await Promise.all(Array.from({ length: 22 }, () => dial(port)));
    for (const wire of greedy) wire.send(GET.repeat(1_000));
    await Promise.race(greedy.map((wire) => wire.closed()));
    for (const wire of greedy) wire.destroy();
    expect(modest.socket.destroyed).toBe(false);
  });

  it('behind which a handshake comes end with it', async () => {
    const { dial: open, seen } = await startListener({ onRequest() {} });
    const client = await open();
    client.send(
      `${GET}GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    );
    await client.closed();
    expect(seen).toEqual([]);
  });

  it('of a client that takes nothing are cut', async () => {
    let closed = false;
    const { dial: open } = await startListener({
      onRequest(incoming, response) {
        incoming.socket.once('close', () => {
          closed = true;
        });
        response.end(Buffer.alloc(30_000_000));
      },
      limits: { clientStallTimeoutMs: 40 },
    });
    const client = await open();
    client.socket.pause();
    client.send(GET);
    await expect.poll(() => closed).toBe(true);
  });
});

describe('uploads', () => {
  const LIMITS = { uploadWindowMs: 60, minUploadBytes: 4, lingerMs: 40 };
  /** Answers when the body is whole. */
  const whole = (incoming: IncomingMessage, response: ServerResponse): void => {
    let bytes = 0;
    incoming.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    incoming.once('end', () => response.end(`${bytes}`));
  };

  it('may take as long as they like while they move', async () => {
    const { dial: open } = await startListener({ onRequest: whole, limits: LIMITS });
    const client = await open();
    client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 320\r\n\r\n');
    for (let i = 0; i < 40; i += 1) {
      client.send('12345678');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect((await client.message()).body.toString()).toBe('320');
  });

  it('are ended with 408 when they trickle', async () => {
    const { dial: open, clientErrors } = await startListener({ onRequest: whole, limits: LIMITS });
    const client = await open();
    client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 160\r\n\r\n1');
    const { start, headers } = await client.message();
    expect([start, header(headers, 'connection')]).toEqual(['HTTP/1.1 408 Request Timeout', 'close']);
    expect(clientErrors).toEqual([408]);
  });

  it('are not ended while it is we who do not read', async () => {
    let read: () => void = () => {};
    const { dial: open, clientErrors } = await startListener({
      onRequest(incoming, response) {
        incoming.pause();
        read = () => whole(incoming.resume(), response);
      },
      limits: LIMITS,
    });
    const client = await open();
    client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\n1234');
    for (let i = 0; i < 4; i += 1) await new Promise((resolve) => setTimeout(resolve, 40));
    expect(clientErrors).toEqual([]);
    client.send('5678');
    read();
    expect((await client.message()).body.toString()).toBe('8');
  });

  it('are not ended while the client waits for our 100 Continue', async () => {
    let goOn: () => void = () => {};
    const { dial: open, clientErrors } = await startListener({
      onRequest(incoming, response) {
        goOn = () => response.writeContinue();
        whole(incoming, response);
      },
      limits: LIMITS,
    });
    const client = await open();
    client.send('POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n');
    for (let i = 0; i < 4; i += 1) await new Promise((resolve) => setTimeout(resolve, 40));
    expect(clientErrors).toEqual([]);
    goOn();
    expect((await client.head()).start).toContain('100');
    client.send('1234');
    expect((await client.message()).body.toString()).toBe('4');
  });

  it('are ended when the client begins without the 100 Continue it asked for, and then stalls', async () => {
    const { dial: open, clientErrors } = await startListener({ onRequest: whole, limits: LIMITS });
    const client = await open();
    client.send('POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n1');
    expect((await client.message()).start).toContain('408');
    expect(clientErrors).toEqual([408]);
  });

  it('are read on for a while behind an early answer, then cut', async () => {
    const patient = await startListener({ limits: { lingerMs: 10_000 } });
    const finishing = await patient.dial();
    finishing.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\n1234');
    expect((await finishing.message()).start).toContain('200');
    finishing.send(`5678${GET}`);
    expect((await finishing.message()).start).toContain('200');

    const brief = await startListener({ limits: { lingerMs: 40 } });
    const stalling = await brief.dial();
    stalling.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\n1234');
    await stalling.closed();
  });
});

describe('drain', () => {
  it('stops accepting, ends idle connections of clients at once and reports nothing destroyed', async () => {
    const { listener, dial: open, port } = await startListener();
    const [idle, fresh] = [await open(), await open()];
    idle.send(GET);
    await idle.message();
    const drained = listener.drain(5000);
    await Promise.all([idle.closed(), fresh.closed()]);
    idle.socket.end();
    fresh.socket.end();
    expect(await drained).toEqual({ destroyed: 0 });
    await expect(dial(port)).rejects.toThrow('ECONNREFUSED');
  });

  it('leaves connections of a proxy for a last request, which says Connection: close, and those without one for a first', async () => {
    const { listener, dial: open, port, seen } = await startListener({ limits: { lastRequestMs: 300 } });
    const clients = await Promise.all([open(), open(), open()]);
    const [ofProxy, silent, fresh] = clients;
    for (const client of [ofProxy, silent]) {
      client?.send('GET / HTTP/1.1\r\nHost: shop.test\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n');
      await client?.message();
    }
    const drained = listener.drain(30_000);
    await expect
      .poll(() =>
        dial(port).then(
          (late) => late.destroy(),
          () => 'refused',
        ),
      )
      .toBe('refused');
    for (const client of [ofProxy, fresh]) {
      client?.send('POST /orders HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 0\r\n\r\n');
      expect(header((await client?.message())?.headers ?? [], 'connection')).toBe('close');
    }
    expect(seen.slice(2)).toEqual(['POST /orders', 'POST /orders']);
    await Promise.all(clients.map((client) => client.closed()));
    for (const client of clients) client.socket.end();
    expect(await drained).toEqual({ destroyed: 0 });
  });

  it('says Connection: close on running responses and waits for them', async () => {
    let answer: () => void = () => {};
    const {
      listener,
      dial: open,
      seen,
    } = await startListener({
      onRequest(incoming, response) {
        seen.push(incoming.url ?? '');
        answer = () => response.writeHead(200, { 'Content-Length': '2' }).end('ok');
      },
    });
    const client = await open();
    client.send(GET);
    await expect.poll(() => seen.length).toBe(1);
    const drained = listener.drain(5000);
    answer();
    const { headers, body } = await client.message();
    expect([header(headers, 'connection'), body.toString()]).toEqual(['close', 'ok']);
    client.socket.end();
    expect(await drained).toEqual({ destroyed: 0 });
  });

  it('lets a response that has begun end, with every byte of it', async () => {
    const size = 8 * 1024 * 1024;
    let finish: () => void = () => {};
    const { listener, dial: open } = await startListener({
      onRequest(_incoming, response) {
        response.writeHead(200, { 'Content-Length': String(size + 5) });
        response.write('hello');
        finish = () => response.end(Buffer.alloc(size, 'x'));
      },
    });
    const client = await open();
    client.send(GET);
    await client.until('hello');
    client.socket.pause();
    // Handed to the kernel only in part when the drain begins: Node's own close would cut it here.
    finish();
    const drained = listener.drain(5000);
    await new Promise((resolve) => setTimeout(resolve, 30));
    client.socket.resume();
    expect((await client.take(size)).length).toBe(size);
    // Its head had promised keep-alive, so it is we who must end the connection.
    await client.closed();
    client.socket.end();
    expect(await drained).toEqual({ destroyed: 0 });
  });

  it('destroys what is left when its time is over, and says how much', async () => {
    const { listener, dial: open } = await startListener({
      onRequest: (_incoming, response) => response.write('never ends'),
    });
    const clients = [await open(), await open()];
    for (const client of clients) {
      client.send(GET);
      await client.until('never ends');
    }
    expect(await listener.drain(30)).toEqual({ destroyed: 2 });
    for (const client of clients) await client.closed();
  });

  it('rejects an address that is taken', async () => {
    const { port } = await startListener();
    const second = createListener({ onRequest() {}, onUpgrade() {} });
    await expect(second.listen({ host: '127.0.0.1', port })).rejects.toThrow('EADDRINUSE');
  });
});
