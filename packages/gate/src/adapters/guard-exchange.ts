import { ServerResponse } from 'node:http';
import {
  abandonedAfterMs,
  type BodyReader,
  couldWrite,
  failureAnswer,
  type Gate,
  type Logger,
  type RawRequest,
  type RunningClient,
} from '../runtime/for-adapters.ts';
import { type Admission, type Admitted, type Answered, admit, isMarked, Passage } from './admit.ts';
import type { MaintenanceOptions } from './host.ts';
import { createNodeBody } from './node-body.ts';
import { decompressInNode } from './node-decompress.ts';
import { isMade, readMade } from './node-made-request.ts';
import { type NodeRequest, prepareRequest, rawRequestOf } from './node-request.ts';
import { beforeHead } from './node-response.ts';
import { pathForLog } from './path-for-log.ts';
import { findAdmitted, rememberAdmitted } from './remember-admitted.ts';
import { createSlowClients, defaultSlowClientGraceMs, isReadSlowly, isStillComing } from './slow-clients.ts';
import { closeWithConnection } from './waiting-responses.ts';

/** What is the same for all requests of one middleware. */
export interface ExchangeSettings {
  readonly gate: Gate;
  readonly logger: Pick<Logger, 'warn'>;
}

/** Judges what slow clients keep from ending again, whenever the switch changes. */
export function watchSlowClients(
  gate: Gate,
  logger: Pick<Logger, 'warn'>,
  { slowClientGraceMs = defaultSlowClientGraceMs }: Pick<MaintenanceOptions, 'slowClientGraceMs'>,
): void {
  gate.subscribe(createSlowClients({ gate, logger, graceMs: slowClientGraceMs }).judgeAgain);
}

/**
 * A request with its response, as every host on `node:http` has them. One object of the host's own class for each,
 * and no closures.
 */
export abstract class Exchange extends Passage implements RunningClient {
  readonly incoming: NodeRequest;
  readonly response: ServerResponse;
  readonly logger: Pick<Logger, 'warn'>;

  constructor({ gate, logger }: ExchangeSettings, incoming: NodeRequest, response: ServerResponse) {
    const raw = rawRequestOf(incoming);
    super(gate, raw, isObservable(raw, response) ? response : null);
    this.incoming = incoming;
    this.response = response;
    this.logger = logger;
    closeWithConnection(incoming, response);
  }

  /** On to the app; null when this gate let the very same request in before. */
  abstract pass(admitted: Admitted | null): void;

  abstract answer(answered: Answered): void;

  override get client(): RunningClient {
    return this;
  }

  isSending(): boolean {
    return isStillComing(this.incoming);
  }

  isBehind(): boolean {
    return isReadSlowly(this.response);
  }

  cut(): void {
    this.incoming.socket.destroy();
  }

  /** Called before a body is read: a client may wait to be told. */
  beforeReading(): void {}

  decompress(...stream: Parameters<typeof decompressInNode>): ReturnType<typeof decompressInNode> {
    return decompressInNode(...stream);
  }

  hasLeft(): boolean {
    return this.response.destroyed;
  }

  protected override readOnce(limitBytes: number): ReturnType<BodyReader['read']> {
    const { incoming, response, raw } = this;
    const onTooLate = () =>
      this.logger.warn(
        { path: pathForLog(raw) },
        'portcullis: a body was read before the gate could look at it, so the request counts as a write. Register the gate before body parsers.',
      );
    if (isMade(incoming)) return Promise.resolve(readMade(incoming, limitBytes));
    const beforeReading = () => this.beforeReading();
    return createNodeBody({ incoming, response, beforeReading, onTooLate }).read(limitBytes);
  }
}

/**
 * Whether the response itself will tell that the request is over. A write's end is listened for: how long its client
 * has been gone must be known exactly. What is no response of `node:http` itself, as those of HTTP/2, may tell nothing.
 */
function isObservable({ method }: RawRequest, response: ServerResponse): boolean {
  return (method === 'GET' || method === 'HEAD') && response instanceof ServerResponse;
}

/** One exchange through the gate: exactly one of `pass` and `answer` is called, or none when the client has left. */
export function guardExchange(exchange: Exchange): void {
  const { incoming, gate, raw } = exchange;
  if (findAdmitted(incoming, gate, raw) !== null) {
    exchange.pass(null);
    return;
  }
  const admission = admit(exchange);
  if (admission instanceof Promise) void admission.then((late) => proceed(exchange, late));
  else proceed(exchange, admission);
}

function proceed(exchange: Exchange, admission: Admission): void {
  const { response } = exchange;
  if (admission.kind === 'answered') {
    if (!response.destroyed) answerOrClose(exchange, admission);
    return;
  }
  if (response.destroyed) {
    admission.end();
    return;
  }
  try {
    letIn(exchange, admission);
  } catch {
    admission.end();
    answerOrClose(exchange, { kind: 'answered', answer: failureAnswer(), refusal: null });
    return;
  }
  exchange.pass(admission);
}

/** What stands before the gate may have changed how a response is written: that must not end the process. */
function answerOrClose(exchange: Exchange, answered: Answered): void {
  try {
    exchange.answer(answered);
  } catch (error) {
    exchange.logger.warn({ error }, 'portcullis: an answer could not be written; its connection is closed');
    exchange.response.destroy();
  }
}

function letIn({ incoming, response }: Exchange, admitted: Admitted): void {
  prepareRequest(incoming, admitted);
  rememberAdmitted(incoming, admitted);
  if (isMarked(admitted)) beforeHead(response, admitted);
  if (admitted.mustEnd) listenForEnd(response, admitted);
}

function listenForEnd(response: ServerResponse, admitted: Admitted): void {
  // When the app has said all: its client may read slowly, or not at all.
  response.on('prefinish', () => admitted.end());
  // It comes once; `once` would make a wrapper for each request.
  response.on('close', () => {
    if (response.writableEnded || !couldWrite(admitted.judgement.request)) admitted.end();
    else endWhenAnswered(response, admitted);
  });
}

/** The client left, and the app may still be writing: its answer, which nobody gets, says that it is done. */
function endWhenAnswered(response: ServerResponse, admitted: Admitted): void {
  const timer = setTimeout(() => admitted.end(), abandonedAfterMs).unref();
  const { end } = response;
  response.end = (...given: unknown[]) => {
    clearTimeout(timer);
    admitted.end();
    return Reflect.apply(end, response, given);
  };
}
