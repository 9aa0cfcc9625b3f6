import { brotliCompressSync, constants, deflateRawSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { StreamFormat } from '../runtime/for-adapters.ts';
import { decompressByStandard } from './fetch-decompress.ts';
import { decompressInNode } from './node-decompress.ts';

const text = new Uint8Array(Buffer.from('{"query":"all"}'.repeat(20_000)));
const limitBytes = text.length;

const formats: [StreamFormat, (bytes: Uint8Array) => Uint8Array][] = [
  ['deflate-raw', deflateRawSync],
  ['brotli', brotliCompressSync],
  ['zstd', zstdCompressSync],
];
const hosts = [
  ['node', decompressInNode, formats],
  ['fetch', decompressByStandard, formats.slice(0, 1)],
] as const;

describe.each(
  hosts.flatMap(([host, decompress, known]) =>
    known.map(([format, compress]) => ({ host, decompress, format, compress })),
  ),
)('$format by $host', ({ decompress, format, compress }) => {
  const packed = compress(text);
  const unpack = (bytes: Uint8Array, limit = limitBytes) => decompress(format, bytes, limit);

  test('is unpacked, up to the limit', async () => {
    expect(Buffer.compare((await unpack(packed)) ?? Buffer.alloc(0), text)).toBe(0);
    expect(await unpack(packed, limitBytes - 1)).toBeNull();
    expect(await unpack(compress(new Uint8Array(0)))).toHaveLength(0);
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

test('what a fetch host does not know', async () => {
  expect(await decompressByStandard('brotli', brotliCompressSync(text), limitBytes)).toBeNull();
  expect(await decompressByStandard('zstd', zstdCompressSync(text), limitBytes)).toBeNull();
});

test('a window of more than 8 MB', async () => {
  const params = { [constants.ZSTD_c_windowLog]: 24 };
  const large = Buffer.alloc(9_000_000);
  expect(await decompressInNode('zstd', zstdCompressSync(large, { params }), large.length)).toBeNull();
  params[constants.ZSTD_c_windowLog] = 23;
  expect(await decompressInNode('zstd', zstdCompressSync(large, { params }), large.length)).toHaveLength(
    large.length,
  );
});
