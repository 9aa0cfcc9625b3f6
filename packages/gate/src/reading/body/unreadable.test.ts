import { expect, test } from 'vitest';
import { decodeUtf8, inUtf8, isAsciiBytes, isPlainCoding } from './unreadable.ts';

test.each<[string | null, boolean]>([
  [null, true],
  ['Identity', true],
  ['gzip', false],
  ['identity, gzip', false],
  ['identity, identity', false],
  // Fastify and PHP take the bytes as they are, Express the empty one too; nobody unpacks them.
  ['', true],
  ['None', true],
  ['UTF-8', true],
  ['utf8', true],
  ['utf-16', false],
  ['none, gzip', false],
  [', ', false],
  [', gzip', false],
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

test.each<[string, number[], number[]]>([
  ['iso-8859-1', [0x4b, 0xf6], [0x4b, 0xc3, 0xb6]],
  ['iso-8859-9', [0xfd], [0xc4, 0xb1]],
  ['koi8-r', [0xc1], [0xd0, 0xb0]],
  ['us-ascii', [0x4b], [0x4b]],
  // UTF-8 under a false label.
  ['iso-8859-1', [0xc3, 0xb6], [0xc3, 0xb6]],
  // No letter of the charset, and no charset.
  ['windows-1253', [0xd2, 0xff], [0xd2, 0xff]],
  ['x-nobody', [0xf6], [0xf6]],
])('%s: bytes %j are %j in UTF-8', (charset, bytes, expected) => {
  expect([...inUtf8(Uint8Array.from(bytes), charset)]).toEqual(expected);
});
