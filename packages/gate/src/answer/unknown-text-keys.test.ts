import { expect, test } from 'vitest';
import { en } from './languages/index.ts';
import { missingTextKeys, textProblems, unknownTextKeys } from './unknown-text-keys.ts';

test('unknown keys are named with their language', () => {
  const texts = { it: { headlineClosd: 'x', email: 'Email' }, de: { toString: 'x', constructor: 'y' } };
  expect(unknownTextKeys(texts)).toEqual(['it.headlineClosd', 'de.toString', 'de.constructor']);
  expect(unknownTextKeys({})).toEqual([]);
});

test('texts that cannot be used are explained', () => {
  const problems = textProblems({
    it: {
      headlineClosed: '{site',
      leadClosed: '{when}',
      nextUpdate: '{time} {when}',
      email: 'ok',
      unknown: '{',
    },
  });
  expect(problems).toEqual([
    'it.headlineClosed: the braces do not fit. Write {name} or {count, plural, one {…} other {…}}.',
    'it.leadClosed: there is no {when} here. There is no value at all.',
    'it.nextUpdate: there is no {time} here. There is {when}.',
  ]);
});

test('what a further language lacks', () => {
  expect(missingTextKeys({ languages: ['en', 'de-AT', 'pt-BR'], texts: { 'pt-BR': { ...en } } })).toEqual([]);
  expect(missingTextKeys({ languages: ['it'], texts: { it: { email: 'Email' } } })).toHaveLength(
    Object.keys(en).length - 1,
  );
});
