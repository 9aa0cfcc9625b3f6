import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { UpstreamError } from './upstream-error.ts';
import type { MessageFilter, MessageProblem } from './websocket-messages.ts';

export interface ProxyOptions {
  /** Origin of the protected application, `http:` or `https:`. Path, query and credentials are refused. */
  readonly upstream: URL;
  /** How long a connection (or a free place among `maxSockets`) may take. @default 5000 */
  readonly connectTimeoutMs?: number;
  /** How long the upstream may take from the whole request to the response head. @default 60000 */
  readonly headersTimeoutMs?: number;
  /** Longest silence inside a response body; 0 = none, as server-sent events may be silent for hours. @default 0 */
  readonly bodyIdleTimeoutMs?: number;
  /** How long a client may read nothing of an answer that waits for it. @default 120000 */
  readonly clientStallTimeoutMs?: number;
  /**
   * Exchanges with the upstream at one time (upgraded connections are not counted); an eighth more is kept for
   * insiders. @default 256
   */
  readonly maxSockets?: number;
  /** How long an idle upstream connection is kept: less than the 5 s after which Node servers close theirs. @default 4000 */
  readonly keepAliveTimeoutMs?: number;
  /** Our name in `Via`. @default 'portcullis' */
  readonly viaName?: string;
  /** `node` sends everything through `node:http`. @default 'auto' */
  readonly engine?: 'auto' | 'node';
  /** For an `https:` upstream: certificate authorities in PEM, and the name to ask for and to verify. */
  readonly tls?: { readonly ca?: string; readonly servername?: string };
}

export interface Proxy {
  /** Sends one request upstream and streams the answer back. Never throws. */
  forward(incoming: IncomingMessage, response: ServerResponse, instruction: ForwardInstruction): void;
  /** Opens a WebSocket: bytes flow both ways only after a verified 101. Never throws. */
  tunnel(incoming: IncomingMessage, socket: Duplex, head: Buffer, instruction: TunnelInstruction): Tunnel;
  /** Ends everything at once; what should finish first must be waited for before (`Listener.drain`). */
  close(): Promise<void>;
}

export interface ForwardInstruction {
  /** Request target to send, byte for byte (latin1). */
  readonly target: string;
  readonly forwarding: Forwarding;
  /** Folded header names (lower case, `_` and `.` as `-`) that never reach the upstream. Read once per set object. */
  readonly strip: ReadonlySet<string>;
  /**
   * Lower-case names of headers that say who somebody is: aliases of them are dropped, no `Connection` token
   * removes them, and none comes as a trailer. Read once per set object. @default none
   */
  readonly identity?: ReadonlySet<string>;
  /**
   * Folded names of headers by which only this upstream lets a request ask for another method: no `Connection` token
   * removes them, and none comes as a trailer. @default none
   */
  readonly overrides?: ReadonlySet<string>;
  /** Headers set last: they replace what the client sent, and no `Connection` token removes them. */
  readonly set: readonly (readonly [string, string])[];
  /** May take the places kept back from everybody else: who must repair the site is not shut out by a crowd. */
  readonly isInsider?: boolean;
  /** The body, when the caller has read it already; otherwise it is streamed from the request. */
  readonly body?: Buffer;
  /**
   * Asked before the first byte goes upstream, after every wait: for a place, for a connection, for a second attempt.
   * False: none goes, and after `onTakenBack` nothing else of this instruction is called. @default true
   */
  mayStart?(): boolean;
  /** The request is the caller's again: its whole body, where that was read already; null = it is unread. */
  onTakenBack?(body: Buffer | null): void;
  /**
   * Asked when the client goes away after its whole request was sent: true keeps the exchange until the upstream has
   * answered whole, because what it does for this request matters beyond the client. `isAnswered`: its answer has begun.
   */
  outlivesClient?(isAnswered: boolean): boolean;
  /** Called before an interim answer (1xx) goes on, but 100; gives the headers to send. @default as they came */
  onInformation?(headers: string[]): string[];
  /** Called before the client's head is written. Not called for upgrades that succeed. */
  onResponse?(head: ResponseHead): ResponsePlan | undefined;
  /**
   * The answer is a stream of server-sent events, which may last for hours: `end` ends it as if the upstream had,
   * so that the client asks again. Called before its head is written.
   */
  onEventStream?(stream: { end(): void }): void;
  /** The upstream answers: a `body` is not needed any more, and may be dropped. */
  onBodySent?(): void;
  /** The upstream gave nothing that could be passed on, and nothing was sent: the caller answers. */
  onError(error: UpstreamError): void;
  /** Exactly once: nothing of this request is on its way through this proxy any more. */
  onFinished?(outcome: ForwardOutcome): void;
}

export interface TunnelInstruction extends ForwardInstruction {
  /** Which text messages of the client go on; every other one ends the connection. Null = all bytes do. @default null */
  readonly filter?: MessageFilter | null;
  /** Offers the upstream no extensions, so that a filter can read the messages. @default false */
  readonly withoutExtensions?: boolean;
  /** A message of the client did not go on, and both sides are being ended for it. */
  onMessageRefused?(problem: MessageProblem | 'too-slow'): void;
}

/** A WebSocket from its handshake to its end. */
export interface Tunnel {
  /** What the client sends waits until `release`. */
  hold(): void;
  release(): void;
  /** From the client's next message on. */
  setFilter(filter: MessageFilter | null): void;
  /**
   * Ends both sides, the client's with this close frame (RFC 6455 7.4), between two frames of the upstream. False:
   * the handshake was still under way; it is given up, and the caller answers it.
   */
  close(code: number, reason: string): boolean;
}

export interface Forwarding {
  /** The client's address as the caller judged it, `null` when it is unknown. */
  readonly clientAddress: string | null;
  /** `null`: not ours to say, because a named proxy knows better. */
  readonly scheme: 'http' | 'https' | null;
  readonly host: string | null;
  /**
   * The peer is a named proxy: what it says goes on as it came, with its own address at the end, and what it leaves
   * unsaid about scheme and host stays so. Otherwise all is said anew.
   */
  readonly trusted: boolean;
}

export interface ResponseHead {
  readonly status: number;
  /** End-to-end headers as a flat list of names and values, in the upstream's order and case. */
  readonly headers: string[];
}

export interface ResponsePlan {
  /** Replaces the whole list. */
  readonly headers?: string[];
  /** The reason phrase to send. @default the upstream's */
  readonly message?: string;
  /** The body goes through it, with back-pressure; `Content-Length` is dropped. */
  readonly transform?: Duplex;
  /** The same for what waits for nothing: a stream of its own costs more than all else that is done to a small answer. */
  readonly stage?: ResponseStage;
}

/** Takes a body as it comes and says what of it goes on. What it throws cuts the answer. */
export interface ResponseStage {
  write(chunk: Buffer): Uint8Array;
  /** What is left. */
  end(): Uint8Array;
}

export interface ForwardOutcome {
  /** Status the upstream answered, `null` when there was none. */
  readonly status: number | null;
  /** The upstream's answer arrived whole. */
  readonly complete: boolean;
  /** Why it did not; `aborted-by-client` when the client went away first. */
  readonly error: UpstreamError | null;
}
