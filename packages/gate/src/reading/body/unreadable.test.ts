import { expect, test } from 'vitest';
import { contentEncodingOf, isPlainCoding } from './unreadable.ts';

test.each<[readonly string[], string | null, boolean]>([
  [[], null, true],
  [['Host', 'a'], null, true],
  [['Content-Encoding', 'Identity'], 'Identity', true],
  [['content-encoding', 'gzip'], 'gzip', false],
  [['Content-Encoding', 'identity', 'CONTENT-ENCODING', 'gzip'], 'identity, gzip', false],
  [['Content-Encoding', 'identity', 'Content-Encoding', 'identity'], 'identity, identity', false],
  [['Content-Encoding', '', 'Content-Encoding', ''], ', ', false],
])('of %j the coding is %j, plain: %s', (headers, coding, isPlain) => {
  expect(contentEncodingOf(headers)).toBe(coding);
  expect(isPlainCoding(contentEncodingOf(headers))).toBe(isPlain);
});
