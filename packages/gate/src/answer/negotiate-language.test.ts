import Negotiator from 'negotiator';
import { describe, expect, test } from 'vitest';
import { directionOf, formattingLocale, negotiateLanguage } from './negotiate-language.ts';

const shipped = ['en', 'de', 'fr', 'es', 'ar'];

describe('negotiateLanguage', () => {
  test.each([
    ['', 'en'],
    ['de', 'de'],
    ['DE', 'de'],
    ['de-AT', 'de'],
    ['de-CH,de;q=0.9,en;q=0.8', 'de'],
    ['it,fr;q=0.5', 'fr'],
    ['it', 'en'],
    ['en;q=0.5,ar', 'ar'],
    ['ar-EG', 'ar'],
    ['*', 'en'],
    ['*;q=0.1,es', 'es'],
    ['en;q=0,*', 'de'],
    ['en;q=0', 'en'],
    ['de;q=broken,fr;q=0.1', 'fr'],
    ['de;q=5,fr', 'de'],
    [' fr ; q=0.9 , de;q=0.95 ', 'de'],
    ['xx\u0001', 'en'],
    ['-', 'en'],
    [`${'it,'.repeat(5_000)}de`, 'en'],
  ])('%s → %s', (header, expected) => {
    expect(negotiateLanguage(header, shipped)).toBe(expected);
  });

  // Where a script is meant, the bare language is the wrong one.
  test.each([
    ['zh-TW', ['zh', 'zh-Hant'], 'zh-Hant'],
    ['zh-Hant-TW', ['zh', 'zh-Hant'], 'zh-Hant'],
    ['zh-HK,zh;q=0.9,en;q=0.8', ['en', 'zh', 'zh-Hant'], 'zh-Hant'],
    ['zh-CN', ['zh-Hant', 'zh'], 'zh'],
    ['zh-TW', ['en', 'zh'], 'zh'],
    ['zh', ['en', 'zh-Hant'], 'zh-Hant'],
    ['zh-Hans', ['en', 'zh-Hant'], 'en'],
    ['sr-Latn', ['sr', 'sr-Latn'], 'sr-Latn'],
    ['sr-Latn-RS', ['sr', 'sr-Latn-BA'], 'sr-Latn-BA'],
    ['pt', ['en', 'pt-BR'], 'pt-BR'],
    ['de', [], 'en'],
  ])('%s of %j → %s', (header, offered, expected) => {
    expect(negotiateLanguage(header, offered)).toBe(expected);
  });

  test('chooses as negotiator does wherever no script is involved', () => {
    const tags = ['en', 'en-GB', 'de', 'de-AT', 'fr', 'fr-CA', 'es', 'ar', 'pt', 'pt-BR', 'it', '*'];
    const weights = ['', ';q=1', ';q=0.9', ';q=0.8', ';q=0.5', ';q=0', ';q=0.001'];
    const offers = [shipped, ['de', 'en'], ['pt-BR', 'en-GB', 'fr'], ['ar'], ['de-AT', 'de', 'en', 'en-GB']];
    let seed = 20_261;
    const draw = <T>(list: readonly T[]): T => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return list[Math.floor((seed / 2_147_483_648) * list.length)] as T;
    };
    let chosen = 0;
    for (let round = 0; round < 4_000; round += 1) {
      const header = Array.from({ length: draw([1, 2, 3, 4, 5]) }, () => draw(tags) + draw(weights)).join(
        ', ',
      );
      const offered = draw(offers);
      const theirs = new Negotiator({ headers: { 'accept-language': header } }).language([...offered]);
      expect([header, offered, negotiateLanguage(header, offered)]).toEqual([
        header,
        offered,
        theirs ?? offered[0],
      ]);
      if (theirs !== undefined) chosen += 1;
    }
    expect(chosen).toBeGreaterThan(2_000);
  });
});

describe('formattingLocale', () => {
  test.each([
    ['en-GB,en;q=0.9', 'en', 'en-GB'],
    ['de,en-GB;q=0.5', 'en', 'en-GB'],
    ['en-GB;q=0,en', 'en', 'en'],
    ['fr-CA', 'en', 'en'],
    ['en-u-nu-arab', 'en', 'en'],
    ['en-GB', 'pt-BR', 'pt-BR'],
    ['es-419', 'es', 'es-419'],
    ['en-99', 'en', 'en'],
    ['', 'en', 'en'],
  ])('%s for %s → %s', (header, language, expected) => {
    expect(formattingLocale(header, language)).toBe(expected);
  });
});

test('directionOf', () => {
  expect(['ar', 'he', 'fa', 'ur-PK', 'en', 'de', 'zh-Hant', 'az-Arab', 'not a tag'].map(directionOf)).toEqual(
    ['rtl', 'rtl', 'rtl', 'rtl', 'ltr', 'ltr', 'ltr', 'rtl', 'ltr'],
  );
});
