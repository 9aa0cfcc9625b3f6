import { createHash } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { acceptOf } from '../../src/proxy/websocket-handshake.ts';
import { type GateOptions, type Scene, settled, startScene as startAnyScene, startGate } from './harness.ts';
import { startRawUpstream } from './raw-upstream.ts';
import { dial, header, type Wire } from './wire.ts';

const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
const HANDSHAKE = `GET /ws HTTP/1.1\r\nHost: shop.test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${KEY}\r\nSec-WebSocket-Version: 13\r\n\r\n`;
const ACCEPTED = `Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptOf(KEY)}\r\n\r\n`;
const MEGABYTE = 1024 * 1024;

/** What both engines must do alike: a raw client on one side, a raw upstream on the other. */
export function describeProxyConformance(engine: 'auto' | 'node'): void {
  const startScene = (
    script: (wire: Wire, connection: number) => Promise<void>,
    options: Omit<GateOptions, 'upstream'> = {},
  ): Promise<Scene> => startAnyScene(script, { ...options, proxy: { engine, ...options.proxy } });

  describe(`proxy conformance, engine ${engine}`, () => {
    describe('streams', () => {
      it('1. passes a server-sent event on while the response is open', async () => {
        const { client } = await startScene(async (wire) => {
          await wire.head();
          wire.send(
            'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n',
          );
          wire.send('d\r\ndata: first\n\n\r\n');
          await wire.closed();
        });
        client.send('GET /events HTTP/1.1\r\nHost: shop.test\r\n\r\n');
        expect(await client.until('data: first\n\n')).toContain('text/event-stream');
      });

      it('2. passes chunks of an upload on while it is open', async () => {
        const { client } = await startScene(async (wire) => {
          await wire.until('first');
          wire.send('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
          await wire.closed();
        });
        client.send(
          'POST /upload HTTP/1.1\r\nHost: shop.test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n',
        );
        expect((await client.message()).body.toString()).toBe('ok');
      });

      it('3. holds a response back when the client does not read', async () => {
        const size = 96 * MEGABYTE;
        const block = Buffer.alloc(MEGABYTE, 'abcdefghijklmnopqrstuvwxyz');
        const written = { bytes: 0 };
        const { client } = await startScene(async (wire) => {
          await wire.head();
          wire.send(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`);
          await pump(wire, block, size / MEGABYTE, written);
          await wire.closed();
        });
        client.socket.pause();
        client.send('GET /big HTTP/1.1\r\nHost: shop.test\r\n\r\n');
        // What fits in the kernel's buffers of two connections, and no more, has left the upstream.
        expect(await settled(() => written.bytes)).toBeLessThan(size / 2);
        client.socket.removeAllListeners('data');
        const hash = createHash('sha256');
        let received = 0;
        const whole = new Promise<void>((resolve) => {
          let headSeen = false;
          client.socket.on('data', (chunk: Buffer) => {
            const body = headSeen ? chunk : chunk.subarray(chunk.indexOf('\r\n\r\n') + 4);
            headSeen = true;
            hash.update(body);
            received += body.length;
            if (received === size) resolve();
          });
        });
        client.socket.resume();
        await whole;
        expect(hash.digest('hex')).toBe(hashOf(block, size / MEGABYTE));
      });

      it('4. holds an upload back when the upstream does not read', async () => {
        const size = 96 * MEGABYTE;
        const block = Buffer.alloc(MEGABYTE, 'zyxwvutsrqponmlkjihgfedcba');
        const written = { bytes: 0 };
        let release: () => void = () => {};
        const released = new Promise<void>((resolve) => {
          release = resolve;
        });
        const { client } = await startScene(async (wire) => {
          wire.socket.pause();
          await released;
          wire.socket.removeAllListeners('data');
          const hash = createHash('sha256');
          let received = 0;
          let headSeen = false;
          await new Promise<void>((resolve) => {
            wire.socket.on('data', (chunk: Buffer) => {
              const body = headSeen ? chunk : chunk.subarray(chunk.indexOf('\r\n\r\n') + 4);
              headSeen = true;
              hash.update(body);
              received += body.length;
              if (received === size) resolve();
            });
            wire.socket.resume();
          });
          const digest = hash.digest('hex');
          wire.send(`HTTP/1.1 200 OK\r\nContent-Length: ${digest.length}\r\n\r\n${digest}`);
        });
        client.send(`PUT /big HTTP/1.1\r\nHost: shop.test\r\nContent-Length: ${size}\r\n\r\n`);
        const pumped = pump(client, block, size / MEGABYTE, written);
        expect(await settled(() => written.bytes)).toBeLessThan(size / 2);
        release();
        await pumped;
        expect((await client.message()).body.toString()).toBe(hashOf(block, size / MEGABYTE));
      });

      it('5. keeps the length of a HEAD answer and the connection behind it', async () => {
        const { client } = await startScene(async (wire) => {
          for await (const { start } of wire.requests()) {
            wire.send(
              `HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n${start.startsWith('HEAD') ? '' : 'hello'}`,
            );
          }
        });
        client.send('HEAD / HTTP/1.1\r\nHost: shop.test\r\n\r\n');
        expect(header((await client.message({ toHead: true })).headers, 'content-length')).toBe('5');
        client.send('GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n');
        expect((await client.message()).body.toString()).toBe('hello');
      });

      it('6. passes an answer on that comes before the request body is whole', async () => {
        const { client } = await startScene(async (wire) => {
          await wire.head();
          wire.send('HTTP/1.1 413 Content Too Large\r\nContent-Length: 7\r\n\r\ntoo big');
          await wire.closed();
        });
        client.send('POST /upload HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 1000000\r\n\r\nstart');
        const { start, body } = await client.message();
        expect(start).toBe('HTTP/1.1 413 Content Too Large');
        expect(body.toString()).toBe('too big');
      });

      it('6b. lets the upstream refuse a chunked body before its first byte', async () => {
        const { client } = await startScene(async (wire) => {
          await wire.head();
          wire.send('HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n');
          await wire.closed();
        });
        client.send('POST /upload HTTP/1.1\r\nHost: shop.test\r\nTransfer-Encoding: chunked\r\n\r\n');
        expect((await client.message()).start).toBe('HTTP/1.1 413 Content Too Large');
      });

      it('7. puts the head on the wire before the first byte of the body', async () => {
        const { client } = await startScene(async (wire) => {
          await wire.head();
          wire.send('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Early: yes\r\n\r\n');
          await wire.closed();
        });
        client.send('GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n');
        expect(header((await client.head()).headers, 'x-early')).toBe('yes');
      });
    });

    describe('aborts', () => {
      it('8. ends the upstream connection when the client leaves inside the body', async () => {
        let upstreamEnd = '';
        const { client, gate } = await startScene(async (wire) => {
          await wire.head();
          wire.send('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n');
          upstreamEnd = await wire.closed();
        });
        client.send('GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n');
        await client.until('first');
        client.destroy();
        expect(await gate.finished()).toMatchObject({
          status: 200,
          complete: false,
          error: { kind: 'aborted-by-client' },
        });
        await expect.poll(() => upstreamEnd).not.toBe('');
      });

      it('9. ends the upstream connection when the client leaves before the head', async () => {
        let upstreamEnd = '';
        let asked: () => void = () => {};
        const request = new Promise<void>((resolve) => {
          asked = resolve;
        });
        const { client, gate } = await startScene(async (wire) => {
          await wire.head();
          asked();
          upstreamEnd = await wire.closed();
        });
        client.send('GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n');
        await request;
        client.destroy();
        expect(await gate.finished()).toMatchObject({
          status: null,
          complete: false,
          error: { kind: 'aborted-by-client' },
        });
        expect(gate.errors).toEqual([]);
        await expect.poll(() => upstreamEnd).not.toBe('');
      });

      it.each([
        ['without a body', 'POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 0\r\n\r\n'],
        ['with a counted body', 'POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 3\r\n\r\na=1'],
        [
          'with a chunked body',
          'POST / HTTP/1.1\r\nHost: shop.test\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na=1\r\n0\r\n\r\n',
        ],
      ])(
        '9b. waits for the upstream when the client of a write %s has left, if told to',
        async (_name, bytes) => {
          const asked = Promise.withResolvers<void>();
          const mayAnswer = Promise.withResolvers<void>();
          const { client, gate } = await startScene(
            async (wire) => {
              await wire.message();
              asked.resolve();
              await mayAnswer.promise;
              wire.send('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ndone\r\n0\r\n\r\n');
            },
            { instruct: () => ({ outlivesClient: () => true }) },
          );
          client.send(bytes);
          await asked.promise;
          client.destroy();
          await settled(() => gate.outcomes.length);
          expect(gate.outcomes).toEqual([]);
          mayAnswer.resolve();
          expect(await gate.finished()).toMatchObject({
            status: 200,
            complete: false,
            error: { kind: 'aborted-by-client' },
          });
          expect(gate.errors).toEqual([]);
        },
      );

      it('9c. gives up a write whose client left inside its body, whatever it was told', async () => {
        const asked = Promise.withResolvers<void>();
        const { client, gate } = await startScene(
          async (wire) => {
            await wire.head();
            asked.resolve();
            await wire.closed();
          },
          { instruct: () => ({ outlivesClient: () => true }) },
        );
        client.send('POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 10\r\n\r\na=1');
        await asked.promise;
        client.destroy();
        expect(await gate.finished()).toMatchObject({ status: null, error: { kind: 'aborted-by-client' } });
      });

      it('9d. does not wait for ever for what a client left behind', async () => {
        const asked = Promise.withResolvers<void>();
        const { client, gate } = await startScene(
          async (wire) => {
            await wire.message();
            asked.resolve();
            wire.send('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
            await wire.closed();
          },
          { proxy: { headersTimeoutMs: 300 }, instruct: () => ({ outlivesClient: () => true }) },
        );
        client.send('POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 0\r\n\r\n');
        client.destroy();
        await asked.promise;
        expect(await gate.finished()).toMatchObject({ error: { kind: 'aborted-by-client' } });
      });

      it.each([
        ['without a body', 'GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n'],
        ['inside its body', 'POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 10\r\n\r\na=1'],
        [
          'inside its chunks',
          'POST / HTTP/1.1\r\nHost: shop.test\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na=1\r\n',
        ],
      ])('9e. takes no place for a client that left %s before it was forwarded', async (_name, bytes) => {
        const came = Promise.withResolvers<void>();
        const upstream = await startRawUpstream(async (wire) => {
          for await (const _request of wire.requests()) wire.send('HTTP/1.1 204 No Content\r\n\r\n');
        });
        onTestFinished(() => upstream.close());
        const gate = await startGate({
          upstream: upstream.url,
          proxy: { engine, maxSockets: 1 },
          before: async ({ url }, response) => {
            came.resolve();
            if (url === '/') await new Promise((resolve) => response.once('close', resolve));
          },
        });
        const leaving = await dial(gate.port);
        leaving.send(bytes);
        await came.promise;
        leaving.destroy();
        expect(await gate.finished()).toMatchObject({ status: null, error: { kind: 'aborted-by-client' } });
        const client = await dial(gate.port);
        onTestFinished(() => client.destroy());
        client.send('GET /next HTTP/1.1\r\nHost: shop.test\r\n\r\n');
        expect((await client.head()).start).toContain('204');
        expect(upstream.connections).toBe(1);
      });

      it.each([
        ['10. a chunked', 'Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n', 'HTTP/1.1'],
        ['11. a counted', 'Content-Length: 10\r\n\r\nhello', 'HTTP/1.1'],
        [
          '11b. a chunked, to an HTTP/1.0 client,',
          'Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n',
          'HTTP/1.0',
        ],
      ])('%s body that is cut never looks complete', async (_name, rest, version) => {
        let cut: () => void = () => {};
        const mayCut = new Promise<void>((resolve) => {
          cut = resolve;
        });
        const { client, gate } = await startScene(async (wire) => {
          await wire.head();
          wire.send(`HTTP/1.1 200 OK\r\n${rest}`);
          await mayCut;
          wire.destroy();
        });
        client.send(`GET / ${version}\r\nHost: shop.test\r\n\r\n`);
        await client.until('hello');
        cut();
        const how = await client.closed();
        expect(client.rest().toString()).not.toContain('0\r\n\r\n');
        // Without chunks or a length, only a reset tells a cut from the end.
        if (version === 'HTTP/1.0') expect(how).toBe('reset');
        expect(await gate.finished()).toMatchObject({ complete: false, error: { kind: 'reset' } });
      });

      it('12. never makes a request body look complete that the client cut', async () => {
        for (const framing of ['Content-Length: 10', 'Transfer-Encoding: chunked']) {
          let seen = '';
          const { client } = await startScene(async (wire) => {
            await wire.until('hello');
            await wire.closed();
            seen = `closed after ${wire.rest().toString()}`;
          });
          client.send(
            `POST / HTTP/1.1\r\nHost: shop.test\r\n${framing}\r\n\r\n${framing.startsWith('T') ? '5\r\n' : ''}hello`,
          );
          if (framing.startsWith('T')) client.send('\r\n');
          await new Promise((resolve) => setTimeout(resolve, 30));
          client.destroy();
          await expect.poll(() => seen).toContain('closed after');
          expect(seen).not.toContain('0\r\n\r\n');
        }
      });
    });

    describe('heads', () => {
      it('13. passes trailers of a response on', async () => {
        const { client } = await startScene(async (wire) => {
          await wire.head();
          wire.send(
            'HTTP/1.1 200 OK\r\nTrailer: X-Checksum\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Checksum: abc\r\nSet-Cookie: late=1\r\n\r\n',
          );
          await wire.closed();
        });
        client.send('GET / HTTP/1.1\r\nHost: shop.test\r\nTE: trailers\r\nConnection: TE\r\n\r\n');
        const { headers, trailers } = await client.message();
        expect(header(headers, 'trailer')).toBe('X-Checksum');
        expect(trailers).toEqual([['X-Checksum', 'abc']]);
      });

      it('14. passes trailers of a request on, but none that would be a header of trust', async () => {
        const { client } = await startScene(async (wire) => {
          const { headers, body, trailers } = await wire.message();
          const report = JSON.stringify([header(headers, 'trailer'), body.toString(), trailers]);
          wire.send(`HTTP/1.1 200 OK\r\nContent-Length: ${report.length}\r\n\r\n${report}`);
        });
        client.send(
          'POST / HTTP/1.1\r\nHost: shop.test\r\nTrailer: X-Checksum\r\nTransfer-Encoding: chunked\r\n\r\n' +
            '5\r\nhello\r\n0\r\nX-Checksum: abc\r\nX-User-Id: 1\r\nX_User_Id: 1\r\nAuthorization: x\r\nX-Forwarded-For: 1.1.1.1\r\n\r\n',
        );
        expect((await client.message()).body.toString()).toBe(
          JSON.stringify(['X-Checksum', 'hello', [['X-Checksum', 'abc']]]),
        );
      });

      it('15. takes the headers away that Connection names in a response', async () => {
        const { client } = await startScene(async (wire) => {
          await wire.head();
          wire.send(
            'HTTP/1.1 200 OK\r\nConnection: X-Hop, keep-alive\r\nX-Hop: 1\r\nX-Stay: 2\r\nKeep-Alive: timeout=9\r\nContent-Length: 0\r\n\r\n',
          );
          await wire.closed();
        });
        client.send('GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n');
        const { headers } = await client.message();
        expect(header(headers, 'x-hop')).toBeUndefined();
        expect(header(headers, 'x-stay')).toBe('2');
        expect(header(headers, 'connection')).toBe('keep-alive');
        expect(header(headers, 'keep-alive')).not.toContain('9');
      });

      it('16. takes the headers away that Connection names in a request, but never ours, Host or the length', async () => {
        const { client } = await startScene(
          async (wire) => {
            const { headers, body } = await wire.message();
            const report = JSON.stringify([...headers, ['body', body.toString()]]);
            wire.send(`HTTP/1.1 200 OK\r\nContent-Length: ${report.length}\r\n\r\n${report}`);
          },
          { instruct: () => ({ set: [['Portcullis-Decision', 'signed']] }) },
        );
        client.send(
          'POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 5\r\nX-Hop: 1\r\nX-Stay: 2\r\n' +
            'Connection: X-Hop, Portcullis-Decision, X-Forwarded-For, Forwarded, Via, Host, Content-Length\r\n\r\nhello',
        );
        const headers: [string, string][] = JSON.parse((await client.message()).body.toString());
        expect(header(headers, 'x-hop')).toBeUndefined();
        expect(header(headers, 'x-stay')).toBe('2');
        expect(header(headers, 'host')).toBe('shop.test');
        expect(header(headers, 'content-length')).toBe('5');
        expect(header(headers, 'body')).toBe('hello');
        expect(header(headers, 'portcullis-decision')).toBe('signed');
        expect(header(headers, 'x-forwarded-for')).toBe('127.0.0.1');
        expect(header(headers, 'forwarded')).toBe('for=127.0.0.1;host=shop.test;proto=http');
        expect(header(headers, 'via')).toBe('1.1 portcullis');
      });

      it('17. keeps case, order and doubles of headers both ways', async () => {
        const { client } = await startScene(async (wire) => {
          const { headers } = await wire.message();
          const seen = headers.filter(
            ([name]) => name.toLowerCase().startsWith('x-c') || name.toLowerCase() === 'accept',
          );
          const report = JSON.stringify(seen);
          wire.send(
            `HTTP/1.1 200 Quite OK\r\nX-CaSe: A\r\nx-case: B\r\nCache-Control: a\r\nCACHE-CONTROL: b\r\nContent-Length: ${report.length}\r\n\r\n${report}`,
          );
        });
        client.send(
          'GET / HTTP/1.1\r\nHost: shop.test\r\nX-CaSe: 1\r\nAccept: a\r\nACCEPT: b\r\nx-case: 2\r\n\r\n',
        );
        const { start, headers, body } = await client.message();
        expect(start).toBe('HTTP/1.1 200 Quite OK');
        expect(JSON.parse(body.toString())).toEqual([
          ['X-CaSe', '1'],
          ['Accept', 'a'],
          ['ACCEPT', 'b'],
          ['x-case', '2'],
        ]);
        expect(headers.slice(0, 4)).toEqual([
          ['X-CaSe', 'A'],
          ['x-case', 'B'],
          ['Cache-Control', 'a'],
          ['CACHE-CONTROL', 'b'],
        ]);
      });

      it('18. keeps every Set-Cookie on its own line', async () => {
        const { client } = await startScene(async (wire) => {
          await wire.head();
          wire.send(
            'HTTP/1.1 200 OK\r\nSet-Cookie: a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT\r\nset-cookie: b=2\r\nContent-Length: 0\r\n\r\n',
          );
        });
        client.send('GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n');
        const { headers } = await client.message();
        expect(headers.filter(([name]) => name.toLowerCase() === 'set-cookie')).toEqual([
          ['Set-Cookie', 'a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT'],
          ['set-cookie', 'b=2'],
        ]);
      });

      it('19. keeps Host as the client sent it', async () => {
        const { client } = await startScene(echoHead);
        client.send('GET / HTTP/1.1\r\nHost: Shop.Test:8080\r\n\r\n');
        expect((await client.message()).body.toString().toLowerCase()).toContain('host: shop.test:8080\r\n');
      });

      it('20. keeps the bytes of the target', async () => {
        const { client } = await startScene(echoHead);
        for (const target of ['/a%2Fb/../c//d?x=%zz&y=|{}^`#\\', '/%E9?q="<>"', '/a;p=1/%2e%2E/?']) {
          client.send(`GET ${target.replace('#', '%23')} HTTP/1.1\r\nHost: shop.test\r\n\r\n`);
          expect((await client.message()).body.toString('latin1')).toContain(
            `GET ${target.replace('#', '%23')} HTTP/1.1\r\n`,
          );
        }
      });
    });

    describe('interim answers', () => {
      it('21. passes 103 Early Hints on before the answer', async () => {
        const { client } = await startScene(async (wire) => {
          await wire.head();
          wire.send(
            'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nLink: </b.js>; rel=preload\r\n\r\n',
          );
          wire.send('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
        });
        client.send('GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n');
        const hints = await client.message();
        expect(hints.start).toBe('HTTP/1.1 103 Early Hints');
        expect(header(hints.headers, 'link')).toBe('</a.css>; rel=preload | </b.js>; rel=preload');
        expect((await client.message()).body.toString()).toBe('ok');
      });

      it('21b. keeps interim answers from HTTP/1.0 clients, who would take them for the answer', async () => {
        const { client } = await startScene(async (wire) => {
          await wire.head();
          wire.send('HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n');
          wire.send('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
        });
        client.send('GET / HTTP/1.0\r\nHost: shop.test\r\n\r\n');
        expect((await client.message()).start).toBe('HTTP/1.1 200 OK');
      });

      it('22. lets the upstream answer Expect: 100-continue', async () => {
        const { client } = await startScene(async (wire) => {
          const { headers } = await wire.head();
          expect(header(headers, 'expect')).toBe('100-continue');
          wire.send('HTTP/1.1 100 Continue\r\n\r\n');
          const body = (await wire.take(5)).toString();
          wire.send(`HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n${body}`);
        });
        client.send(
          'POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n',
        );
        expect((await client.head()).start).toBe('HTTP/1.1 100 Continue');
        client.send('hello');
        expect((await client.message()).body.toString()).toBe('hello');
      });

      it.each(['417 Expectation Failed', '413 Content Too Large'])(
        '23. passes %s on before any byte of the body',
        async (status) => {
          let bodyBytes = -1;
          const { client } = await startScene(async (wire) => {
            await wire.head();
            wire.send(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`);
            await wire.closed();
            bodyBytes = wire.rest().length;
          });
          client.send(
            'POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n',
          );
          const { start, headers } = await client.message();
          expect(start).toBe(`HTTP/1.1 ${status}`);
          // The client may or may not send its body now: only a new connection is unambiguous.
          expect(header(headers, 'connection')).toBe('close');
          await client.closed();
          await expect.poll(() => bodyBytes).toBe(0);
        },
      );
    });

    it('24. keeps the client connection through 304, 204 and 200, whatever the upstream does with its own', async () => {
      const { client, upstream } = await startScene(async (wire, connection) => {
        await wire.head();
        const answers = [
          '304 Not Modified\r\nETag: "a"\r\nContent-Length: 9',
          '204 No Content\r\nContent-Length: 0',
          '200 OK\r\nContent-Length: 2\r\nConnection: close',
        ];
        wire.send(`HTTP/1.1 ${answers[connection - 1]}\r\n\r\n${connection === 3 ? 'ok' : ''}`);
        wire.socket.end();
      });
      for (const status of [304, 204, 200]) {
        client.send('GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n');
        const { start, headers } = await client.message();
        expect(start).toContain(String(status));
        expect(header(headers, 'connection')).toBe('keep-alive');
        if (status === 204) expect(header(headers, 'content-length')).toBeUndefined();
      }
      expect(upstream.connections).toBe(3);
    });

    describe('25. WebSockets', () => {
      it('opens the tunnel after a verified 101, with the bytes that came early', async () => {
        const { client, gate } = await startScene(async (wire) => {
          const { headers } = await wire.head();
          expect([header(headers, 'upgrade'), header(headers, 'connection')]).toEqual([
            'websocket',
            'Upgrade',
          ]);
          wire.send(
            `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptOf(KEY)}\r\nSec-WebSocket-Protocol: chat\r\n\r\nhello`,
          );
          for (let bytes = await wire.take(5); ; bytes = await wire.take(5)) wire.send(bytes);
        });
        client.send(`${HANDSHAKE}early`);
        const { start, headers } = await client.head();
        expect(start).toBe('HTTP/1.1 101 Switching Protocols');
        expect(header(headers, 'sec-websocket-protocol')).toBe('chat');
        expect((await client.take(10)).toString()).toBe('helloearly');
        client.send('12345');
        expect((await client.take(5)).toString()).toBe('12345');
        client.destroy();
        expect(await gate.finished()).toMatchObject({ status: 101 });
      });

      it('passes a refusal on with its headers and body', async () => {
        const { client, gate } = await startScene(async (wire) => {
          await wire.head();
          wire.send('HTTP/1.1 403 Forbidden\r\nX-Why: no session\r\nContent-Length: 4\r\n\r\nno!\n');
        });
        client.send(HANDSHAKE);
        const { start, headers, body } = await client.message();
        expect([start, header(headers, 'x-why'), body.toString()]).toEqual([
          'HTTP/1.1 403 Forbidden',
          'no session',
          'no!\n',
        ]);
        expect(await client.closed()).toBe('end');
        expect(await gate.finished()).toMatchObject({ status: 403, complete: true });
      });

      it.each(['client', 'upstream'])('ends both sides when the %s ends', async (who) => {
        let upstreamEnd = '';
        const { client } = await startScene(async (wire) => {
          await wire.head();
          wire.send(`HTTP/1.1 101 Switching Protocols\r\n${ACCEPTED}`);
          if (who === 'upstream') wire.socket.end('bye');
          upstreamEnd = await wire.closed();
          wire.socket.end();
        });
        client.send(HANDSHAKE);
        await client.head();
        if (who === 'client') client.socket.end('bye');
        else await client.until('bye');
        if (who === 'upstream') client.socket.end();
        expect(await client.closed()).toBe('end');
        await expect.poll(() => upstreamEnd).toBe('end');
      });

      it('ends both sides when one ends and the other never does', async () => {
        let upstreamEnd = '';
        const { client, gate } = await startScene(async (wire) => {
          await wire.head();
          wire.send(`HTTP/1.1 101 Switching Protocols\r\n${ACCEPTED}`);
          upstreamEnd = await wire.closed();
        });
        client.send(HANDSHAKE);
        await client.head();
        client.socket.end();
        expect(await client.closed()).toBe('end');
        expect(await gate.finished()).toMatchObject({ status: 101 });
        expect(upstreamEnd).toBe('end');
      });

      it('ends both sides when the client had ended before the tunnel stood', async () => {
        const { client, gate } = await startScene(async (wire) => {
          await wire.head();
          await new Promise((resolve) => setTimeout(resolve, 30));
          wire.send(`HTTP/1.1 101 Switching Protocols\r\n${ACCEPTED}`);
          await wire.closed();
        });
        client.send(HANDSHAKE);
        client.socket.end();
        expect(await gate.finished()).toMatchObject({ status: 101 });
      });
    });
  });
}

/** Answers every request with its own head. */
async function echoHead(wire: Wire): Promise<void> {
  for (;;) {
    const head = await wire.until('\r\n\r\n');
    wire.send(`HTTP/1.1 200 OK\r\nContent-Length: ${head.length}\r\n\r\n${head}`);
  }
}

/** Writes the block again and again as fast as the other end takes it. */
async function pump(wire: Wire, block: Buffer, times: number, written: { bytes: number }): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    if (!wire.socket.write(block, () => (written.bytes += block.length))) {
      await new Promise((resolve) => wire.socket.once('drain', resolve));
    }
  }
}

function hashOf(block: Buffer, times: number): string {
  const hash = createHash('sha256');
  for (let i = 0; i < times; i += 1) hash.update(block);
  return hash.digest('hex');
}
