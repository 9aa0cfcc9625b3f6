/** Opcodes of RFC 6455 5.2. */
export const CONTINUATION = 0x0;
export const TEXT = 0x1;
export const BINARY = 0x2;
export const CLOSE = 0x8;
export const PING = 0x9;
export const PONG = 0xa;

/**
 * Follows a stream of WebSocket frames (RFC 6455 5.2) from its first byte, wherever it is cut into chunks, and looks
 * at nothing but the heads of the frames. It checks no rule: what a head says is there to be judged.
 */
export class FrameCursor {
  readonly #head = new Uint8Array(14);
  #have = 0;
  #need = 2;
  #left = 0;
  /** Of the payload, as the head says. */
  length = 0;
  /** Where in the chunk last given the payload went on. */
  payloadStart = 0;
  /** A length that no server or client can mean: the next frame will never be found. */
  isLost = false;

  /** True between two frames. */
  get isBetween(): boolean {
    return this.#have === 0 && !this.isLost;
  }

  /** The whole head of the present frame is known; `fin`, `opcode` and the others tell of it. */
  get hasHead(): boolean {
    return this.#have >= 2 && this.#have === this.#need;
  }

  get fin(): boolean {
    return (this.#byte(0) & 0x80) !== 0;
  }

  /** Bits that mean something only with an extension. */
  get rsv(): number {
    return this.#byte(0) & 0x70;
  }

  get opcode(): number {
    return this.#byte(0) & 0x0f;
  }

  get isMasked(): boolean {
    return (this.#byte(1) & 0x80) !== 0;
  }

  /** Not the form of the length that RFC 6455 5.2 asks for: the shortest. */
  get isWasteful(): boolean {
    const form = this.#byte(1) & 0x7f;
    return (form === 126 && this.length < 126) || (form === 127 && this.length <= 0xffff);
  }

  /** Copies a part of a masked payload; `index` is where in the payload the part begins. */
  unmask(part: Uint8Array, target: Uint8Array, index: number): void {
    const start = this.#need - 4;
    const key = [0, 1, 2, 3].map((i) => this.#byte(start + ((index + i) & 3)));
    // Getters in this loop made it ten times as long.
    for (let i = 0; i < part.length; i += 1) target[i] = (part[i] ?? 0) ^ (key[i & 3] ?? 0);
  }

  /** Goes on to the end of the present frame: the offset behind it, or -1 when it lies in a chunk to come. */
  advance(chunk: Uint8Array, offset: number): number {
    if (this.isLost) return -1;
    let at = offset;
    while (this.#have < this.#need) {
      if (at === chunk.length) {
        this.payloadStart = at;
        return -1;
      }
      this.#head[this.#have] = chunk[at] ?? 0;
      this.#have += 1;
      at += 1;
      if (this.#have === 2) this.#need = headLength(this.#byte(1));
      if (this.#have === this.#need) {
        this.#left = this.#readLength();
        this.length = this.#left;
        if (this.#left > Number.MAX_SAFE_INTEGER) {
          this.isLost = true;
          return -1;
        }
      }
    }
    this.payloadStart = at;
    const here = chunk.length - at;
    if (this.#left > here) {
      this.#left -= here;
      return -1;
    }
    at += this.#left;
    this.#left = 0;
    return at;
  }

  /** Leaves a frame that has come to its end, for the one that follows. */
  next(): void {
    this.#have = 0;
    this.#need = 2;
  }

  #byte(index: number): number {
    return this.#head[index] ?? 0;
  }

  #readLength(): number {
    const form = this.#byte(1) & 0x7f;
    if (form < 126) return form;
    let length = 0;
    for (let index = 2; index < (form === 126 ? 4 : 10); index += 1) {
      length = length * 256 + this.#byte(index);
    }
    return length;
  }
}

function headLength(second: number): number {
  const form = second & 0x7f;
  return 2 + (form === 126 ? 2 : form === 127 ? 8 : 0) + (second >= 0x80 ? 4 : 0);
}

/** Ends one side's stream of frames (RFC 6455 5.5.1); with a key as a client does. */
export function closeFrame(code: number, reason: string, key: Uint8Array | null = null): Buffer {
  const text = Buffer.from(reason, 'utf8').subarray(0, 123);
  const payload = Buffer.concat([Buffer.from([code >> 8, code & 0xff]), text]);
  if (key === null) return Buffer.concat([Buffer.from([0x80 | CLOSE, payload.length]), payload]);
  const masked = payload.map((byte, index) => byte ^ (key[index & 3] ?? 0));
  return Buffer.concat([Buffer.from([0x80 | CLOSE, 0x80 | payload.length]), key, masked]);
}
