import { parseQualityList, type QualityItem } from './quality-list.ts';

/**
 * The offered language that suits the reader best; the first offered one when none does.
 *
 * Weights first, then how well a range fits, then the reader's order, then ours: the same choice as the
 * `negotiator` package makes, which a test proves, except for scripts. `zh-TW` and `zh-Hant-TW` mean
 * traditional Chinese, so an offered `zh-Hant` suits them better than `zh`; `negotiator` takes `zh`.
 */
export function negotiateLanguage(acceptLanguage: string, offered: readonly string[]): string {
  const fallback = offered[0] ?? 'en';
  const ranges = parseQualityList(acceptLanguage);
  let best: Match | null = null;
  for (const language of offered) {
    const match = bestMatch(language, ranges);
    if (match !== null && match.range.quality > 0 && (best === null || isBetter(match, best))) best = match;
  }
  return best?.language ?? fallback;
}

/**
 * How dates and times are written for a reader: the reader's own region of the chosen language when the
 * header names one (`en-GB` writes 14:30 where `en` writes 2:30 PM), else the language itself.
 */
export function formattingLocale(acceptLanguage: string, language: string): string {
  if (language.includes('-')) return language;
  for (const { value, quality } of parseQualityList(acceptLanguage)) {
    const region = /^([a-z]{2,3})-([a-z]{2}|\d{3})$/.exec(value);
    if (quality > 0 && region?.[1] === language) {
      const locale = `${language}-${region[2]?.toUpperCase()}`;
      if (Intl.DateTimeFormat.supportedLocalesOf(locale).length > 0) return locale;
    }
  }
  return language;
}

interface Match {
  readonly language: string;
  readonly range: QualityItem;
  readonly fit: number;
}

function isBetter(a: Match, b: Match): boolean {
  return (a.range.quality - b.range.quality || a.fit - b.fit || b.range.order - a.range.order) > 0;
}

/** The range that speaks of this language most exactly decides about it, even when it says "no". */
function bestMatch(language: string, ranges: readonly QualityItem[]): Match | null {
  let best: Match | null = null;
  for (const range of ranges) {
    const fit = fitOf(language.toLowerCase(), range.value);
    if (fit === null) continue;
    const match = { language, range, fit };
    if (best === null || (fit - best.fit || range.quality - best.range.quality || 1) > 0) best = match;
  }
  return best;
}

/** 4 the same; 3 a shorter form with the same script; 2 the bare language; 1 a longer form; 0 `*`. */
function fitOf(offered: string, range: string): number | null {
  if (offered === range) return 4;
  if (range === '*') return 0;
  const [primary = ''] = range.split('-', 1);
  const [offeredPrimary = ''] = offered.split('-', 1);
  if (primary !== offeredPrimary) return null;
  const hasScript = /^[a-z]{2,3}-[a-z]{4}\b/.test(offered) || /^[a-z]{2,3}-[a-z]{4}\b/.test(range);
  if (hasScript) {
    if (scriptOf(offered) !== scriptOf(range)) {
      if (range === primary) return 1;
      return offered === primary ? 0.5 : null;
    }
    return range.startsWith(offered) ? 3 : 2.5;
  }
  if (offered === primary) return 2;
  return range === offeredPrimary ? 1 : null;
}

function scriptOf(tag: string): string | null {
  try {
    return new Intl.Locale(tag).maximize().script ?? null;
  } catch {
    return null; // Not a language tag.
  }
}

const rightToLeftScripts = ['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo', 'Adlm', 'Rohg'];

export function directionOf(language: string): 'ltr' | 'rtl' {
  return rightToLeftScripts.includes(scriptOf(language) ?? '') ? 'rtl' : 'ltr';
}
