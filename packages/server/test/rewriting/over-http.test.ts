import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Transform } from 'node:stream';
import {
  brotliCompressSync,
  brotliDecompressSync,
  constants,
  createBrotliCompress,
  createBrotliDecompress,
  createDeflate,
  createGunzip,
  createGzip,
  createInflate,
  createZstdCompress,
  createZstdDecompress,
  deflateSync,
  gunzipSync,
  gzipSync,
  inflateSync,
  zstdCompressSync,
  zstdDecompressSync,
} from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { bodyOf, type Front, fragment, insertion, navigation, responseOf, startFront } from './front.ts';
import { received } from './send-through.ts';

const open: Front[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((front) => front.close()));
});

type App = (request: IncomingMessage, response: ServerResponse) => void;

async function start(app: App): Promise<Front> {
  const front = await startFront(app);
  open.push(front);
  return front;
}

const html = { 'Content-Type': 'text/html; charset=utf-8' };
const shell = '<!doctype html><html><head><title>Shop</title></head><body class="shop">';
const rest = `<main>${'<p>Tea, 100 g, 4.50</p>'.repeat(500)}</main></body></html>`;
const page = Buffer.from(shell + rest);
const expected = shell + insertion + rest;

interface Case {
  readonly coding: string;
  encode(bytes: Buffer): Buffer;
  decode(bytes: Buffer): Buffer;
  writer(): Transform;
  reader(): Transform;
}

const codings: readonly Case[] = [
  {
    coding: 'gzip',
    encode: (bytes) => gzipSync(bytes),
    decode: (bytes) => gunzipSync(bytes),
    writer: () => createGzip({ flush: constants.Z_SYNC_FLUSH }),
    reader: () => createGunzip(),
  },
  {
    coding: 'deflate',
    encode: (bytes) => deflateSync(bytes),
    decode: (bytes) => inflateSync(bytes),
    writer: () => createDeflate({ flush: constants.Z_SYNC_FLUSH }),
    reader: () => createInflate(),
  },
  {
    coding: 'br',
    encode: (bytes) => brotliCompressSync(bytes),
    decode: (bytes) => brotliDecompressSync(bytes),
    writer: () => createBrotliCompress({ flush: constants.BROTLI_OPERATION_FLUSH }),
    reader: () => createBrotliDecompress(),
  },
  {
    coding: 'zstd',
    encode: (bytes) => zstdCompressSync(bytes),
    decode: (bytes) => zstdDecompressSync(bytes),
    writer: () => createZstdCompress({ flush: constants.ZSTD_e_flush }),
    reader: () => createZstdDecompress(),
  },
];

describe.each(codings)('a page in $coding', ({ coding, encode, decode, writer, reader }) => {
  const headers = { ...html, 'Content-Encoding': coding };

  it('arrives in the same coding, with the notice', async () => {
    const body = encode(page);
    const front = await start((_request, response) => {
      response.writeHead(200, { ...headers, 'Content-Length': body.length, ETag: '"abc"' }).end(body);
    });
    const response = await responseOf(front.get());
    expect(response.headers['content-encoding']).toBe(coding);
    expect(response.headers['content-length']).toBeUndefined();
    expect(response.headers.etag).toMatch(/^W\/"abc-portcullis-/);
    expect(decode(await bodyOf(response)).toString()).toBe(expected);
  });

  it('keeps streaming: the shell is there while the upstream holds the rest', async () => {
    const seen = Promise.withResolvers<void>();
    const front = await start((_request, response) => {
      response.writeHead(200, headers);
      const encoder = writer();
      encoder.pipe(response);
      encoder.write(shell);
      void seen.promise.then(() => encoder.end(rest));
    });
    const decoded = (await responseOf(front.get())).pipe(reader());
    const first = await received(decoded, shell.length + insertion.length);
    expect(first.toString()).toBe(shell + insertion);
    seen.resolve();
    expect((await received(decoded, rest.length)).toString()).toBe(rest);
    await once(decoded.resume(), 'end');
  });

  it('breaks off when its coded body ends early, though HTTP says it is whole', async () => {
    const body = encode(page).subarray(0, -3);
    const front = await start((_request, response) => {
      response.writeHead(200, { ...headers, 'Content-Length': body.length }).end(body);
    });
    await expect(responseOf(front.get()).then(bodyOf)).rejects.toThrow();
  });

  it('breaks off when the upstream does', async () => {
    const seen = Promise.withResolvers<void>();
    const front = await start((_request, response) => {
      response.writeHead(200, headers);
      const encoder = writer();
      encoder.pipe(response);
      encoder.write(shell);
      void seen.promise.then(() => response.socket?.destroy());
    });
    const response = await responseOf(front.get());
    await once(response, 'readable');
    seen.resolve();
    await expect(bodyOf(response)).rejects.toThrow('aborted');
    expect(front.outcomes[0]?.complete).toBe(false);
  });

  it('goes through untouched to a script', async () => {
    const body = encode(page);
    const front = await start((_request, response) => {
      response.writeHead(200, { ...headers, 'Content-Length': body.length, ETag: '"abc"' }).end(body);
    });
    const response = await responseOf(front.get({ headers: { 'Sec-Fetch-Dest': 'empty' } }));
    expect(response.headers.etag).toBe('"abc"');
    expect(response.headers['content-length']).toBe(String(body.length));
    expect((await bodyOf(response)).equals(body)).toBe(true);
    expect(front.plans).toEqual([null]);
  });
});

describe('a page as it is', () => {
  it('keeps streaming, a chunk at a time', async () => {
    const parts = ['<!doctype html><html><head><title>x</title>', '</head><body>', '<p>one', '<p>two'];
    const seen = parts.map(() => Promise.withResolvers<void>());
    const front = await start((_request, response) => {
      response.writeHead(200, html);
      void (async () => {
        for (const [index, part] of parts.entries()) {
          response.write(part);
          await seen[index]?.promise;
        }
        response.end();
      })();
    });
    const response = await responseOf(front.get());
    for (const [index, part] of parts.entries()) {
      const [piece]: Buffer[] = await once(response, 'data');
      expect(piece?.toString()).toBe(index === 1 ? part + insertion : part);
      seen[index]?.resolve();
    }
    await once(response, 'end');
  });

  it('breaks off when the upstream does, for HTTP/1.0 too', async () => {
    const front = await start((_request, response) => {
      response.writeHead(200, { ...html, 'Content-Length': page.length });
      response.write(shell, () => setImmediate(() => response.socket?.destroy()));
    });
    await expect(responseOf(front.get()).then(bodyOf)).rejects.toThrow('aborted');
    const { error } = await front.raw('GET / HTTP/1.0\r\nHost: a\r\nAccept: text/html\r\n\r\n');
    expect(error).toMatchObject({ code: 'ECONNRESET' });
  });

  it('arrives whole over HTTP/1.0, ended by the connection', async () => {
    const front = await start((_request, response) => {
      response.writeHead(200, { ...html, 'Content-Length': page.length }).end(page);
    });
    const { text, error } = await front.raw('GET / HTTP/1.0\r\nHost: a\r\nAccept: text/html\r\n\r\n');
    expect(error).toBeNull();
    expect(text.slice(text.indexOf('\r\n\r\n') + 4)).toBe(expected);
    expect(text).not.toMatch(/content-length/i);
  });

  it('is given up upstream when the client goes away', async () => {
    const closed = Promise.withResolvers<void>();
    const front = await start((_request, response) => {
      response.writeHead(200, html).write(shell);
      response.once('close', () => closed.resolve());
    });
    const sent = front.get();
    await once(await responseOf(sent), 'data');
    sent.destroy();
    await closed.promise;
    expect(front.plans[0]?.transform.destroyed).toBe(true);
  });

  it.each([
    ['windows-1252', Buffer.from('<title>\x93Caf\xe9\x94</title><body>Caf\xe9 \x80', 'latin1')],
    ['Shift_JIS', Buffer.from('<title>\x83\x5c\x95\x5c</title><body title="\x83\x7c">\x95\x5c', 'latin1')],
    ['utf-8', Buffer.from('\ufeff<title>Tee \u{1f375}</title><body>gr\u00fcn')],
    ['gb18030', Buffer.from('<title>\x81\x30\x81\x30</title><body>\x81\x30', 'latin1')],
  ])('keeps its bytes in %s', async (charset, bytes) => {
    const front = await start((_request, response) => {
      response.writeHead(200, { 'Content-Type': `text/html; charset=${charset}` }).end(bytes);
    });
    const body = await bodyOf(await responseOf(front.get()));
    const place = bytes.indexOf('>', bytes.indexOf('<body')) + 1;
    const whole = [bytes.subarray(0, place), Buffer.from(insertion), bytes.subarray(place)];
    expect(body.equals(Buffer.concat(whole))).toBe(true);
  });

  it('gets the notice without its stylesheet where the policy would block it', async () => {
    const policy = "default-src 'none'; style-src 'nonce-r4nd0m'";
    const front = await start((_request, response) => {
      response.writeHead(200, { ...html, 'Content-Security-Policy': policy }).end(page);
    });
    const response = await responseOf(front.get());
    expect(response.headers['content-security-policy']).toBe(policy);
    expect((await bodyOf(response)).toString()).toBe(shell + fragment + rest);
  });

  it('of 20 MB arrives byte for byte', async () => {
    const large = Buffer.alloc(20_971_520, '<p>0123456789</p>\n');
    const front = await start((_request, response) => {
      response.writeHead(200, html).write(shell);
      response.end(large);
    });
    const body = await bodyOf(await responseOf(front.get()));
    const place = shell.length + insertion.length;
    expect(body.subarray(0, place).toString()).toBe(shell + insertion);
    expect(body.subarray(place).equals(large)).toBe(true);
  });

  it('whose body begins beyond 256 KiB goes through as it is', async () => {
    const late = Buffer.from(`<head><script>${'x'.repeat(262_144)}</script></head><body>Hi`);
    const front = await start((_request, response) => {
      response.writeHead(200, html).end(late);
    });
    expect((await bodyOf(await responseOf(front.get()))).equals(late)).toBe(true);
  });

  it('of no bytes stays empty', async () => {
    const front = await start((_request, response) => {
      response.writeHead(200, { ...html, 'Content-Encoding': 'gzip' }).end();
    });
    expect(await bodyOf(await responseOf(front.get()))).toHaveLength(0);
  });
});

it('has no body for HEAD, 204 and 304, and keeps their headers', async () => {
  const front = await start((request, response) => {
    const status = request.method === 'HEAD' ? 200 : request.url === '/none' ? 204 : 304;
    response.writeHead(status, status === 200 ? { ...html, 'Content-Length': 5 } : html).end();
  });
  const head = await responseOf(front.get({ method: 'HEAD' }));
  expect(head.headers['content-length']).toBe('5');
  expect(await bodyOf(head)).toHaveLength(0);
  const notModified = await responseOf(front.get());
  expect(notModified.statusCode).toBe(304);
  expect(await bodyOf(notModified)).toHaveLength(0);
  expect(front.plans).toEqual([null, null]);
});

it('no 304 hides the notice, and none brings it back when it is no longer due', async () => {
  const front = await start((request, response) => {
    const known = request.headers['if-none-match']?.includes('"v1"') ?? false;
    const unchanged = known || request.headers['if-modified-since'] !== undefined;
    const headers = { ...html, ETag: '"v1"', 'Last-Modified': 'Sat, 21 Nov 2026 04:43:45 GMT' };
    response.writeHead(unchanged ? 304 : 200, headers).end(unchanged ? undefined : page);
  });
  const stored = {
    ...navigation,
    'If-None-Match': '"v1"',
    'If-Modified-Since': 'Sat, 21 Nov 2026 04:43:45 GMT',
  };
  const during = await responseOf(front.get({ headers: stored }));
  expect(during.statusCode).toBe(200);
  expect((await bodyOf(during)).toString()).toBe(expected);
  expect(during.headers['last-modified']).toBeUndefined();

  front.due = false;
  const after = await responseOf(
    front.get({ headers: { ...navigation, 'If-None-Match': String(during.headers.etag) } }),
  );
  expect(after.statusCode).toBe(200);
  expect((await bodyOf(after)).equals(page)).toBe(true);
  // The application itself would have answered 304.
  const unchanged = await responseOf(front.get({ headers: stored }));
  expect(unchanged.statusCode).toBe(304);
  unchanged.resume();
});

it('asks the upstream only for codings that can be read', async () => {
  let asked: string | undefined;
  const front = await start((request, response) => {
    asked = request.headers['accept-encoding'];
    response.writeHead(200, html).end(page);
  });
  const sent = { ...navigation, 'Accept-Encoding': 'gzip, deflate, br, zstd, dcb, dcz' };
  await bodyOf(await responseOf(front.get({ headers: sent })));
  expect(asked).toBe('gzip, deflate, br, zstd');
});

it('cuts a bomb of 1 GB out of 1 MB', async () => {
  const members: Buffer[] = Array(1024).fill(gzipSync(Buffer.alloc(1_048_576, 0x20)));
  const bomb = Buffer.concat([gzipSync(shell), ...members]);
  const front = await start((_request, response) => {
    response.writeHead(200, { ...html, 'Content-Encoding': 'gzip' }).end(bomb);
  });
  let bytes = 0;
  const response = await responseOf(front.get());
  const decoded = response.pipe(createGunzip());
  decoded.on('data', (piece: Buffer) => {
    bytes += piece.length;
  });
  await expect(once(response, 'end')).rejects.toThrow('aborted');
  decoded.destroy();
  expect(bytes).toBeLessThan(64 * 1_048_576);
});
