import { get, type IncomingHttpHeaders, type ServerResponse, STATUS_CODES } from 'node:http';
import {
  brotliCompressSync,
  brotliDecompressSync,
  deflateRawSync,
  deflateSync,
  gunzipSync,
  gzipSync,
  inflateSync,
  zstdCompressSync,
  zstdDecompressSync,
} from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningSite, startSite } from '../support/running-site.ts';

// Production mode before a real application that answers in every odd way: nothing of an error gets through, and what
// is no error is left as it is, to the byte.

const secret = 'select-secret-from-vault';
const trace = `Traceback (most recent call last):\n  File "/opt/app/models.py", line 7, in run\nValueError: ${secret}\n`;
const html = (text: string): string =>
  `<!doctype html><html><head><title>Error</title></head><body><pre>${text}</pre></body></html>`;
const jsonRpcError = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  error: {
    code: 200,
    message: 'Odoo Server Error',
    data: { name: 'builtins.ValueError', message: secret, debug: trace },
  },
});

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly pieces: readonly (string | Buffer)[];
  /** Breaks the connection before the body is whole. */
  readonly isCut?: boolean;
}

interface Got {
  readonly status: number;
  /** The reason phrase. */
  readonly message: string;
  /** Of the early hints. */
  readonly hints: readonly string[];
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly isWhole: boolean;
}

let site: RunningSite;
let answer: Answer | ((response: ServerResponse) => Promise<void>);

async function send(
  response: ServerResponse,
  { status = 200, headers = {}, pieces, isCut = false }: Answer,
): Promise<void> {
  response.writeHead(status, headers);
  for (const piece of pieces) {
    if (!response.write(piece)) await new Promise((resolve) => response.once('drain', resolve));
    // Each in a packet of its own, as far as a kernel can be told.
    else if (pieces.length > 1) await new Promise((resolve) => setImmediate(resolve));
    if (response.destroyed) return;
  }
  if (isCut) response.destroy();
  else response.end();
}

beforeAll(async () => {
  site = await startSite({
    policy: { production: {}, health: ['/healthz'] },
    application: (_, response) =>
      void (typeof answer === 'function' ? answer(response) : send(response, answer)),
  });
  await site.control.post('/production/on', { reason: 'test', actor: 'test' });
});
afterAll(() => site.close());

/** A browser, as bytes come. */
function ask(
  given: typeof answer,
  headers: Readonly<Record<string, string>> = {},
  path = '/page',
): Promise<Got> {
  answer = given;
  return new Promise((resolve, reject) => {
    const hints: string[] = [];
    const asked = get(
      { host: '127.0.0.1', port: site.server.port, path, headers, agent: false },
      (incoming) => {
        const chunks: Buffer[] = [];
        const done = (isWhole: boolean) =>
          resolve({
            status: incoming.statusCode ?? 0,
            message: incoming.statusMessage ?? '',
            hints,
            headers: incoming.headers,
            bytes: Buffer.concat(chunks),
            isWhole,
          });
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.once('error', () => done(false));
        incoming.once('end', () => done(true));
      },
    );
    asked.on('information', ({ rawHeaders }) => hints.push(...rawHeaders));
    asked.once('error', reject);
  });
}

const decoders: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: (bytes) => gunzipSync(bytes),
  deflate: (bytes) => inflateSync(bytes),
  br: (bytes) => brotliDecompressSync(bytes),
  zstd: (bytes) => zstdDecompressSync(bytes),
};

function decoded({ headers, bytes }: Got): Buffer {
  const coding = headers['content-encoding']?.toLowerCase().replace(/^x-|, utf-8$/g, '');
  return coding === undefined ? bytes : (decoders[coding]?.(bytes) ?? bytes);
}

/** In every way that somebody could read it. */
function saysSecret(got: Got): boolean {
  const bytes = decoded(got);
  const swapped = Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2))).swap16();
  return [bytes.toString('latin1'), bytes.toString('utf16le'), swapped.toString('utf16le')].some(
    (text) => text.includes('secret') || text.includes('vault') || text.includes('models.py'),
  );
}

const ofIncident = /\b[0-9A-Z]{4}-[0-9A-Z]{4}\b/;

/** Masked, with an id to tell. Gives the id. */
async function expectMasked(given: Answer): Promise<string> {
  const got = await ask(given);
  expect([given.headers, saysSecret(got)]).toEqual([given.headers, false]);
  const bytes = decoded(got);
  const text = [bytes.toString('latin1'), bytes.toString('utf16le')].find((one) => ofIncident.test(one));
  expect([given.headers, text]).toEqual([given.headers, expect.any(String)]);
  return ofIncident.exec(text ?? '')?.[0] ?? '';
}

const forms = [
  ['a page of 500', { status: 500, type: 'text/html; charset=utf-8', body: html(trace) }],
  ['a debug page of 200', { status: 200, type: 'text/html', body: html(`<div id="traceback">${trace}`) }],
  ['text of 500', { status: 500, type: 'text/plain', body: trace }],
  [
    'JSON of 500',
    { status: 500, type: 'application/json', body: JSON.stringify({ message: secret, trace }) },
  ],
  ['JSON-RPC in 200', { status: 200, type: 'application/json', body: jsonRpcError }],
  ['JSON-RPC as text/html', { status: 200, type: 'text/html', body: jsonRpcError }],
  ['JSON-RPC of no type', { status: 200, type: null, body: jsonRpcError }],
  [
    'GraphQL in 200',
    {
      status: 200,
      type: 'application/graphql-response+json',
      body: JSON.stringify({
        errors: [{ message: secret, extensions: { code: 'INTERNAL_SERVER_ERROR', stacktrace: [trace] } }],
        data: null,
      }),
    },
  ],
  [
    'XML-RPC in 200',
    {
      status: 200,
      type: 'text/xml',
      body: `<?xml version='1.0'?><methodResponse><fault><value><struct><member><name>faultCode</name><value><int>1</int></value></member><member><name>faultString</name><value><string>${trace}</string></value></member></struct></value></fault></methodResponse>`,
    },
  ],
] as const satisfies readonly (readonly [
  string,
  { readonly status: number; readonly type: string | null; readonly body: string },
])[];

describe.each(forms)('%s', (_, { status, type, body }) => {
  const headers: Readonly<Record<string, string>> = type === null ? {} : { 'Content-Type': type };

  it('is masked in one piece, with its length and without', async () => {
    await expectMasked({ status, headers, pieces: [body] });
    const length = String(Buffer.byteLength(body));
    await expectMasked({ status, headers: { ...headers, 'Content-Length': length }, pieces: [body] });
  });

  it('is masked wherever it is cut into pieces', async () => {
    await expectMasked({ status, headers, pieces: [...body] });
    for (let cut = 1; cut < body.length; cut += 37) {
      await expectMasked({ status, headers, pieces: [body.slice(0, cut), body.slice(cut)] });
    }
  });

  it.each([
    ['gzip', (bytes: Buffer) => gzipSync(bytes)],
    ['deflate', (bytes: Buffer) => deflateSync(bytes)],
    ['deflate', (bytes: Buffer) => deflateRawSync(bytes)],
    ['br', (bytes: Buffer) => brotliCompressSync(bytes)],
    ['zstd', (bytes: Buffer) => zstdCompressSync(bytes)],
    ['x-gzip', (bytes: Buffer) => gzipSync(bytes)],
    ['GZIP', (bytes: Buffer) => gzipSync(bytes)],
    // What is no coding, and what everybody reads as none.
    ['none', (bytes: Buffer) => bytes],
    ['utf-8', (bytes: Buffer) => bytes],
    ['identity', (bytes: Buffer) => bytes],
    ['gzip, utf-8', (bytes: Buffer) => gzipSync(bytes)],
  ] as const)('is masked when it is compressed: %s', async (coding, encode) => {
    const bytes = encode(Buffer.from(body));
    for (const pieces of [[bytes], [bytes.subarray(0, 11), bytes.subarray(11)]]) {
      await expectMasked({ status, headers: { ...headers, 'Content-Encoding': coding }, pieces });
    }
  });

  it('is masked when it breaks off', async () => {
    const got = await ask({ status, headers, pieces: [body.slice(0, -20)], isCut: true });
    expect(saysSecret(got)).toBe(false);
    const packed = gzipSync(Buffer.from(body));
    const short = await ask({
      status,
      headers: { ...headers, 'Content-Encoding': 'gzip' },
      pieces: [packed.subarray(0, -9)],
    });
    expect(short.bytes.toString('latin1')).not.toContain(secret);
  });
});

describe.each(forms)('%s, however it is asked for', (_, { status, type, body }) => {
  const headers: Readonly<Record<string, string>> = type === null ? {} : { 'Content-Type': type };
  const handshake = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
  };

  it.each([
    ['as a socket', handshake, '/page'],
    ['as a script', { Accept: '*/*', 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' }, '/page'],
    ['as an image', { Accept: 'image/*', 'Sec-Fetch-Dest': 'image' }, '/page.png'],
    ['by a health check', {}, '/healthz'],
    [
      'again, with what it had',
      { 'If-None-Match': '"a"', 'If-Modified-Since': 'Sat, 01 Jan 2022 00:00:00 GMT' },
      '/page',
    ],
  ] as const)('is masked %s', async (_name, asked, path) => {
    const got = await ask({ status, headers, pieces: [body] }, asked, path);
    expect([got.status, saysSecret(got)]).toEqual([status, false]);
  });
});

describe('an error whose bytes are not what they are said to be', () => {
  const type = { 'Content-Type': 'text/html; charset=utf-8' };

  it.each([
    [
      'a charset that nobody knows',
      { 'Content-Type': 'text/html; charset=x-klingon' },
      Buffer.from(html(trace)),
    ],
    [
      'latin-1',
      { 'Content-Type': 'text/html; charset=iso-8859-1' },
      Buffer.from(`é${html(trace)}`, 'latin1'),
    ],
    [
      'bytes that are no UTF-8',
      type,
      Buffer.concat([Buffer.from([0xff, 0xc0, 0x80]), Buffer.from(html(trace))]),
    ],
    ['UTF-16 by its mark', { 'Content-Type': 'text/html' }, Buffer.from(`\ufeff${html(trace)}`, 'utf16le')],
    [
      'UTF-16 by its header',
      { 'Content-Type': 'text/plain; charset=utf-16le' },
      Buffer.from(trace, 'utf16le'),
    ],
    [
      'UTF-16, the other way round',
      { 'Content-Type': 'text/plain; charset=utf-16be' },
      Buffer.from(trace, 'utf16le').swap16(),
    ],
    ['UTF-8 with a mark', { 'Content-Type': 'application/json' }, Buffer.from(`\ufeff${jsonRpcError}`)],
    ['Shift_JIS', { 'Content-Type': 'text/html; charset=shift_jis' }, Buffer.from(html(trace))],
    ['no type at all', {}, Buffer.from(trace)],
    ['a type of two kinds', { 'Content-Type': 'text/html, application/json' }, Buffer.from(html(trace))],
    ['an octet stream', { 'Content-Type': 'application/octet-stream' }, Buffer.from(trace)],
    ['gzip that is none', { ...type, 'Content-Encoding': 'gzip' }, Buffer.from(html(trace))],
    ['br that is gzip', { ...type, 'Content-Encoding': 'br' }, gzipSync(html(trace))],
    ['two codings', { ...type, 'Content-Encoding': 'gzip, br' }, brotliCompressSync(gzipSync(html(trace)))],
    ['a coding that nobody knows', { ...type, 'Content-Encoding': 'compress' }, Buffer.from(html(trace))],
    ['identity, said', { ...type, 'Content-Encoding': 'identity' }, Buffer.from(html(trace))],
    [
      'two members of gzip',
      { ...type, 'Content-Encoding': 'gzip' },
      Buffer.concat([gzipSync('<p>'), gzipSync(html(trace))]),
    ],
    ['null bytes between', { 'Content-Type': 'text/plain' }, Buffer.from(`\0\0${trace}\0`)],
  ] as const)('%s', async (_, headers, bytes) => {
    for (const pieces of [[bytes], [bytes.subarray(0, 5), bytes.subarray(5)]]) {
      const got = await ask({ status: 500, headers, pieces });
      expect(got.bytes.toString('latin1')).not.toContain(secret);
      if (got.isWhole) expect(saysSecret(got)).toBe(false);
    }
  });
});

describe('10 MB', () => {
  const rows = Array.from({ length: 80_000 }, (_, id) => ({ id, name: `Order ${id}`, note: 'x'.repeat(90) }));
  const large = Buffer.from(JSON.stringify({ jsonrpc: '2.0', id: 1, result: rows }));
  const json = { 'Content-Type': 'application/json' };

  it('of what is no error arrive byte for byte, in every coding', async () => {
    expect(large.length).toBeGreaterThan(10_000_000);
    expect((await ask({ headers: json, pieces: [large] })).bytes.equals(large)).toBe(true);
    const packed = gzipSync(large);
    const got = await ask(
      { headers: { ...json, 'Content-Encoding': 'gzip' }, pieces: [packed] },
      {
        'Accept-Encoding': 'gzip',
      },
    );
    expect(decoded(got).equals(large)).toBe(true);
  });

  it('are not held back: the first comes while the application has yet to send the rest', async () => {
    let go = (): void => {};
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    const half = large.length / 2;
    const heard = new Promise<number>((resolve, reject) => {
      answer = async (response) => {
        response.writeHead(200, json);
        response.write(large.subarray(0, half));
        await gate;
        response.end(large.subarray(half));
      };
      get({ host: '127.0.0.1', port: site.server.port, path: '/page', agent: false }, (incoming) => {
        let length = 0;
        incoming.on('data', (chunk: Buffer) => {
          length += chunk.length;
          // What a masker may look at before it knows is far less than this.
          if (length > half - 300_000) go();
        });
        incoming.once('end', () => resolve(length));
        incoming.once('error', reject);
      }).once('error', reject);
    });
    expect(await heard).toBe(large.length);
  });

  it('of a result with an error behind it: nothing of the error gets through', async () => {
    const { error } = JSON.parse(jsonRpcError) as { error: object };
    // In version 2 a result rules an error out, and nothing is looked for behind it.
    const result = large.toString().replace('"jsonrpc":"2.0",', '');
    const late = `${result.slice(0, -1)},"error":${JSON.stringify(error)}}`;
    const got = await ask({ headers: json, pieces: [late] });
    expect(saysSecret(got)).toBe(false);
  });

  it('of a trace are a short answer', async () => {
    for (const [type, body] of [
      ['text/plain', trace.repeat(70_000)],
      ['text/html', html(trace.repeat(70_000))],
      [
        'application/json',
        JSON.stringify({ error: { name: 'builtins.ValueError', debug: trace.repeat(70_000) } }),
      ],
    ] as const) {
      const got = await ask({ status: 500, headers: { 'Content-Type': type }, pieces: [body] });
      expect([type, saysSecret(got), got.isWhole]).toEqual([type, false, true]);
      expect(got.bytes.length).toBeLessThan(100_000);
    }
  });
});

describe('what is no error', () => {
  it.each([
    ['a page', { 'Content-Type': 'text/html; charset=utf-8' }, html('Your order 42 is on its way.')],
    [
      'a page about errors',
      { 'Content-Type': 'text/html' },
      html('How to read a stack trace, and an Error: message'),
    ],
    [
      'words of 422',
      { 'Content-Type': 'application/json' },
      '{"error":"The quantity is larger than the stock."}',
    ],
    ['a file', { 'Content-Type': 'application/octet-stream' }, '\0\u0001\u0002'.repeat(5_000)],
    ['nothing', { 'Content-Type': 'text/html' }, ''],
  ] as const)('is left as it is, cut anywhere: %s', async (_, headers, body) => {
    const status = body.startsWith('{') ? 422 : 200;
    const bytes = Buffer.from(body);
    for (const pieces of [[bytes], [bytes.subarray(0, 3), bytes.subarray(3)]]) {
      const got = await ask({ status, headers, pieces });
      expect([got.status, got.bytes.equals(bytes), got.headers['content-type']]).toEqual([
        status,
        true,
        headers['Content-Type'],
      ]);
    }
  });

  it('is left with its validators and its parts', async () => {
    for (const type of ['video/mp4', 'application/pdf', 'application/octet-stream', 'text/csv']) {
      const headers = { 'Content-Type': type, ETag: '"a"', 'Content-Range': 'bytes 5-7/10' };
      const got = await ask({ status: 206, headers, pieces: ['Tra'] }, { Range: 'bytes=5-7' });
      expect([got.status, got.headers.etag, got.bytes.toString()]).toEqual([206, '"a"', 'Tra']);
      expect(site.arrived.at(-1)?.headers).toMatchObject({ range: 'bytes=5-7' });
    }
  });
});

// A regression: an error that was asked for in parts went through whole.
describe('parts of an error', () => {
  const page = html('<br />\n<b>Warning</b>:  secret in <b>/vault/models.py</b> on line <b>1</b><br />\n');
  const part = (
    body: string,
    type: string | null,
    [from, end]: readonly [number, number],
    coding = 'identity',
  ): Answer => ({
    status: 206,
    headers: {
      ...(type === null ? {} : { 'Content-Type': type }),
      ...(coding === 'identity' ? {} : { 'Content-Encoding': coding }),
      'Content-Range': `bytes ${from}-${end - 1}/${body.length}`,
    },
    pieces: [body.slice(from, end)],
  });

  it('say nothing at all', async () => {
    for (const [type, body] of [
      ['text/html', page],
      ['application/json', jsonRpcError],
      ['text/xml', `<methodResponse><fault>${trace}`],
      ['text/plain', jsonRpcError],
      [null, jsonRpcError],
    ] as const) {
      const { length } = body;
      for (const range of [
        [20, length],
        [0, length - 20],
        [9, 10],
      ] as const) {
        const got = await ask(part(body, type, range), { Range: `bytes=${range[0]}-${range[1] - 1}` });
        expect([type, range, got.status, got.bytes.length]).toEqual([type, range, 206, 0]);
      }
      const packed = await ask(part(body, type, [20, length], 'gzip'), { Range: 'bytes=20-' });
      expect([type, packed.bytes.length, packed.isWhole]).toEqual([type, 0, true]);
    }
    const many = `--x\r\nContent-Type: text/html\r\nContent-Range: bytes 1-9/99\r\n\r\n${page}\r\n--x--\r\n`;
    const headers = { 'Content-Type': 'multipart/byteranges; boundary=x' };
    expect((await ask({ status: 206, headers, pieces: [many] })).bytes.length).toBe(0);
  });

  it('are masked where they are all of it', async () => {
    await expectMasked(part(page, 'text/html', [0, page.length]));
    await expectMasked(part(jsonRpcError, 'application/json', [0, jsonRpcError.length]));
  });

  it('are not asked for, many at once', async () => {
    await ask({ pieces: ['x'] }, { Range: 'bytes=0-1, 5-9', 'If-Range': '"a"' });
    expect(site.arrived.at(-1)?.headers).not.toHaveProperty('range');
    expect(site.arrived.at(-1)?.headers).not.toHaveProperty('if-range');
  });
});

describe('beside the body', () => {
  // A regression: Node, PHP and others let an application write any phrase.
  it.each([200, 404, 500, 503])('the phrase of %i is the standard one', async (status) => {
    answer = async (response) => {
      response.writeHead(status, `${secret} at /opt/app/models.py`, { 'Content-Type': 'text/plain' });
      response.end('x');
    };
    const got = await ask(answer);
    expect([got.status, got.message]).toEqual([status, STATUS_CODES[status]]);
  });

  it('debug tools send nothing, whatever the policy removes', async () => {
    const told = {
      'X-Debug-Exception': secret,
      'X-Debug-Exception-File': '/opt/app/models.py:7',
      'X-Debug-Token': '1a2b3c',
      'X-Debug-Token-Link': '/_profiler/1a2b3c',
      'X-ChromeLogger-Data': secret,
      'X-Wf-1-1-1-1': secret,
      'X-Clockwork-Id': '1',
      'phpdebugbar-id': '1',
      'X-Error-Message': secret,
      'X-Request-Id': 'kept',
    };
    for (const status of [200, 302, 500]) {
      const { headers } = await ask({ status, headers: told, pieces: ['x'] });
      const names = Object.keys(told).map((name) => name.toLowerCase());
      expect(names.filter((name) => headers[name] !== undefined)).toEqual(['x-request-id']);
    }
  });

  it('early hints say what to load, and nothing else', async () => {
    const got = await ask(async (response) => {
      response.writeEarlyHints({
        link: '</a.css>; rel=preload',
        server: 'PHP/8.1',
        'x-powered-by': 'PHP/8.1',
        'x-trace': secret,
      });
      await new Promise((resolve) => setTimeout(resolve, 30));
      response.end('x');
    });
    expect(got.hints).toEqual(['Link', '</a.css>; rel=preload']);
  });
});
