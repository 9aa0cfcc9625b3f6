import { possibleNames } from './parameter-name.ts';
import { methodsAskedFor } from './read-method.ts';

const overrideParameters: ReadonlySet<string> = new Set([
  '_method',
  'http-method-override',
  'http_method_override',
  'x-http-method',
  'x-http-method-override',
  'x_http_method',
  'x_http_method_override',
]);

const none: readonly string[] = Object.freeze([]);

/** Methods asked for in the query, in upper case. The shared empty array when there are none. */
export function overridesInQuery(query: string | null): readonly string[] {
  return query === null ? none : overridesInText(query);
}

/**
 * Methods asked for in a query or form as lenient servers take it apart, with parameters that end at `;` and
 * without; upper case, not always methods. Bytes above ASCII, in any encoding, are in no method. Loops, because a
 * regular expression that repeats a choice runs out of stack in a body of some megabytes.
 */
export function overridesInText(text: string): readonly string[] {
  // An escape may hide the name: `%5Fmethod`. Both signs are absent in nearly every query.
  if (!text.includes('%') && !/method/i.test(text)) return none;
  const methods = new Set<string>();
  addOverrides(text, false, methods);
  if (text.includes(';')) addOverrides(text, true, methods);
  return methods.size === 0 ? none : [...methods];
}

/** Whether a decoded name, spelled any way that a form can spell it, asks for a method. */
export function isOverrideName(name: string): boolean {
  return /method/i.test(name) && isOverrideParameter(name.slice(firstOfName(name, 0, name.length)));
}

/** The methods in a decoded value. No method at all where it is too long for one: what it ends in may still be one. */
export function methodsInValue(value: string): readonly string[] {
  return value.length > longestValue ? [''] : methodsAskedFor(value);
}

/** Longer than a list of all the methods there are. */
const longestValue = 256;
/** Enough for every name in the list, each letter escaped, and what it ends at. */
const longestName = 128;
const mostOverrides = 100;

function addOverrides(text: string, endsAtSemicolon: boolean, methods: Set<string>): void {
  let found = 0;
  for (let start = 0; start < text.length; ) {
    let end = start;
    let equals = -1;
    for (; end < text.length; end += 1) {
      const code = text.charCodeAt(end);
      if (code === 0x26 || (code === 0x3b && endsAtSemicolon)) break;
      if (code === 0x3d && equals === -1) equals = end;
    }
    if (equals !== -1 && isEscapedOverride(text, start, equals)) {
      for (const method of methodsInEscaped(text.slice(equals + 1, end))) methods.add(method);
      found += 1;
      // No client asks so often. Whatever else it asks for, this is no method.
      if (found > mostOverrides) {
        methods.add('');
        return;
      }
    }
    start = end + 1;
  }
}

function isEscapedOverride(text: string, start: number, end: number): boolean {
  const first = firstOfName(text, start, end);
  const name = text.slice(first, Math.min(end, first + longestName));
  return /method|%/i.test(name) && isOverrideParameter(decodeParameter(name));
}

function isOverrideParameter(name: string): boolean {
  return possibleNames(name).some((possible) => overrideParameters.has(possible));
}

function methodsInEscaped(value: string): readonly string[] {
  return value.length > longestValue ? [''] : methodsAskedFor(decodeParameter(value));
}

/** Where a name begins, after everything that some server drops before it: blanks and brackets, escaped or not. */
function firstOfName(text: string, start: number, end: number): number {
  let index = start;
  while (index < end) {
    const code = text.charCodeAt(index);
    if (isDropped(code) || code === 0x2b) index += 1;
    else if (code === 0x25 && isDropped(Number.parseInt(text.slice(index + 1, index + 3), 16))) index += 3;
    else break;
  }
  return index;
}

function isDropped(code: number): boolean {
  return code <= 0x20 || code === 0x5b || code === 0x5d;
}

function decodeParameter(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  return spaced.includes('%')
    ? spaced.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : spaced;
}
