import { describe, expect, it } from 'vitest';
import type { Settings, StoredSettings } from '../../api/schema.ts';
import { draftOf, isChanged, problemsOf, settingsOf } from './settings-draft.ts';

const settings: Settings = {
  page: {
    brand: 'Larkspur',
    colors: { accent: '#1d5f6e' },
    languages: ['de', 'en'],
    texts: { de: { title: 'Wartung' } },
    contact: { email: 'help@shop.example' },
    timeZone: 'Europe/Berlin',
  },
  defaults: { message: { en: 'Back soon' }, button: { label: { en: 'Help' }, url: '/help' } },
};
const stored: StoredSettings = {
  settings,
  epoch: 4,
  changedAt: 1,
  changedBy: 'ada',
  file: { brand: 'Shop' },
  knownLanguages: ['de', 'en'],
};
const nothing: StoredSettings = { ...stored, settings: null };

it('are the same again when nothing was typed', () => {
  expect(settingsOf(draftOf(stored), stored)).toEqual(settings);
  expect(isChanged(draftOf(stored), stored)).toBe(false);
  expect(isChanged(draftOf(nothing), nothing)).toBe(false);
});

it('keep what another form sets', () => {
  const production = { text: { en: 'Ask Ada.' } };
  const withText = { ...stored, settings: { ...settings, production } };
  expect(settingsOf({ ...draftOf(withText), brand: 'B' }, withText)).toMatchObject({ production });
});

it('set nothing that is empty', () => {
  expect(settingsOf(draftOf(nothing), nothing)).toEqual({
    page: {},
    defaults: { message: {}, button: null },
  });
  const emptied = { ...draftOf(stored), brand: ' ', accent: '', email: '', languages: [], buttonUrl: '' };
  expect(settingsOf(emptied, stored)).toEqual({
    page: { timeZone: 'Europe/Berlin', texts: { de: { title: 'Wartung' } } },
    defaults: { message: { en: 'Back soon' }, button: null },
  });
});

it('are changed by a letter, not by a space', () => {
  expect(isChanged({ ...draftOf(stored), brand: 'Larkspur ' }, stored)).toBe(false);
  expect(isChanged({ ...draftOf(stored), brand: 'Larkspurs' }, stored)).toBe(true);
  expect(isChanged({ ...draftOf(stored), languages: ['en', 'de'] }, stored)).toBe(true);
});

describe('problems', () => {
  it.each([
    [{}, []],
    [{ accent: 'red' }, ['accent']],
    [{ accentDark: '#12' }, ['accentDark']],
    [{ timeZone: '+01:00' }, ['timeZone']],
    [{ timeZone: 'Europe/Nowhere' }, ['timeZone']],
    [{ buttonLabel: {} }, ['buttonNeedsLabel']],
    [{ buttonUrl: ' ' }, ['buttonNeedsUrl']],
    [{ buttonUrl: 'javascript:alert(1)' }, ['buttonUrlWrong']],
    [{ contactUrl: '//evil.example' }, ['contactUrlWrong']],
    [{ buttonUrl: '', buttonLabel: { en: ' ' } }, []],
  ])('%j', (changes, expected) => {
    expect(problemsOf({ ...draftOf(stored), ...changes })).toEqual(expected);
  });
});
