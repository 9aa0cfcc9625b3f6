import type { Reason } from '../model/reasons.ts';
import { bestFit } from './best-fit.ts';
import { addFoldings, foldCase, isAscii, mergeSlashes, trimSegments } from './foldings.ts';
import { addBehindScripts } from './front-controllers.ts';
import { decodeLeniently, validEscapes } from './lenient-escapes.ts';
import { asName, beforeParameters } from './path-in-query.ts';
import { withoutGroups } from './path-wrappings.ts';
import { type ReadingBudget, tooManySpellings } from './reading-budget.ts';

/** All readings of one path that has more than one. */
export type Readings =
  | { readonly malformed: Reason }
  | {
      readonly malformed: null;
      readonly exact: readonly string[];
      readonly folded: readonly string[];
      /** Those of `exact` that end where parameters begin. */
      readonly shortened: readonly string[];
      readonly encodedSeparator: boolean;
    };

/** Decoding goes on until nothing changes; a path that still changes after this is no real client's. */
const deepestDecoding = 4;

/**
 * Every reading of a path of visible ASCII, or of one that was decoded once and came in a parameter. `exact` holds the raw spelling, each level of percent-decoding, and
 * each of those as servers read it that look for segments first and decode them later; and all of these with
 * backslashes as slashes, slashes merged, `;params` stripped and cut at a decoded `?` or `#`; without names that are
 * none to servers that trim them; and cut where parameters begin if it is put into a query.
 * `folded` holds what a lenient server makes of any of them, and of their compatibility forms.
 */
export function readingsOf(path: string, budget: ReadingBudget, { isDecoded = false } = {}): Readings {
  const found: Found = { exact: [], folded: [], shortened: [], budget };
  let level = path;
  for (let depth = 0; ; depth += 1) {
    const problem = addLevel(level, found) ?? addSegmentwise(level, found);
    if (problem !== null) return { malformed: problem };
    if (!level.includes('%')) break;
    const next = depth === 0 && !isDecoded ? decodeStrictly(level) : decodeLeniently(level);
    if (next === null) return { malformed: 'an invalid percent escape' };
    if (next === level) break;
    if (depth === deepestDecoding) return { malformed: 'percent escapes nested too deeply' };
    level = next;
  }
  const encodedSeparator = level !== path && separatorsIn(level) > separatorsIn(path);
  const { exact, folded, shortened } = found;
  return { malformed: null, exact, folded, shortened, encodedSeparator };
}

interface Found {
  readonly exact: string[];
  readonly folded: string[];
  readonly shortened: string[];
  readonly budget: ReadingBudget;
}

/** Adds what one level of decoding may be read as. Returns what is wrong with it, or null. */
function addLevel(level: string, found: Found): Reason | null {
  const problem =
    addReadings(level, found) ??
    addPartsOfQuery(level, found) ??
    addBehindScripts(level, found.folded, found.budget);
  if (problem !== null) return problem;
  return isAscii(level) ? null : addCompatible(level, found);
}

/** Returns what is wrong with them, or null. */
function addPartsOfQuery(level: string, found: Found): Reason | null {
  if (!/[&;=+]/.test(level)) return null;
  const shorter = beforeParameters(level, found.budget);
  if (shorter === null) return tooManySpellings;
  for (const path of shorter) {
    const known = found.exact.length;
    const problem = addReadings(path, found);
    if (problem !== null) return problem;
    found.shortened.push(...found.exact.slice(known));
  }
  const { folded, budget } = found;
  const known = folded.length;
  const name = asName(level);
  if (name !== null) addFoldings(foldCase(name), folded);
  if (level.includes('+')) addFoldings(foldCase(level.replaceAll('+', ' ')), folded);
  return budget.spend(folded.length - known, level.length) ? null : tooManySpellings;
}

/** Returns what is wrong with them, or null. */
function addReadings(level: string, found: Found): Reason | null {
  const { exact, folded } = found;
  const problem = problemOf(level);
  if (problem !== null) return problem;
  for (const reading of spellingsOf(level)) {
    if (exact.includes(reading)) continue;
    const known = exact.length + folded.length;
    exact.push(reading);
    addFoldings(reading.toLowerCase(), folded);
    const trimmed = withoutBlankNames(reading);
    if (trimmed !== null && !exact.includes(trimmed)) exact.push(trimmed);
    if (!found.budget.spend(exact.length + folded.length - known, reading.length)) return tooManySpellings;
  }
  return null;
}

/**
 * `/hooks/%20` is `/hooks/` to servers that cut off blanks, dots and signs without width: an exception for `/hooks/*`
 * does not hold there. Null when no name vanishes.
 */
function withoutBlankNames(reading: string): string | null {
  const plain = isAscii(reading) ? reading : bestFit(reading);
  if (!/\/(?:[\s.]+(?:\/|$)|$)|\/\//.test(plain)) return null;
  const trimmed = trimSegments(plain);
  return emptyNames(trimmed) > emptyNames(reading) ? trimmed : null;
}

function emptyNames(path: string): number {
  let count = 0;
  for (let slash = path.indexOf('/'); slash !== -1; ) {
    const next = path.indexOf('/', slash + 1);
    if (next === slash + 1 || slash === path.length - 1) count += 1;
    slash = next;
  }
  return count;
}

/** Routers that split the raw path and decode each segment: an encoded slash never parts segments there. */
function addSegmentwise(level: string, found: Found): Reason | null {
  if (!/%2f/i.test(level)) return null;
  let segmentwise = level;
  for (let depth = 0; depth <= deepestDecoding && /%(?!2f)/i.test(segmentwise); depth += 1) {
    const next = segmentwise.replace(validEscapesButSlash, decodeURIComponent);
    if (next === segmentwise) return null;
    const problem = addLevel(next, found);
    if (problem !== null) return problem;
    segmentwise = next;
  }
  return null;
}

/**
 * Full-width `％`, `／`, `．`, `；` and `＆`, `∕` and `¥` are plain ones to some decoders (best-fit mapping): what they spell
 * is read like the path itself. Returns what is wrong with it, or null.
 */
function addCompatible(level: string, { exact, folded, budget }: Found): Reason | null {
  let compatible = bestFit(level);
  // A letter that becomes another one stays in its segment; a sign that parts a path changes which route it is.
  const parts = signsIn(compatible) > signsIn(level);
  for (let depth = 0; depth <= deepestDecoding; depth += 1) {
    const problem = problemOf(compatible);
    if (problem !== null) return problem;
    const shorter = beforeParameters(compatible, budget);
    if (shorter === null) return tooManySpellings;
    const paths = shorter.length === 0 ? null : [compatible, ...shorter];
    for (const reading of paths?.flatMap(spellingsOf) ?? spellingsOf(compatible)) {
      const known = exact.length + folded.length;
      addFoldings(foldCase(reading), folded);
      if (parts && !exact.includes(reading)) exact.push(reading);
      // One more, because folding what turns out to be known takes its time, too.
      const found = 1 + exact.length + folded.length - known;
      if (!budget.spend(found, reading.length)) return tooManySpellings;
    }
    if (!compatible.includes('%')) return null;
    const next = bestFit(decodeLeniently(compatible));
    if (next === compatible) return null;
    compatible = next;
  }
  return 'percent escapes nested too deeply';
}

function signsIn(path: string): number {
  return path.match(/[%/\\;?#&]/g)?.length ?? 0;
}

/** Overlong forms of ASCII, refused at every level: lenient decoders turn them into `/` and `.`. */
const overlong = /%(?:c[01]|e0%[89][0-9a-f]|f0%8[0-9a-f]|f[89a-d])%[89ab][0-9a-f]/i;

function problemOf(level: string): Reason | null {
  if (!suspicious.test(level)) return null;
  if (controls.test(level)) return 'an encoded control character';
  if (level.includes('%') && overlong.test(level)) return 'an overlong percent escape';
  return level.includes('.') && dotSegment.test(level) ? 'a dot segment' : null;
}

const suspicious = /[\u0000-\u001f%.\u007f-\u009f]/;
const controls = /[\u0000-\u001f\u007f-\u009f]/;
/** `.` or `..`, spaces around it and what servers cut off after it not counted. */
const dotSegment = /(?:^|[/\\])\s*\.{1,2}\s*(?:$|[/\\;?#])/;

/** The level itself and what servers make of it before they look at its segments. */
function spellingsOf(level: string): readonly string[] {
  if (!/[\\;?#]|\/\/|\([A-Za-z]\(/.test(level)) return [level];
  const cut = level.search(/[?#]/);
  const paths = cut === -1 ? [level] : [level, level.slice(0, cut)];
  return paths.flatMap(withoutSessions).flatMap((path) => {
    const slashed = path.replaceAll('\\', '/');
    const stripped = stripParameters(slashed);
    const spellings = [path, slashed, mergeSlashes(slashed), stripped, mergeSlashes(stripped)];
    if (slashed.startsWith('//')) spellings.push(withoutAuthority(slashed), withoutAuthority(stripped));
    return spellings;
  });
}

/** `new URL('//name/path', base)` takes a name behind two slashes, or more, for a host. */
function withoutAuthority(path: string): string {
  return path.replace(/^\/{2,}[^/]*/, '') || '/';
}

/** As it is, and as ASP.NET routes it: without segments that carry a session. */
function withoutSessions(path: string): readonly string[] {
  if (!path.includes('(')) return [path];
  const apart = withoutGroups(path, { isJoined: false, isCookieless: true });
  if (apart === path) return [path];
  return [path, apart, withoutGroups(path, { isJoined: true, isCookieless: true })];
}

function stripParameters(path: string): string {
  return path.includes(';') ? path.replace(/;[^/]*/g, '') : path;
}

function separatorsIn(path: string): number {
  let count = 0;
  for (let index = 0; index < path.length; index += 1) {
    const code = path.charCodeAt(index);
    if (code === 0x2f || code === 0x5c) count += 1;
  }
  return count;
}

/** The first level as browsers and RFC 3986 clients write it: valid escapes of valid UTF-8 only. */
function decodeStrictly(level: string): string | null {
  try {
    return decodeURIComponent(level);
  } catch {
    return null;
  }
}

const validEscapesButSlash = new RegExp(`(?!%2f)(?:${validEscapes.source})`, 'gi');
