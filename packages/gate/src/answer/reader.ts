import { headerValues } from '../model/header.ts';
import type { Page } from '../model/policy.ts';
import { type LocalizedText, shorterTags, type TaggedText, taggedTextFor } from '../model/text.ts';
import { type Html, html, joinHtml } from './html.ts';
import { catalogues, en, type TextKey } from './languages/index.ts';
import { formatMessage, type MessagePart } from './message-format.ts';
import { directionOf, formattingLocale, negotiateLanguage } from './negotiate-language.ts';
import { cleanLine } from './operator-text.ts';
import { createTimes, type Times } from './times.ts';

/** Values of a text; numbers also choose plural forms. */
export type TextValues = Readonly<Record<string, string | number>>;
export type HtmlValues = Readonly<Record<string, string | number | Html>>;

/** Somebody who reads: a language, a direction, and how times are written. */
export interface Reader {
  /** One of the offered languages; a valid tag, fit for headers and attributes. */
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  readonly locale: string;
  readonly times: Times;
  /** The site's name as visitors know it. */
  readonly site: string;
  readonly say: (key: TextKey, values?: TextValues) => string;
  /** Like `say`, with every value isolated in its own direction. */
  readonly sayHtml: (key: TextKey, values?: HtmlValues) => Html;
  /** An operator's text and the language it turned out to be in; null when there is none. */
  readonly pick: (text: LocalizedText) => TaggedText | null;
}

/** The reader of a request; see `negotiateLanguage`. */
export function createReader(headers: readonly string[], page: Page): Reader {
  const accepted = headerValues(headers, 'accept-language');
  const acceptLanguage = accepted.length === 0 ? null : accepted.join(',');
  const language = negotiateLanguage(acceptLanguage, offeredLanguages(page));
  const locale = formattingLocale(acceptLanguage, language);

  function parts(key: TextKey, values: HtmlValues): readonly MessagePart[] {
    const counts: Record<string, number> = {};
    for (const [name, value] of Object.entries(values)) if (typeof value === 'number') counts[name] = value;
    for (const text of candidates(page, language, key)) {
      const found = formatMessage(text, { counts, locale });
      if (found !== null) return found;
    }
    return [{ kind: 'words', text: key }];
  }

  const say: Reader['say'] = (key, values = {}) =>
    parts(key, values)
      .map((part) => (part.kind === 'words' ? part.text : String(values[part.name] ?? '')))
      .join('');

  const sayHtml: Reader['sayHtml'] = (key, values = {}) =>
    joinHtml(
      parts(key, values).map((part) => {
        if (part.kind === 'words') return html`${part.text}`;
        const value = values[part.name] ?? '';
        return typeof value === 'object' ? value : html`<bdi>${value}</bdi>`;
      }),
    );

  return {
    language,
    locale,
    direction: directionOf(language),
    times: createTimes(locale, page.timeZone),
    site: cleanLine(page.brand) || say('thisSite'),
    say,
    sayHtml,
    pick: (text) => taggedTextFor(text, language),
  };
}

/**
 * The languages a page can be written in, in the order of the policy: a language without any text, or one
 * that is no language tag, is not offered. English when nothing is left.
 */
export function offeredLanguages(page: Page): readonly string[] {
  let offered = offeredByPage.get(page);
  if (offered === undefined) {
    offered = page.languages.filter(
      (language) => isLanguageTag(language) && shorterTags(language).some((tag) => hasTexts(page, tag)),
    );
    if (offered.length === 0) offered = ['en'];
    offeredByPage.set(page, offered);
  }
  return offered;
}

/** A policy is frozen, and asked for every answer. */
const offeredByPage = new WeakMap<Page, readonly string[]>();

function hasTexts(page: Page, tag: string): boolean {
  return Object.hasOwn(catalogues, tag) || Object.hasOwn(page.texts, tag);
}

function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

/** Every text that could stand for a key, best first. The last one is ours and always well-formed. */
function* candidates(page: Page, language: string, key: TextKey): Generator<string> {
  for (const tag of [...shorterTags(language), 'en']) {
    const own = Object.hasOwn(page.texts, tag) ? page.texts[tag] : undefined;
    if (own !== undefined && Object.hasOwn(own, key) && own[key]?.trim()) yield own[key];
    const shipped = Object.hasOwn(catalogues, tag) ? catalogues[tag] : undefined;
    if (shipped !== undefined) yield shipped[key];
  }
  yield en[key];
}
