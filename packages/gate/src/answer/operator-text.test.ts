import { expect, test } from 'vitest';
import { cleanLine, cleanText, linesOf, paragraphsOf, shortened } from './operator-text.ts';

test('cleanText keeps line feeds and drops every other control', () => {
  expect(cleanText(' a\r\nb\rc\u2028d\te\u0000\u001b[31m\u0085\u009ff\ud800 ')).toBe(
    'a\nb\nc\nd e[31m\nf\ufffd',
  );
});

test('cleanLine is one line', () => {
  expect(cleanLine('a\r\nSet-Cookie: x=1\n\n b')).toBe('a Set-Cookie: x=1 b');
});

test('linesOf and paragraphsOf', () => {
  expect(linesOf('Orders\n\n  Gift cards \n')).toEqual(['Orders', 'Gift cards']);
  expect(paragraphsOf('One\ntwo\n\n \nThree\n')).toEqual([['One', 'two'], ['Three']]);
  expect(paragraphsOf(' \n ')).toEqual([]);
});

test('shortened cuts between words, and never inside a character', () => {
  expect(shortened('one two three', 20)).toBe('one two three');
  expect(shortened('one two three', 10)).toBe('one two…');
  expect(shortened('a'.repeat(30), 10)).toBe(`${'a'.repeat(9)}…`);
  expect(shortened('🚪'.repeat(30), 3)).toBe('🚪🚪…');
});
