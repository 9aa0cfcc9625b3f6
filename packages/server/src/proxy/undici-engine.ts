import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { Readable } from 'node:stream';
import { buildConnector, Client, type Dispatcher } from 'undici';
import { isBoundBy } from './bound-connections.ts';
import type { ForwardInstruction } from './contract.ts';
import { type Engine, type EngineOptions, MAX_RESPONSE_HEAD_BYTES } from './engine.ts';
import { Exchange, type ExchangeContext } from './exchange.ts';
import { isReplayable } from './replay.ts';
import { bodyToSend, mayComeWhole } from './request-body.ts';
import { toUpstreamError, type UpstreamError } from './upstream-error.ts';

/** One undici client is one connection. */
interface Connection {
  readonly client: Client;
  /** Whole exchanges on the present socket: above 0 a reset may be the upstream's idle timeout. */
  served: number;
}

/**
 * Requests without a body or with `Content-Length`. We keep the free clients ourselves instead of using undici's
 * `Pool`: one connection per exchange is known then (what was reused, what is busy), and nothing is scanned.
 */
export function createUndiciEngine(options: EngineOptions): Engine {
  const connections = new Set<Connection>();
  const free: Connection[] = [];
  const connect = createConnector(options);

  const openConnection = (): Connection => {
    const client = new Client(options.upstream.origin, {
      connect,
      allowH2: false,
      pipelining: 1,
      headersTimeout: options.headersTimeoutMs,
      bodyTimeout: options.bodyIdleTimeoutMs,
      keepAliveTimeout: options.keepAliveTimeoutMs,
      keepAliveMaxTimeout: options.keepAliveTimeoutMs,
      maxHeaderSize: MAX_RESPONSE_HEAD_BYTES,
    });
    const connection: Connection = { client, served: 0 };
    client.on('connect', () => {
      connection.served = 0;
    });
    connections.add(connection);
    return connection;
  };

  const pool: ConnectionPool = {
    take: () => free.pop() ?? openConnection(),
    give(connection) {
      free.push(connection);
    },
    discard(connection) {
      connections.delete(connection);
      void connection.client.destroy();
    },
    servername: options.servername,
    requestHead: options.requestHead,
    shared: options,
  };

  return {
    exchange: (incoming, response, instruction) => new UndiciExchange(incoming, response, instruction, pool),
    async close() {
      await Promise.all([...connections].map(({ client }) => client.destroy()));
    },
  };
}

interface ConnectionPool extends Pick<EngineOptions, 'requestHead' | 'servername'> {
  readonly shared: ExchangeContext;
  take(): Connection;
  give(connection: Connection): void;
  /** Nobody else may come to it. */
  discard(connection: Connection): void;
}

/** undici derives the TLS name from the Host header; ours is fixed, and empty for addresses, which are verified as such. */
function createConnector({ connectTimeoutMs, ca, servername }: EngineOptions): buildConnector.connector {
  const connect = buildConnector({
    timeout: connectTimeoutMs,
    allowH2: false,
    ...(ca === undefined ? {} : { ca }),
  });
  const name = isIP(servername) === 0 ? servername : '';
  return (target, callback) => connect({ ...target, servername: name }, callback);
}

/** See `Exchange` for why this is a class; undici calls it as its dispatch handler, without one object between. */
class UndiciExchange extends Exchange implements Dispatcher.DispatchHandler {
  private readonly pool: ConnectionPool;
  private connection: Connection | null = null;
  private controller: Dispatcher.DispatchController | null = null;
  private headers: string[] = [];
  private body: Buffer | Readable | null = null;
  private retried = false;
  private received = false;
  private isWithdrawn = false;
  /** The upstream knows somebody by the connection. */
  private isBound = false;

  constructor(
    incoming: IncomingMessage,
    response: ServerResponse,
    instruction: ForwardInstruction,
    pool: ConnectionPool,
  ) {
    super(incoming, response, instruction, pool.shared);
    this.pool = pool;
  }

  protected start(): void {
    const { incoming, instruction, pool } = this;
    this.connection = pool.take();
    try {
      this.headers = pool.requestHead(incoming, instruction);
    } catch (cause) {
      this.over(cause);
      return;
    }
    if (mayComeWhole(incoming, instruction)) process.nextTick(() => this.dispatch());
    else this.dispatch();
  }

  private dispatch(): void {
    const { incoming, instruction, pool, connection } = this;
    if (this.settled) {
      this.giveBack();
      return;
    }
    this.body = bodyToSend(incoming, instruction);
    connection?.client.dispatch(
      {
        // Every method goes upstream as it came; the gate has judged it.
        method: incoming.method ?? 'GET',
        path: instruction.target,
        headers: this.headers,
        body: this.body,
        servername: pool.servername,
      } as Dispatcher.DispatchOptions,
      this,
    );
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.settled) controller.abort(new Error('The client left before the request was sent'));
    else if (!this.mayStart()) this.withdraw(controller);
  }

  /** undici has begun to write by now, but for the bytes: it can only be stopped together with its connection. */
  private withdraw(controller: Dispatcher.DispatchController): void {
    const { connection, pool, body, incoming } = this;
    this.connection = null;
    this.isWithdrawn = true;
    if (body instanceof Readable) {
      body.destroy();
      // It reads on into nothing otherwise.
      incoming.pause();
    }
    controller.abort(new Error('The request was taken back before it was sent'));
    // After undici is done with its abort: whoever gets the place may get the client, too.
    queueMicrotask(() => {
      if (connection !== null) pool.give(connection);
      this.leavePlace();
      this.takeBack(Buffer.isBuffer(body) ? body : null);
    });
  }

  onResponseStarted(): void {
    this.received = true;
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
    message = '',
  ): void {
    const rawHeaders = controller.rawHeaders;
    if (!Array.isArray(rawHeaders)) throw new TypeError('Expected a list of raw headers from undici');
    if (status < 200) {
      this.receiveInformation(status, rawHeaders);
      return;
    }
    this.isBound = isBoundBy(text(headers['www-authenticate']), text(headers['persistent-auth']));
    this.receiveHead({
      status,
      message,
      rawHeaders,
      connection: text(headers.connection),
      transferEncoding: text(headers['transfer-encoding']),
    });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.receiveData(chunk)) controller.pause();
  }

  onResponseEnd(controller: Dispatcher.DispatchController): void {
    const trailers = controller.rawTrailers;
    const { connection, pool } = this;
    this.connection = null;
    if (connection !== null) {
      connection.served += 1;
      if (this.isBound) pool.discard(connection);
      else pool.give(connection);
      this.leavePlace();
    }
    this.receiveEnd(Array.isArray(trailers) ? trailers : NO_TRAILERS);
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, cause: Error): void {
    if (this.isWithdrawn) return;
    if (this.mayRetry(cause)) {
      this.retried = true;
      this.controller = null;
      this.dispatch();
      return;
    }
    this.over(cause);
  }

  protected abort(reason: UpstreamError): void {
    this.controller?.abort(reason);
  }

  protected pauseUpstream(): void {
    this.controller?.pause();
  }

  protected resumeUpstream(): void {
    this.controller?.resume();
  }

  /** The keep-alive race: the upstream closed its idle connection while our request was on the way. */
  private mayRetry(cause: Error): boolean {
    if (this.settled || this.retried || this.received || this.controller === null) return false;
    if (this.connection === null || this.connection.served === 0) return false;
    return (
      isReplayable(this.incoming, this.instruction) &&
      toUpstreamError(cause, 'awaiting-head').kind === 'reset'
    );
  }

  private giveBack(): void {
    const { connection, pool } = this;
    this.connection = null;
    if (connection === null) return;
    pool.give(connection);
    this.leavePlace();
  }

  private over(cause: unknown): void {
    // undici has destroyed the socket; the client connects anew for its next request.
    this.giveBack();
    this.fail(toUpstreamError(cause, this.controller === null ? 'connecting' : this.stage));
  }
}

const NO_TRAILERS: readonly string[] = [];

function text(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}
