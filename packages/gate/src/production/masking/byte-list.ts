export const noBytes: Uint8Array = new Uint8Array(0);

/** Bytes in pieces: joining them at each chunk would cost the square of a long body. */
export class ByteList {
  length = 0;
  #pieces: Uint8Array[] = [];

  add(piece: Uint8Array): void {
    if (piece.length === 0) return;
    this.length += piece.length;
    const last = this.#pieces.at(-1);
    // What was looked at piece by piece goes on as the chunk that it came in: copying 64 KB takes longer than looking at them.
    if (last?.buffer === piece.buffer && last.byteOffset + last.length === piece.byteOffset) {
      const joined = new Uint8Array(piece.buffer, last.byteOffset, last.length + piece.length);
      this.#pieces[this.#pieces.length - 1] = joined;
    } else this.#pieces.push(piece);
  }

  /** All of them, as they came if they are one piece; none are left. */
  take(): Uint8Array {
    const pieces = this.#pieces;
    const { length } = this;
    this.#pieces = [];
    this.length = 0;
    return joinBytes(pieces, length);
  }
}

function joinBytes(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = pieces;
  if (only === undefined) return noBytes;
  if (pieces.length === 1) return only;
  const joined = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

/** What is kept of something too long to keep. */
export class KeptBytes {
  /** There was more of it than is kept. */
  isCut = false;
  readonly #most: number;
  readonly #bytes = new ByteList();

  constructor(most: number) {
    this.#most = most;
  }

  get length(): number {
    return this.#bytes.length;
  }

  add(piece: Uint8Array): void {
    const room = this.#most - this.#bytes.length;
    if (piece.length > room) this.isCut = true;
    this.#bytes.add(piece.length > room ? piece.subarray(0, room) : piece);
  }

  take(): Uint8Array {
    return this.#bytes.take();
  }
}
