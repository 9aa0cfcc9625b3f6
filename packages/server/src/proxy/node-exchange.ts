import {
  type ClientRequest,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { isBoundBy } from './bound-connections.ts';
import type { ForwardInstruction } from './contract.ts';
import { MAX_RESPONSE_HEAD_BYTES } from './engine.ts';
import { Exchange } from './exchange.ts';
import { GatheredWrites } from './gathered-writes.ts';
import type { NodeContext } from './node-context.ts';
import { isReplayable } from './replay.ts';
import { endToEndTrailers } from './trailers.ts';
import { toUpstreamError, UpstreamError } from './upstream-error.ts';

/** For these, no body is the rule; for all others an absent length would make Node send an empty chunked body. */
const BODILESS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE']);

/** One exchange over `node:http`. A class as its base is; here it only keeps the two engines alike. */
export class NodeExchange extends Exchange {
  protected readonly context: NodeContext;
  protected request: ClientRequest | null = null;
  private upstreamResponse: IncomingMessage | null = null;
  private deadline: NodeJS.Timeout | undefined;
  protected failure: unknown;
  private connected = false;
  private retried = false;
  private isWithdrawn = false;
  private bodySent = false;
  /** The client may be silent until the upstream has said 100 Continue. */
  private awaitsContinue = false;
  private bytesBefore = 0;

  constructor(
    incoming: IncomingMessage,
    response: ServerResponse,
    instruction: ForwardInstruction,
    context: NodeContext,
  ) {
    super(incoming, response, instruction, context);
    this.context = context;
  }

  protected start(): void {
    this.send();
  }

  protected upstreamHeaders(): string[] {
    const { incoming, instruction } = this;
    const headers = this.context.requestHead(incoming, instruction);
    const { expect, te, trailer, 'transfer-encoding': coding, 'content-length': length } = incoming.headers;
    const method = incoming.method ?? 'GET';
    if (instruction.body === undefined) {
      if (coding !== undefined) {
        headers.push('Transfer-Encoding', 'chunked');
        if (trailer !== undefined) headers.push('Trailer', trailer);
      } else if (length === undefined && !BODILESS.has(method)) {
        headers.push('Content-Length', '0');
      }
      if (expect !== undefined) headers.push('Expect', expect);
    }
    // Only trailers are ours to promise: what we receive as such is passed on (RFC 9110 10.1.4).
    if (acceptsTrailers(te)) headers.push('TE', 'trailers', 'Connection', 'keep-alive, TE');
    return headers;
  }

  /** A 101 to a request that asked for no upgrade. True: the socket was taken over. */
  protected receiveUpgrade(_response: IncomingMessage, socket: Duplex, _head: Buffer): boolean {
    socket.destroy();
    this.failure = new UpstreamError(
      'protocol',
      'The upstream switched protocols (101) without being asked to',
    );
    return false;
  }

  protected abort(reason: UpstreamError): void {
    this.request?.destroy(reason);
  }

  protected pauseUpstream(): void {
    this.upstreamResponse?.pause();
  }

  protected resumeUpstream(): void {
    this.upstreamResponse?.resume();
  }

  /** The exchange occupies no connection any more. */
  protected over(): void {
    clearTimeout(this.deadline);
    this.leavePlace();
  }

  private send(): void {
    let request: ClientRequest;
    try {
      request = this.open();
    } catch (cause) {
      this.over();
      this.fail(toUpstreamError(cause, 'awaiting-head'));
      return;
    }
    this.request = request;
    let takenOver = false;
    request
      .on('socket', (socket) => this.watchConnection(request, socket))
      .on('information', ({ statusCode, rawHeaders }) => {
        if (statusCode === 100) this.awaitsContinue = false;
        this.receiveInformation(statusCode, rawHeaders);
      })
      .on('response', (upstreamResponse) => this.receive(upstreamResponse))
      .on('upgrade', (upstreamResponse, socket, head) => {
        clearTimeout(this.deadline);
        takenOver = this.receiveUpgrade(upstreamResponse, socket, head);
      })
      .on('error', (cause) => {
        this.failure ??= cause;
      })
      .once('close', () => {
        if (takenOver) return;
        if (this.isWithdrawn) {
          this.over();
          this.takeBack();
          return;
        }
        if (this.mayRetry(request)) {
          this.retried = true;
          this.failure = undefined;
          this.send();
          return;
        }
        this.over();
        this.fail(toUpstreamError(this.failure ?? closedEarly(), this.connected ? this.stage : 'connecting'));
      });
  }

  private open(): ClientRequest {
    const { context, incoming, instruction } = this;
    const { upstream } = context;
    const open = upstream.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = open({
      agent: context.agents.agentFor(incoming, instruction),
      host: upstream.hostname.replace(/^\[|\]$/g, ''),
      port: upstream.port === '' ? undefined : Number(upstream.port),
      method: incoming.method,
      path: instruction.target,
      headers: this.upstreamHeaders(),
      maxHeaderSize: MAX_RESPONSE_HEAD_BYTES,
    });
    // Beyond its default of 2000 Node drops headers without a word; the size limit is the honest one.
    request.maxHeadersCount = 0;
    return request;
  }

  private watchConnection(request: ClientRequest, socket: Socket): void {
    const { connectTimeoutMs, upstream } = this.context;
    this.bytesBefore = socket.bytesRead;
    if (!socket.connecting) {
      this.connect(request);
      return;
    }
    this.expectWithin(connectTimeoutMs, 'connection', () => true);
    socket.once(upstream.protocol === 'https:' ? 'secureConnect' : 'connect', () => this.connect(request));
  }

  /** Not a byte leaves before the connection stands: who waits for that may be refused meanwhile. */
  private connect(request: ClientRequest): void {
    this.connected = true;
    if (request.destroyed) return;
    if (!this.mayStart()) {
      this.isWithdrawn = true;
      request.destroy();
      return;
    }
    this.sendBody(request);
    this.watchHead();
  }

  private watchHead(): void {
    if (this.upstreamResponse !== null) return;
    // While the client is the one who is slow with its body, time does not run against the upstream.
    this.expectWithin(
      this.context.headersTimeoutMs,
      'response head',
      () => this.bodySent || this.awaitsContinue || this.request?.writableNeedDrain === true,
    );
  }

  private expectWithin(limitMs: number, what: string, isTheirTurn: () => boolean): void {
    clearTimeout(this.deadline);
    if (limitMs === 0) return;
    this.deadline = setTimeout(() => {
      if (isTheirTurn()) {
        this.request?.destroy(
          new UpstreamError(
            'timeout',
            `Expected a ${what} from the upstream within ${limitMs} ms, none came`,
          ),
        );
      } else {
        this.deadline?.refresh();
      }
    }, limitMs);
  }

  private sendBody(request: ClientRequest): void {
    const { incoming, instruction } = this;
    const { headers } = incoming;
    const streams =
      instruction.body === undefined &&
      (headers['transfer-encoding'] !== undefined || headers['content-length'] !== undefined);
    if (!streams) {
      this.bodySent = true;
      request.end(instruction.body);
      return;
    }
    // At once, so that the upstream can refuse before the first byte of the body.
    request.flushHeaders();
    this.awaitsContinue = headers.expect !== undefined;
    const writes = new GatheredWrites((bytes) => {
      if (!request.destroyed && !request.write(bytes)) incoming.pause();
    });
    incoming.on('data', (chunk: Buffer) => {
      this.awaitsContinue = false;
      this.deadline?.refresh();
      writes.add(chunk);
    });
    request.on('drain', () => incoming.resume());
    // Who looked at the body for a decision has put it back, and stopped it.
    if (incoming.isPaused()) incoming.resume();
    incoming.once('end', () => {
      writes.flush();
      if (request.destroyed) return;
      this.bodySent = true;
      this.deadline?.refresh();
      if (headers['transfer-encoding'] !== undefined) {
        request.addTrailers(endToEndTrailers(this.incoming.rawTrailers, this.instruction));
      }
      request.end();
    });
  }

  protected receive(upstreamResponse: IncomingMessage): void {
    this.upstreamResponse = upstreamResponse;
    clearTimeout(this.deadline);
    const { headers, rawHeaders, statusCode = 0, statusMessage = '' } = upstreamResponse;
    const { 'www-authenticate': challenge, 'persistent-auth': persistent } = headers;
    // The client's own stays with it.
    if (isBoundBy(challenge, persistent) && !this.context.agents.isBound(this.incoming))
      this.closeAfterwards();
    try {
      this.receiveHead({
        status: statusCode,
        message: statusMessage,
        rawHeaders,
        connection: headers.connection,
        transferEncoding: headers['transfer-encoding'],
      });
    } catch (cause) {
      const error = toUpstreamError(cause, this.stage);
      this.request?.destroy(error);
      this.fail(error);
      return;
    }
    this.expectWithin(this.context.bodyIdleTimeoutMs, 'byte of the body', () => !upstreamResponse.isPaused());
    upstreamResponse
      .on('data', (chunk: Buffer) => {
        this.deadline?.refresh();
        if (!this.receiveData(chunk)) upstreamResponse.pause();
      })
      .once('end', () => {
        clearTimeout(this.deadline);
        this.receiveEnd(upstreamResponse.rawTrailers);
        // An answer before the whole request: what is left of it must not share the connection with the next one.
        if (this.request?.writableFinished === false) this.request.destroy();
      })
      // The request's close, which comes with it, reports what was cut.
      .on('error', (cause) => {
        this.failure ??= cause;
      });
  }

  private closeAfterwards(): void {
    if (this.request !== null) this.request.shouldKeepAlive = false;
  }

  /** The keep-alive race: the upstream closed its idle connection while our request was on the way. */
  private mayRetry(request: ClientRequest): boolean {
    if (
      this.settled ||
      this.retried ||
      this.context.closed ||
      !request.reusedSocket ||
      this.upstreamResponse !== null
    )
      return false;
    if (request.socket !== null && request.socket.bytesRead > this.bytesBefore) return false;
    if (toUpstreamError(this.failure, this.stage).kind !== 'reset') return false;
    return isReplayable(this.incoming, this.instruction);
  }
}

function closedEarly(): UpstreamError {
  return new UpstreamError('reset', 'The upstream closed the connection before its answer was complete');
}

function acceptsTrailers(te: string | string[] | undefined): boolean {
  return String(te ?? '')
    .toLowerCase()
    .split(',')
    .some((coding) => coding.trim() === 'trailers');
}
