import { describe, expect, test } from 'vitest';
import { shorterTags, taggedTextFor, textFor } from './text.ts';

describe('textFor', () => {
  test.each([
    [{ en: 'E', de: 'D' }, 'de', 'D'],
    [{ en: 'E', de: 'D' }, 'de-AT', 'D'],
    [{ en: 'E', 'de-AT': 'A', de: 'D' }, 'de-AT', 'A'],
    [{ zh: 'S', 'zh-Hant': 'T' }, 'zh-Hant-TW', 'T'],
    [{ en: 'E', de: 'D' }, 'fr', 'E'],
    [{ de: 'D' }, 'fr', 'D'],
    [{ de: '  \n', en: 'E' }, 'de', 'E'],
    [{ de: '' }, 'de', null],
    [{}, 'de', null],
  ])('%j for %s', (text, language, expected) => {
    expect(textFor(text as Record<string, string>, language)).toBe(expected);
  });

  test('names the language that was found, so that the page can mark it', () => {
    expect(taggedTextFor({ de: 'D' }, 'fr')).toEqual({ tag: 'de', text: 'D' });
  });

  test('nothing from the prototype', () => {
    expect(textFor({}, 'constructor')).toBeNull();
  });
});

test('shorterTags', () => {
  expect(shorterTags('zh-Hant-TW')).toEqual(['zh-Hant-TW', 'zh-Hant', 'zh']);
});
