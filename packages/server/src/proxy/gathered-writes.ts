/** From here on a chunk is worth a write of its own. */
const LARGE_CHUNK_BYTES = 4 * 1_024;
const MOST_GATHERED_BYTES = 16 * 1_024;

/**
 * Small chunks that arrive together go on together: a body in chunks of one byte cost 5.5 times what a plain server spends
 * to read it, and so costs 1.2 times as much.
 */
export class GatheredWrites {
  readonly #write: (bytes: Buffer) => void;
  #gathered: Buffer[] = [];
  #size = 0;

  constructor(write: (bytes: Buffer) => void) {
    this.#write = write;
  }

  add(chunk: Buffer): void {
    const isFirst = this.#gathered.length === 0;
    if (isFirst && chunk.length >= LARGE_CHUNK_BYTES) {
      this.#write(chunk);
      return;
    }
    // When all that has arrived is parsed; ticks run after each chunk of it.
    if (isFirst) setImmediate(() => this.flush());
    this.#gathered.push(chunk);
    this.#size += chunk.length;
    if (this.#size >= MOST_GATHERED_BYTES) this.flush();
  }

  /** What is still held back goes on now. */
  flush(): void {
    const [first] = this.#gathered;
    if (first === undefined) return;
    const bytes = this.#gathered.length === 1 ? first : Buffer.concat(this.#gathered, this.#size);
    this.#gathered = [];
    this.#size = 0;
    this.#write(bytes);
  }
}
