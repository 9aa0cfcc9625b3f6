import { describe, expect, it } from 'vitest';
import { parsePolicy } from './parse-policy.ts';
import { pageWithSettings, parseSettings } from './parse-settings.ts';

const noDefaults = { message: {}, button: null };
const pageOf = (page: object) => parsePolicy({ page }).page;

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

describe('pageWithSettings', () => {
  it('takes the same keys and leaves the others', () => {
    const page = pageOf({
      brand: 'A',
      colors: { accent: '#111111', accentDark: '#222222' },
      languages: ['de'],
    });
    expect(
      pageWithSettings(page, { page: { colors: { accent: '#333333' }, languages: ['fr', 'en'] } }),
    ).toEqual({
      ...page,
      accent: '#333333',
      accentDark: null,
      languages: ['fr', 'en'],
    });
  });

  it('is the very page when nothing is set: what was built for it stays', () => {
    const page = pageOf({ brand: 'A' });
    expect(pageWithSettings(page, { page: {} })).toBe(page);
  });
});
