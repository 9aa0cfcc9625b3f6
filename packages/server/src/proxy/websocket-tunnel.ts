import { randomBytes } from 'node:crypto';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createBodyMemory } from '@portcullis/gate/node';
import { CLOSE, closeFrame, FrameCursor } from './websocket-frame.ts';
import {
  ClientMessages,
  type MessageFilter,
  type MessageProblem,
  type Pushed,
} from './websocket-messages.ts';

/** Finds peers that vanished without a word: an idle WebSocket is otherwise allowed to be silent for ever. */
const KEEP_ALIVE_PROBE_MS = 30_000;

/** How long one side may go on alone: a closing handshake needs a round trip, a vanished peer never ends. */
const HALF_CLOSED_MS = 2_000;

/** How long the frame that the upstream is sending may take to end before the client is cut inside it. */
const FRAME_END_MS = 250;

/** How long the upstream may take to end after it was told; what it still does counts as in flight until then. */
const UPSTREAM_END_MS = 250;

/** How long a message may take from its first byte to its last: what is held for a slow client is held in memory. */
const MESSAGE_MS = 10_000;

const nothing: Uint8Array = new Uint8Array(0);

/** RFC 6455 7.4.1. */
const GOING_AWAY = 1001;
const CLOSE_CODES: Readonly<Record<MessageProblem | 'too-slow', number>> = {
  protocol: 1002,
  'too-large': 1009,
  'not-declared': 1008,
  'too-slow': 1008,
};

export interface WebSocketTunnelOptions {
  readonly client: Duplex;
  readonly upstream: Duplex;
  readonly filter: MessageFilter | null;
  /** A message of the client did not go on, and the connection ends for it. */
  readonly onRefused: ((problem: MessageProblem | 'too-slow') => void) | undefined;
  /** The upstream's side has ended. */
  readonly onOver: () => void;
}

/** Carries the bytes of an accepted WebSocket; knows where frames begin, so that it can end it as RFC 6455 says. */
export class WebSocketTunnel {
  readonly #client: Duplex;
  readonly #upstream: Duplex;
  readonly #options: WebSocketTunnelOptions;
  readonly #messages: ClientMessages;
  readonly #fromUpstream = new FrameCursor();
  /** Of all that is held in this process until it is whole. */
  readonly #memory = createBodyMemory();
  #heldBytes = 0;
  #upstreamSaidGoodbye = false;
  /** What came behind the handshake and waits with the rest. */
  #early: Uint8Array = nothing;
  #isHeld = false;
  #upstreamIsFull = false;
  /** The last frame for the client, once the upstream may send no more of its own. */
  #farewell: Buffer | null = null;
  #isEnding = false;
  #messageTimer: NodeJS.Timeout | undefined;
  #awaited = 0;
  #endTimer: NodeJS.Timeout | undefined;

  constructor(options: WebSocketTunnelOptions) {
    const { client, upstream, filter } = options;
    this.#client = client;
    this.#upstream = upstream;
    this.#options = options;
    this.#messages = new ClientMessages(filter);
  }

  /** `head`: bytes that came behind the handshake of each side. */
  start(head: { readonly client: Uint8Array; readonly upstream: Uint8Array }): void {
    const client = this.#client;
    const upstream = this.#upstream;
    probe(client);
    probe(upstream);
    this.#early = head.client;
    if (head.upstream.length > 0) this.#receiveFromUpstream(head.upstream);
    client
      .on('data', (chunk: Uint8Array) => this.#receiveFromClient(chunk))
      .on('drain', () => upstream.resume())
      .once('end', () => this.#sideEnded(upstream))
      .once('close', () => upstream.destroy());
    upstream
      .on('data', (chunk: Uint8Array) => this.#receiveFromUpstream(chunk))
      .on('drain', () => {
        this.#upstreamIsFull = false;
        this.#readClient();
      })
      .once('end', () => this.#sideEnded(client))
      .once('close', () => this.#upstreamClosed());
    this.#readClient();
    // It may have ended during the handshake.
    if (client.readableEnded) this.#sideEnded(upstream);
  }

  /** The client's bytes wait until `release`: who may send what is being decided. */
  hold(): void {
    this.#isHeld = true;
    this.#client.pause();
  }

  release(): void {
    this.#isHeld = false;
    this.#readClient();
  }

  /** Judges the client's messages, from its next one on; null = every byte passes. */
  setFilter(filter: MessageFilter | null): void {
    if (!this.#isOver) this.#passOn(this.#messages.setFilter(filter));
  }

  /** Ends both sides, the client's with a close frame where the upstream's present frame ends. */
  close(code: number, reason: string): void {
    if (this.#isOver) return;
    this.#farewell = closeFrame(code, reason);
    clearTimeout(this.#messageTimer);
    clearTimeout(this.#endTimer);
    this.release();
    if (this.#fromUpstream.isBetween) {
      this.#sayGoodbye();
      return;
    }
    this.#endTimer = setTimeout(() => {
      this.#client.destroy();
      this.#endUpstream();
    }, FRAME_END_MS);
    // A client that reads slowly must not keep the end of the frame away.
    this.#upstream.resume();
  }

  destroy(): void {
    this.#upstream.destroy();
    this.#client.destroy();
  }

  /** Nothing of the client goes on any more. */
  get #isOver(): boolean {
    return this.#farewell !== null || this.#isEnding;
  }

  #readClient(): void {
    if (this.#isHeld || this.#upstreamIsFull) return;
    const early = this.#early;
    this.#early = nothing;
    if (early.length > 0) this.#receiveFromClient(early);
    this.#client.resume();
  }

  #receiveFromClient(chunk: Uint8Array): void {
    if (!this.#isOver) this.#passOn(this.#messages.push(chunk));
  }

  #passOn({ pass, problem }: Pushed): void {
    for (const bytes of pass) {
      if (this.#upstream.write(bytes)) continue;
      this.#upstreamIsFull = true;
      this.#client.pause();
    }
    if (problem !== null) this.#refuse(problem);
    else if (this.#mayHold(this.#messages.heldBytes)) this.#watchMessage();
    else this.#refuse('too-large');
  }

  #mayHold(bytes: number): boolean {
    if (bytes === this.#heldBytes) return true;
    this.#heldBytes = bytes;
    this.#memory.release();
    return bytes === 0 || this.#memory.grow(bytes);
  }

  #watchMessage(): void {
    const { awaited } = this.#messages;
    if (awaited === this.#awaited) return;
    this.#awaited = awaited;
    clearTimeout(this.#messageTimer);
    if (awaited !== 0) this.#messageTimer = setTimeout(() => this.#refuse('too-slow'), MESSAGE_MS);
  }

  #refuse(problem: MessageProblem | 'too-slow'): void {
    this.#options.onRefused?.(problem);
    this.close(CLOSE_CODES[problem], 'read-only');
  }

  #receiveFromUpstream(chunk: Uint8Array): void {
    if (this.#isEnding) return;
    for (let at = 0; at < chunk.length; ) {
      const end = this.#fromUpstream.advance(chunk, at);
      if (end === -1) break;
      this.#upstreamSaidGoodbye ||= this.#fromUpstream.opcode === CLOSE;
      this.#fromUpstream.next();
      at = end;
      if (this.#farewell === null) continue;
      this.#client.write(chunk.subarray(0, end));
      this.#sayGoodbye();
      return;
    }
    if (!this.#client.write(chunk) && this.#farewell === null) this.#upstream.pause();
  }

  #sayGoodbye(): void {
    clearTimeout(this.#endTimer);
    if (this.#farewell !== null && !this.#upstreamSaidGoodbye) this.#client.write(this.#farewell);
    this.#endUpstream();
    this.#client.end();
    // Closing on bytes that nobody read resets the connection, and the close frame would be lost with it.
    this.#client.resume();
  }

  #endUpstream(): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    const upstream = this.#upstream;
    if (this.#messages.endsWhole) upstream.write(closeFrame(GOING_AWAY, '', randomBytes(4)));
    upstream.end();
    upstream.resume();
    this.#endTimer = setTimeout(() => upstream.destroy(), UPSTREAM_END_MS);
  }

  #sideEnded(other: Duplex): void {
    other.end();
    this.#endTimer ??= setTimeout(() => this.destroy(), HALF_CLOSED_MS);
  }

  #upstreamClosed(): void {
    const client = this.#client;
    clearTimeout(this.#endTimer);
    clearTimeout(this.#messageTimer);
    this.#memory.release();
    if (this.#isEnding) {
      const timer = setTimeout(() => client.destroy(), HALF_CLOSED_MS);
      client.once('end', () => client.destroy()).once('close', () => clearTimeout(timer));
      if (client.readableEnded || client.destroyed) client.destroy();
    } else if (client.writableFinished) {
      client.destroy();
    } else {
      // What the upstream said last is still being written.
      client.once('finish', () => client.destroy()).end();
    }
    this.#options.onOver();
  }
}

function probe(socket: Duplex): void {
  if (socket instanceof Socket) socket.setKeepAlive(true, KEEP_ALIVE_PROBE_MS).setNoDelay(true);
}
