import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createDecompressor as create } from './decompress-body.ts';

const limitBytes = 1_000;
const clock = { monotonicMs: () => 0 };
const createDecompressor = (limit: number) => create({ limitBytes: limit, clock });
const contentEncoding = 'gzip';
const body = new Uint8Array(gzipSync('abc'));
const read = () => Promise.reject(new Error('read again'));

function unpackTo(content: Uint8Array | null) {
  const reader = { read, decompress: () => Promise.resolve(content) };
  return createDecompressor(limitBytes)(body, { reader, contentEncoding });
}

test('what the host makes of it, when it fits what the body says of itself', async () => {
  expect(await unpackTo(Buffer.from('abc'))).toEqual(Buffer.from('abc'));
  expect(await unpackTo(Buffer.from('abcd'))).toBeNull();
  expect(await unpackTo(null)).toBeNull();
});

test('more than the limit, whatever the host thinks of it', async () => {
  const reader = { read, decompress: () => Promise.resolve(new Uint8Array(limitBytes + 1)) };
  const large = new Uint8Array(gzipSync(Buffer.alloc(limitBytes + 1)));
  expect(await createDecompressor(limitBytes)(large, { reader, contentEncoding })).toBeNull();
});

test('not what is in no coding, nor what cannot become smaller than the limit, nor without a host that can', async () => {
  const decompress = () => Promise.reject(new Error('asked'));
  const unpack = createDecompressor(limitBytes);
  expect(await unpack(body, { reader: { read, decompress }, contentEncoding: null })).toBeNull();
  expect(await unpack(body, { reader: { read, decompress }, contentEncoding: 'identity' })).toBeNull();
  expect(await unpack(body, { reader: { read }, contentEncoding })).toBeNull();
  expect(await unpack(body, { reader: undefined, contentEncoding })).toBeNull();
  expect(
    await createDecompressor(body.length * 2 - 1)(body, { reader: { read, decompress }, contentEncoding }),
  ).toBeNull();
});

test('one at a time, and on after a failure', async () => {
  let running = 0;
  let most = 0;
  const decompress = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise(setImmediate);
    running -= 1;
    if (most > 0) throw new Error('broken');
    return null;
  };
  const unpack = createDecompressor(limitBytes);
  const all = Array.from({ length: 5 }, () =>
    unpack(body, { reader: { read, decompress }, contentEncoding }),
  );
  const settled = await Promise.allSettled(all);
  expect(settled.map(({ status }) => status)).toEqual(Array(5).fill('rejected'));
  expect(most).toBe(1);
});

test('what costs little at worst first, and nothing for who has left', async () => {
  const order: string[] = [];
  const ends: (() => void)[] = [];
  const unpack = createDecompressor(limitBytes);
  const add = (name: string, coding: string, packed: Uint8Array, hasLeft?: () => boolean) => {
    const decompress = () => {
      order.push(name);
      return new Promise<null>((resolve) => ends.push(() => resolve(null)));
    };
    const reader = { read, decompress, ...(hasLeft && { hasLeft }) };
    return unpack(packed, { reader, contentEncoding: coding });
  };
  const text = (size: number) => Uint8Array.from({ length: size }, (_, index) => (index * 89) % 251);
  const all = [
    add('running', 'br', brotliCompressSync(text(10))),
    add('large br', 'br', brotliCompressSync(text(200))),
    add('br', 'br', brotliCompressSync(text(20))),
    add('gone', 'gzip', body, () => true),
    add('zstd', 'zstd', zstdCompressSync(text(20))),
    add('large gzip', 'gzip', gzipSync(text(220))),
    add('gzip', 'gzip', body, () => false),
  ];
  for (let turn = 0; turn < all.length; turn += 1) {
    await new Promise(setImmediate);
    ends.shift()?.();
  }
  await Promise.all(all);
  expect(order).toEqual(['running', 'gzip', 'zstd', 'large gzip', 'br', 'large br']);
});
