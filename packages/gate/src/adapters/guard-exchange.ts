import type { ServerResponse } from 'node:http';
import {
  type BodyReader,
  couldWrite,
  failureAnswer,
  type Gate,
  type Logger,
} from '../runtime/for-adapters.ts';
import {
  type Admission,
  type Admitted,
  type Answered,
  admit,
  isAdmitted,
  rememberAdmitted,
} from './admit.ts';
import { isMarked, markResponse } from './mark-response.ts';
import { createNodeBody } from './node-body.ts';
import { type NodeRequest, prepareRequest, rawRequestOf } from './node-request.ts';
import { beforeHead } from './node-response.ts';

/** The app's work for a client that left is waited for this long, as long as the proxy waits for an answer. */
const abandonedAfterMs = 60_000;

/** A request with its response, as every host on `node:http` has them. */
export interface Exchange {
  readonly incoming: NodeRequest;
  readonly response: ServerResponse;
  /** Called before a body is read: a client may wait to be told. */
  readonly beforeReading?: () => void;
}

export interface Ways {
  /** On to the app; null when this gate let the very same request in before. */
  readonly pass: (admitted: Admitted | null) => void;
  readonly answer: (answered: Answered) => void;
  readonly logger: Pick<Logger, 'warn'>;
}

/** One exchange through the gate: exactly one of `pass` and `answer` is called, or none when the client has left. */
export function guardExchange(gate: Gate, exchange: Exchange, ways: Ways): void {
  const { incoming } = exchange;
  const raw = rawRequestOf(incoming);
  if (isAdmitted(incoming, gate, raw)) {
    ways.pass(null);
    return;
  }
  // Made when it is asked for: most requests are decided without their body.
  const reader: BodyReader = {
    read: (limitBytes) => {
      const onTooLate = () =>
        ways.logger.warn(
          { path: raw.target },
          'portcullis: a body was read before the gate could look at it, so the request counts as a write. Register the gate before body parsers.',
        );
      return createNodeBody({ ...exchange, onTooLate }).read(limitBytes);
    },
  };
  const admission = admit(gate, raw, reader);
  if (admission instanceof Promise) void admission.then((late) => proceed(exchange, ways, late));
  else proceed(exchange, ways, admission);
}

function proceed(exchange: Exchange, ways: Ways, admission: Admission): void {
  const { response } = exchange;
  if (admission.kind === 'answered') {
    if (!response.destroyed) ways.answer(admission);
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
    ways.answer({ kind: 'answered', answer: failureAnswer(), refusal: null });
    return;
  }
  ways.pass(admission);
}

function letIn({ incoming, response }: Exchange, admitted: Admitted): void {
  prepareRequest(incoming, admitted);
  rememberAdmitted(incoming, admitted);
  if (isMarked(admitted)) beforeHead(response, (headers) => markResponse(admitted, headers));
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
