import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf } from '../../../test/support/body-fixtures.ts';
import { compressedStreamIn, isOpaqueCoding, isReadAsContent } from './compressed-stream.ts';

const text = bytesOf('{"a":1}');
const raw = new Uint8Array(deflateRawSync(text));
const gzip = new Uint8Array(gzipSync(text));
const zlib = new Uint8Array(deflateSync(text));

const joined = (...parts: readonly (Uint8Array | readonly number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => [...part]));
const gzipWith = (flags: number, ...more: readonly (readonly number[])[]) =>
  joined([...gzip.subarray(0, 3), flags, ...gzip.subarray(4, 10)], ...more, gzip.subarray(10));

describe('the stream in a coding', () => {
  test.each([
    ['gzip', gzip, 'deflate-raw', raw, 7],
    ['GZIP', gzip, 'deflate-raw', raw, 7],
    ['x-gzip', gzip, 'deflate-raw', raw, 7],
    ['gzip', gzipWith(8, [0x61, 0]), 'deflate-raw', raw, 7],
    ['gzip', gzipWith(8, [0]), 'deflate-raw', raw, 7],
    ['deflate', zlib, 'deflate-raw', raw, null],
    ['br', brotliCompressSync(text), 'brotli', brotliCompressSync(text), null],
    ['zstd', zstdCompressSync(text), 'zstd', zstdCompressSync(text), null],
  ])('%s', (coding, body, format, bytes, size) => {
    const found = compressedStreamIn(coding, new Uint8Array(body));
    expect(found).toEqual({ format, bytes: new Uint8Array(bytes), size });
  });

  test.each<[string, string | null, Uint8Array]>([
    ['no coding', null, gzip],
    ['identity', 'identity', gzip],
    ['two codings', 'gzip, gzip', gzip],
    ['a coding twice in a row', 'identity, gzip', gzip],
    ['a coding with a parameter', 'gzip;q=1', gzip],
    ['another coding', 'compress', gzip],
    ['gzip that is none', 'gzip', text],
    ['gzip that is zlib', 'gzip', zlib],
    ['gzip with a checksum of its head', 'gzip', gzipWith(2, [0, 0])],
    ['gzip with an extra field', 'gzip', gzipWith(4, [1, 0, 0])],
    ['gzip with a comment', 'gzip', gzipWith(16, [0x61, 0])],
    ['gzip with a flag that nobody knows', 'gzip', gzipWith(32)],
    ['gzip with a name that does not end', 'gzip', gzipWith(8).fill(0x61, 10)],
    ['gzip that is cut off', 'gzip', gzip.subarray(0, 18)],
    ['nothing', 'gzip', new Uint8Array(0)],
    ['deflate that is raw', 'deflate', raw],
    ['deflate with a dictionary', 'deflate', joined([0x78, 0xbb], zlib.subarray(2))],
    ['deflate of another check', 'deflate', joined([0x78, 0x9d], zlib.subarray(2))],
    ['deflate of another window', 'deflate', joined([0x88, 0x1c], zlib.subarray(2))],
    ['deflate that is cut off', 'deflate', zlib.subarray(0, 6)],
    // 0x78 begins a block of plain bytes, whose length is 0x019c, if no head is expected.
    ['deflate that is raw deflate, too', 'deflate', joined([0x78, 0x9c, 0x01, 0x63, 0xfe], zlib.subarray(2))],
    ['zstd that is none', 'zstd', text],
    [
      'zstd that begins with something to skip',
      'zstd',
      joined([0x50, 0x2a, 0x4d, 0x18], [0, 0, 0, 0], zstdCompressSync(text)),
    ],
    ['Brotli that may be text', 'br', bytesOf(' \t\n{"_method":"DELETE"}')],
    ['Brotli that may be UTF-16', 'br', bytesOf(' \0{\0"\0a\0')],
    ['Brotli that may be GraphQL', 'br', bytesOf('mutation { gr\u00f6\u00dfe }')],
  ])('%s: none', (_, coding, body) => {
    expect(compressedStreamIn(coding, body)).toBeNull();
  });

  test('Brotli of anything is no text', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 40, maxLength: 2_000 }), (content) => {
        expect(compressedStreamIn('br', brotliCompressSync(content))).not.toBeNull();
      }),
      { numRuns: 50 },
    );
  });

  test('never throws', () => {
    const coding = fc.constantFrom('gzip', 'deflate', 'br', 'zstd', '');
    fc.assert(
      fc.property(
        coding,
        fc.constantFrom(gzip, zlib, raw),
        fc.uint8Array(),
        fc.nat(30),
        (name, start, rest, length) => {
          const body = joined(start.subarray(0, length), rest);
          compressedStreamIn(name, body);
          isReadAsContent(null, body);
        },
      ),
    );
  });
});

test.each<[string | null, boolean]>([
  ['snappy', true],
  ['Snappy', true],
  ['aws-chunked', true],
  ['aes128gcm', true],
  ['lz4', true],
  [null, false],
  ['', false],
  ['snappy, gzip', false],
  ['snappy;q=1', false],
  ['gzip', false],
  ['pack200-gzip', false],
  ['bzip2', false],
  ['deflate64', false],
  ['x-compress', false],
  ['zstd', false],
  ['br', false],
  ['dcb', false],
  ['identity', false],
  ['base64', false],
  ['*', false],
])('whether nobody unpacks %j to look for fields: %s', (coding, isOpaque) => {
  expect(isOpaqueCoding(coding)).toBe(isOpaque);
});

test.each<[string | null, string, boolean]>([
  [null, 'a', true],
  ['application/json', 'a', true],
  ['multipart/form-data; boundary=b', '-b--c', true],
  ['multipart/form-data; boundary=b', 'a--b', false],
  ['multipart/form-data', '--', true],
  ['application/x-www-form-urlencoded', '\u001f', false],
  ['json', 'a', false],
])('%s: whether %j is nothing but packed: %s', (contentType, body, isContent) => {
  expect(isReadAsContent(contentType, bytesOf(body))).toBe(isContent);
});
