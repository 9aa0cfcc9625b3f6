import type { Reason } from '../../model/reasons.ts';
import { JsonTally } from './json-tally.ts';
import { RepeatedNames } from './repeated-names.ts';
import { decodeUtf8, type Unreadable } from './unreadable.ts';

/** What JSON can say. Objects have no prototype. */
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
 *
 * JSON.parse is not enough. It keeps the last of two members of one name, others keep the first. And that of V8 13.6 (Node 24)
 * takes a name with escapes for another that it saw before, behind the same names of an object as large, when that one is as
 * long as the name and reads as its escapes are written: after `{"q":1,"\\u006d":2}` it finds no `method` in
 * `{"q":1,"\u006dethod":3}`.
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
  if (text === null) {
    const problem = 'JSON that is not UTF-8 without a byte order mark';
    return { json: { problem }, hasLoneSurrogates: false };
  }
  const scanner = new Scanner(text, tally);
  const value = scanner.document();
  const { problem, hasLoneSurrogates } = scanner;
  return value === undefined
    ? { json: { problem }, hasLoneSurrogates: false }
    : { json: { value }, hasLoneSurrogates };
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names that lead out of an object in JavaScript (prototype pollution), or that a library drops for that. */
const prototypeNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

function isPrototypeName(name: string): boolean {
  // Names of other lengths are told without hashing them.
  return (name.length === 9 || name.length === 11) && prototypeNames.has(name);
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** Every method returns undefined when it fails, and then `problem` says why. */
class Scanner {
  problem: Reason = 'malformed JSON';
  hasLoneSurrogates = false;
  readonly #text: string;
  #index = 0;
  #depth = 0;
  readonly #tally: JsonTally;
  readonly #names = new RepeatedNames();
  readonly #number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

  constructor(text: string, tally: JsonTally) {
    this.#text = text;
    this.#tally = tally;
  }

  document(): JsonValue | undefined {
    const value = this.#value();
    if (value === undefined) return undefined;
    this.#skipBlanks();
    if (this.#index === this.#text.length) return value;
    this.problem = 'JSON with something after its end';
    return undefined;
  }

  #value(): JsonValue | undefined {
    this.#skipBlanks();
    switch (this.#text.charCodeAt(this.#index)) {
      case quote:
        return this.#string();
      case openBrace:
        return this.#enters() ? this.#leave(this.#object()) : undefined;
      case openBracket:
        return this.#enters() ? this.#leave(this.#array()) : undefined;
      case 0x74:
        return this.#word('true', true);
      case 0x66:
        return this.#word('false', false);
      case 0x6e:
        return this.#word('null', null);
      default:
        return this.#numeral();
    }
  }

  #enters(): boolean {
    this.#index += 1;
    this.#depth += 1;
    if (this.#depth > deepest) this.problem = `JSON deeper than ${deepest} levels`;
    else if (!this.#tally.addContainer()) this.problem = 'JSON of too many arrays and objects';
    else return true;
    return false;
  }

  #leave(value: JsonValue | undefined): JsonValue | undefined {
    this.#depth -= 1;
    return value;
  }

  #object(): JsonObject | undefined {
    const object: JsonObject = Object.create(null);
    if (this.#takes(closeBrace)) return object;
    let own = 0;
    for (;;) {
      this.#skipBlanks();
      const name = this.#text.charCodeAt(this.#index) === quote ? this.#name() : undefined;
      if (name === undefined) return undefined;
      if (this.hasLoneSurrogates && !name.isWellFormed()) return this.#refuse(loneSurrogate.problem);
      if (isPrototypeName(name)) return this.#refuse('JSON with a name that reaches prototypes');
      if (name in object) return this.#refuse('JSON with a name given twice');
      if (++own > mostNamesOfObject || !this.#tally.addName()) return this.#refuse('JSON of too many names');
      if (!this.#takes(colon)) return undefined;
      const value = this.#value();
      if (value === undefined) return undefined;
      object[name] = value;
      if (this.#takes(comma)) continue;
      return this.#takes(closeBrace) ? object : undefined;
    }
  }

  #array(): JsonValue[] | undefined {
    const array: JsonValue[] = [];
    if (this.#takes(closeBracket)) return array;
    for (;;) {
      const value = this.#value();
      if (value === undefined) return undefined;
      array.push(value);
      if (this.#takes(comma)) continue;
      return this.#takes(closeBracket) ? array : undefined;
    }
  }

  #name(): string | undefined {
    const text = this.#text;
    const start = this.#index + 1;
    let hash = 0;
    for (let index = start; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code === quote) {
        this.#index = index + 1;
        return this.#names.read(text, start, index, hash);
      }
      if (code === backslash) return this.#string();
      if (code < 0x20) return undefined;
      hash = (Math.imul(hash, 31) + code) | 0;
    }
    return undefined;
  }

  #string(): string | undefined {
    const text = this.#text;
    const start = this.#index + 1;
    let isEscaped = false;
    for (let index = start; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code === quote) {
        this.#index = index + 1;
        return isEscaped ? this.#unescape(start - 1, index + 1) : text.slice(start, index);
      }
      if (code < 0x20) return undefined;
      if (code !== backslash) continue;
      isEscaped = true;
      index += 1;
    }
    return undefined;
  }

  /** By JSON.parse: put together here, piece by piece, a megabyte of escapes took ten times as long. */
  #unescape(start: number, end: number): string | undefined {
    try {
      const read: unknown = JSON.parse(this.#text.slice(start, end));
      if (typeof read !== 'string') return undefined;
      // Only an escape can make a lone one: the bytes were valid UTF-8.
      this.hasLoneSurrogates ||= !read.isWellFormed();
      return read;
    } catch {
      return undefined;
    }
  }

  #numeral(): number | undefined {
    const start = this.#index;
    this.#number.lastIndex = start;
    if (!this.#number.test(this.#text)) return undefined;
    this.#index = this.#number.lastIndex;
    return Number(this.#text.slice(start, this.#index));
  }

  #word<T>(word: string, value: T): T | undefined {
    if (!this.#text.startsWith(word, this.#index)) return undefined;
    this.#index += word.length;
    return value;
  }

  #refuse(problem: Reason): undefined {
    this.problem = problem;
    return undefined;
  }

  #takes(code: number): boolean {
    this.#skipBlanks();
    if (this.#text.charCodeAt(this.#index) !== code) return false;
    this.#index += 1;
    return true;
  }

  #skipBlanks(): void {
    for (; ; this.#index += 1) {
      const code = this.#text.charCodeAt(this.#index);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    }
  }
}
