import { methodsAskedFor, overridesInQuery } from '../read-method.ts';
import { type ContentType, isReadableText, parseContentType } from './content-type.ts';
import { parseFormParameters } from './form-parameters.ts';
import { boundaryOf, parseMultipart } from './multipart.ts';
import { isJsonObject, type JsonValue, parseStrictJson } from './strict-json.ts';
import { decodeBytewise, isPlainCoding, type Unreadable } from './unreadable.ts';

/** In upper case; not always methods. */
export interface BodyOverrides {
  readonly methods: readonly string[];
}

const none: BodyOverrides = Object.freeze({ methods: Object.freeze([]) });

/**
 * Every method that a framework may take a request for because of its body. A problem where some framework
 * may find one that the gate cannot see: a form or JSON it cannot read, or one in a coding.
 */
export function overridesInBody(
  contentTypeValue: string | null,
  contentEncoding: string | null,
  body: Uint8Array,
): BodyOverrides | Unreadable {
  if (body.length === 0) return none;
  const contentType = contentTypeValue === null ? null : parseContentType(contentTypeValue);
  if (contentTypeValue !== null && contentType === null) return { problem: 'a malformed Content-Type' };
  if (contentType !== null && holdsNoFields(contentType)) return none;
  if (!isPlainCoding(contentEncoding)) return { problem: 'a body in a coding' };
  if (contentType === null || contentTypeValue === null) return overridesInAnyText(body);
  if (!isReadableText(contentType)) return { problem: 'a body that is not UTF-8' };
  const { type } = contentType;
  if (type.startsWith('multipart/')) return overridesInMultipart(contentType, body);
  if (type.includes('urlencoded')) return overridesInForm(body);
  if (type.includes('json')) return overridesInJson(body);
  // Laravel looks for `/json` and `+json` in the whole value, others for the names of forms.
  return namesAnother.test(contentTypeValue)
    ? { problem: 'a Content-Type that frameworks read differently' }
    : overridesInAnyText(body);
}

const namesAnother = /json|urlencoded|form-data|multipart/i;

/** What only ever is a file. */
function holdsNoFields({ type, parameters }: ContentType): boolean {
  return (
    /^(?:application\/octet-stream$|(?:image|audio|video|font)\/)/.test(type) &&
    ![type, ...parameters.values()].some((text) => namesAnother.test(text))
  );
}

function overridesInForm(body: Uint8Array): BodyOverrides | Unreadable {
  const form = parseFormParameters(body);
  // Not from the pairs: some servers end them at `;`, too.
  return 'problem' in form ? form : { methods: overridesInText(decodeBytewise(body)) };
}

function overridesInMultipart(contentType: ContentType, body: Uint8Array): BodyOverrides | Unreadable {
  const boundary = boundaryOf(contentType);
  if (boundary === null) return { problem: 'a multipart form with a doubtful boundary' };
  const form = parseMultipart(body, boundary);
  if ('problem' in form) return form;
  const methods: string[] = [];
  for (const { name, bytes } of form.parts) {
    // By the WHATWG a browser names its charset there; Jetty honours it.
    if (name.toLowerCase() === '_charset_' && !/^utf-8$/i.test(decodeBytewise(bytes))) {
      return { problem: 'a body that is not UTF-8' };
    }
    if (isOverrideName(name)) methods.push(...methodsIn(decodeBytewise(bytes)));
  }
  return { methods };
}

/** Longer than a list of all the methods there are. */
const longestValue = 256;

/** No method at all where the value is too long for one: what it ends in may still be one. */
function methodsIn(value: string): readonly string[] {
  return value.length > longestValue ? [''] : methodsAskedFor(value);
}

function overridesInJson(body: Uint8Array): BodyOverrides | Unreadable {
  const json = parseStrictJson(body);
  return 'problem' in json ? json : { methods: overridesInObject(json.value) };
}

function overridesInObject(value: JsonValue): readonly string[] {
  if (!isJsonObject(value)) return none.methods;
  const methods: string[] = [];
  for (const [name, asked] of Object.entries(value)) {
    if (!isOverrideName(name)) continue;
    for (const text of textsIn(asked)) methods.push(...methodsIn(text));
  }
  return methods;
}

/** What a framework may turn into a string; at least one, so that nothing asked for is nothing found. */
function textsIn(value: JsonValue): string[] {
  if (typeof value !== 'object' || value === null) return [String(value ?? '')];
  const values = Object.values(value);
  return values.length === 0 || values.length > longestValue ? [''] : values.flatMap(textsIn);
}

/**
 * Text without a type, or of one that is neither form nor JSON: Rack takes the first for a form, servers that
 * never look at the type take any for what they expect. That it is neither is no problem, unless it may well
 * be JSON that only strict parsers refuse.
 */
function overridesInAnyText(body: Uint8Array): BodyOverrides | Unreadable {
  const text = decodeBytewise(body);
  const methods = overridesInText(text);
  // After marks and NULs, which are how UTF-16 starts.
  if (!/^[^!-z~]*\{/.test(text)) return { methods };
  const json = parseStrictJson(body);
  if (!('problem' in json)) return { methods: [...methods, ...overridesInObject(json.value)] };
  return /m\0{0,3}e\0{0,3}t\0{0,3}h|\\/i.test(text) ? json : { methods };
}

/**
 * Of a form as lenient servers take it apart, with parameters that end at `;` and without. Bytes above ASCII,
 * in any encoding, are in no method. Loops, because a regular expression that repeats a choice runs out of
 * stack in a body of some megabytes.
 */
function overridesInText(text: string): readonly string[] {
  if (!/method|%/i.test(text)) return none.methods;
  const methods = new Set<string>();
  addOverrides(text, false, methods);
  if (text.includes(';')) addOverrides(text, true, methods);
  return [...methods];
}

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
    if (equals !== -1) {
      const name = shortName(text, start, equals);
      if (isOverrideInQuery(name) || isOverrideInQuery(withoutDots(name))) {
        for (const method of methodsInEscaped(text.slice(equals + 1, end))) methods.add(method);
        found += 1;
        // No client asks so often. Whatever else it asks for, this is no method.
        if (found > mostOverrides) {
          methods.add('');
          return;
        }
      }
    }
    start = end + 1;
  }
}

const mostOverrides = 100;
/** Enough for every name in the list, each letter escaped, and what it ends at. */
const longestName = 128;

/** `[_method]` is `_method` for `qs` (Express) and old Racks; Rack also drops spaces after a separator. */
function shortName(text: string, start: number, end: number): string {
  let index = start;
  while (index < end) {
    const code = text.charCodeAt(index);
    if (code <= 0x20 || code === 0x2b || code === 0x5b || code === 0x5d) index += 1;
    else if (code === 0x25 && isBracketOrBlank(text.charCodeAt(index + 1), text.charCodeAt(index + 2)))
      index += 3;
    else break;
  }
  // A name ends at a closing bracket as it does at an opening one.
  return text.slice(index, Math.min(end, index + longestName)).replace(/\]|%5d|;|%3b/gi, '[');
}

/** `%5B`, `%5D`, `%20`, by the two characters after the sign. */
function isBracketOrBlank(first: number, second: number): boolean {
  if (first === 0x32) return second === 0x30;
  const letter = second | 0x20;
  return first === 0x35 && (letter === 0x62 || letter === 0x64);
}

/** A dot is an underscore for PHP, but for `qs` it may stand for a bracket. */
function withoutDots(name: string): string {
  return name.replace(/^(?:\.|%2e)/i, '').replace(/\.|%2e/gi, '[');
}

function isOverrideInQuery(name: string): boolean {
  return /method|%/i.test(name) && overridesInQuery(`${name}=`).length > 0;
}

function methodsInEscaped(value: string): readonly string[] {
  return value.length > longestValue ? [''] : overridesInQuery(`_method=${value.replaceAll(';', '%3b')}`);
}

/** By the same list as in a query, spelled any way that a form can spell it. */
function isOverrideName(name: string): boolean {
  if (!/method/i.test(name)) return false;
  return overridesInText(`${encodeURIComponent(name.toWellFormed())}=`).length > 0;
}
