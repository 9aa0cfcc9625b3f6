import { describe, expect, it } from 'vitest';
import type { Settings } from '../../api/schema.ts';
import { sameText, settingsWithText, textIn } from './production-text.ts';

const settings: Settings = {
  page: { brand: 'Larkspur' },
  defaults: { message: { en: 'Back soon' }, button: null },
  production: { text: { en: 'Ask Ada.' } },
};

it('is what operators set, else nothing', () => {
  expect(textIn({ settings })).toEqual({ en: 'Ask Ada.' });
  expect(textIn({ settings: null })).toEqual({});
  expect(textIn({ settings: { ...settings, production: undefined } as unknown as Settings })).toEqual({});
});

it.each([
  [{}, { en: ' ' }, true],
  [{ en: 'a', de: 'b' }, { de: 'b ', en: 'a' }, true],
  [{ en: 'a' }, { en: 'b' }, false],
  [{ en: 'a' }, {}, false],
])('%j and %j: the same is %s', (one, other, isSame) => {
  expect(sameText(one, other)).toBe(isSame);
});

describe('what is sent', () => {
  it('keeps everything else', () => {
    expect(settingsWithText({ settings }, { en: ' Ask Grace. ', de: '' })).toEqual({
      ...settings,
      production: { text: { en: 'Ask Grace.' } },
    });
  });

  it('says nothing of it where nothing is written', () => {
    const { production: _, ...others } = settings;
    expect(settingsWithText({ settings }, { en: ' ' })).toEqual(others);
    expect(settingsWithText({ settings: null }, {})).toEqual({
      page: {},
      defaults: { message: {}, button: null },
    });
  });
});
