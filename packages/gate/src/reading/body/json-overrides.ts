import type { OverrideNames } from '../override-names.ts';
import { isOverrideName, methodsInValue, mostOverrides } from '../override-parameters.ts';
import { isWriteMethod } from '../read-method.ts';
import { JsonTally } from './json-tally.ts';
import type { MessageFrame } from './message-frames.ts';
import { isJsonObject, type JsonValue, parseOneOfMany, parseStrictJson } from './strict-json.ts';
import type { Unreadable } from './unreadable.ts';

type Overrides = { readonly methods: readonly string[] } | Unreadable;

/**
 * The methods that an object asks for. A lone surrogate in a value is no problem here (browsers send them: an emoji cut
 * in half): parsers keep it, replace it or refuse the document, and none makes a method of it.
 */
export function overridesInJson(body: Uint8Array, names: OverrideNames, isJsonRpc = false): Overrides {
  const json = parseStrictJson(withoutMark(body), { loneSurrogates: true });
  return 'problem' in json ? json : { methods: overridesInValue(json.value, names, isJsonRpc) };
}

/** .NET writes a byte order mark; whoever does not take it off reads no JSON. */
function withoutMark(body: Uint8Array): Uint8Array {
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? body.subarray(3) : body;
}

/** More than searches at once; each costs a reader of its own. */
const mostLines = 10_000;
const newline = 0x0a;

/** The same for lines of JSON, each a whole document. */
export function overridesInJsonLines(body: Uint8Array, names: OverrideNames): Overrides {
  const methods = new Set<string>();
  const tally = new JsonTally();
  let lines = 0;
  for (let start = 0; start < body.length; ) {
    const found = body.indexOf(newline, start);
    const end = found === -1 ? body.length : found;
    const line = body.subarray(body[start] === recordSeparator ? start + 1 : start, end);
    start = end + 1;
    // Blank ones cost, too.
    lines += 1;
    if (lines > mostLines) return { problem: `more than ${mostLines} lines of JSON` };
    if (isBlank(line)) continue;
    const json = parseOneOfMany(withoutMark(line), tally, { loneSurrogates: true });
    if ('problem' in json) return json;
    for (const method of overridesInValue(json.value, names, false)) methods.add(method);
    if (methods.size > mostOverrides) return { methods: [''] };
  }
  return { methods: [...methods] };
}

/** The same for messages of a stream. An empty one says nothing. */
export function overridesInJsonFrames(frames: readonly MessageFrame[], names: OverrideNames): Overrides {
  const methods = new Set<string>();
  const tally = new JsonTally();
  for (const { isCompressed, bytes } of frames) {
    if (isCompressed) return { problem: 'a compressed message of JSON' };
    if (bytes.length === 0) continue;
    const json = parseOneOfMany(withoutMark(bytes), tally, { loneSurrogates: true });
    if ('problem' in json) return json;
    for (const method of overridesInValue(json.value, names, false)) methods.add(method);
    if (methods.size > mostOverrides) return { methods: [''] };
  }
  return { methods: [...methods] };
}

/** RFC 7464 */
const recordSeparator = 0x1e;

function isBlank(line: Uint8Array): boolean {
  return line.length < 3 && line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}

function overridesInValue(value: JsonValue, names: OverrideNames, isJsonRpc: boolean): readonly string[] {
  if (!isJsonObject(value)) return [];
  const methods: string[] = [];
  for (const name in value) {
    if (!isOverrideName(name, names)) continue;
    if (isJsonRpc && name === 'method' && isNoMethod(value[name])) continue;
    for (const text of textsIn(value[name] ?? null)) methods.push(...methodsInValue(text));
    if (methods.length > mostOverrides) return [''];
  }
  return methods;
}

/** Of HTTP. */
function isNoMethod(value: JsonValue | undefined): boolean {
  return typeof value === 'string' && !isWriteMethod(value.trim().toUpperCase());
}

/** More than there are methods. */
const mostValues = 256;

/** What a framework may turn into a string; at least one, so that nothing asked for is nothing found. */
function textsIn(value: JsonValue): string[] {
  if (typeof value !== 'object' || value === null) return [String(value ?? '')];
  const values = Object.values(value);
  return values.length === 0 || values.length > mostValues ? [''] : values.flatMap(textsIn);
}
