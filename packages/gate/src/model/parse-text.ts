import { type Given, readEntries, readString } from './parse-given.ts';
import { quote } from './parse-problems.ts';
import type { LocalizedText } from './text.ts';

export interface TextRules {
  /** In characters. */
  readonly longest: number;
  /** Whether line breaks are allowed. */
  readonly lines: boolean;
}

/** Text that people read, in one language. */
export function readText(given: Given, { longest, lines }: TextRules): string {
  // A text area of a browser sends CRLF; people mean one line break.
  const value = typeof given.value === 'string' ? given.value.replaceAll('\r\n', '\n') : given.value;
  return readString(
    { ...given, value },
    { expected: 'plain text', longest, problemOf: (text) => textProblem(text, lines) },
  );
}

/** Texts by language. Empty ones are left out: they mean the page's own wording. */
export function readLocalizedText(given: Given, rules: TextRules): LocalizedText {
  if (typeof given.value === 'string') {
    given.problems.add(given.path, 'expected texts by language, got a string. Write { "en": "…" }');
    return {};
  }
  const texts: Record<string, string> = {};
  for (const [tag, text] of readEntries(given, 'en')) {
    if (checkLanguage(tag, text) && text.value !== '') texts[tag] = readText(text, rules);
  }
  return texts;
}

export const languageExpected = 'a language tag (BCP 47) such as "en" or "zh-Hant"';

/** Whether a key of an object is a language; notes a problem at the key's path if not. */
export function checkLanguage(tag: string, { path, problems }: Given): boolean {
  const problem = languageProblem(tag);
  if (problem !== null) problems.add(path, `expected ${languageExpected}, got ${quote(tag)}. ${problem}`);
  return problem === null;
}

/** What to do about a language tag; null when it is the canonical spelling of a BCP 47 tag. */
export function languageProblem(tag: string): string | null {
  const [canonical] = canonicalLocales(tag);
  // Five to eight letters are well-formed and registered for no language: somebody wrote its name.
  if (canonical === undefined || !/^[a-z]{2,3}(?:-|$)/.test(canonical)) return 'Use the code, not the name.';
  const { baseName } = new Intl.Locale(canonical);
  return baseName === tag ? null : `Write it "${baseName}".`;
}

/** What a text that people read may not contain, and why; null when it is fine. */
export function textProblem(text: string, lines: boolean): string | null {
  if (!text.isWellFormed()) return 'It contains half a character (a lone surrogate). Type it again.';
  if (!lines && text.includes('\n')) return 'It contains a line break. Write it on one line.';
  if (controls.test(text)) {
    return `It contains a control character. Use letters, spaces${lines ? ' and line breaks' : ''} only.`;
  }
  if (directionOverrides.test(text)) {
    return 'It contains a character that overrides the direction of text, which makes readers see another text than is stored. Remove it; right-to-left languages need none.';
  }
  return isolatesBalance(text)
    ? null
    : 'It opens or closes a direction isolate without its counterpart, which would turn the text around it. Remove it.';
}

/** All but LF; U+2028 and U+2029 break lines where nobody expects it. */
const controls = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\ufff9-\ufffb]/u;
/** LRE, RLE, PDF, LRO, RLO ("Trojan Source", CVE-2021-42574). */
const directionOverrides = /[\u202a-\u202e]/u;

/** U+2066 to U+2068 open, U+2069 closes; each line by itself, as in the bidi algorithm. */
function isolatesBalance(text: string): boolean {
  return text.split('\n').every((line) => {
    let depth = 0;
    for (const character of line) {
      if (/[\u2066-\u2068]/u.test(character)) depth += 1;
      else if (character === '\u2069') depth -= 1;
      if (depth < 0) return false;
    }
    return depth === 0;
  });
}

function canonicalLocales(tag: string): string[] {
  try {
    return Intl.getCanonicalLocales(tag);
  } catch {
    // A RangeError is how Intl says "no language tag".
    return [];
  }
}
