import { expect, test } from 'vitest';
import { type NameStrength, overrideNamesOf, spellsOverride } from './override-names.ts';

const names = overrideNamesOf(['Do_It', 'groß']);

function strengthOf(text: string, isEscaped = true): NameStrength | null {
  return spellsOverride(text, { start: 0, end: text.length, isEscaped }, names);
}

test.each([
  '_method',
  '_METHOD',
  '_MeThOd',
  '__method_override__',
  'x-http-method',
  'X.HTTP.METHOD',
  'x http[method',
  'x+http+method',
  'x-tunneled-method',
  // What is dropped before a name, as it is and escaped
  '[_method]',
  ']_method',
  '?_method',
  '+_method',
  '\u0000_method',
  '\ufeff_method',
  '\u00ef\u00bb\u00bf_method',
  '%ef%bb%bf_method',
  '%EF%BB%BF%5f%4dethod',
  '%ufeff_method',
  '[]?%20%5b_method',
  // Where it ends
  '_method\u0000x',
  '_method%00x',
  '_method;x',
  '_method%3bx',
  '_method]x',
  '_method[x]',
  '_method.x',
  '_method x',
  '_method+x',
  // Of four digits, and of two that look like it
  '%u005fmethod',
  '%U005FMETHO%u0044',
  '_metho%64',
  '_metho%u0064',
  // Letters that some server takes for plain ones
  'do_it',
  'DO-IT',
  'DO_\u0130T',
  'do_\u0131t',
  'gro\u00df',
  'GROSS',
  'GRO\u1e9e',
])('%j asks for a method, whatever it says', (text) => {
  expect(strengthOf(text)).toBe('any');
});

test.each([
  '',
  '_',
  'method',
  'Method',
  '_methods',
  '_methodx',
  '_meth\u00f6d',
  '_method\u00e9',
  '_method@',
  '_meth`d',
  'x_http_metho',
  'x-http-methoḑ',
  // Not escapes, or cut off
  '%5_method',
  '%u005_method',
  '_metho%6',
  '_metho%u006',
  '_metho%u00',
  '_metho%u',
  '_metho%',
  '_metho%6g',
  '_metho%:4',
  '_metho%@4',
  '_metho%`4',
  '%u005gmethod',
  'do_it_now',
  'doit',
])('%j asks for nothing', (text) => {
  expect(strengthOf(text)).toBeNull();
});

test.each(['http_method', 'HTTP-METHOD', 'ps_method', 'p\u017f_method', '?ps.method', 'ps_method[]'])(
  '%j asks for a method only where it says one, unless the app knows it',
  (text) => {
    const known = overrideNamesOf([]);
    const place = { start: 0, end: text.length, isEscaped: true };
    expect(spellsOverride(text, place, known)).toBe('method');
    expect(spellsOverride(text, place, overrideNamesOf(['http_method', 'ps-method']))).toBe('any');
  },
);

test('a longer name may end at a sign as a weak one, and go on as a strong one', () => {
  expect(strengthOf('http_method.x')).toBe('method');
  expect(strengthOf('http_method.override')).toBe('any');
  expect(strengthOf('http_method[override')).toBe('any');
});

test('escapes are none where a name is decoded already', () => {
  expect(strengthOf('%5fmethod', false)).toBeNull();
  expect(strengthOf('+_method', false)).toBeNull();
  expect(strengthOf(' _method', false)).toBe('any');
});

test('only what stands in its place is looked at', () => {
  const text = 'a=1&_method%5f&b';
  expect(spellsOverride(text, { start: 4, end: 11, isEscaped: true }, names)).toBe('any');
  expect(spellsOverride(text, { start: 4, end: 13, isEscaped: true }, names)).toBeNull();
  expect(spellsOverride(text, { start: 4, end: 14, isEscaped: true }, names)).toBeNull();
  expect(spellsOverride(text, { start: 5, end: 11, isEscaped: true }, names)).toBeNull();
});

test('a name with a sign before it stays one that needs the sign, beside another one of the policy', () => {
  const plain = overrideNamesOf(['_do', 'method']);
  const within = (text: string) =>
    spellsOverride(text, { start: 0, end: text.length, isEscaped: true }, plain);
  expect([within('method'), within('_method'), within('do'), within('_do')]).toEqual([
    'any',
    'any',
    null,
    'any',
  ]);
});

test.each([
  ['x-my-Verb', 'MY_VERB'],
  ['a.b-verbs-c', 'verbs'],
  ['__12345__', '12345'],
])('a text with the name %j is found by its longest word', (name, found) => {
  const { trace } = overrideNamesOf([name]);
  expect(trace.test(`?${found}=1`)).toBe(true);
  expect(trace.test('?a=b&x-my=1&methd=2')).toBe(false);
});
