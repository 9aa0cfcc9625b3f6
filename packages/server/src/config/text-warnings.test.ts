import { textKeys } from '@portcullis/gate';
import { describe, expect, it } from 'vitest';
import { parseConfig } from './parse-config.ts';

const options = { directory: '/site', defaultStateDirectory: '/state', source: 'portcullis.config.json' };
const upstream = 'http://127.0.0.1:3000';

describe('texts of the page', () => {
  const warningsOf = (page: object) => parseConfig({ upstream, policy: { page } }, options).warnings;

  it('warn of a name that no page has, with the one that was meant', () => {
    const texts = { de: { headlineClosd: 'Zu', qqqq: 'x' } };
    expect(warningsOf({ texts })).toEqual([
      'page.texts.de.headlineClosd: no page has this text; did you mean "headlineClosed"?',
      'page.texts.de.qqqq: no page has this text; leave it out',
    ]);
  });

  it('warn of values that the text does not have', () => {
    const texts = { de: { leadClosed: 'Zurück um {when}' } };
    expect(warningsOf({ texts })).toEqual([
      'page.texts.de.leadClosed: there is no {when} here. There is no value at all.',
    ]);
  });

  it('warn once of a language that is only half there', () => {
    const [first = '', ...rest] = textKeys;
    const italian = (keys: readonly string[]) => ({
      languages: ['en', 'it'],
      texts: { it: Object.fromEntries(keys.map((key) => [key, 'Testo'])) },
    });
    expect(warningsOf(italian(rest))).toContain(
      `page.texts.it: lacks ${first}; readers of this language see them in English`,
    );
    expect(warningsOf(italian([first]))).toEqual([
      expect.stringMatching(/^page\.texts\.it: lacks (?:\w+, ){4}\w+ and \d+ more; readers/),
    ]);
    expect(warningsOf(italian(textKeys))).toEqual([]);
  });

  it('say nothing of languages that come with the gate', () => {
    expect(warningsOf({ languages: ['en', 'de', 'ar'] })).toEqual([]);
  });
});
