import { describe, expect, it, onTestFinished } from 'vitest';
import type { ForwardInstruction } from '../../src/proxy/contract.ts';
import { createListener } from '../../src/proxy/listen.ts';
import { createProxy } from '../../src/proxy/proxy.ts';
import { startRawUpstream } from './raw-upstream.ts';
import { dial, type Wire } from './wire.ts';

const large = 'x'.repeat(300_000);
const requests = [
  ['no body', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', ''],
  ['an empty body', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n', ''],
  ['a body', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello', 'hello'],
  ['a large body', `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n${large}`, large],
  [
    'chunks',
    'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
    'hello',
  ],
] as const;

describe.each(['auto', 'node'] as const)('a request that may not start any more, engine %s', (engine) => {
  interface Scene {
    readonly client: Wire;
    /** What the upstream got. */
    readonly arrived: string[];
    readonly takenBack: number;
    readonly finished: number;
  }

  /** The first attempt is taken back, unless `mayStart` says otherwise; then `after` decides. */
  async function start(
    after: 'refused' | 'forwarded',
    mayStart: (attempt: number) => boolean = (attempt) => attempt > 1,
  ): Promise<Scene> {
    const arrived: string[] = [];
    let takenBack = 0;
    let finished = 0;
    const upstream = await startRawUpstream(async (wire) => {
      for await (const { start: line, body } of wire.requests()) {
        arrived.push(`${line.split(' ')[0]} ${body.toString()}`);
        wire.send('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      }
    });
    const proxy = createProxy({ upstream: upstream.url, engine });
    const listener = createListener({
      onRequest(incoming, response) {
        let attempt = 0;
        const forward = (body: Buffer | null = null) => {
          attempt += 1;
          const instruction: ForwardInstruction = {
            target: '/',
            forwarding: { clientAddress: null, scheme: 'http', host: 'a', trusted: false },
            strip: new Set(),
            set: [],
            ...(body === null ? {} : { body }),
            mayStart: () => mayStart(attempt),
            onTakenBack(read) {
              takenBack += 1;
              response.once('finish', () => incoming.resume());
              if (after === 'forwarded') forward(read);
              else response.writeHead(503, { 'Content-Length': '0' }).end();
            },
            onError: () => response.writeHead(502, { 'Content-Length': '0' }).end(),
            onFinished() {
              finished += 1;
            },
          };
          proxy.forward(incoming, response, instruction);
        };
        forward();
      },
      onUpgrade: (_incoming, socket) => void socket.destroy(),
    });
    const address = await listener.listen({ host: '127.0.0.1', port: 0 });
    const client = await dial(address !== null && typeof address === 'object' ? address.port : 0);
    onTestFinished(async () => {
      client.destroy();
      await proxy.close();
      await listener.drain(1);
      await upstream.close();
    });
    return {
      client,
      arrived,
      get takenBack() {
        return takenBack;
      },
      get finished() {
        return finished;
      },
    };
  }

  it.each(requests)('with %s arrives whole, and once, when it is forwarded again', async (_, sent, body) => {
    const scene = await start('forwarded');
    scene.client.send(sent);
    expect((await scene.client.message()).start).toContain('200');
    expect(scene.arrived).toEqual([`${sent.split(' ')[0]} ${body}`]);
    expect([scene.takenBack, scene.finished]).toEqual([1, 1]);
  });

  it.each(requests)(
    'with %s never arrives when it is refused, and its connection goes on',
    async (_, sent) => {
      let isRefused = true;
      const scene = await start('refused', () => !isRefused);
      scene.client.send(sent);
      expect((await scene.client.message()).start).toContain('503');
      expect([scene.arrived, scene.takenBack, scene.finished]).toEqual([[], 1, 0]);
      isRefused = false;
      scene.client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
      expect((await scene.client.message()).start).toContain('200');
      expect(scene.arrived).toEqual(['GET ']);
    },
  );
});
