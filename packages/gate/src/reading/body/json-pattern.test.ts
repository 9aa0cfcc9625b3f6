import { expect, test } from 'vitest';
import { bytesOf } from '../../../test/support/body-fixtures.ts';
import { compilePattern, matchPattern } from './json-pattern.ts';
import { parseStrictJson } from './strict-json.ts';

function match(text: string, pattern: Readonly<Record<string, string | readonly string[]>>): string | null {
  const document = parseStrictJson(bytesOf(text));
  if ('problem' in document) throw new Error(document.problem);
  return matchPattern(document.value, compilePattern(pattern));
}

test.each([
  ['{"method":"read"}', { '/method': 'read' }, 'read'],
  ['{"method":"read","a":{"b":"x"}}', { '/method': ['list', 'read'], '/a/b': 'x' }, 'read x'],
  ['[{"method":"read"}]', { '/0/method': 'read' }, 'read'],
  ['{"params":["a","b"]}', { '/params/1': 'b' }, 'b'],
  ['{"a1":"x","1a":"y"}', { '/a1': 'x', '/1a': 'y' }, 'x y'],
  ['{"method":"read","other":"x","über":"y"}', { '/method': 'read' }, 'read'],
])('%s holds %j: %j', (text, pattern, found) => {
  expect(match(text, pattern)).toBe(found);
});

test.each([
  ['"read"', { '': 'read' }],
  ['null', { '/method': 'read' }],
  ['{}', {}],
  ['{"method":1}', { '/method': '1' }],
  ['{"method":"read"}', { '/method': 'list' }],
  ['{"method":"read"}', { '/method/x': 'read' }],
  // Go and .NET take either spelling, in a list too.
  ['{"method":"read","Method":"write"}', { '/method': 'read' }],
  ['{"a":{"b":"x"},"A":{"b":"y"}}', { '/a/b': 'x' }],
  ['[{"method":"read","METHOD":"write"}]', { '/0/method': 'read' }],
  ['{"a":[{"b":"x","B":"y"}]}', { '/a/0/b': 'x' }],
  // PHP makes a list of it.
  ['{"0":"read"}', { '/0': 'read' }],
  ['{"params":{"12":"read"}}', { '/params/12': 'read' }],
  // A long s, and more names beyond ASCII than anybody sends.
  ['{"list":"read","li\u017ft":"write"}', { '/list': 'read' }],
  [
    `{"method":"read",${Array.from({ length: 51 }, (_, index) => `"\u00e9${index}":1`)}}`,
    { '/method': 'read' },
  ],
])('%s is not taken for %j', (text, pattern) => {
  expect(match(text, pattern)).toBeNull();
});

test('names beyond ASCII are looked at, up to 50', () => {
  const names = Array.from({ length: 50 }, (_, index) => `"\u00e9${index}":1`);
  expect(match(`{"method":"read",${names}}`, { '/method': 'read' })).toBe('read');
});
