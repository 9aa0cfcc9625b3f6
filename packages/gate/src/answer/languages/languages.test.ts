import { describe, expect, test } from 'vitest';
import { namesInMessage, pluralFormsInMessage } from '../message-format.ts';
import { catalogues, en, type TextKey } from './index.ts';

const keys = Object.keys(en) as TextKey[];
const languages = Object.keys(catalogues);

/** The forms that numbers up to 200 take; `many` of French and Spanish begins at a million. */
function formsOf(language: string): readonly string[] {
  const rules = new Intl.PluralRules(language);
  return [...new Set(Array.from({ length: 201 }, (_, number) => rules.select(number)))];
}

test('five languages', () => {
  expect(languages).toEqual(['en', 'de', 'fr', 'es', 'ar']);
});

describe.each(languages)('%s', (language) => {
  const texts = catalogues[language] ?? en;

  test('has every key and no other', () => {
    expect(Object.keys(texts).sort()).toEqual([...keys].sort());
  });

  test.each(keys)('%s', (key) => {
    const text = texts[key];
    expect(text.trim()).toBe(text);
    expect(text).not.toBe('');
    // Well-formed, with the values of the English text: none is lost, none is invented. A count may choose no form.
    const names = namesInMessage(text);
    const english = namesInMessage(en[key]) ?? [];
    expect(names).not.toBeNull();
    expect(english).toEqual(expect.arrayContaining([...(names ?? [])]));
    expect(english.filter((name) => name !== 'count' && names?.includes(name) === false)).toEqual([]);
    for (const forms of pluralFormsInMessage(text)) {
      expect(forms).toEqual(expect.arrayContaining([...formsOf(language)]));
    }
    // Straight quotes, double spaces and three dots are typewriter habits.
    expect(text).not.toMatch(/["']| {2}|\.\.\./);
  });
});

test('no text was left in English', () => {
  // Words that are the same: names of things.
  const same = [
    'maintenance',
    'roleAdmin',
    'roleSupport',
    'website',
    'confirmWindow',
    'whenBetween',
    'errorLabel',
    // Nothing but values and the colon between them.
    'labelled',
  ];
  for (const language of languages.filter((name) => name !== 'en')) {
    const texts = catalogues[language] ?? en;
    expect(keys.filter((key) => texts[key] === en[key] && !same.includes(key))).toEqual([]);
  }
});

test('one form of address: German Sie, French vous, Spanish usted', () => {
  const all = (language: string): string => Object.values(catalogues[language] ?? {}).join('\n');
  expect(all('de')).not.toMatch(/(?<!\p{L})(du|dein\p{L}*|dich|dir|euch|eure?)(?!\p{L})/iu);
  expect(all('fr')).not.toMatch(/(?<!\p{L})(tu|ton|tes|toi)(?!\p{L})/iu);
  expect(all('es')).not.toMatch(/(?<!\p{L})(tú|tu|tus|puedes|tienes|haz)(?!\p{L})/iu);
});

test('French has its spaces before double signs', () => {
  for (const text of Object.values(catalogues.fr ?? {})) {
    expect(text).not.toMatch(/(?<![\u00a0\u202f]|https?)[:;!?](?!\/)/);
    // The narrow one, except before a colon.
    expect(text).not.toMatch(/\u00a0[;!?]/);
  }
});
