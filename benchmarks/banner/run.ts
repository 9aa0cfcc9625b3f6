import { type Duplex, PassThrough } from 'node:stream';
import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { createBodySearch } from '../../packages/server/src/rewriting/body-search.ts';
import { createBodyTransform } from '../../packages/server/src/rewriting/body-stages.ts';
import { contentCoding } from '../../packages/server/src/rewriting/content-coding.ts';
import { planInjection } from '../../packages/server/src/rewriting/plan-injection.ts';

/** What a notice costs. Prints one line for each way a page can come; see README.md beside this file. */

const navigation = ['Host', 'shop.example', 'Sec-Fetch-Dest', 'document'];
const fragment = `<div role="status">${'Changes are paused until 14:00. '.repeat(10)}</div>`;
const stylesheet = '/.well-known/portcullis/banner.css?v=1';
const chunkBytes = 65_536;

function page(headBytes: number, bodyBytes: number): Buffer {
  const head = '<meta name="a" content="b"><link rel="preload" href="/x.js"><script>let a = "b";</script>\n';
  let rows = '';
  for (let row = 1, number = 1; rows.length < bodyBytes; row += 1) {
    number = (number * 48_271) % 2_147_483_647;
    rows += `<tr><td><a href="/product/${number}">Tea ${row}</a></td><td class="price">${number % 997}</td></tr>\n`;
  }
  const start = `<!doctype html><html lang="en"><head>${head.repeat(Math.ceil(headBytes / head.length))}</head><body>`;
  return Buffer.from(`${start}${rows}</body></html>`);
}

function chunks(bytes: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) pieces.push(bytes.subarray(at, at + chunkBytes));
  return pieces;
}

async function send(transform: Duplex, pieces: readonly Buffer[]): Promise<void> {
  transform.resume();
  for (const piece of pieces) {
    if (!transform.write(piece)) await new Promise<void>((resolve) => transform.once('drain', resolve));
  }
  transform.end();
  await new Promise<void>((resolve) => transform.once('close', resolve));
}

function injecting(coding: string): Duplex {
  const headers = ['Content-Type', 'text/html; charset=utf-8', 'ETag', '"abc"', 'Content-Encoding', coding];
  const plan = planInjection({
    request: { method: 'GET', headers: navigation },
    response: { status: 200, headers },
    fragment,
    stylesheets: [stylesheet],
  });
  if (plan === null) throw new Error(`expected a plan for ${coding}, got null`);
  return createBodyTransform(contentCoding(headers) ?? 'identity', [plan.stage]);
}

async function median(run: () => Promise<void> | void, rounds: number): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds + 3; round += 1) {
    const started = performance.now();
    await run();
    if (round >= 3) times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)] ?? Number.NaN;
}

function report(what: string, bytes: number, ms: number): void {
  const rate = (bytes / 1e6 / (ms / 1000)).toFixed(0);
  process.stdout.write(
    `${what.padEnd(58)} ${(ms * 1000).toFixed(0).padStart(8)} us ${rate.padStart(7)} MB/s\n`,
  );
}

const small = page(2_000, 12_000);
const large = page(20_000, 4_000_000);
const headOnly = page(200_000, 0);
const headText = headOnly.toString('latin1');

for (const [name, bytes, rounds] of [['14 KB', small, 300] as const, ['4 MB', large, 15] as const]) {
  const pieces = chunks(bytes);
  report(
    `${name}, through an empty stream (what any transform costs)`,
    bytes.length,
    await median(() => send(new PassThrough(), pieces), rounds),
  );
  report(
    `${name}, notice injected`,
    bytes.length,
    await median(() => send(injecting('identity'), pieces), rounds),
  );
}
report(
  'search alone, 200 KB of head',
  headText.length,
  await median(() => void createBodySearch().read(headText), 30),
);
const encoders = {
  gzip: gzipSync,
  deflate: deflateSync,
  br: (bytes: Buffer) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  zstd: zstdCompressSync,
};
for (const [coding, encode] of Object.entries(encoders)) {
  for (const [name, bytes, rounds] of [['14 KB', small, 100] as const, ['4 MB', large, 9] as const]) {
    const coded = encode(bytes);
    let out = 0;
    const run = async () => {
      const transform = injecting(coding);
      out = 0;
      transform.on('data', (piece: Buffer) => {
        out += piece.length;
      });
      await send(transform, chunks(coded));
    };
    const ms = await median(run, rounds);
    report(`${name}, ${coding}, notice injected (${coded.length} bytes in, ${out} out)`, bytes.length, ms);
  }
}
