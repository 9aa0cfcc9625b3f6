import type { OverrideNames } from '../override-names.ts';
import { methodsInField, mostOverrides, overridesInText } from '../override-parameters.ts';
import { isOpaqueCoding } from './compressed-stream.ts';
import {
  type ContentType,
  extendsAscii,
  isBinaryMessage,
  isFileType,
  isReadableAscii,
  isReadableText,
  namesFields,
  namesOtherFields,
  parseContentType,
} from './content-type.ts';
import { problemOfForm } from './form-parameters.ts';
import { overridesInJson, overridesInJsonFrames, overridesInJsonLines } from './json-overrides.ts';
import { framesIn } from './message-frames.ts';
import { boundaryOf, parseMultipart } from './multipart.ts';
import { decodeBytewise, inUtf8, isPlainCoding, type Unreadable } from './unreadable.ts';

/** In upper case; not always methods. */
export interface BodyOverrides {
  readonly methods: readonly string[];
}

/** What the head says about a body, and the names to look for. */
export interface BodyOverridesContext {
  readonly contentType: string | null;
  readonly contentEncoding: string | null;
  /** What its coding wraps, as `contentOf` says it. @default null */
  readonly content?: Uint8Array | null;
  readonly names: OverrideNames;
  /** The body is of JSON-RPC by a rule: its `method` names a call, which the rule reads. @default false */
  readonly isJsonRpc?: boolean;
}

const none: BodyOverrides = Object.freeze({ methods: Object.freeze([]) });

/**
 * Every method that a framework may take a request for because of its body. A problem where some framework
 * may find one that the gate cannot see: a form or JSON it cannot read, or one in a coding. Files are looked at, too:
 * `express.json({ type: '*\/*' })` reads JSON whatever it says it is.
 */
export function overridesInBody(context: BodyOverridesContext, body: Uint8Array): BodyOverrides | Unreadable {
  if (body.length === 0 || isPlainCoding(context.contentEncoding)) return overridesInPlain(context, body);
  const { contentType, contentEncoding, content = null, names } = context;
  if (content === null) {
    const isOpaque =
      contentType !== null && isOpaqueCoding(contentEncoding) && !namesFields.test(contentType);
    return isOpaque ? overridesInPlain(context, body) : { problem: 'a body in a coding' };
  }
  // Who does not know the coding takes the bytes as they came for the body: they may hold a form in the clear.
  const inCoding = overridesInText(decodeBytewise(body), names);
  const within = overridesInPlain(context, content);
  return 'problem' in within ? within : { methods: [...inCoding, ...within.methods] };
}

function overridesInPlain(
  { contentType: value, names, isJsonRpc = false }: BodyOverridesContext,
  body: Uint8Array,
): BodyOverrides | Unreadable {
  if (body.length === 0) return none;
  const contentType = value === null ? null : parseContentType(value);
  if (value !== null && contentType === null) return { problem: 'a malformed Content-Type' };
  if (contentType === null || value === null) return overridesInAnyText(body, names, startsAsJson);
  // Names that ask for a method are ASCII, and its bytes are looked at.
  if (!isReadableAscii(contentType)) return { problem: 'a body that is not UTF-8' };
  if (namesOtherFields(contentType, value)) {
    return { problem: 'a Content-Type that frameworks read differently' };
  }
  const { type } = contentType;
  if (type.startsWith('multipart/')) return overridesInMultipart(contentType, body, names);
  if (type.includes('urlencoded')) return overridesInForm(body, names);
  const frames = framesIn(contentType, body);
  if (frames !== null && type.endsWith('json')) return overridesInJsonFrames(frames, names);
  if (frames !== null) return { methods: overridesInText(decodeBytewise(body), names) };
  if (jsonLines.test(type)) return overridesInJsonLines(textOf(contentType, body), names);
  if (type.includes('json')) return overridesInJson(textOf(contentType, body), names, isJsonRpc);
  if (isBinaryMessage(contentType)) return overridesInAnyText(body, names, messageStartsAsJson);
  return overridesInAnyText(body, names, isFileType(value) ? fileStartsAsJson : startsAsJson);
}

function textOf(contentType: ContentType, body: Uint8Array): Uint8Array {
  const { charset } = contentType;
  return charset === null || isReadableText(contentType) ? body : inUtf8(body, charset);
}

/** A document on each line: Elasticsearch's `_msearch`, streams of events (RFC 7464 writes a sign before each). */
const jsonLines = /ndjson|jsonl|json-?lines|json-?seq|stream\+json/;

function overridesInForm(body: Uint8Array, names: OverrideNames): BodyOverrides | Unreadable {
  const text = decodeBytewise(body);
  const problem = problemOfForm(text);
  return problem === null ? { methods: overridesInText(text, names) } : { problem };
}

function overridesInMultipart(
  contentType: ContentType,
  body: Uint8Array,
  names: OverrideNames,
): BodyOverrides | Unreadable {
  const boundary = boundaryOf(contentType);
  if (boundary === null) return { problem: 'a multipart form with a doubtful boundary' };
  const form = parseMultipart(body, boundary);
  if ('problem' in form) return form;
  const methods: string[] = [];
  for (const { name, bytes } of form.parts) {
    // By the WHATWG a browser names its charset there; Jetty honours it.
    if (name.toLowerCase() === '_charset_' && !extendsAscii(decodeBytewise(bytes))) {
      return { problem: 'a body that is not UTF-8' };
    }
    if (isEncodedWord(name)) return { problem: 'a multipart name in an encoded word' };
    methods.push(...methodsInField(name, () => decodeBytewise(bytes), names));
    if (methods.length > mostOverrides) return { methods: [''] };
  }
  return { methods };
}

/** RFC 2047, `=?utf-8?B?…?=`: Tomcat and Commons FileUpload decode it in names of parts. */
export function isEncodedWord(name: string): boolean {
  return name.includes('=?');
}

/** After marks and NULs, which are how UTF-16 starts. */
const startsAsJson = /^[^!-z~]*\{/;
/** The same for bytes that may be anything: the marks there are, and no others. */
const fileStartsAsJson = /^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff|\0\0\xfe\xff)?[\0\s]*\{/;

/** A length of 123 is the byte `{`: JSON goes on with a name or its end. */
const messageStartsAsJson = /^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff|\0\0\xfe\xff)?[\0\s]*\{[\0\s]*["'/#}]/;

/**
 * Text without a type, or of one that is neither form nor JSON: Rack takes the first for a form, servers that
 * never look at the type take any for what they expect. That it is neither is no problem, unless it may well
 * be JSON that only strict parsers refuse.
 */
function overridesInAnyText(
  body: Uint8Array,
  names: OverrideNames,
  start: RegExp,
): BodyOverrides | Unreadable {
  const text = decodeBytewise(body);
  const methods = overridesInText(text, names);
  if (!start.test(text)) return { methods };
  const json = overridesInJson(body, names);
  if (!('problem' in json)) return { methods: [...methods, ...json.methods] };
  const isSuspect = text.includes('\\') || names.trace.test(text.replaceAll('\0', ''));
  if (!isSuspect) return { methods };
  if (!text.includes('\n')) return json;
  // Sentry's browser SDK sends its envelopes, which are lines of JSON, as plain text.
  const lines = overridesInJsonLines(body, names);
  return 'problem' in lines ? json : { methods: [...methods, ...lines.methods] };
}
