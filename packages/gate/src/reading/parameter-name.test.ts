import { expect, test } from 'vitest';
import { isSpellingOf } from './parameter-name.ts';

test.each([
  ['action'],
  ['ACTION'],
  [' action'],
  ['action[]'],
  ['action[0]'],
  ['[action]'],
  ['[[action'],
  ['action\0x'],
  ['action '],
  ['action]'],
  ['.action'],
  ['?action'],
  ['action.x'],
])('%j may be action', (name) => {
  expect(isSpellingOf(name, 'action')).toBe(true);
});

test.each([['my_action'], ['my.action'], ['my action'], ['my[action'], ['my.action[]']])(
  '%j may be my_action',
  (name) => {
    expect(isSpellingOf(name, 'my_action')).toBe(true);
  },
);

test.each([[''], ['actions'], ['my_action'], ['x[action]'], ['_action'], ['act']])(
  '%j is not action',
  (name) => {
    expect(isSpellingOf(name, 'action')).toBe(false);
  },
);

test.each([
  [`${' '.repeat(2_000)}action`, true],
  [`${'['.repeat(2_000)}action`, true],
  [`action[${'x'.repeat(2_000)}`, true],
  [`action.${'x'.repeat(2_000)}`, true],
  [`action${' '.repeat(2_000)}`, true],
  [`action${'x'.repeat(2_000)}`, false],
  ['.'.repeat(2_000), false],
])('a long name is looked at as far as any name goes: %.12j…', (name, isAction) => {
  expect(isSpellingOf(name, 'action')).toBe(isAction);
});
