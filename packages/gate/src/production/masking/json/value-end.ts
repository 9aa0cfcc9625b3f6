const quote = 0x22;
const backslash = 0x5c;

/** Short strings, which names and most values are, are walked through; calling out for each would cost more. */
const walkedBytes = 32;

/** Finds where one JSON value ends, in pieces of any size, without looking at what it says. */
export class ValueEnd {
  #kind: 'string' | 'container' | 'other' = 'other';
  #depth = 0;
  #isInString = false;
  /** The piece before ended in a backslash that escapes what comes. */
  #isEscaped = false;

  /** By the value's first byte, which is then the first that `find` gets. */
  begin(first: number): void {
    this.#kind = first === quote ? 'string' : first === 0x7b || first === 0x5b ? 'container' : 'other';
    this.#depth = 0;
    this.#isInString = false;
    this.#isEscaped = false;
  }

  /** The index after the value; -1 when it goes on after these bytes. */
  find(bytes: Uint8Array, from: number): number {
    if (this.#kind === 'other') return endOfWord(bytes, from);
    const { length } = bytes;
    const isString = this.#kind === 'string';
    let depth = this.#depth;
    let at = from;
    if (this.#isInString) {
      at = this.#endOfString(bytes, at);
      if (at === -1 || isString) return at;
    }
    while (at < length) {
      const byte = bytes[at] ?? 0;
      at += 1;
      if (byte === quote) {
        at = this.#endOfString(bytes, at);
        if (at === -1) break;
        if (isString) return at;
      } else if (byte >= 0x5b && (byte | 0x20) === 0x7b) depth += 1;
      else if (byte >= 0x5b && (byte | 0x20) === 0x7d && --depth === 0) return at;
    }
    this.#depth = depth;
    return -1;
  }

  /** The index after its last quote; -1 when it goes on. */
  #endOfString(bytes: Uint8Array, from: number): number {
    const { length } = bytes;
    let at = this.#isEscaped ? from + 1 : from;
    const walked = Math.min(at + walkedBytes, length);
    this.#isInString = false;
    this.#isEscaped = false;
    while (at < walked) {
      const byte = bytes[at];
      if (byte === quote) return at + 1;
      at += byte === backslash ? 2 : 1;
    }
    this.#isInString = true;
    while (at < length) {
      const found = bytes.indexOf(quote, at);
      const isEscaped = isBehindBackslash(bytes, at, found === -1 ? length : found);
      if (found === -1) {
        this.#isEscaped = isEscaped;
        return -1;
      }
      if (!isEscaped) {
        this.#isInString = false;
        return found + 1;
      }
      at = found + 1;
    }
    this.#isEscaped = at > length;
    return -1;
  }
}

/** Whether an odd number of backslashes stands before `end`; `from` is escaped by nothing. */
function isBehindBackslash(bytes: Uint8Array, from: number, end: number): boolean {
  let start = end;
  while (start > from && bytes[start - 1] === backslash) start -= 1;
  return (end - start) % 2 === 1;
}

/** Numbers, true, false and null, and whatever is no JSON: they end before the next mark or blank. */
function endOfWord(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === 0x2c || byte === 0x7d || byte === 0x5d || byte === 0x20) return at;
    if (byte === 0x0a || byte === 0x0d || byte === 0x09) return at;
  }
  return -1;
}
