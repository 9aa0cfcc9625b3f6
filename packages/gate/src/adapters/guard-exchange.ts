import type { ServerResponse } from 'node:http';
import {
  type BodyReader,
  failureAnswer,
  type Gate,
  type Judgement,
  type Logger,
  type RawRequest,
  type RunningClient,
} from '../runtime/for-adapters.ts';
import { type Admission, type Answered, admit, Passage } from './admit.ts';
import type { Admitted } from './entrance.ts';
import type { MaintenanceOptions } from './host.ts';
import { createNodeBody } from './node-body.ts';
import { decompressInNode } from './node-decompress.ts';
import { isObservable, letIn } from './node-let-in.ts';
import type { NodeRequest } from './node-made-request.ts';
import { isMade, readMade } from './node-made-request.ts';
import { canShow } from './node-switches.ts';
import { pathForLog } from './path-for-log.ts';
import { createSlowClients, defaultSlowClientGraceMs, isReadSlowly, isStillComing } from './slow-clients.ts';
import { closeWithConnection } from './waiting-responses.ts';

/** What is the same for all requests of one middleware. */
export interface ExchangeSettings {
  readonly gate: Gate;
  readonly logger: Pick<Logger, 'warn'>;
}

/** A request with its response, and what the gate sees of it. */
export interface Arrived {
  readonly raw: RawRequest;
  readonly incoming: NodeRequest;
  readonly response: ServerResponse;
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

  constructor({ gate, logger }: ExchangeSettings, { raw, incoming, response }: Arrived) {
    super(gate, raw, isObservable(raw, response) ? response : null);
    this.incoming = incoming;
    this.response = response;
    this.logger = logger;
    closeWithConnection(incoming, response);
  }

  /** On to the app. */
  abstract pass(admitted: Admitted): void;

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

  override shows(judgement: Judgement): boolean {
    return canShow(this.incoming, this.raw, judgement);
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

/** One exchange through the gate: exactly one of `pass` and `answer` is called, or none when the client has left. */
export function guardExchange(exchange: Exchange): void {
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
