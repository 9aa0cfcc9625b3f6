import type { JsonObject, JsonValue } from './strict-json.ts';

const backslash = 0x5c;
const colon = 0x3a;

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
  const pieces: string[] = [];
  let done = 0;
  for (const [index, { start, end }] of spans.entries()) {
    const standIn = `${mark}${index}`;
    // Alone it is a value, of which nothing is expected.
    written.set(standIn, JSON.parse(text.slice(start, end)));
    pieces.push(text.slice(done, start), `"${standIn}"`);
    done = end;
  }
  pieces.push(text.slice(done));
  const value: JsonValue = JSON.parse(pieces.join(''));
  giveNames(value, written);
  return value;
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

/** Longer than any of its kind. */
function markMissingFrom(text: string): string {
  let longest = 0;
  for (const [run] of text.matchAll(/~+/g)) longest = Math.max(longest, run.length);
  return '~'.repeat(longest + 1);
}

/** Of two of a name the last stays, as with JSON.parse. No recursion: it takes any depth. */
function giveNames(root: JsonValue, written: ReadonlyMap<string, string>): void {
  const waiting: JsonValue[] = [root];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    if (!Array.isArray(value)) giveOwnNames(value, written);
    for (const inner of Object.values(value)) if (typeof inner === 'object') waiting.push(inner);
  }
}

function giveOwnNames(object: JsonObject, written: ReadonlyMap<string, string>): void {
  const members = Object.entries(object);
  if (!members.some(([name]) => written.has(name))) return;
  for (const [name] of members) delete object[name];
  for (const [name, value] of members) {
    // Not assigned: one may be `__proto__`.
    Object.defineProperty(object, written.get(name) ?? name, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
  }
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
