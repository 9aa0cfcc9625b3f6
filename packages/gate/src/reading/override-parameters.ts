import {
  knownOverrideNames,
  type NameStrength,
  type OverrideNames,
  spellsOverride,
} from './override-names.ts';
import { isKnownMethod, methodsAskedFor } from './read-method.ts';

const none: readonly string[] = Object.freeze([]);

/** Methods asked for in the query, in upper case. The shared empty array when there are none. */
export function overridesInQuery(query: string | null, names: OverrideNames): readonly string[] {
  return query === null ? none : overridesInText(query, names);
}

/**
 * Methods asked for in a query or form as lenient servers take it apart, with parameters that end at `;` and
 * without; upper case, not always methods. Bytes above ASCII, in any encoding, are in no method. Loops, because a
 * regular expression that repeats a choice runs out of stack in a body of some megabytes.
 */
export function overridesInText(text: string, names: OverrideNames = knownOverrideNames): readonly string[] {
  // An escape may hide the name: `%5Fmethod`. Both signs are absent in nearly every query.
  if (!text.includes('%') && !names.trace.test(text)) return none;
  const methods = new Set<string>();
  let found = 0;
  let equals = -1;
  let ampersand = -1;
  let semicolon = -1;
  for (let start = 0; start < text.length; start = Math.min(ampersand, semicolon) + 1) {
    if (equals < start) equals = placeOf(text, '=', start);
    if (ampersand < start) ampersand = placeOf(text, '&', start);
    if (semicolon < start) semicolon = placeOf(text, ';', start);
    if (equals === text.length) break;
    if (equals > ampersand) continue;
    const strength = spellsOverride(text, { start, end: equals, isEscaped: true }, names);
    if (strength === null) continue;
    found += 1;
    // No client asks so often. Whatever else it asks for, this is no method.
    if (found > mostOverrides) {
      methods.add('');
      break;
    }
    const value = text.slice(equals + 1, ampersand);
    for (const method of methodsInEscaped(value, strength)) methods.add(method);
    const end = value.indexOf(';');
    if (end !== -1) for (const method of methodsInEscaped(value.slice(0, end), strength)) methods.add(method);
  }
  return methods.size === 0 ? none : [...methods];
}

/**
 * Methods that cookies ask for. PHP without a php.ini, as its container images are, puts them into `$_REQUEST`; ASP and
 * ASP.NET look for `Request["name"]` among them.
 */
export function overridesInCookies(line: string, names: OverrideNames): readonly string[] {
  if (!line.includes('%') && !names.trace.test(line)) return none;
  const methods: string[] = [];
  let equals = -1;
  for (let start = 0; start < line.length; ) {
    const end = placeOf(line, ';', start);
    if (equals < start) equals = placeOf(line, '=', start);
    const strength =
      equals < end ? spellsOverride(line, { start, end: equals, isEscaped: true }, names) : null;
    if (strength !== null) {
      methods.push(...methodsInEscaped(line.slice(equals + 1, end), strength));
      if (methods.length > mostOverrides) return [''];
    }
    start = end + 1;
  }
  return methods;
}

/** Whether a decoded name, spelled any way that a form can spell it, asks for a method whatever its value is. */
export function isOverrideName(name: string, names: OverrideNames): boolean {
  return spellsOverride(name, { start: 0, end: name.length, isEscaped: false }, names) === 'any';
}

/** The methods that a decoded field of a form asks for; some server may decode its name once more. */
export function methodsInField(name: string, value: () => string, names: OverrideNames): readonly string[] {
  const place = { start: 0, end: name.length };
  const plain = spellsOverride(name, { ...place, isEscaped: false }, names);
  const escaped =
    plain !== 'any' && name.includes('%') ? spellsOverride(name, { ...place, isEscaped: true }, names) : null;
  const strength = escaped ?? plain;
  return strength === null ? none : keptBy(strength, methodsInValue(value()));
}

/** The methods in a decoded value. No method at all where it is too long for one: what it ends in may still be one. */
export function methodsInValue(value: string): readonly string[] {
  return value.length > longestValue ? [''] : methodsAskedFor(value);
}

/** Longer than a list of all the methods there are. */
const longestValue = 256;
export const mostOverrides = 100;

function placeOf(text: string, sign: string, start: number): number {
  const index = text.indexOf(sign, start);
  return index === -1 ? text.length : index;
}

function methodsInEscaped(value: string, strength: NameStrength): readonly string[] {
  return value.length > longestValue
    ? keptBy(strength, [''])
    : keptBy(strength, methodsAskedFor(decodeParameter(value)));
}

function keptBy(strength: NameStrength, methods: readonly string[]): readonly string[] {
  return strength === 'any' ? methods : methods.filter(isKnownMethod);
}

function decodeParameter(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  return spaced.includes('%')
    ? spaced.replace(/%(?:u00)?([0-7][0-9a-f])/gi, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      )
    : spaced;
}
