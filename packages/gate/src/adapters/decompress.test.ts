import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  brotliCompressSync,
  constants,
  createZstdCompress,
  deflateRawSync,
  zstdCompressSync,
} from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { costlyStream } from '../../test/support/costly-streams.ts';
import type { StreamFormat } from '../runtime/for-adapters.ts';
import { decompressByStandard } from './fetch-decompress.ts';
import { decompressInNode } from './node-decompress.ts';

const text = new Uint8Array(Buffer.from('{"query":"all"}'.repeat(20_000)));
const limitBytes = text.length;
const mostAttempts = 12;

const formats: [StreamFormat, (bytes: Uint8Array) => Uint8Array][] = [
  ['deflate-raw', deflateRawSync],
  ['brotli', brotliCompressSync],
  // In chunks of Node's own size it takes more bytes when it would have just filled one.
  ['zstd', (bytes) => zstdCompressSync(bytes, { chunkSize: 1_048_576 })],
];
const hosts = [
  ['node', decompressInNode, formats],
  ['fetch', decompressByStandard, formats.slice(0, 1)],
] as const;

/**
 * What other threads of this process do counts as its work (collecting garbage, compiling), so that a busy one gives up
 * early. It is asked again, after a pause in which they come to an end.
 */
async function inTheEnd(unpack: () => Promise<Uint8Array | null>): Promise<Uint8Array | null> {
  for (let attempt = 1; ; attempt += 1) {
    const content = await unpack();
    if (content !== null || attempt === mostAttempts) return content;
    await new Promise((resolve) => setTimeout(resolve, 20 * attempt));
  }
}

describe.each(
  hosts.flatMap(([host, decompress, known]) =>
    known.map(([format, compress]) => ({ host, decompress, format, compress })),
  ),
)('$format by $host', ({ decompress, format, compress }) => {
  const packed = compress(text);
  const unpack = (bytes: Uint8Array, limit = limitBytes) => decompress(format, bytes, limit);
  const unpackInTheEnd = (bytes: Uint8Array) => inTheEnd(() => unpack(bytes));

  test('is unpacked, up to the limit', async () => {
    expect(Buffer.compare((await unpackInTheEnd(packed)) ?? Buffer.alloc(0), text)).toBe(0);
    expect(await unpack(packed, limitBytes - 1)).toBeNull();
    expect(await unpackInTheEnd(compress(new Uint8Array(0)))).toHaveLength(0);
    expect(await unpack(compress(new Uint8Array(50_000_000)), 1_000)).toBeNull();
  });

  test.each([
    ['cut off', packed.subarray(0, -1)],
    ['cut off soon', packed.subarray(0, 3)],
    ['nothing', new Uint8Array(0)],
    ['with something after it', Buffer.concat([packed, Buffer.from('a')])],
    ['with NULs after it', Buffer.concat([packed, Buffer.alloc(8)])],
    ['with another after it', Buffer.concat([packed, packed])],
    ['no stream', Buffer.from('\u00ff_method=DELETE', 'latin1')],
  ])('%s: null', async (_, bytes) => {
    expect(await unpack(new Uint8Array(bytes))).toBeNull();
  });
});

/** Noise that takes so many bytes: packed, it has a few more than it had. */
function noiseOf(size: number, compress: (bytes: Uint8Array) => Uint8Array) {
  const noise = randomBytes(size);
  for (let less = 1; less < 64; less += 1) {
    const content = noise.subarray(less);
    const packed = compress(content);
    if (packed.length === size) return { content, packed };
  }
  throw new Error(`no noise takes ${size} bytes`);
}

describe.each(formats)('%s in pieces', (format, compress) => {
  const pieces = format === 'brotli' ? [4_096, 8_192] : [32_768, 65_536];

  test.each(pieces)('a stream that ends with a piece, after %d bytes', async (size) => {
    const { content, packed } = noiseOf(size, compress);
    const unpacked = await inTheEnd(() => decompressInNode(format, packed, limitBytes));
    expect(Buffer.compare(unpacked ?? Buffer.alloc(0), content)).toBe(0);
    for (const more of [Buffer.from('a'), compress(text), compress(new Uint8Array(0)), Buffer.alloc(size)]) {
      expect(await decompressInNode(format, Buffer.concat([packed, more]), 1_048_576)).toBeNull();
    }
  });

  test('of what cannot be packed', async () => {
    const noise = randomBytes(500_000);
    const content = await inTheEnd(() => decompressInNode(format, compress(noise), noise.length));
    expect(Buffer.compare(content ?? Buffer.alloc(0), noise)).toBe(0);
  });

  // More than may be sent, so that it is costly on any machine.
  test('is given up where it takes too much work', async () => {
    const small = costlyStream[format](1_000);
    expect(await inTheEnd(() => decompressInNode(format, small, 1_048_576))).not.toBeNull();
    const costly = costlyStream[format](format === 'brotli' ? 500_000 : 5_000_000);
    expect(await decompressInNode(format, costly, 10_000_000)).toBeNull();
  });
});

test('what a fetch host does not know', async () => {
  expect(await decompressByStandard('brotli', brotliCompressSync(text), limitBytes)).toBeNull();
  expect(await decompressByStandard('zstd', zstdCompressSync(text), limitBytes)).toBeNull();
});

/** As a stream, whose size is not known when it begins: then the window is told. */
async function zstdWithWindow(log: number, content: Buffer): Promise<Buffer> {
  const stream = createZstdCompress({ params: { [constants.ZSTD_c_windowLog]: log } });
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = once(stream, 'end');
  stream.write(content);
  await new Promise<void>((resolve) => stream.flush(resolve));
  stream.end();
  await ended;
  return Buffer.concat(chunks);
}

test('a window of more than 8 MB', async () => {
  const small = Buffer.from('a'.repeat(1_200));
  expect(await decompressInNode('zstd', await zstdWithWindow(24, small), limitBytes)).toBeNull();
  expect(await decompressInNode('zstd', await zstdWithWindow(23, small), limitBytes)).toEqual(small);
});
