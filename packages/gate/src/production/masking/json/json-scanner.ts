import { ByteList, KeptBytes } from '../byte-list.ts';
import { mostErrorBytes } from '../masker.ts';
import { ValueEnd } from './value-end.ts';

/** What becomes of a member's value: `pass` on; `take` it out to be judged; `stop` = nothing more is looked for. */
export type ValueFate = 'pass' | 'take' | 'stop';

/** Judges the members of an object at the top of a document, or of each object of a list there. */
export interface AnswerJudge {
  /** Of members to be asked about; all others pass. */
  readonly names: ReadonlySet<string>;
  /** An object begins. */
  open(isInList: boolean): void;
  /** One of `names`; `first` is the first byte of the value. */
  member(name: string, first: number): ValueFate;
  /** What goes on in place of a value that was taken; with `isCut` there was more than could be kept. */
  taken(value: Uint8Array, isCut: boolean): void;
  /** What goes on as it is. */
  pass(bytes: Uint8Array): void;
  /** All that stands before the end of an object is to be passed before it is closed. */
  isWaiting(): boolean;
  close(): void;
  /** Nothing more is looked for, or there is no more. */
  finish(): void;
}

/** `data`. */
const shortestName = 4;
/** `jsonrpc`. */
const longestName = 7;
/** The same, each letter an escape. */
const longestEscapedName = 6 * longestName;

type Place =
  | 'document'
  | 'member'
  | 'name'
  | 'colon'
  | 'value'
  | 'inside'
  | 'behind'
  | 'item'
  | 'behind item';

/**
 * Walks through the top of JSON documents as their bytes come, and hands everything to the judge, in order. To their end: what
 * stands before an error may be a reader's own, such as the `id` of his call, and as long as he likes. Nothing of it is kept.
 */
export class JsonScanner {
  isDone = false;
  readonly #judge: AnswerJudge;
  readonly #isOfLines: boolean;
  readonly #end = new ValueEnd();
  #place: Place = 'document';
  #isInList = false;
  #fate: ValueFate = 'pass';
  #behind: Place = 'behind';
  readonly #name = new ByteList();
  #isNameEscaped = false;
  #taken: KeptBytes | null = null;
  /** Up to here this chunk was handed over. */
  #passed = 0;

  /** With `isOfLines` each document is an answer of its own, as each object of a list is. */
  constructor(judge: AnswerJudge, isOfLines: boolean) {
    this.#judge = judge;
    this.#isOfLines = isOfLines;
  }

  write(chunk: Uint8Array): void {
    this.#passed = 0;
    let at = 0;
    while (at < chunk.length && !this.isDone) at = this.#step(chunk, at);
    this.#handOver(chunk, chunk.length);
  }

  end(): void {
    if (this.#taken !== null) this.#judge.taken(this.#taken.take(), true);
    this.#taken = null;
    this.#stop();
  }

  #step(chunk: Uint8Array, at: number): number {
    if (this.#place === 'name') return this.#readName(chunk, at);
    if (this.#place === 'inside') return this.#goInside(chunk, at);
    const byte = chunk[at] ?? 0;
    if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) return at + 1;
    switch (this.#place) {
      case 'document':
        return this.#beginDocument(byte, at);
      case 'member':
        if (byte === 0x22) return this.#go('name', at + 1);
        return byte === 0x7d ? this.#closeObject(chunk, at) : this.#stop(at);
      case 'colon':
        return byte === 0x3a ? this.#go('value', at + 1) : this.#stop(at);
      case 'value':
        return this.#beginValue(chunk, at, byte);
      case 'behind':
        if (byte === 0x2c) return this.#go('member', at + 1);
        return byte === 0x7d ? this.#closeObject(chunk, at) : this.#stop(at);
      case 'item':
        return this.#beginItem(byte, at);
      case 'behind item':
        if (byte === 0x2c) return this.#go('item', at + 1);
        return byte === 0x5d ? this.#go('document', at + 1) : this.#stop(at);
    }
  }

  #go(place: Place, at: number): number {
    this.#place = place;
    return at;
  }

  #stop(at = 0): number {
    if (!this.isDone) this.#judge.finish();
    this.isDone = true;
    return at;
  }

  /** Also a second document after the first: some answer to a batch line by line. */
  #beginDocument(byte: number, at: number): number {
    this.#isInList = false;
    if (isBeforeDocument(byte)) return at + 1;
    if (byte === 0x7b) return this.#openObject(at);
    if (byte !== 0x5b) return this.#stop(at);
    this.#isInList = true;
    return this.#go('item', at + 1);
  }

  #beginItem(byte: number, at: number): number {
    if (byte === 0x7b) return this.#openObject(at);
    if (byte === 0x5d) return this.#go('document', at + 1);
    return this.#enter('pass', 'behind item', at, byte);
  }

  #openObject(at: number): number {
    this.#judge.open(this.#isInList || this.#isOfLines);
    return this.#go('member', at + 1);
  }

  #closeObject(chunk: Uint8Array, at: number): number {
    if (this.#judge.isWaiting()) this.#handOver(chunk, at);
    this.#judge.close();
    return this.#go(this.#isInList ? 'behind item' : 'document', at + 1);
  }

  #readName(chunk: Uint8Array, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      if (this.#isNameEscaped) this.#isNameEscaped = false;
      else if (chunk[at] === 0x5c) this.#isNameEscaped = true;
      else if (chunk[at] === 0x22) {
        this.#addName(chunk.subarray(from, at));
        return this.#go('colon', at + 1);
      }
    }
    this.#addName(chunk.subarray(from));
    return chunk.length;
  }

  #addName(bytes: Uint8Array): void {
    if (this.#name.length <= longestEscapedName) this.#name.add(bytes);
  }

  #beginValue(chunk: Uint8Array, at: number, byte: number): number {
    const name = nameIn(this.#name.take());
    if (name === null || !this.#judge.names.has(name)) return this.#enter('pass', 'behind', at, byte);
    this.#handOver(chunk, at);
    const fate = this.#judge.member(name, byte);
    if (fate === 'stop') return this.#stop(at);
    if (fate === 'take') this.#taken = new KeptBytes(mostErrorBytes);
    return this.#enter(fate, 'behind', at, byte);
  }

  #enter(fate: ValueFate, behind: Place, at: number, byte: number): number {
    this.#fate = fate;
    this.#behind = behind;
    this.#end.begin(byte);
    return this.#go('inside', at);
  }

  #goInside(chunk: Uint8Array, from: number): number {
    const found = this.#end.find(chunk, from);
    const end = found === -1 ? chunk.length : found;
    if (found !== -1) this.#place = this.#behind;
    if (this.#fate === 'take') {
      this.#take(chunk.subarray(from, end), found !== -1);
      this.#passed = end;
    }
    return end;
  }

  /** What was judged already, because it was too long, has no rest. */
  #take(bytes: Uint8Array, isWhole: boolean): void {
    const taken = this.#taken;
    if (taken === null) return;
    taken.add(bytes);
    if (!isWhole && !taken.isCut) return;
    this.#taken = null;
    this.#judge.taken(taken.take(), taken.isCut);
  }

  #handOver(chunk: Uint8Array, end: number): void {
    if (end > this.#passed) this.#judge.pass(chunk.subarray(this.#passed, end));
    this.#passed = end;
  }
}

/** What a byte order mark, the sign before each of a sequence of texts (RFC 7464), and `)]}',` of Angular and others hold. */
function isBeforeDocument(byte: number): boolean {
  return byte === 0xef || byte === 0xbb || byte === 0xbf || byte === 0x1e || guardBytes.has(byte);
}

const guardBytes: ReadonlySet<number> = new Set(Array.from(")]}',", (sign) => sign.charCodeAt(0)));

/**
 * As JSON means it: `\u0065rror` is `error`. Null for what is too short or too long to be asked for, which spares nearly all
 * names of other documents: with each of them made a string a megabyte of short members took 100 ms.
 */
function nameIn(bytes: Uint8Array): string | null {
  if (bytes.length < shortestName) return null;
  const isEscaped = bytes.includes(0x5c);
  if (bytes.length > (isEscaped ? longestEscapedName : longestName)) return null;
  let name = '';
  for (const byte of bytes) name += String.fromCharCode(byte);
  if (!isEscaped) return name;
  try {
    const read: unknown = JSON.parse(`"${name}"`);
    return typeof read === 'string' ? read : null;
  } catch {
    return null;
  }
}
