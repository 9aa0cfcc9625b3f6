/** Bytes that come in pieces and are wanted whole: a thousand pieces of one byte cost no more than a thousand bytes. */
export class GrowingBuffer {
  #bytes = Buffer.alloc(0);
  length = 0;

  append(piece: Uint8Array): void {
    this.reserve(piece.length).set(piece);
  }

  /** Room for that many bytes at the end, to be filled by the caller. */
  reserve(count: number): Uint8Array {
    const length = this.length + count;
    if (length > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(length, this.#bytes.length * 2, 256));
      this.#bytes.copy(grown, 0, 0, this.length);
      this.#bytes = grown;
    }
    const room = this.#bytes.subarray(this.length, length);
    this.length = length;
    return room;
  }

  /** What has come; the buffer is empty and its memory the caller's. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.length);
    this.#bytes = Buffer.alloc(0);
    this.length = 0;
    return taken;
  }
}
