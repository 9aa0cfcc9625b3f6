import { describe, expect, it } from 'vitest';
import { parsePolicy } from './parse-policy.ts';
import { parseSettings, policyWithSettings } from './parse-settings.ts';
import type { Settings } from './settings.ts';

const noDefaults = { message: {}, button: null };

describe('parseSettings', () => {
  it.each<[what: string, input: unknown, problem: RegExp]>([
    ['nothing', undefined, /settings: expected an object/],
    ['an unknown key', { page: {}, defaults: noDefaults, policy: {} }, /settings\.policy: unknown key/],
    [
      'an unknown key of the page',
      { page: { color: 1 } },
      /settings\.page\.color: unknown key; did you mean colors/,
    ],
    [
      'a logo that loads',
      { page: { logo: 'https://example.com/a.png' } },
      /settings\.page\.logo: expected a data URL/,
    ],
    ['a colour by name', { page: { colors: { accent: 'red' } } }, /settings\.page\.colors\.accent/],
    [
      'a script as the button',
      { defaults: { message: {}, button: { label: { en: 'x' }, url: 'javascript:alert(1)' } } },
      /settings\.defaults\.button\.url/,
    ],
    ['a message in no language', { defaults: { message: { english: 'x' } } }, /settings\.defaults\.message/],
    ['two lines of a dialog', { production: { text: { en: 'a\nb' } } }, /settings\.production\.text/],
    [
      'more than gates should read',
      { page: { texts: { en: { a: 'x'.repeat(500_001) } } } },
      /at most 500000/,
    ],
  ])('refuses %s', (_, input, problem) => {
    expect(() => parseSettings(input)).toThrow(problem);
    try {
      parseSettings(input);
    } catch (error) {
      expect(error).toMatchObject({ code: 'PORTCULLIS_SETTINGS_INVALID', status: 400 });
    }
  });

  it('keeps the page as it was written, frozen and apart from what came', () => {
    const input = { page: { colors: { accent: '#0a5' } }, defaults: noDefaults };
    const { settings } = parseSettings(input);
    input.page.colors.accent = '#fff';
    expect(settings).toEqual({ page: { colors: { accent: '#0a5' } }, defaults: noDefaults });
    expect(Object.isFrozen(settings.page.colors)).toBe(true);
  });
});

describe('policyWithSettings', () => {
  const set = (page: object, production?: { readonly text: Readonly<Record<string, string>> }) =>
    parseSettings({ page, defaults: noDefaults, ...(production && { production }) }).settings;

  it('takes the same keys of the page and leaves the others', () => {
    const policy = parsePolicy({
      page: { brand: 'A', colors: { accent: '#111111', accentDark: '#222222' }, languages: ['de'] },
    });
    expect(
      policyWithSettings(policy, set({ colors: { accent: '#333333' }, languages: ['fr', 'en'] })).page,
    ).toEqual({ ...policy.page, accent: '#333333', accentDark: null, languages: ['fr', 'en'] });
  });

  it('says in production mode what is set, in all its languages, else what the policy says', () => {
    const policy = parsePolicy({ production: { text: { en: 'Ask Ada.', de: 'Fragen Sie Ada.' } } });
    const textOf = (settings: Settings) => policyWithSettings(policy, settings).production?.text;
    expect(textOf(set({}, { text: { en: 'Ask Grace.' } }))).toEqual({ en: 'Ask Grace.' });
    expect(textOf(set({ brand: 'B' }))).toEqual({ en: 'Ask Ada.', de: 'Fragen Sie Ada.' });
  });

  it.each([
    ['nothing', null],
    ['nothing of what it shows', set({})],
    ['no text', set({}, { text: {} })],
  ])('is the very policy when %s is set: what was built for it stays', (_, settings) => {
    const policy = parsePolicy({ page: { brand: 'A' }, production: {} });
    expect(policyWithSettings(policy, settings)).toBe(policy);
  });

  it('has no production mode where the policy has none', () => {
    const policy = parsePolicy({});
    expect(policyWithSettings(policy, set({}, { text: { en: 'Ask Grace.' } })).production).toBeNull();
  });
});
