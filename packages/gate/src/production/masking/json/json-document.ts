/** A piece of a JSON document, by where it stands in the bytes. */
export type JsonNode = JsonObjectNode | JsonArrayNode | JsonScalarNode;

interface JsonPlace {
  readonly start: number;
  /** After its last byte. */
  readonly end: number;
}

export interface JsonObjectNode extends JsonPlace {
  readonly kind: 'object';
  /** In their order; a name may stand there twice. */
  readonly members: readonly JsonMember[];
}

export interface JsonMember {
  readonly name: string;
  readonly value: JsonNode;
}

export interface JsonArrayNode extends JsonPlace {
  readonly kind: 'array';
  readonly items: readonly JsonNode[];
}

export interface JsonScalarNode extends JsonPlace {
  /** `word` = true, false or null. */
  readonly kind: 'string' | 'number' | 'word';
}

/** Deeper and larger ones are no error that anybody wrote. */
const deepest = 64;
const mostNodes = 50_000;

const word = /[\w.+-]*/y;

/**
 * A JSON document read in place, so that one value of it is exchanged and all other bytes stay: big numbers, names given twice
 * and the order of everything would not survive JSON.parse.
 */
export class JsonDocument {
  readonly bytes: Uint8Array;
  readonly root: JsonNode;
  /** One character for each byte. */
  readonly #source: string;

  private constructor(bytes: Uint8Array, source: string) {
    this.bytes = bytes;
    this.#source = source;
    const start = source.startsWith('ï»¿') ? 3 : 0;
    // The grammar is JSON.parse's affair; what is read below is known to be JSON.
    JSON.parse(source.slice(start));
    this.root = new NodeReader(source, start, (from, to) => this.#decode(from, to)).read();
  }

  /** Null for what is no JSON, and for what is too deep or too large to be looked at. */
  static parse(bytes: Uint8Array): JsonDocument | null {
    try {
      return new JsonDocument(bytes, new TextDecoder('latin1').decode(bytes));
    } catch {
      return null;
    }
  }

  /** What a string says; null for anything else. */
  text(node: JsonNode | undefined): string | null {
    return node?.kind === 'string' ? this.#decode(node.start, node.end) : null;
  }

  /** As it is written, such as `200`. ASCII, save in strings. */
  raw({ start, end }: JsonNode): string {
    return this.#source.slice(start, end);
  }

  rawBytes({ start, end }: JsonNode): Uint8Array {
    return this.bytes.subarray(start, end);
  }

  #decode(start: number, end: number): string {
    const source = this.#source.slice(start, end);
    if (/^[\x20-\x7f]*$/.test(source)) return source.includes('\\') ? unescaped(source) : source.slice(1, -1);
    return unescaped(new TextDecoder().decode(this.bytes.subarray(start, end)));
  }
}

function unescaped(literal: string): string {
  const value: unknown = JSON.parse(literal);
  return typeof value === 'string' ? value : '';
}

/** The member's value that parsers take, which is the last of that name. */
export function memberOf(node: JsonNode | undefined, name: string): JsonNode | undefined {
  return node?.kind === 'object' ? node.members.findLast((member) => member.name === name)?.value : undefined;
}

class NodeReader {
  readonly #source: string;
  readonly #decode: (start: number, end: number) => string;
  #at: number;
  #count = 0;

  constructor(source: string, at: number, decode: (start: number, end: number) => string) {
    this.#source = source;
    this.#at = at;
    this.#decode = decode;
  }

  read(depth = 0): JsonNode {
    if (depth > deepest || ++this.#count > mostNodes) throw new RangeError('Expected a small JSON document');
    this.#skipBlanks();
    const start = this.#at;
    const first = this.#source[start];
    if (first === '{') return { kind: 'object', start, members: this.#members(depth), end: this.#at };
    if (first === '[') return { kind: 'array', start, items: this.#items(depth), end: this.#at };
    if (first === '"') return { kind: 'string', start, end: this.#skipString() };
    word.lastIndex = start;
    this.#at += word.exec(this.#source)?.[0].length ?? 0;
    return {
      kind: first === 't' || first === 'f' || first === 'n' ? 'word' : 'number',
      start,
      end: this.#at,
    };
  }

  #members(depth: number): JsonMember[] {
    const members: JsonMember[] = [];
    this.#at += 1;
    while (!this.#takes('}')) {
      const start = this.#at;
      const name = this.#decode(start, this.#skipString());
      this.#takes(':');
      members.push({ name, value: this.read(depth + 1) });
      this.#takes(',');
    }
    return members;
  }

  #items(depth: number): JsonNode[] {
    const items: JsonNode[] = [];
    this.#at += 1;
    while (!this.#takes(']')) {
      items.push(this.read(depth + 1));
      this.#takes(',');
    }
    return items;
  }

  #skipString(): number {
    let at = this.#at + 1;
    for (let code = this.#source.charCodeAt(at); code !== 0x22; code = this.#source.charCodeAt(at)) {
      if (at >= this.#source.length) throw new RangeError('Expected the end of a string');
      at += code === 0x5c ? 2 : 1;
    }
    this.#at = at + 1;
    return this.#at;
  }

  #takes(character: string): boolean {
    this.#skipBlanks();
    if (this.#source[this.#at] !== character) return false;
    this.#at += 1;
    this.#skipBlanks();
    return true;
  }

  #skipBlanks(): void {
    for (
      let code = this.#source.charCodeAt(this.#at);
      code <= 0x20;
      code = this.#source.charCodeAt(this.#at)
    ) {
      this.#at += 1;
    }
  }
}
