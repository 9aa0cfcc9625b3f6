import { headerValues } from '../model/header.ts';
import type { Page } from '../model/policy.ts';
import { type LocalizedText, shorterTags, type TaggedText, taggedTextFor } from '../model/text.ts';
import { type Html, html, joinHtml } from './html.ts';
import { catalogues, en, type TextKey } from './languages/index.ts';
import { formatMessage, type MessagePart } from './message-format.ts';
import { directionOf, formattingLocale, negotiateLanguage } from './negotiate-language.ts';
import { cleanLine } from './operator-text.ts';
import { remembered } from './remembered.ts';
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
  /** "Label: value" as the language writes it. */
  readonly label: (key: TextKey, value: string) => string;
  /** Like `say`, with every value isolated in its own direction. */
  readonly sayHtml: (key: TextKey, values?: HtmlValues) => Html;
  /** An operator's text and the language it turned out to be in; null when there is none. */
  readonly pick: (text: LocalizedText) => TaggedText | null;
}

/** The reader of a request; see `negotiateLanguage`. */
export function createReader(headers: readonly string[], page: Page): Reader {
  let readers = readersByPage.get(page);
  if (readers === undefined) {
    readers = remembered((acceptLanguage: string) => buildReader(acceptLanguage, page));
    readersByPage.set(page, readers);
  }
  return readers(headerValues(headers, 'accept-language').join(',').slice(0, longestHeader));
}

/** More than any browser sends; the rest of a longer header is not read, and not remembered. */
const longestHeader = 1024;

/** Readers hold no state, and browsers send few different headers. A policy is frozen. */
const readersByPage = new WeakMap<Page, (acceptLanguage: string) => Reader>();

function buildReader(acceptLanguage: string, page: Page): Reader {
  const language = negotiateLanguage(acceptLanguage, offeredLanguages(page));
  const locale = formattingLocale(acceptLanguage, language);
  const allTexts = textsFor(page, language);

  function parts(key: TextKey, values: HtmlValues): readonly MessagePart[] {
    const counts: Record<string, number> = {};
    for (const [name, value] of Object.entries(values)) if (typeof value === 'number') counts[name] = value;
    for (const texts of allTexts) {
      const text = Object.hasOwn(texts, key) ? texts[key] : undefined;
      if (text === undefined || text.trim() === '') continue;
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
    label: (key, value) => say('labelled', { label: say(key), value }),
    sayHtml,
    pick: (text) => taggedTextFor(text, language),
  };
}

/**
 * The languages a page can be written in, in the order of the policy: a language without any text, or one
 * that is no language tag, is not offered. English when nothing is left.
 */
export function offeredLanguages(page: Page): readonly string[] {
  const offered = page.languages.filter(
    (language) => isLanguageTag(language) && shorterTags(language).some((tag) => hasTexts(page, tag)),
  );
  return offered.length > 0 ? offered : ['en'];
}

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

type Texts = Readonly<Record<string, string>>;

/** Where a text may stand, best first. The last one is ours and has every key. */
function textsFor(page: Page, language: string): readonly Texts[] {
  const tags = [...shorterTags(language), 'en'];
  const found = tags.flatMap((tag) =>
    [page.texts, catalogues].map((all) => (Object.hasOwn(all, tag) ? all[tag] : undefined)),
  );
  return [...found.filter((texts) => texts !== undefined), en];
}
