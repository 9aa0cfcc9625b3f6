import { reasonTexts, warningTexts } from '@portcullis/gate';
import { presetNames, readPreset } from '@portcullis/gate/presets';
import { expect, it } from 'vitest';
import type { Said } from '../../packages/console/src/api/schema.ts';
import { languages } from '../../packages/console/src/texts/languages.ts';
import { wordsFor } from '../../packages/console/src/texts/said-words.ts';

it('what the gate says has the same values in German, and none of its English', async () => {
  const language = languages.find(({ tag }) => tag === 'de');
  if (language === undefined) throw new Error('Expected German among the languages of the console.');
  const { said: german } = await language.loadScreens();
  const table = (texts: Readonly<Record<string, string>>, of: (code: string, values: object) => Said) =>
    Object.entries(texts).map(([code, english]) => {
      const names = [...english.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
      const values = Object.fromEntries(names.map((name) => [name, `§${name.toUpperCase()}`]));
      return { code, english, names, words: wordsFor(german, of(code, values), english) };
    });
  const all = [
    ...table(
      reasonTexts,
      (reason, values) => ({ code: 'reason', values: { reason, place: null, values } }) as Said,
    ),
    ...table(
      warningTexts,
      (warning, values) => ({ code: 'warning', values: { path: 'a', warning, values } }) as Said,
    ),
  ];
  expect(all.length).toBeGreaterThan(150);
  expect(all.filter(({ english, words }) => words === english)).toEqual([]);
  expect(
    all.filter(({ names, words }) => !names.every((name) => words.includes(`§${name.toUpperCase()}`))),
  ).toEqual([]);
  expect(all.filter(({ words }) => /\{|\b(?:the|that|with|than|more|body)\b/.test(words))).toEqual([]);
});

it.each(presetNames)('why the preset %s shuts a route is said in German', async (name) => {
  const german = await languages.find(({ tag }) => tag === 'de')?.loadScreens();
  const whys = (readPreset(name).production?.refused ?? []).map(({ why = '' }) => why);
  expect(whys.length).toBeGreaterThan(0);
  expect(whys.filter((why) => german?.production.whyOf(why) === why)).toEqual([]);
});
