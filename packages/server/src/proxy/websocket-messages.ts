import { GrowingBuffer } from './growing-buffer.ts';
import { BINARY, CLOSE, CONTINUATION, FrameCursor, PING, PONG, TEXT } from './websocket-frame.ts';

/** The largest message that is read. */
export const MAX_MESSAGE_BYTES = 64 * 1024;
/** Heads of frames, and pings between the parts, count too: a message of empty parts would never end. */
const MAX_WIRE_BYTES = 2 * MAX_MESSAGE_BYTES;

/** Whether a text message, as its bytes, may go on. */
export type MessageFilter = (payload: Uint8Array) => boolean;

/** Why nothing more of this client goes on; `protocol` = it breaks RFC 6455. */
export type MessageProblem = 'protocol' | 'too-large' | 'not-declared';

export interface Pushed {
  /** What may go on, byte for byte as it came. */
  readonly pass: readonly Uint8Array[];
  readonly problem: MessageProblem | null;
}

const nothing: readonly Uint8Array[] = [];

/**
 * The client's side of a WebSocket. Without a filter every byte passes at once and only the frames are followed; with
 * one, a message is held until it is whole and goes on only if the filter takes it. A filter that comes later judges
 * from the next message on.
 */
export class ClientMessages {
  readonly #cursor = new FrameCursor();
  #filter: MessageFilter | null;
  /** The present message had begun before there was a filter: what is left of it passes. */
  #passesRest = false;
  /** Parts of a message have come, its last has not. */
  #isOpen = false;
  #isClosed = false;
  /** The client broke the rules while nobody asked: its messages can be found no more. */
  #isBroken = false;
  /** What came in earlier chunks and is not decided. */
  readonly #held = new GrowingBuffer();
  /** Of the present message, unmasked. */
  readonly #payload = new GrowingBuffer();
  #framePayload = 0;
  #decisions = 0;

  constructor(filter: MessageFilter | null) {
    this.#filter = filter;
  }

  /** What was passed on ends with a whole frame, and the client has not said its last: a frame of ours may follow. */
  get endsWhole(): boolean {
    return !this.#isBroken && !this.#isClosed && (this.#isJudging || this.#cursor.isBetween);
  }

  /** Tells apart what the filter waits for to come whole; 0 = nothing. */
  get awaited(): number {
    const isWaiting = this.#filter !== null && (this.#passesRest || this.#held.length > 0);
    return isWaiting ? this.#decisions + 1 : 0;
  }

  /** What is kept in memory until the present message is whole. */
  get heldBytes(): number {
    return this.#held.length + this.#payload.length;
  }

  /** What was held for the old filter and needs no judgement any more may pass. */
  setFilter(filter: MessageFilter | null): Pushed {
    const had = this.#filter;
    this.#filter = filter;
    if (filter === null) {
      this.#passesRest = false;
      this.#payload.take();
      return { pass: this.#held.length === 0 ? nothing : [this.#held.take()], problem: null };
    }
    if (had === null) this.#passesRest = !this.#cursor.isBetween || this.#isOpen;
    return { pass: nothing, problem: this.#isBroken ? 'protocol' : null };
  }

  push(chunk: Uint8Array): Pushed {
    if (this.#isBroken || this.#isClosed) {
      // After its close frame a client has nothing to say (RFC 6455 5.5.1).
      return { pass: this.#filter === null ? [chunk] : nothing, problem: null };
    }
    let decided = 0;
    let closedAt = chunk.length;
    for (let at = 0; at < chunk.length; ) {
      const end = this.#cursor.advance(chunk, at);
      let problem = this.#cursor.hasHead ? this.#checkHead() : null;
      if (problem === null && this.#isJudging) {
        this.#keepPayload(chunk.subarray(this.#cursor.payloadStart, end === -1 ? chunk.length : end));
      }
      if (problem === null && end !== -1) {
        problem = this.#endFrame();
        if (problem === null && this.#isDecided) {
          decided = end;
          this.#decisions += 1;
        }
      }
      if (problem !== null) {
        if (this.#filter !== null) return { pass: this.#passUpTo(chunk, decided), problem };
        this.#isBroken = true;
        return { pass: [chunk], problem: null };
      }
      if (this.#isClosed) closedAt = end;
      if (end === -1 || this.#isClosed) break;
      at = end;
    }
    if (this.#filter === null) return { pass: [chunk], problem: null };
    // Nobody judged what stands behind a close frame.
    if (this.#passesRest)
      return { pass: [this.#isClosed ? chunk.subarray(0, closedAt) : chunk], problem: null };
    const pass = this.#passUpTo(chunk, decided);
    if (!this.#isClosed) this.#held.append(chunk.subarray(decided));
    return { pass, problem: this.#held.length > MAX_WIRE_BYTES ? 'too-large' : null };
  }

  get #isJudging(): boolean {
    return this.#filter !== null && !this.#passesRest;
  }

  /** Nothing of what has come up to the end of this frame waits for anything. */
  get #isDecided(): boolean {
    return this.#isJudging && !this.#isOpen;
  }

  #checkHead(): MessageProblem | null {
    const { opcode, fin, rsv, isMasked, isWasteful, isLost, length } = this.#cursor;
    if (rsv !== 0 || !isMasked || isWasteful || isLost) return 'protocol';
    switch (opcode) {
      case CLOSE:
      case PING:
      case PONG:
        return fin && length <= 125 ? null : 'protocol';
      case CONTINUATION:
        if (!this.#isOpen) return 'protocol';
        break;
      case TEXT:
      case BINARY:
        if (this.#isOpen) return 'protocol';
        if (opcode === BINARY && this.#isJudging) return 'not-declared';
        break;
      default:
        return 'protocol';
    }
    const before = this.#payload.length - this.#framePayload;
    return this.#isJudging && before + length > MAX_MESSAGE_BYTES ? 'too-large' : null;
  }

  #keepPayload(part: Uint8Array): void {
    if (part.length === 0 || this.#cursor.opcode >= CLOSE) return;
    this.#cursor.unmask(part, this.#payload.reserve(part.length), this.#framePayload);
    this.#framePayload += part.length;
  }

  #endFrame(): MessageProblem | null {
    const { opcode, fin } = this.#cursor;
    const isJudged = this.#isJudging;
    this.#cursor.next();
    this.#framePayload = 0;
    if (opcode === CLOSE) {
      // Parts of a message that nobody judged must not go with it.
      if (isJudged && this.#isOpen) return 'not-declared';
      this.#isClosed = true;
    } else if (opcode < CLOSE) {
      this.#isOpen = !fin;
      if (isJudged && fin && this.#filter?.(this.#payload.take()) !== true) return 'not-declared';
    }
    if (this.#passesRest && !this.#isOpen) this.#passesRest = false;
    return null;
  }

  #passUpTo(chunk: Uint8Array, decided: number): readonly Uint8Array[] {
    if (decided === 0) return nothing;
    const passed = decided === chunk.length ? chunk : chunk.subarray(0, decided);
    return this.#held.length === 0 ? [passed] : [this.#held.take(), passed];
  }
}
