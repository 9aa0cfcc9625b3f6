import { describe, expect, it } from 'vitest';
import { type GateOptions, startScene as startAnyScene } from './harness.ts';
import { header, type Wire } from './wire.ts';

const GET = 'GET /one HTTP/1.1\r\nHost: shop.test\r\n\r\n';
const NEXT = 'GET /next HTTP/1.1\r\nHost: shop.test\r\n\r\n';
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext';

describe.each(['auto', 'node'] as const)('an upstream that breaks the rules, engine %s', (engine) => {
  const startScene = (
    script: (wire: Wire, connection: number) => Promise<void>,
    options: Omit<GateOptions, 'upstream'> = {},
  ) => startAnyScene(script, { ...options, proxy: { engine, ...options.proxy } });

  it.each([
    ['garbage', 'SSH-2.0-OpenSSH_9.2\r\n\r\n', 'protocol'],
    ['HTTP/0.9', '<html>hello</html>', 'protocol'],
    [
      'two different lengths',
      'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!',
      'protocol',
    ],
    ['a length that is none', 'HTTP/1.1 200 OK\r\nContent-Length: 5x\r\n\r\nhello', 'protocol'],
    [
      'a coding beside chunked',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
      'protocol',
    ],
    [
      'a control character in a header',
      'HTTP/1.1 200 OK\r\nX-Bad: a\x01b\r\nContent-Length: 0\r\n\r\n',
      'protocol',
    ],
    ['a folded header', 'HTTP/1.1 200 OK\r\nX-Bad: a\r\n b\r\nContent-Length: 0\r\n\r\n', 'protocol'],
    [
      'a 101 nobody asked for',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
      'protocol',
    ],
    [
      'a head above 64 KB',
      `HTTP/1.1 200 OK\r\nX-Big: ${'x'.repeat(70_000)}\r\nContent-Length: 0\r\n\r\n`,
      'too-large',
    ],
    ['a half head', 'HTTP/1.1 200 OK\r\nContent-Le', 'reset'],
    ['nothing', '', 'reset'],
  ])('answers 502 to %s', async (_name, bytes, kind) => {
    const { client, gate, upstream } = await startScene(async (wire) => {
      await wire.head();
      wire.send(bytes);
      wire.socket.end();
    });
    client.send(GET);
    const { start, headers } = await client.message();
    expect(start).toContain('502');
    expect(header(headers, 'x-kind')).toBe(kind);
    expect(await gate.finished()).toMatchObject({ complete: false, error: { kind } });
    expect(upstream.connections).toBe(1);
  });

  it('refuses a length next to chunks, or takes the length away', async () => {
    const { client } = await startScene(async (wire) => {
      await wire.head();
      wire.send(
        'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
      );
    });
    client.send(GET);
    const { start, headers, body } = await client.message();
    if (start.includes('200')) {
      expect(header(headers, 'content-length')).toBeUndefined();
      expect(body.toString()).toBe('hello');
    } else expect(start).toContain('502');
  });

  it('cuts the answer at a chunk size that is none', async () => {
    let goOn: () => void = () => {};
    const mayGoOn = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const { client, gate } = await startScene(async (wire) => {
      await wire.head();
      wire.send('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n');
      await mayGoOn;
      wire.send('zz\r\nevil\r\n0\r\n\r\n');
    });
    client.send(GET);
    await client.until('hello');
    goOn();
    await client.closed();
    expect(client.rest().toString()).toBe('\r\n');
    expect(await gate.finished()).toMatchObject({
      status: 200,
      complete: false,
      error: { kind: 'protocol' },
    });
  });

  it.each([
    [
      'a second response in the same packet',
      'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\noneHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil',
    ],
    ['more body than its length', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none, and more'],
    ['a body behind 204', 'HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\nevil'],
  ])('never gives the next client %s', async (_name, bytes) => {
    const { client, upstream } = await startScene(async (wire, connection) => {
      await wire.head();
      wire.send(connection === 1 ? bytes : OK);
      await wire.closed();
    });
    client.send(GET);
    const first = await client.message();
    expect(first.body.toString()).toMatch(/^(one)?$/);
    client.send(NEXT);
    expect((await client.message()).body.toString()).toBe('next');
    expect(upstream.connections).toBe(2);
  });

  it('never gives the next client the body of a HEAD answer', async () => {
    const { client } = await startScene(async (wire, connection) => {
      await wire.head();
      wire.send(connection === 1 ? 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil' : OK);
      await wire.closed();
    });
    client.send('HEAD / HTTP/1.1\r\nHost: shop.test\r\n\r\n');
    await client.message({ toHead: true });
    client.send(NEXT);
    expect((await client.message()).body.toString()).toBe('next');
  });

  it('gives up a kept connection on which something came unasked', async () => {
    let intrude: () => void = () => {};
    const mayIntrude = new Promise<void>((resolve) => {
      intrude = resolve;
    });
    let gone = false;
    const { client, upstream } = await startScene(async (wire, connection) => {
      await wire.head();
      wire.send(OK);
      if (connection > 1) return;
      await mayIntrude;
      wire.send('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil');
      await wire.closed();
      gone = true;
    });
    client.send(GET);
    await client.message();
    intrude();
    await expect.poll(() => gone).toBe(true);
    client.send(NEXT);
    expect((await client.message()).body.toString()).toBe('next');
    expect(upstream.connections).toBe(2);
  });

  describe('a kept connection closed under a request', () => {
    /** Serves one request per connection and closes as soon as the second has arrived. */
    const closesOnSecond = (before: string) => {
      const seen: string[] = [];
      const script = async (wire: Wire): Promise<void> => {
        const first = await wire.message();
        seen.push(first.start);
        wire.send(OK);
        const second = await wire.message();
        seen.push(second.start);
        wire.send(before);
        wire.socket.resetAndDestroy();
      };
      return { seen, script };
    };

    it.each(['GET', 'HEAD', 'PUT', 'DELETE'])('sends %s once more on a new one', async (method) => {
      const { seen, script } = closesOnSecond('');
      const { client, gate } = await startScene(script);
      client.send(GET);
      await client.message();
      client.send(`${method} /next HTTP/1.1\r\nHost: shop.test\r\n\r\n`);
      expect((await client.message({ toHead: method === 'HEAD' })).start).toContain('200');
      expect(seen).toEqual(['GET /one HTTP/1.1', `${method} /next HTTP/1.1`, `${method} /next HTTP/1.1`]);
      expect(gate.outcomes).toHaveLength(2);
    });

    it.each([
      ['POST', ''],
      ['PUT', 'Content-Length: 5\r\n\r\nhello'],
      ['PUT', 'Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n'],
      ['PATCH', ''],
    ])('never sends %s a second time (%j)', async (method, body) => {
      const { seen, script } = closesOnSecond('');
      const { client } = await startScene(script);
      // Both requests on the same engine, so that the second finds the connection the first has left.
      client.send(body.startsWith('T') ? `PUT /one HTTP/1.1\r\nHost: shop.test\r\n${body}` : GET);
      await client.message();
      client.send(`${method} /next HTTP/1.1\r\nHost: shop.test\r\n${body === '' ? '\r\n' : body}`);
      const { start, headers } = await client.message();
      expect([start, header(headers, 'x-kind')]).toEqual(['HTTP/1.1 502 Bad Gateway', 'reset']);
      expect(seen).toHaveLength(2);
    });

    it('sends nothing a second time once a byte of an answer has come', async () => {
      const { seen, script } = closesOnSecond('HTTP/1.1 2');
      const { client } = await startScene(script);
      client.send(GET);
      await client.message();
      client.send(NEXT);
      expect((await client.message()).start).toContain('502');
      expect(seen).toHaveLength(2);
    });

    it('sends nothing a third time', async () => {
      let requests = 0;
      const { client } = await startScene(async (wire, connection) => {
        await wire.message();
        requests += 1;
        if (connection > 1) {
          wire.socket.resetAndDestroy();
          return;
        }
        wire.send(OK);
        await wire.message();
        requests += 1;
        wire.socket.resetAndDestroy();
      });
      client.send(GET);
      await client.message();
      client.send(NEXT);
      expect((await client.message()).start).toContain('502');
      expect(requests).toBe(3);
    });

    it('sends nothing a second time on a connection that was new', async () => {
      let requests = 0;
      const { client } = await startScene(async (wire) => {
        await wire.message();
        requests += 1;
        wire.socket.resetAndDestroy();
      });
      client.send(GET);
      expect((await client.message()).start).toContain('502');
      expect(requests).toBe(1);
    });
  });
});

describe('an upstream that answers a WebSocket handshake wrongly', () => {
  const HANDSHAKE =
    'GET /ws HTTP/1.1\r\nHost: shop.test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';

  it.each([
    ['no accept', 'Upgrade: websocket\r\nConnection: Upgrade\r\n'],
    [
      'a foreign accept',
      'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n',
    ],
    [
      'another protocol',
      'Upgrade: h2c\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n',
    ],
  ])('answers 502 to a 101 with %s and forwards no byte behind the handshake', async (_name, headers) => {
    let behind = '';
    const { client, gate } = await startAnyScene(async (wire) => {
      await wire.head();
      wire.send(`HTTP/1.1 101 Switching Protocols\r\n${headers}\r\n`);
      await wire.closed();
      behind = wire.rest().toString();
    });
    client.send(`${HANDSHAKE}POST /orders HTTP/1.1\r\nHost: shop.test\r\n\r\n`);
    expect((await client.message()).start).toContain('502');
    await client.closed();
    expect(await gate.finished()).toMatchObject({ error: { kind: 'protocol' } });
    expect(behind).toBe('');
  });

  it('leaves no tunnel behind a refused handshake', async () => {
    const requests: string[] = [];
    const { client } = await startAnyScene(async (wire) => {
      for await (const { start } of wire.requests()) {
        requests.push(start);
        wire.send('HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n');
      }
    });
    client.send(`${HANDSHAKE}POST /orders/1/cancel HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 0\r\n\r\n`);
    expect((await client.message()).start).toContain('426');
    await client.closed();
    expect(requests).toEqual(['GET /ws HTTP/1.1']);
  });

  it('answers 502 when the upstream is not there', async () => {
    const { client, gate, upstream } = await startAnyScene(async () => {});
    await upstream.close();
    client.send(HANDSHAKE);
    const { start, headers } = await client.message();
    expect([start, header(headers, 'x-kind')]).toEqual(['HTTP/1.1 502 Bad Gateway', 'unreachable']);
    expect(await gate.finished()).toMatchObject({ status: null, error: { kind: 'unreachable' } });
  });

  it('treats an empty Upgrade as none', async () => {
    const seen: (string | undefined)[] = [];
    const { client } = await startAnyScene(async (wire) => {
      for await (const { headers } of wire.requests()) {
        seen.push(header(headers, 'upgrade'));
        wire.send(OK);
      }
    });
    client.send(`GET /ws HTTP/1.1\r\nHost: shop.test\r\nUpgrade:\r\nConnection: Upgrade\r\n\r\n${NEXT}`);
    expect((await client.message()).start).toContain('200');
    expect((await client.message()).start).toContain('200');
    expect(seen).toEqual([undefined, undefined]);
  });

  it.each([
    ['h2c', 'Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n'],
    [
      'several protocols',
      'Upgrade: websocket, h2c\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n',
    ],
    [
      'two keys',
      'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n',
    ],
    [
      'a body',
      'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nContent-Length: 0\r\n',
    ],
  ])('treats an upgrade to %s as an ordinary request without it', async (_name, headers) => {
    const seen: string[] = [];
    const { client } = await startAnyScene(async (wire) => {
      for await (const request of wire.requests()) {
        seen.push(
          `${request.start} ${header(request.headers, 'upgrade') ?? 'no upgrade'} ${header(request.headers, 'http2-settings') ?? ''}`,
        );
        wire.send(OK);
      }
    });
    client.send(`GET /ws HTTP/1.1\r\nHost: shop.test\r\n${headers}\r\n${NEXT}`);
    expect((await client.message()).start).toContain('200');
    await client.closed();
    expect(seen.map((line) => line.trim())).toEqual(['GET /ws HTTP/1.1 no upgrade']);
  });
});
