import { expect, it } from 'vitest';
import { headerLines } from './header-lines.ts';

it.each([
  ['', []],
  ['Cookie: a=b: c\n\n X-Role : admin ', ['Cookie', 'a=b: c', 'X-Role', 'admin']],
  ['Empty:', ['Empty', '']],
  ['Cookie: a\nnonsense', { wrongLine: 2 }],
  [': value', { wrongLine: 1 }],
])('%j', (text, expected) => {
  expect(headerLines(text)).toEqual(expected);
});
