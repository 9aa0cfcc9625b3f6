import { isOverrideName, methodsInValue, overridesInText } from '../override-parameters.ts';
import {
  type ContentType,
  holdsNoFields,
  isReadableText,
  namesFields,
  parseContentType,
} from './content-type.ts';
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
  if (contentTypeValue !== null && holdsNoFields(contentTypeValue)) return none;
  if (!isPlainCoding(contentEncoding)) return { problem: 'a body in a coding' };
  if (contentType === null || contentTypeValue === null) return overridesInAnyText(body);
  if (!isReadableText(contentType)) return { problem: 'a body that is not UTF-8' };
  const { type } = contentType;
  if (type.startsWith('multipart/')) return overridesInMultipart(contentType, body);
  if (type.includes('urlencoded')) return overridesInForm(body);
  if (type.includes('json')) return overridesInJson(body);
  // Laravel looks for `/json` and `+json` in the whole value, others for the names of forms.
  return namesFields.test(contentTypeValue)
    ? { problem: 'a Content-Type that frameworks read differently' }
    : overridesInAnyText(body);
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
    if (isOverrideName(name)) methods.push(...methodsInValue(decodeBytewise(bytes)));
  }
  return { methods };
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
    for (const text of textsIn(asked)) methods.push(...methodsInValue(text));
  }
  return methods;
}

/** More than there are methods. */
const mostValues = 256;

/** What a framework may turn into a string; at least one, so that nothing asked for is nothing found. */
function textsIn(value: JsonValue): string[] {
  if (typeof value !== 'object' || value === null) return [String(value ?? '')];
  const values = Object.values(value);
  return values.length === 0 || values.length > mostValues ? [''] : values.flatMap(textsIn);
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
