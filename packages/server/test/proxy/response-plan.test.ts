import { Transform } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { ForwardInstruction, ResponsePlan, ResponseStage } from '../../src/proxy/contract.ts';
import { settled, startScene } from './harness.ts';
import { header, type Wire } from './wire.ts';

const GET = 'GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n';
const MEGABYTE = 1024 * 1024;

const upperCase = (): Transform =>
  new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      callback(null, chunk.toString('latin1').toUpperCase());
    },
  });

const letters: ResponseStage = {
  write: (chunk) => Buffer.from(chunk.toString('latin1').toUpperCase()),
  end: () => Buffer.alloc(0),
};

/** What changes a body: a stream, or a stage of one. */
const changes: readonly (readonly [string, () => Pick<ResponsePlan, 'transform' | 'stage'>])[] = [
  ['a transform', () => ({ transform: upperCase() })],
  ['a stage', () => ({ stage: letters })],
];

describe.each(['auto', 'node'] as const)('what the caller does to a response, engine %s', (engine) => {
  const scene = (script: (wire: Wire) => Promise<void>, onResponse: ForwardInstruction['onResponse']) =>
    startScene(script, {
      proxy: { engine },
      instruct: () => (onResponse === undefined ? {} : { onResponse }),
    });
  const answer = (bytes: string) => async (wire: Wire) => {
    for await (const _request of wire.requests()) wire.send(bytes);
  };

  it('shows the end-to-end head and takes another list of headers', async () => {
    let seen: unknown;
    const { client } = await scene(
      answer('HTTP/1.1 200 OK\r\nX-A: 1\r\nConnection: X-Hop\r\nX-Hop: 1\r\nContent-Length: 2\r\n\r\nok'),
      (head) => {
        seen = head;
        return { headers: [...head.headers, 'X-Added', 'yes', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2'] };
      },
    );
    client.send(GET);
    const { headers, body } = await client.message();
    expect(seen).toEqual({ status: 200, headers: ['X-A', '1', 'Content-Length', '2'] });
    expect(header(headers, 'x-added')).toBe('yes');
    expect(header(headers, 'set-cookie')).toBe('a=1 | b=2');
    expect(body.toString()).toBe('ok');
  });

  it('takes another reason phrase, and other headers of an interim answer', async () => {
    const { client } = await startScene(
      answer(
        'HTTP/1.1 103 Early Hints\r\nServer: x\r\nLink: </a.css>\r\n\r\nHTTP/1.1 500 At /srv/x.js\r\nContent-Length: 0\r\n\r\n',
      ),
      {
        proxy: { engine },
        instruct: () => ({
          onInformation: () => ['X-Hint', '1'],
          onResponse: () => ({ message: 'Internal Server Error' }),
        }),
      },
    );
    client.send(GET);
    const hints = await client.message();
    expect([hints.start, header(hints.headers, 'x-hint'), header(hints.headers, 'server')]).toEqual([
      'HTTP/1.1 103 Early Hints',
      '1',
      undefined,
    ]);
    expect((await client.message()).start).toBe('HTTP/1.1 500 Internal Server Error');
  });

  it.each(changes)('passes the body through %s, without its length', async (_, change) => {
    const { client } = await scene(answer('HTTP/1.1 200 OK\r\nCONTENT-LENGTH: 5\r\n\r\nhello'), change);
    for (let i = 0; i < 2; i += 1) {
      client.send(GET);
      const { headers, body } = await client.message();
      expect(header(headers, 'content-length')).toBeUndefined();
      expect(body.toString()).toBe('HELLO');
    }
  });

  it.each([
    ['HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n'],
    ['GET', 'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\n'],
    ['GET', 'HTTP/1.1 204 No Content\r\n\r\n'],
  ])('gives an answer without a body none through a transform (%s, %j)', async (method, bytes) => {
    let used = false;
    const { client } = await scene(answer(bytes), () => ({
      transform: new Transform({
        flush(callback) {
          used = true;
          callback(null, 'banner');
        },
      }),
    }));
    client.send(`${method} / HTTP/1.1\r\nHost: shop.test\r\n\r\n`);
    await client.message({ toHead: method === 'HEAD' });
    client.send('GET /next HTTP/1.1\r\nHost: shop.test\r\n\r\n');
    expect((await client.head()).start).toMatch(/^HTTP\/1\.1 (200|204|304)/);
    if (method === 'GET') expect(used).toBe(false);
  });

  it.each(changes)('holds the upstream back when the reader of %s is slow', async (_, change) => {
    const size = 96 * MEGABYTE;
    const block = Buffer.alloc(MEGABYTE, 'a');
    let written = 0;
    const { client } = await scene(async (wire) => {
      await wire.head();
      wire.send(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`);
      for (let i = 0; i < size / MEGABYTE; i += 1) {
        if (!wire.socket.write(block, () => (written += block.length))) {
          await new Promise((resolve) => wire.socket.once('drain', resolve));
        }
      }
      await wire.closed();
    }, change);
    client.socket.pause();
    client.send(GET);
    expect(await settled(() => written)).toBeLessThan(size / 2);
    client.socket.removeAllListeners('data');
    let received = 0;
    client.socket.on('data', (chunk: Buffer) => {
      received += chunk.length;
    });
    client.socket.resume();
    await expect.poll(() => received, { timeout: 20_000 }).toBeGreaterThan(size);
  });

  it.each(changes)('keeps no trailer of a body that %s changed', async (_, change) => {
    const { client } = await scene(
      answer(
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: Content-Digest\r\n\r\n5\r\nhello\r\n0\r\nContent-Digest: sha-256=:eA==:\r\n\r\n',
      ),
      change,
    );
    client.send(GET);
    const { headers, body, trailers } = await client.message();
    expect(body.toString()).toBe('HELLO');
    expect(header(headers, 'trailer')).toBeUndefined();
    expect(trailers).toEqual([]);
  });

  it('lets go of the transform when the client leaves what the upstream has ended', async () => {
    const transform = new Transform({
      transform(_chunk, _encoding, callback) {
        callback();
      },
      // Never finishes by itself.
      flush() {},
    });
    const { client, gate } = await scene(answer('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'), () => ({
      transform,
    }));
    client.send(GET);
    await gate.finished();
    client.destroy();
    await expect.poll(() => transform.destroyed).toBe(true);
  });

  it.each([
    [
      'what it holds back until the end',
      'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello',
      '',
      'last words',
    ],
    ['what follows the rest', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello', 'HELLO', ' and more'],
    ['nothing at all', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello', '', ''],
    ['more than an empty body had', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', '', 'words'],
  ])('sends of a stage %s', async (_, bytes, written, last) => {
    const { client } = await scene(answer(bytes), () => ({
      stage: { write: () => Buffer.from(written), end: () => Buffer.from(last) },
    }));
    for (let i = 0; i < 2; i += 1) {
      client.send(GET);
      expect((await client.message()).body.toString()).toBe(written + last);
    }
  });

  it.each([
    ['writes', true],
    ['ends', false],
  ])('cuts the answer when a stage fails as it %s', async (_, isWriting) => {
    const broken = () => {
      throw new Error('broken');
    };
    const { client, gate } = await scene(answer('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'), () => ({
      stage: { write: isWriting ? broken : (chunk) => chunk, end: broken },
    }));
    client.send(GET);
    await client.closed();
    expect(client.rest().toString()).not.toContain('0\r\n\r\n');
    expect(await gate.finished()).toMatchObject({ complete: false, error: { kind: 'protocol' } });
  });

  it('cuts the answer when the transform fails', async () => {
    const { client, gate } = await scene(
      async (wire) => {
        await wire.head();
        wire.send('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello');
        await wire.closed();
      },
      () => ({
        transform: new Transform({
          transform(_chunk, _encoding, callback) {
            callback(new Error('broken'));
          },
        }),
      }),
    );
    client.send(GET);
    await client.closed();
    expect(client.rest().toString()).not.toContain('0\r\n\r\n');
    expect(await gate.finished()).toMatchObject({
      status: 200,
      complete: false,
      error: { kind: 'protocol' },
    });
  });

  it('cuts the answer when the upstream cuts the body in front of a transform', async () => {
    let cut: () => void = () => {};
    const mayCut = new Promise<void>((resolve) => {
      cut = resolve;
    });
    const transform = upperCase();
    const { client } = await scene(
      async (wire) => {
        await wire.head();
        wire.send('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello');
        await mayCut;
        wire.destroy();
      },
      () => ({ transform }),
    );
    client.send(GET);
    await client.until('HELLO');
    cut();
    await client.closed();
    expect(client.rest().toString()).not.toContain('0\r\n\r\n');
    // It may hold compressors or timers of its own.
    expect(transform.destroyed).toBe(true);
  });

  it("refuses the answer when the caller's own judgement of it throws", async () => {
    const { client, gate } = await scene(answer('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret'), () => {
      throw new Error('no judgement');
    });
    client.send(GET);
    const { start, body } = await client.message();
    expect([start, body.toString()]).toEqual(['HTTP/1.1 502 Bad Gateway', '']);
    expect(gate.errors[0]?.message).toContain('no judgement');
  });
});
