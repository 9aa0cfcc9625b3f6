import { describe, expect, it } from 'vitest';
import { countingIn } from './counting.ts';
import { english } from './english/english.ts';
import { englishScreens } from './english/screens.ts';
import { type Language, languages, localeFor, pickLanguage } from './languages.ts';

type Tree = { readonly [key: string]: string | Tree | ((...values: never[]) => string) };

/** Every text by its path; functions called with numbers, which every text can be given. */
function textsOf(tree: Tree, path = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    const at = `${path}${key}`;
    if (typeof value === 'string') found.set(at, value);
    else if (typeof value === 'function') found.set(at, String(value(...([2, 2, 2] as never[]))));
    else for (const [inner, text] of textsOf(value, `${at}.`)) found.set(inner, text);
  }
  return found;
}

/** All of a language, whenever it is loaded; what the server says has a test of its own. */
async function everyTextOf({ load, loadScreens }: Language): Promise<Map<string, string>> {
  const { said: _said, errors: _errors, ...screens } = await loadScreens();
  return textsOf({ ...(await load()), screens });
}

describe.each(languages)('the catalogue of $name', (language) => {
  it('has every text that the English one has, and no other', async () => {
    const { said: _said, errors: _errors, ...screens } = englishScreens;
    const wanted = textsOf({ ...english, screens });
    expect([...(await everyTextOf(language)).keys()].sort()).toEqual([...wanted.keys()].sort());
  });

  it('leaves no text empty, and no number unsaid', async () => {
    const texts = [...(await everyTextOf(language))];
    expect(texts.length).toBeGreaterThan(600);
    expect(
      texts.filter(([, text]) => text.trim() === '' || /#|undefined|NaN/.test(text)).map(([at]) => at),
    ).toEqual(
      // Speaks of the sign itself.
      ['signIn.enrolNoCodeHelp', 'screens.settings.colorWrong'],
    );
  });
});

const sameInBoth =
  /product$|change\.ends\.still$|announceSettled$|utc|inUtc|name$|roles|code$|actors\.operator|fromTo|status$|areaIs|minute$|route$|ends\.in$|people\.admin$|link$|linkLabel$|host$|\.as$|explain\.host$|says\.|logo$|traffic\.subject$|channels\.|whyOf$|somebody$|preview\.dialog$|webhooks$|webhooks\.(title|webhook)$/i;

it('translates what can be translated', async () => {
  const [here, there] = await Promise.all(languages.map(everyTextOf));
  if (here === undefined || there === undefined) throw new Error('Expected English, then German.');
  const same = [...here].filter(([at, text]) => there.get(at) === text).map(([at]) => at);
  // Names, and words that are the same in both.
  expect(same.filter((at) => !sameInBoth.test(at))).toEqual([]);
});

it('names no option of the command line', async () => {
  for (const language of languages) {
    const found = [...(await everyTextOf(language))].filter(([, text]) => /(?:^|\s)--[a-z]/.test(text));
    expect(found).toEqual([]);
  }
});

describe('which language', () => {
  it.each([
    [['de-AT', 'en'], 'de'],
    [[null, 'fr', 'EN-us'], 'en'],
    [['fr'], 'en'],
    [[], 'en'],
  ])('%j gives %s', (wanted, expected) => {
    expect(pickLanguage(wanted).tag).toBe(expected);
  });

  it('is written as the region of the browser does', () => {
    const german = pickLanguage(['de']);
    expect(localeFor(german, ['en-GB', 'de-CH', 'de'])).toBe('de-CH');
    expect(localeFor(german, ['en-GB'])).toBe('de');
  });
});

it('counts by the plural categories of the language', () => {
  const words = { one: '# plik', few: '# pliki', other: '# plików' };
  expect([1, 3, 5, 1_234].map((count) => countingIn('pl')(count, words))).toEqual([
    '1 plik',
    '3 pliki',
    '5 plików',
    '1234 pliki',
  ]);
});
