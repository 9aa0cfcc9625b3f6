import { describe, expect, it, onTestFinished } from 'vitest';
import { createProxy } from '../../src/proxy/proxy.ts';
import { type GateOptions, startScene as startAnyScene, startGate } from './harness.ts';
import { dial, header, type Wire } from './wire.ts';

const GET = 'GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n';

describe.each(['auto', 'node'] as const)('limits, engine %s', (engine) => {
  const startScene = (
    script: (wire: Wire, connection: number) => Promise<void>,
    options: Omit<GateOptions, 'upstream'> = {},
  ) => startAnyScene(script, { ...options, proxy: { engine, ...options.proxy } });

  it('answers 502 when nobody listens', async () => {
    const { client, gate, upstream } = await startScene(async () => {});
    await upstream.close();
    client.send(GET);
    const { start, headers } = await client.message();
    expect([start, header(headers, 'x-kind')]).toEqual(['HTTP/1.1 502 Bad Gateway', 'unreachable']);
    expect(await gate.finished()).toMatchObject({
      status: null,
      complete: false,
      error: { kind: 'unreachable' },
    });
    expect(gate.errors[0]?.message).toContain('ECONNREFUSED');
  });

  it('answers 504 when the head does not come', async () => {
    let upstreamEnd = '';
    const { client, gate } = await startScene(
      async (wire) => {
        await wire.head();
        upstreamEnd = await wire.closed();
      },
      { proxy: { headersTimeoutMs: 50 } },
    );
    client.send(GET);
    const { start, headers } = await client.message();
    expect([start, header(headers, 'x-kind')]).toEqual(['HTTP/1.1 504 Gateway Timeout', 'timeout']);
    expect(await gate.finished()).toMatchObject({ error: { kind: 'timeout' } });
    await expect.poll(() => upstreamEnd).not.toBe('');
  });

  it('answers 504 when neither the upstream says 100 Continue nor the client sends its body', async () => {
    const { client } = await startScene(
      async (wire) => {
        await wire.head();
        await wire.closed();
      },
      { proxy: { headersTimeoutMs: 50 } },
    );
    client.send('POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n');
    expect((await client.message()).start).toBe('HTTP/1.1 504 Gateway Timeout');
  });

  it('answers 504 when the connection does not stand in time', async () => {
    // A TLS upstream that accepts the connection and never says a word.
    const { upstream } = await startScene(async (wire) => {
      await wire.closed();
    });
    const gate = await startGate({
      upstream: new URL(`https://127.0.0.1:${upstream.url.port}`),
      proxy: { engine, connectTimeoutMs: 50 },
    });
    const client = await dial(gate.port);
    onTestFinished(() => client.destroy());
    client.send(GET);
    expect(header((await client.message()).headers, 'x-kind')).toBe('timeout');
  });

  it.each(['Content-Length: 6', 'Transfer-Encoding: chunked'])(
    'does not blame the upstream for a slow upload (%s)',
    async (framing) => {
      const { client } = await startScene(
        async (wire) => {
          const { body } = await wire.message();
          wire.send(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
        },
        { proxy: { headersTimeoutMs: 60 } },
      );
      const chunked = framing.startsWith('T');
      client.send(`POST / HTTP/1.1\r\nHost: shop.test\r\n${framing}\r\n\r\n`);
      for (const part of ['he', 'll', 'o!']) {
        for (let i = 0; i < 3; i += 1) await new Promise((resolve) => setTimeout(resolve, 40));
        client.send(chunked ? `2\r\n${part}\r\n` : part);
      }
      if (chunked) client.send('0\r\n\r\n');
      expect((await client.message()).body.toString()).toBe('hello!');
    },
  );

  it('cuts a body that falls silent, when it is told to', async () => {
    const { client, gate } = await startScene(
      async (wire) => {
        await wire.head();
        wire.send('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello');
        await wire.closed();
      },
      { proxy: { bodyIdleTimeoutMs: 50 } },
    );
    client.send(GET);
    await client.until('hello');
    await client.closed();
    expect(await gate.finished()).toMatchObject({ status: 200, complete: false, error: { kind: 'timeout' } });
  });

  it('gives up a client that asks for much and reads nothing', async () => {
    let upstreamEnd = '';
    const { client, gate } = await startScene(
      async (wire) => {
        await wire.head();
        const size = 64 * 1024 * 1024;
        wire.send(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`);
        wire.send(Buffer.alloc(size));
        upstreamEnd = await wire.closed();
      },
      { proxy: { clientStallTimeoutMs: 40 } },
    );
    client.socket.pause();
    client.send(GET);
    expect(await gate.finished()).toMatchObject({
      status: 200,
      complete: false,
      error: { kind: 'aborted-by-client' },
    });
    await expect.poll(() => upstreamEnd).not.toBe('');
  });

  describe('maxSockets', () => {
    /** Holds every answer until the test lets it go. */
    const startHeld = async (connectTimeoutMs: number, instruct?: GateOptions['instruct']) => {
      const waiting: Wire[] = [];
      const scene = await startScene(
        async (wire) => {
          for await (const _request of wire.requests()) waiting.push(wire);
        },
        { proxy: { maxSockets: 1, connectTimeoutMs }, ...(instruct && { instruct }) },
      );
      const answer = async (): Promise<void> => {
        await expect.poll(() => waiting.length).toBeGreaterThan(0);
        waiting.shift()?.send('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      };
      const another = async (bytes = GET): Promise<Wire> => {
        const wire = await dial(scene.gate.port);
        onTestFinished(() => wire.destroy());
        wire.send(bytes);
        return wire;
      };
      return { ...scene, waiting, answer, another };
    };

    it('lets the next one through when a place is free', async () => {
      const { client, another, answer, waiting } = await startHeld(5000);
      client.send(GET);
      await expect.poll(() => waiting.length).toBe(1);
      const second = await another();
      await answer();
      expect((await client.message()).body.toString()).toBe('ok');
      await answer();
      expect((await second.message()).body.toString()).toBe('ok');
    });

    it('keeps a place for insiders, whoever holds the others', async () => {
      const { client, another, answer, waiting } = await startHeld(5000, ({ headers }) => ({
        isInsider: headers.cookie === 'admin',
      }));
      client.send(GET);
      await expect.poll(() => waiting.length).toBe(1);
      const visitor = await another();
      const insider = await another(GET.replace('\r\n\r\n', '\r\nCookie: admin\r\n\r\n'));
      await expect.poll(() => waiting.length).toBe(2);
      waiting.pop()?.send('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nadmin');
      expect((await insider.message()).body.toString()).toBe('admin');
      await answer();
      await client.message();
      await answer();
      expect((await visitor.message()).body.toString()).toBe('ok');
    });

    it('answers 504 to whoever waited too long, and goes on', async () => {
      const { client, another, answer, waiting } = await startHeld(50);
      client.send(GET);
      await expect.poll(() => waiting.length).toBe(1);
      const second = await another();
      expect(header((await second.message()).headers, 'x-kind')).toBe('timeout');
      await answer();
      expect((await client.message()).body.toString()).toBe('ok');
      client.send(GET);
      await answer();
      expect((await client.message()).body.toString()).toBe('ok');
    });

    it('gives no place to a client that left while it waited', async () => {
      const { client, another, answer, waiting, gate } = await startHeld(5000);
      client.send(GET);
      await expect.poll(() => waiting.length).toBe(1);
      const second = await another();
      await new Promise((resolve) => setTimeout(resolve, 20));
      second.destroy();
      expect(await gate.finished()).toMatchObject({ status: null, error: { kind: 'aborted-by-client' } });
      const third = await another();
      await answer();
      await client.message();
      await answer();
      expect((await third.message()).body.toString()).toBe('ok');
      expect(waiting).toHaveLength(0);
    });

    it('gets its places back from every kind of failure', async () => {
      let request = 0;
      const { client } = await startScene(
        async (wire) => {
          for await (const { start } of wire.requests()) {
            request += 1;
            if (start.includes('/cut')) wire.socket.resetAndDestroy();
            else if (start.includes('/bad')) wire.send('nonsense\r\n\r\n');
            else wire.send('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
          }
        },
        { proxy: { maxSockets: 1, connectTimeoutMs: 1000 } },
      );
      for (const path of ['/cut', '/bad', '/ok', '/bad', '/cut', '/ok']) {
        client.send(`POST ${path} HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 2\r\n\r\nhi`);
        expect((await client.message()).start).toContain(path === '/ok' ? '200' : '502');
      }
      expect(request).toBe(6);
    });
  });

  it('ends everything that runs when it is closed', async () => {
    let upstreamEnd = '';
    const upstreamScene = await startScene(async (wire) => {
      await wire.head();
      wire.send('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n');
      upstreamEnd = await wire.closed();
    });
    const { client, gate } = upstreamScene;
    client.send(GET);
    await client.until('hello');
    await gate.close();
    await client.closed();
    await expect.poll(() => upstreamEnd).not.toBe('');
    expect(gate.outcomes).toHaveLength(1);
    expect(gate.outcomes[0]).toMatchObject({ complete: false });
  });
});

describe('createProxy', () => {
  it.each([
    ['another protocol', { upstream: new URL('ftp://shop.test') }, 'origin'],
    ['a path', { upstream: new URL('http://shop.test/app') }, 'origin'],
    ['a password', { upstream: new URL('http://u:p@shop.test') }, 'origin'],
    ['no sockets', { upstream: new URL('http://shop.test'), maxSockets: 0 }, 'maxSockets'],
    [
      'an endless head',
      { upstream: new URL('http://shop.test'), headersTimeoutMs: Number.POSITIVE_INFINITY },
      'headersTimeoutMs',
    ],
  ])('refuses %s', (_name, options, word) => {
    expect(() => createProxy(options)).toThrow(word);
  });

  it('tells no password in its refusal', () => {
    expect(() => createProxy({ upstream: new URL('http://u:secret@shop.test') })).toThrow(/^(?!.*secret)/);
  });
});
