import { foldHeaderName } from '../model/header.ts';
import { foldCase } from './foldings.ts';

/** The names by which an app lets a request ask for another method, ready to be looked for. */
export interface OverrideNames {
  /** Folded names of headers that only this app honours; the known ones are in `read-method.ts`. */
  readonly headers: ReadonlySet<string>;
  /** Parameters, by the folded name behind the signs it begins with. */
  readonly parameters: ReadonlyMap<string, NameRule>;
  /** Every character of theirs. */
  readonly letters: ReadonlySet<string>;
  /** Of the longest in `parameters`. */
  readonly longest: number;
  /** Found in every spelling of a name that has no escape. */
  readonly trace: RegExp;
}

interface NameRule {
  /** Whether it must begin with a sign. */
  readonly needsSign: boolean;
  readonly strength: NameStrength;
}

/**
 * What a value asks for: `any`, whatever it says; `method`, where it says a method that everybody knows, because the
 * name stands for other things as well, such as what somebody searches a log for.
 */
export type NameStrength = 'any' | 'method';

/** Where in a text a name stands, and whether `+` and `%` are escapes there. */
export interface NamePlace {
  readonly start: number;
  readonly end: number;
  readonly isEscaped: boolean;
}

/**
 * Rails, Laravel, Symfony, Express and others (`_method`); ASP.NET MVC looks for its header among parameters, too;
 * Plack and Catalyst (`x-tunneled-method`); Flask's MethodRewriteMiddleware (`__METHOD_OVERRIDE__`).
 */
const known = [
  '_method',
  'http-method-override',
  'x-http-method',
  'x-http-method-override',
  'x-tunneled-method',
  '__METHOD_OVERRIDE__',
];

/** Restler and PrestaShop, of any method, in `$_REQUEST`. */
const knownByValue = ['http_method', 'ps_method'];

/** The known names and those of the policy. */
export function overrideNamesOf(own: readonly string[]): OverrideNames {
  const parameters = new Map<string, NameRule>();
  for (const name of knownByValue) parameters.set(name, { needsSign: false, strength: 'method' });
  for (const name of [...known, ...own]) {
    const folded = foldParameter(name);
    const body = folded.replace(/^_+/, '');
    const before = parameters.get(body);
    const needsSign = body !== folded && (before?.strength !== 'any' || before.needsSign);
    parameters.set(body, { needsSign, strength: 'any' });
  }
  return {
    headers: new Set(own.map(foldHeaderName)),
    parameters,
    letters: new Set([...parameters.keys()].flatMap((name) => name.split(''))),
    longest: Math.max(...[...parameters.keys()].map(({ length }) => length)),
    trace: new RegExp(['method', ...own.map(longestWord)].join('|'), 'i'),
  };
}

export const knownOverrideNames: OverrideNames = overrideNamesOf([]);

function foldParameter(name: string): string {
  return foldCase(name).replace(/[-. ]/g, '_');
}

/** Letters and digits are written alike in all spellings. */
function longestWord(name: string): string {
  return (name.match(/[a-z\d]+/gi) ?? []).reduce((a, b) => (b.length > a.length ? b : a), '');
}

const space = 0x20;
const percent = 0x25;
const plus = 0x2b;
const hyphen = 0x2d;
const dot = 0x2e;
const semicolon = 0x3b;
const question = 0x3f;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const underscore = 0x5f;

/**
 * Whether some server takes a parameter's name for one of `names`, and for how strong a one; null for no name. One pass that ends soon, because a body may have
 * hundreds of thousands of names. What servers do to names is told in `parameter-name.ts`; here every sign that some
 * server takes for `_` is one, and a name may end at each that some server ends it at.
 */
export function spellsOverride(text: string, place: NamePlace, names: OverrideNames): NameStrength | null {
  const { end, isEscaped } = place;
  let found: NameStrength | null = null;
  let body = '';
  let hasSign = false;
  for (let index = place.start; index < end; ) {
    let code = text.charCodeAt(index);
    index += 1;
    if (isEscaped && code === plus) code = space;
    else if (isEscaped && code === percent) {
      // `%u005f` is how ASP and ASP.NET write it.
      const digits = (text.charCodeAt(index) | 0x20) === 0x75 ? 4 : 2;
      const first = digits === 4 ? index + 1 : index;
      const unescaped = first + digits > end ? -1 : hexAt(text, first, digits);
      if (unescaped !== -1) {
        code = unescaped;
        index = first + digits;
      }
    }
    if (body === '' && !hasSign && isDropped(code)) continue;
    if (code === 0 || code === semicolon || code === closeBracket) break;
    if (isSign(code)) {
      if (body === '') {
        hasSign = true;
        continue;
      }
      if (code !== underscore && code !== hyphen) {
        found = strengthOf(names, body, hasSign) ?? found;
        if (found === 'any') return found;
      }
      body += '_';
    } else if (code < 0x80) body += String.fromCharCode(lower(code));
    else {
      const letters = foldSign(code);
      // No name goes on so: a body may have a megabyte of such signs.
      if (!names.letters.has(letters.charAt(0))) return found;
      body += letters;
    }
    if (body.length > names.longest) return found;
  }
  return strengthOf(names, body, hasSign) ?? found;
}

function strengthOf({ parameters }: OverrideNames, body: string, hasSign: boolean): NameStrength | null {
  const rule = parameters.get(body);
  return rule !== undefined && (hasSign || !rule.needsSign) ? rule.strength : null;
}

/**
 * What some server drops before a name: blanks, brackets, byte order marks (as one character or three), and the
 * `?` that URLSearchParams takes for the beginning of a query (Hono's methodOverride, undici's formData).
 */
function isDropped(code: number): boolean {
  return (
    code <= space ||
    code === openBracket ||
    code === closeBracket ||
    code === question ||
    code === 0xfeff ||
    code === 0xef ||
    code === 0xbb ||
    code === 0xbf
  );
}

function isSign(code: number): boolean {
  return code === underscore || code === hyphen || code === dot || code === openBracket || code <= space;
}

/** Of latin1, which bytes are looked at as: folding one costs a tenth of a microsecond. */
const foldedSigns: readonly string[] = Array.from({ length: 0x80 }, (_, index) =>
  foldCase(String.fromCharCode(0x80 + index)),
);

function foldSign(code: number): string {
  return foldedSigns[code - 0x80] ?? foldCase(String.fromCharCode(code));
}

function lower(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code | 0x20 : code;
}

/** The number that hexadecimal digits write; -1 when they are none. */
function hexAt(text: string, start: number, digits: number): number {
  let value = 0;
  for (let index = start; index < start + digits; index += 1) {
    const code = text.charCodeAt(index);
    const letter = code | 0x20;
    if (code >= 0x30 && code <= 0x39) value = value * 16 + code - 0x30;
    else if (letter >= 0x61 && letter <= 0x66) value = value * 16 + letter - 0x57;
    else return -1;
  }
  return value;
}
