import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { ForwardInstruction, ResponseStage } from './contract.ts';
import type { FlushQueue } from './flush-queue.ts';
import { endToEndHeaders, type ResponseFraming, withoutHeader } from './response-head.ts';
import { endToEndTrailers } from './trailers.ts';
import { clientLeft, type ExchangeStage, UpstreamError } from './upstream-error.ts';

/** Up to here one string is cheaper than two buffers in one `writev`: 14.5 to 16.7 µs of CPU at 100 bytes, even at 4 KB. */
const MAX_JOINED_BYTES = 2048;

/** What all exchanges of a proxy share. */
export interface ExchangeContext {
  readonly flushes: FlushQueue;
  /** How long a client may take no byte while there are some for it. */
  readonly clientStallTimeoutMs: number;
  /** How long an exchange whose client went away may wait for the upstream's whole answer; 0 = no limit. */
  readonly headersTimeoutMs: number;
  /** The place that an exchange had among those that may run is free. */
  readonly release: () => void;
}

/** What the engine tells us about a response before its body. */
export interface UpstreamHead {
  readonly status: number;
  readonly message: string;
  /** Flat list as received; undici gives buffers, `node:http` strings. */
  readonly rawHeaders: readonly (string | Buffer)[];
  /** The parsed fields that decide about framing. */
  readonly connection: string | undefined;
  readonly transferEncoding: string | undefined;
}

/**
 * The client's side of one exchange: head, body, trailers, failure, each written exactly once and in order.
 * An engine extends it with the upstream's side. A class, because this is the hot path: one object with prototype
 * methods instead of a closure for each of a dozen events (benchmarks/proxy/README.md has the figures).
 */
export abstract class Exchange {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  readonly instruction: ForwardInstruction;
  private readonly shared: ExchangeContext;
  /** The upstream's side is over: whole, failed or given up. */
  settled = false;
  private begun = false;
  private hasPlace = false;
  private status: number | null = null;
  private started = false;
  /** The head is prepared but not on the wire: a body that comes in the same read leaves in the same write. */
  private held = false;
  private ended = false;
  private heldChunk: Buffer | null = null;
  private transform: Duplex | null = null;
  private bodyStage: ResponseStage | null = null;
  /** Runs while the client does not read what there is for it. */
  private stall: NodeJS.Timeout | undefined;
  private chunked = false;
  /** The client went away; the upstream is still doing what it asked for. */
  private abandoned: UpstreamError | null = null;

  constructor(
    incoming: IncomingMessage,
    response: ServerResponse,
    instruction: ForwardInstruction,
    shared: ExchangeContext,
  ) {
    this.incoming = incoming;
    this.response = response;
    this.instruction = instruction;
    this.shared = shared;
    // Not `once`: it is emitted once, and taking a listener off costs as much as all else here.
    response.on('close', () => this.clientClosed());
  }

  protected get stage(): ExchangeStage {
    return this.started ? 'inside-body' : 'awaiting-head';
  }

  /** Called once a place among `maxSockets` is free. */
  begin(): void {
    this.begun = true;
    this.hasPlace = true;
    this.start();
  }

  /** What was allowed when it began to wait may be refused by now. */
  mayStart(): boolean {
    return this.instruction.mayStart?.() !== false;
  }

  /** Nothing of it was sent, and nothing of it runs any more. The body is what was read of it, null: nothing was. */
  takeBack(body: Buffer | null = null): void {
    if (this.settled) return;
    this.settled = true;
    if (this.abandoned !== null) clearTimeout(this.stall);
    this.instruction.onTakenBack?.(body);
  }

  /** The upstream is done with it, or it is a stream: those last for hours, and a crowd of them must shut nobody out. */
  protected leavePlace(): void {
    if (!this.hasPlace) return;
    this.hasPlace = false;
    this.shared.release();
  }

  /** Sends the request. */
  protected abstract start(): void;
  /** Gives up: the upstream connection is destroyed, never pooled. */
  protected abstract abort(reason: UpstreamError): void;
  /** The client reads again after `receiveData` returned false. */
  protected abstract resumeUpstream(): void;

  fail(error: UpstreamError): void {
    if (this.settled) return;
    this.settle(this.status, error);
    const { response, incoming } = this;
    if (!this.started) {
      if (!response.destroyed) this.instruction.onError(error);
      return;
    }
    if (this.transform !== null) this.flush();
    this.transform?.destroy();
    truncate(response, incoming.httpVersionMinor === 0);
  }

  protected receiveInformation(status: number, rawHeaders: readonly (string | Buffer)[]): void {
    const { response, incoming, instruction } = this;
    if (this.abandoned !== null || response.headersSent || this.started || incoming.httpVersionMinor === 0)
      return;
    if (status === 100) {
      // Asked for by nobody but the client itself; one that did not ask may read it as the answer.
      if (incoming.headers.expect !== undefined) response.writeContinue();
      return;
    }
    const headers = endToEndHeaders(rawHeaders, undefined, { dropLength: true, keepTrailer: false });
    // Node 22 cannot write any 1xx with any header; clients must not depend on receiving one (RFC 9110 15.2).
    response.writeInformation?.(status, instruction.onInformation?.(headers) ?? headers);
  }

  protected receiveHead(head: UpstreamHead): void {
    const { response, instruction, incoming } = this;
    const { status } = head;
    if (this.abandoned !== null) {
      instruction.onBodySent?.();
      this.status = status;
      return;
    }
    if (head.transferEncoding !== undefined && head.transferEncoding.toLowerCase() !== 'chunked') {
      // Any other coding would still be on the body, and the header that says so goes with the hop.
      throw new UpstreamError(
        'protocol',
        `Expected Transfer-Encoding "chunked" from the upstream, got "${head.transferEncoding}"; switch that coding off there`,
      );
    }
    const framing: ResponseFraming = {
      // Next to chunks a length is at best wrong (RFC 9112 6.3), and 204 has none (RFC 9110 8.6).
      dropLength: status === 204 || head.transferEncoding !== undefined,
      keepTrailer: head.transferEncoding !== undefined,
      isEventStream: false,
    };
    let headers = endToEndHeaders(head.rawHeaders, head.connection, framing);
    if (framing.isEventStream) {
      this.leavePlace();
      instruction.onEventStream?.(this);
    }
    instruction.onBodySent?.();
    const plan = instruction.onResponse?.({ status, headers });
    if (plan !== undefined) {
      headers = plan.headers ?? headers;
      const { transform, stage } = plan;
      if (transform !== undefined || stage !== undefined) {
        headers = withoutHeader(withoutHeader(headers, 'content-length'), 'trailer');
        const hasBody = incoming.method !== 'HEAD' && status !== 204 && status !== 304;
        if (hasBody && transform !== undefined) this.attach(transform);
        if (hasBody) this.bodyStage = stage ?? null;
      }
    }
    this.status = status;
    response.writeHead(status, plan?.message ?? head.message, headers);
    this.started = true;
    this.chunked = response.chunkedEncoding;
    this.held = true;
    this.shared.flushes.add(this);
  }

  /** Ends an answer before the upstream does; with a length it would be cut, otherwise its reader takes it for whole. */
  end(): void {
    if (this.settled) return;
    const { response, incoming } = this;
    const error = new UpstreamError('reset', 'The stream was ended because its reader may not stay');
    const isOpenEnded = this.chunked || incoming.httpVersionMinor === 0;
    const mayEnd = this.started && !this.isChanged && isOpenEnded;
    if (mayEnd) this.flush();
    // First, so that what the upstream's side reports of its end is nobody's news any more.
    this.settle(this.status, error);
    this.abort(error);
    if (mayEnd) response.end();
    else response.destroy();
  }

  /** False: the client cannot keep up; wait for `resumeUpstream`. */
  protected receiveData(chunk: Buffer): boolean {
    if (this.abandoned !== null || this.settled) return true;
    if (this.bodyStage === null) return this.pass(chunk);
    const changed = this.change((stage) => stage.write(chunk));
    return changed === null || this.pass(changed);
  }

  /** False: the client cannot keep up. */
  private pass(chunk: Buffer): boolean {
    if (this.held && this.heldChunk === null && this.transform === null) {
      this.heldChunk = chunk;
      return true;
    }
    if (this.held && this.transform === null) this.flush();
    return this.write(chunk);
  }

  protected receiveEnd(rawTrailers: readonly (string | Buffer)[]): void {
    if (this.settled) return;
    if (this.abandoned !== null) {
      this.settle(this.status, this.abandoned);
      return;
    }
    if (this.bodyStage !== null) {
      const last = this.change((stage) => stage.end(), true);
      if (last !== null) this.pass(last);
      if (this.settled) return;
    }
    // A changed body is not the one whose digest may stand there.
    if (this.chunked && rawTrailers.length > 0 && !this.isChanged) {
      this.response.addTrailers(endToEndTrailers(rawTrailers));
    }
    this.ended = true;
    this.settle(this.status, null);
    // Whole answers leave together at the end of the turn: many small writes in a row cost a sixth less than the
    // same writes between parsing, because the kernel finds the receivers awake.
    if (!this.held || this.transform !== null) this.finish();
    // Answered before the request was read whole: what is still coming must not stay in the connection's way.
    if (!this.incoming.complete) this.incoming.resume();
  }

  /** Puts a held head on the wire, so that it never waits for the first byte of its body. */
  flush(): void {
    if (!this.held) return;
    if (this.transform !== null) {
      this.held = false;
      if (this.response.writableEnded) return;
      this.response.flushHeaders();
      this.response.socket?.uncork();
      return;
    }
    if (this.ended) {
      this.finish();
      return;
    }
    this.held = false;
    const chunk = this.heldChunk;
    this.heldChunk = null;
    if (chunk === null) this.response.flushHeaders();
    else if (!this.write(chunk)) this.pauseUpstream();
  }

  private finish(): void {
    const { response, transform } = this;
    if (transform !== null) {
      transform.end();
      return;
    }
    const chunk = this.heldChunk;
    this.held = false;
    this.heldChunk = null;
    if (chunk === null) {
      response.end();
    } else if (chunk.length <= MAX_JOINED_BYTES) {
      response.end(chunk.toString('latin1'), 'latin1');
    } else {
      response.end(chunk);
    }
  }

  protected abstract pauseUpstream(): void;

  private write(chunk: Buffer): boolean {
    const sink = this.transform ?? this.response;
    if (sink.write(chunk)) return true;
    if (this.stall === undefined) {
      this.stall = setTimeout(() => this.clientStalled(), this.shared.clientStallTimeoutMs);
      sink.once('drain', () => {
        clearTimeout(this.stall);
        this.stall = undefined;
        if (!this.settled) this.resumeUpstream();
      });
    }
    return false;
  }

  /** Otherwise a few clients that ask for much and read nothing would hold every place there is. */
  private clientStalled(): void {
    const { clientStallTimeoutMs } = this.shared;
    const message = `Expected the client to read within ${clientStallTimeoutMs} ms, it took no byte`;
    if (this.settled) this.response.destroy();
    else this.giveUp(new UpstreamError('aborted-by-client', message));
  }

  private get isChanged(): boolean {
    return this.transform !== null || this.bodyStage !== null;
  }

  /** Null where nothing goes on, or nothing more. */
  private change(how: (stage: ResponseStage) => Uint8Array, isAtEnd = false): Buffer | null {
    if (this.bodyStage === null) return null;
    try {
      const bytes = how(this.bodyStage);
      if (bytes.length === 0) return null;
      return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    } catch (cause) {
      const error = new UpstreamError('protocol', 'A change of the response body failed', cause);
      this.fail(error);
      // Not from within an event of the upstream's answer, which Node would then throw.
      if (!isAtEnd) process.nextTick(() => this.abort(error));
      return null;
    }
  }

  private attach(transform: Duplex): void {
    const { response, incoming } = this;
    this.transform = transform;
    // What it gives within this turn leaves with the head, as other answers do. Not the response's own cork: it puts the
    // last chunk before those that it held back (seen in Node 24).
    response.socket?.cork();
    transform.on('data', (chunk: Buffer) => {
      if (!response.write(chunk)) transform.pause();
    });
    response.on('drain', () => transform.resume());
    transform.once('end', () => response.end());
    transform.once('error', (cause) => {
      const error = new UpstreamError('protocol', 'The transform of the response body failed', cause);
      if (this.settled) truncate(response, incoming.httpVersionMinor === 0);
      else this.giveUp(error);
    });
  }

  private clientClosed(): void {
    clearTimeout(this.stall);
    if (this.settled) {
      this.transform?.destroy();
      return;
    }
    const error = clientLeft();
    const isUnderWay = this.begun && this.isWhollyRead();
    if (isUnderWay && this.instruction.outlivesClient?.(this.started)) this.abandon(error);
    else this.giveUp(error);
  }

  private abandon(error: UpstreamError): void {
    this.abandoned = error;
    this.transform?.destroy();
    this.held = false;
    this.heldChunk = null;
    if (this.started) this.resumeUpstream();
    const { headersTimeoutMs } = this.shared;
    if (headersTimeoutMs > 0) this.stall = setTimeout(() => this.giveUp(error), headersTimeoutMs);
  }

  /** An upstream that has only a part of the request will find out by itself that it is not whole. */
  private isWhollyRead(): boolean {
    const { incoming, instruction } = this;
    if (!incoming.complete) return false;
    const { 'content-length': length, 'transfer-encoding': coding } = incoming.headers;
    const hasBody = coding !== undefined || (length !== undefined && Number(length) !== 0);
    return !hasBody || instruction.body !== undefined || incoming.readableEnded;
  }

  private giveUp(error: UpstreamError): void {
    this.abort(error);
    this.fail(error);
  }

  protected settle(status: number | null, error: UpstreamError | null): void {
    if (this.settled) return;
    this.settled = true;
    if (this.abandoned !== null) clearTimeout(this.stall);
    this.instruction.onFinished?.({ status, complete: error === null, error });
  }
}

/**
 * Cuts a response so that no client can take it for whole. A body that ends with the connection (HTTP/1.0)
 * would look complete after an ordinary close, so the connection is reset.
 */
function truncate(response: ServerResponse, closeDelimited: boolean): void {
  const { socket } = response;
  if (closeDelimited && socket !== null && !(socket instanceof TLSSocket)) socket.resetAndDestroy();
  response.destroy();
}
