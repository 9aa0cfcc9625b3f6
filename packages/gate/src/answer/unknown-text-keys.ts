import type { Page } from '../model/policy.ts';
import { catalogues, en } from './languages/index.ts';
import { namesInMessage } from './message-format.ts';

/** Every text that a policy may write anew or translate. */
export const textKeys: readonly string[] = Object.keys(en);

/** `language.key` of every text that no page uses: a typo would go unseen. */
export function unknownTextKeys(texts: Page['texts']): readonly string[] {
  return eachText(texts)
    .filter(({ key }) => !Object.hasOwn(en, key))
    .map(({ language, key }) => `${language}.${key}`);
}

/** What is wrong with texts whose keys are known: not well-formed, or a value that the page does not have. */
export function textProblems(texts: Page['texts']): readonly string[] {
  return eachText(texts).flatMap(({ language, key, text }) => {
    if (!isKey(key)) return [];
    const names = namesInMessage(text);
    if (names === null) {
      return [
        `${language}.${key}: the braces do not fit. Write {name} or {count, plural, one {…} other {…}}.`,
      ];
    }
    const known = namesInMessage(en[key]) ?? [];
    return names
      .filter((name) => !known.includes(name))
      .map((name) => `${language}.${key}: there is no {${name}} here. There is ${listed(known)}.`);
  });
}

/** Keys that a language of the policy still lacks; their texts are shown in English. */
export function missingTextKeys(page: Pick<Page, 'languages' | 'texts'>): readonly string[] {
  return page.languages
    .filter((language) => !Object.hasOwn(catalogues, language.split('-', 1)[0] ?? ''))
    .flatMap((language) => {
      const own = Object.hasOwn(page.texts, language) ? page.texts[language] : undefined;
      return textKeys
        .filter((key) => own === undefined || !Object.hasOwn(own, key))
        .map((key) => `${language}.${key}`);
    });
}

function isKey(key: string): key is keyof typeof en {
  return Object.hasOwn(en, key);
}

function eachText(texts: Page['texts']): readonly { language: string; key: string; text: string }[] {
  return Object.entries(texts).flatMap(([language, own]) =>
    Object.entries(own).map(([key, text]) => ({ language, key, text })),
  );
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'no value at all' : names.map((name) => `{${name}}`).join(', ');
}
