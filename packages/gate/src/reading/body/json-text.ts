import type { JsonObject, JsonValue } from './strict-json.ts';

const backslash = 0x5c;
const colon = 0x3a;
const tilde = 0x7e;

/**
 * What a text says, as JSON.parse reads it where it reads aright. That of V8 13.6 (Node 24) takes a name with escapes for
 * another that it saw before after the same names of as large an object, when that one is as long as the name and reads as its
 * escapes are written: after `{"a":1,"\\\\u006d":2}` it finds no `method` in `{"a":1,"\\u006dethod":2}`. So it gets other names in
 * their place, which nobody wrote. Throws what it throws.
 */
export function parseJsonText(text: string): JsonValue {
  const spans = text.includes('\\') ? escapedNamesIn(text) : [];
  if (spans.length === 0) return JSON.parse(text);
  const mark = markMissingFrom(text);
  const written = new Map<string, string>();
  // Records of one kind repeat their names: each is read once.
  const standIns = new Map<string, string>();
  const pieces: string[] = [];
  let done = 0;
  for (const { start, end } of spans) {
    const literal = text.slice(start, end);
    let standIn = standIns.get(literal);
    if (standIn === undefined) {
      standIn = `${mark}${standIns.size}`;
      standIns.set(literal, standIn);
      // Alone it is a value, of which nothing is expected.
      written.set(standIn, JSON.parse(literal));
    }
    pieces.push(text.slice(done, start), `"${standIn}"`);
    done = end;
  }
  pieces.push(text.slice(done));
  return withNames(JSON.parse(pieces.join('')), written);
}

interface Span {
  readonly start: number;
  /** Behind the last character. */
  readonly end: number;
}

/** From one quotation mark to the other. */
function escapedNamesIn(text: string): readonly Span[] {
  const spans: Span[] = [];
  for (let start = text.indexOf('"'); start !== -1; ) {
    const last = endOfString(text, start);
    if (last === -1) break;
    const end = last + 1;
    let next = end;
    while (isBlank(text.charCodeAt(next))) next += 1;
    if (text.charCodeAt(next) === colon) {
      if (text.slice(start, end).includes('\\')) spans.push({ start, end });
    }
    start = text.indexOf('"', next);
  }
  return spans;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** Longer than any of its kind. A loop: a match of each would be an object. */
function markMissingFrom(text: string): string {
  let longest = 0;
  for (let at = text.indexOf('~'); at !== -1; at = text.indexOf('~', at)) {
    const start = at;
    while (text.charCodeAt(at) === tilde) at += 1;
    longest = Math.max(longest, at - start);
  }
  return '~'.repeat(longest + 1);
}

/** Of two of a name the last stays, as with JSON.parse. No recursion: it takes any depth. */
function withNames(value: JsonValue, written: ReadonlyMap<string, string>): JsonValue {
  const whole: JsonValue[] = [value];
  const waiting: (JsonValue[] | JsonObject)[] = [whole];
  for (let holder = waiting.pop(); holder !== undefined; holder = waiting.pop()) {
    if (Array.isArray(holder)) {
      for (const [index, inner] of holder.entries()) holder[index] = renamed(inner, written, waiting);
    } else {
      for (const name of Object.keys(holder)) {
        const inner = holder[name] ?? null;
        // Own already: nothing is assigned to a prototype, except by this name.
        if (typeof inner === 'object' && name !== '__proto__')
          holder[name] = renamed(inner, written, waiting);
      }
    }
  }
  return whole[0] ?? null;
}

function renamed(
  value: JsonValue,
  written: ReadonlyMap<string, string>,
  waiting: (JsonValue[] | JsonObject)[],
): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  const named = Array.isArray(value) ? value : Object.fromEntries(entriesOf(value, written));
  waiting.push(named);
  return named;
}

function* entriesOf(object: JsonObject, written: ReadonlyMap<string, string>): Iterable<[string, JsonValue]> {
  for (const name of Object.keys(object)) yield [written.get(name) ?? name, object[name] ?? null];
}

/** Where the string that begins there has its second quotation mark; -1 when it has none. */
export function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text.charCodeAt(first - 1) === backslash) first -= 1;
  return (at - first) % 2 === 1;
}
