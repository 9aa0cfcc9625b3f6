import type { Reason } from '../../model/reasons.ts';
import { JsonTally } from './json-tally.ts';
import { endOfString, parseJsonText } from './json-text.ts';
import { decodeUtf8, type Unreadable } from './unreadable.ts';

/** What JSON can say. Its objects are plain ones: what is looked for in them must be their own. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;
export interface JsonObject {
  [name: string]: JsonValue;
}

/** Far above what real calls need; parsers differ on where they give up. */
const deepest = 64;

const mostNamesOfObject = 10_000;

export type ParsedJson = { readonly value: JsonValue } | Unreadable;

export interface StrictJsonOptions {
  /** Take them in values; in names they stay a problem. @default false */
  readonly loneSurrogates?: boolean;
}

interface Document {
  readonly json: ParsedJson;
  readonly hasLoneSurrogates: boolean;
}

/** What asks for methods and what asks for calls read the same body, one right after the other. */
let latest: { readonly bytes: Uint8Array; readonly document: Document } | null = null;

/** A document takes many times its bytes, which live for as long as the application answers. */
export function forgetJson(): void {
  latest = null;
}

/**
 * Parses a JSON document (RFC 8259) that every parser reads alike. Refused: anything but UTF-8 without a byte
 * order mark, a name given twice in an object, names that reach prototypes, lone surrogates, more than 64
 * levels, 50,000 names or 50,000 arrays and objects, and whatever JSON.parse refuses. Whoever is done with a body calls
 * `forgetJson`.
 */
export function parseStrictJson(
  bytes: Uint8Array,
  { loneSurrogates = false }: StrictJsonOptions = {},
): ParsedJson {
  if (latest?.bytes !== bytes) latest = { bytes, document: parseBytes(bytes, new JsonTally()) };
  return jsonOf(latest.document, loneSurrogates);
}

/** The same for one of several documents, which together may hold no more than one alone. */
export function parseOneOfMany(
  bytes: Uint8Array,
  tally: JsonTally,
  { loneSurrogates = false }: StrictJsonOptions = {},
): ParsedJson {
  return jsonOf(parseBytes(bytes, tally), loneSurrogates);
}

function jsonOf(document: Document, loneSurrogates: boolean): ParsedJson {
  return document.hasLoneSurrogates && !loneSurrogates ? loneSurrogate : document.json;
}

const loneSurrogate: Unreadable = Object.freeze({ problem: 'JSON with a lone surrogate' });

function parseBytes(bytes: Uint8Array, tally: JsonTally): Document {
  const text = decodeUtf8(bytes);
  if (text === null) return unreadable('JSON that is not UTF-8 without a byte order mark');
  // First, because what is parsed takes many times the memory of its text.
  const outline = outlineOf(text, tally);
  if ('problem' in outline) return unreadable(outline.problem);
  let value: JsonValue;
  try {
    value = parseJsonText(text);
  } catch {
    return unreadable('malformed JSON');
  }
  const check = new Check(text);
  check.look(value);
  // JSON.parse keeps the last of two members of one name; others keep the first.
  if (check.problem === null && check.names !== outline.names) {
    return unreadable('JSON with a name given twice');
  }
  const { problem, hasLoneSurrogates } = check;
  return problem === null ? { json: { value }, hasLoneSurrogates } : unreadable(problem);
}

function unreadable(problem: Reason): Document {
  return { json: { problem }, hasLoneSurrogates: false };
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names that lead out of an object in JavaScript (prototype pollution), or that a library drops for that. */
const prototypeNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

const quote = 0x22;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** How many members a text writes, if it is JSON: each has a colon, and no other stands outside a string. */
function outlineOf(text: string, tally: JsonTally): { readonly names: number } | Unreadable {
  let names = 0;
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    switch (text.charCodeAt(index)) {
      case quote:
        index = endOfString(text, index);
        if (index === -1) return { problem: 'malformed JSON' };
        break;
      case openBrace:
      case openBracket:
        depth += 1;
        if (depth > deepest) return { problem: `JSON deeper than ${deepest} levels` };
        if (!tally.addContainer()) return { problem: 'JSON of too many arrays and objects' };
        break;
      case closeBrace:
      case closeBracket:
        depth -= 1;
        break;
      case colon:
        names += 1;
        if (!tally.addName()) return { problem: 'JSON of too many names' };
    }
  }
  return { names };
}

/** Of escapes: the bytes were valid UTF-8. */
const mayMakeSurrogate = /\\u[dD]/;

/** What parsers read differently, of a value that is no deeper than its text was allowed to be. */
class Check {
  problem: Reason | null = null;
  hasLoneSurrogates = false;
  names = 0;
  readonly #mayHoldSurrogates: boolean;

  constructor(text: string) {
    this.#mayHoldSurrogates = mayMakeSurrogate.test(text);
  }

  look(value: JsonValue): void {
    if (typeof value === 'string') {
      this.hasLoneSurrogates ||= this.#mayHoldSurrogates && !value.isWellFormed();
    } else if (Array.isArray(value)) {
      for (const one of value) this.look(one);
    } else if (value !== null && typeof value === 'object') {
      this.#lookAtObject(value);
    }
  }

  #lookAtObject(object: JsonObject): void {
    const names = Object.keys(object);
    this.names += names.length;
    if (names.length > mostNamesOfObject) this.problem ??= 'JSON of too many names';
    for (const name of names) {
      if (prototypeNames.has(name)) this.problem ??= 'JSON with a name that reaches prototypes';
      if (this.#mayHoldSurrogates && !name.isWellFormed()) this.problem ??= loneSurrogate.problem;
      this.look(object[name] ?? null);
    }
  }
}
