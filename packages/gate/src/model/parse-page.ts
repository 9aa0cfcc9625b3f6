import { readContact } from './parse-contact.ts';
import {
  type Given,
  readBoolean,
  readEntries,
  readFields,
  readOptionalString,
  readString,
  readStringList,
} from './parse-given.ts';
import { checkLanguage, languageExpected, languageProblem, readText } from './parse-text.ts';
import type { Page, Policy } from './policy.ts';

/** Languages whose texts come with the gate. */
export const builtInLanguages: readonly string[] = ['en', 'de', 'fr', 'es', 'ar'];
const longestLogo = 64 * 1_024;

export function readPage(given: Given): Page {
  const fields = readFields(given, ['brand', 'logo', 'colors', 'languages', 'texts', 'contact', 'timeZone']);
  const colors = readFields(fields.colors, ['accent', 'accentDark']);
  const languages =
    readStringList(
      fields.languages,
      { of: 'languages', most: 100, fewest: 1 },
      {
        expected: languageExpected,
        longest: 35,
        problemOf: languageProblem,
      },
    ) ?? builtInLanguages;
  const texts = readTexts(fields.texts);
  noteLanguages(fields.languages, languages, texts);
  return {
    brand: fields.brand.value === undefined ? '' : readText(fields.brand, { longest: 80, lines: false }),
    logo: readOptionalString(fields.logo, {
      expected: 'a data URL such as "data:image/png;base64,…"',
      longest: longestLogo,
      problemOf: logoProblem,
    }),
    accent: readColor(colors.accent),
    accentDark: readColor(colors.accentDark),
    languages,
    texts,
    contact: readContact(fields.contact),
    timeZone: readString(fields.timeZone, {
      expected: 'an IANA time zone such as "Europe/Berlin"',
      longest: 64,
      fallback: 'UTC',
      problemOf: timeZoneProblem,
    }),
  };
}

export function readBanners(given: Given): Policy['banners'] {
  const fields = readFields(given, ['visitors', 'insiders']);
  return { visitors: readBoolean(fields.visitors, true), insiders: readBoolean(fields.insiders, true) };
}

export function readCors(given: Given): Policy['cors'] {
  const fields = readFields(given, ['origins', 'credentials']);
  const origins =
    readStringList(
      fields.origins,
      { of: 'origins', most: 1_000 },
      {
        expected: 'an origin such as "https://app.example.com"',
        longest: 300,
        problemOf: originProblem,
      },
    ) ?? [];
  const credentials = readBoolean(fields.credentials, false);
  if (origins.includes('*') && (credentials || origins.length > 1)) {
    given.problems.add(
      fields.origins.path,
      credentials
        ? '"*" cannot go with credentials: browsers refuse it. Name the origins'
        : '"*" is every origin already. Remove it or the others',
    );
  }
  return { origins, credentials };
}

function originProblem(origin: string): string | null {
  if (origin === '*') return null;
  if (origin === 'null')
    return 'Every sandboxed page has the origin "null": it cannot be told from an attacker.';
  if (!URL.canParse(origin)) return 'Write scheme, host and, if it is not the default, port.';
  const url = new URL(origin);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'Write https:// or http://.';
  return url.origin === origin ? null : `Browsers send it as "${url.origin}": write it that way.`;
}

function readTexts(given: Given): Page['texts'] {
  const texts: Record<string, Record<string, string>> = {};
  for (const [tag, byKey] of readEntries(given, 'en')) {
    if (!checkLanguage(tag, byKey)) continue;
    const entries = readEntries(byKey, '');
    texts[tag] = Object.fromEntries(
      entries.map(([key, text]) => [key, readText(text, { longest: 2_000, lines: true })]),
    );
  }
  return texts;
}

function noteLanguages(given: Given, languages: readonly string[], texts: Page['texts']): void {
  for (const tag of Object.keys(texts)) {
    if (!languages.includes(tag))
      given.problems.warn(given.path, `does not offer ${tag}, though page.texts has it. Add it to the list`);
  }
  for (const tag of languages) {
    const primary = tag.split('-', 1)[0] ?? tag;
    const hasTexts = [tag, primary].some(
      (candidate) => builtInLanguages.includes(candidate) || Object.hasOwn(texts, candidate),
    );
    if (!hasTexts)
      given.problems.warn(
        given.path,
        `offers ${tag}, for which there are no texts. Add them under page.texts`,
      );
  }
}

function readColor(given: Given): string | null {
  return readOptionalString(given, {
    expected: 'a colour such as "#0a5" or "#00aa55"',
    longest: 64,
    problemOf: (value) =>
      /^#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/.test(value) ? null : 'Write # and 3 or 6 hexadecimal digits.',
  });
}

/** Offsets and links such as `+01:00` are valid for Intl, and know no daylight-saving time. */
function timeZoneProblem(zone: string): string | null {
  if (!/^[A-Za-z]/.test(zone)) return 'Write the name of a zone, so that daylight-saving time is right.';
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return null;
  } catch {
    // A RangeError is how Intl says "no time zone".
    return 'No such zone is known.';
  }
}

/** What the bytes of each image type begin with, as latin1. An SVG in an `<img>` runs no script and loads nothing. */
const imageTypes: Readonly<Record<string, RegExp>> = {
  png: /^\x89PNG\r\n\x1a\n/,
  jpeg: /^\xff\xd8\xff/,
  webp: /^RIFF[\s\S]{4}WEBP/,
  'svg+xml': /^(?:\xef\xbb\xbf)?\s*</,
};

function logoProblem(url: string): string | null {
  const match = /^data:image\/([a-z+]+);base64,([A-Za-z0-9+/]*={0,2})$/.exec(url);
  const [, type = '', base64 = ''] = match ?? [];
  const begins = Object.hasOwn(imageTypes, type) ? imageTypes[type] : undefined;
  if (begins === undefined)
    return 'Use a PNG, JPEG, WebP or SVG image as a base64 data URL, so that the page needs no other server.';
  if (base64.length === 0 || base64.length % 4 !== 0) return 'Its base64 text is cut or empty.';
  return begins.test(atob(base64.slice(0, 64))) ? null : `Its bytes are no ${type} image.`;
}
