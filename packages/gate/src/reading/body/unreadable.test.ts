import { expect, test } from 'vitest';
import { decodeUtf8, isAsciiBytes, isPlainCoding } from './unreadable.ts';

test.each<[string | null, boolean]>([
  [null, true],
  ['Identity', true],
  ['gzip', false],
  ['identity, gzip', false],
  ['identity, identity', false],
  ['', false],
  [', ', false],
])('whether %j is plain: %s', (coding, isPlain) => {
  expect(isPlainCoding(coding)).toBe(isPlain);
});

test.each<[number[], string | null]>([
  [[], ''],
  [[0x61, 0xc3, 0xa9], 'a\u00e9'],
  [[0xef, 0x80, 0x80], '\uf000'],
  [[0xef, 0xbb, 0xbe], '\ufefe'],
  [[0xef, 0xbc, 0xbf], '\uff3f'],
  [[0xe0, 0xbb, 0xbf], '\u0eff'],
  // A mark within is a character like others.
  [[0x61, 0xef, 0xbb, 0xbf], 'a\ufeff'],
  [[0xef, 0xbb, 0xbf], null],
  [[0xef, 0xbb, 0xbf, 0x61], null],
  [[0xef, 0xbb], null],
  [[0xc0, 0xaf], null],
  [[0xff], null],
])('bytes %j are %j', (bytes, text) => {
  expect(decodeUtf8(Uint8Array.from(bytes))).toBe(text);
});

test.each<[number[], boolean]>([
  [[], true],
  [[0, 0x7f], true],
  [[0x80], false],
  [[0x61, 0xff], false],
])('bytes %j are ASCII: %s', (bytes, isAscii) => {
  expect(isAsciiBytes(Uint8Array.from(bytes))).toBe(isAscii);
});
