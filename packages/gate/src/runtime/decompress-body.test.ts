import { gzipSync } from 'node:zlib';
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
