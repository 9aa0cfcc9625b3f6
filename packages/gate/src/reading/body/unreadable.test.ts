import { expect, test } from 'vitest';
import { isPlainCoding } from './unreadable.ts';

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
