import {
  type Answer,
  type BodyReader,
  couldWrite,
  failureAnswer,
  type Gate,
  type Judgement,
  type Logger,
  type ObservableResponse,
  type RawRequest,
  targetFor,
  unreference,
} from '../runtime/for-adapters.ts';
import { admit, isMarked, Passage } from './admit.ts';
import type { Admitted } from './entrance.ts';
import { createFetchBody, type FetchBody } from './fetch-body.ts';
import { decompressByStandard } from './fetch-decompress.ts';
import {
  hasSecrets,
  onAbort,
  rawRequestOf,
  requestForApp,
  type Seen,
  signalOf,
  targetOf,
} from './fetch-request.ts';
import { markResponse } from './mark-response.ts';
import { pathForLog } from './path-for-log.ts';
import { RefusedError } from './refused-error.ts';
import { findAdmitted, rememberAdmitted } from './remember-admitted.ts';

export interface FetchExchange {
  readonly request: Request;
  readonly seen: Seen;
  /** The host's own object for it, by which the same gate may have let it in before; null where there is none. */
  readonly incoming: object | null;
  /** Where the host shows the end of its response; null where it shows none. */
  readonly outgoing: ObservableResponse | null;
  /** The host has chosen by the path already who is to answer. */
  readonly isRouted: boolean;
  readonly errors: 'answer' | 'throw';
  readonly logger: Pick<Logger, 'warn'>;
  /** The app; null instead of the admission when this gate let the very same request in before. */
  readonly run: (request: Request, admitted: Admitted | null) => Promise<Response>;
}

/** One request through the gate, for every host that turns a `Request` into a `Response`. */
export async function guardFetch(gate: Gate, exchange: FetchExchange): Promise<Response> {
  const { request, seen, incoming, logger, run } = exchange;
  const raw = readRequest(exchange);
  if (raw === null) return responseOf(failureAnswer(), { request, seen });
  if (findAdmitted(request, gate, raw) !== null) return run(request, null);
  const body = createFetchBody(request, () =>
    logger.warn(
      { path: pathForLog(raw) },
      'portcullis: a body was read before the gate could look at it, so the request counts as a write. Register the gate first.',
    ),
  );
  const earlier = incoming === null ? null : findAdmitted(incoming, gate, raw);
  if (earlier !== null) {
    // At its server, which marks the response and sees its end.
    const forApp = requestFor(exchange, earlier, body);
    if (forApp === null) return responseOf(failureAnswer(), { request, seen });
    rememberAdmitted(forApp, earlier);
    return run(forApp, earlier);
  }
  try {
    return await guardRead(gate, exchange, { raw, body });
  } finally {
    body.release();
  }
}

/** Null when it is no request: nothing can be known of it. */
function readRequest({ request, seen, logger }: FetchExchange): RawRequest | null {
  try {
    return rawRequestOf(request, seen);
  } catch (error) {
    logger.warn({ error }, 'portcullis: a request could not be read; it is refused');
    return null;
  }
}

async function guardRead(
  gate: Gate,
  exchange: FetchExchange,
  { raw, body }: { readonly raw: RawRequest; readonly body: FetchBody },
): Promise<Response> {
  const { request, seen, errors, run } = exchange;
  const admission = await admit(new FetchPassage(gate, { raw, body, exchange }));
  if (admission.kind === 'answered') {
    const { answer, refusal } = admission;
    if (refusal !== null && errors === 'throw') throw new RefusedError(refusal, answer);
    return responseOf(answer, { request, seen });
  }
  try {
    if (signalOf(request)?.aborted) {
      admission.end();
      return responseOf(failureAnswer(), { request, seen });
    }
    const forApp = requestFor(exchange, admission, body);
    if (forApp === null) {
      admission.end();
      return responseOf(failureAnswer(), { request, seen });
    }
    rememberAdmitted(forApp, admission);
    return finish(await run(forApp, admission), { admitted: admission, signal: signalOf(request) });
  } catch (error) {
    admission.end();
    throw error;
  }
}

/** Null when what must not come to the app cannot be taken out. */
function requestFor({ request, logger }: FetchExchange, admitted: Admitted, body: FetchBody): Request | null {
  if (!mustChange(request, admitted, body)) return request;
  try {
    return requestForApp(request, admitted, body);
  } catch (error) {
    logger.warn({ error }, 'portcullis: a request could not be prepared for the app; it is refused');
    return null;
  }
}

/** A body that was read is gone from the request, also when the window ended meanwhile and nothing else changes. */
function mustChange({ headers }: Request, admitted: Admitted, body: FetchBody): boolean {
  return !admitted.isAsItCame || body.isRead() || hasSecrets(headers);
}

interface FetchPassageOptions {
  readonly raw: RawRequest;
  readonly body: BodyReader;
  readonly exchange: FetchExchange;
}

class FetchPassage extends Passage {
  readonly #reader: BodyReader;
  readonly #request: Request;
  readonly #isRouted: boolean;

  constructor(gate: Gate, { raw, body, exchange }: FetchPassageOptions) {
    super(gate, raw, exchange.outgoing);
    this.#reader = body;
    this.#request = exchange.request;
    this.#isRouted = exchange.isRouted;
  }

  override shows(judgement: Judgement): boolean {
    const own = targetOf(this.#request);
    const shown = targetFor(own, { came: this.raw, judgement });
    return (
      shown !== null && (!this.#isRouted || pathForLog({ target: shown }) === pathForLog({ target: own }))
    );
  }

  hasLeft(): boolean {
    return signalOf(this.#request)?.aborted === true;
  }

  decompress(...stream: Parameters<typeof decompressByStandard>): ReturnType<typeof decompressByStandard> {
    return decompressByStandard(...stream);
  }

  protected override readOnce(limitBytes: number): ReturnType<BodyReader['read']> {
    return this.#reader.read(limitBytes);
  }
}

/** What nothing can be known of. */
export function refuseFailure(request: Request): Response {
  return responseOf(failureAnswer(), { request, seen: {} });
}

function responseOf(
  { status, headers, body }: Answer,
  { request, seen }: Pick<FetchExchange, 'request' | 'seen'>,
): Response {
  const hasBody = request.method !== 'HEAD' && status !== 204;
  const lines = headers.map(([name, value]): [string, string] => [name, value]);
  // Who sends what is no request may have put another one behind it. HTTP/2 knows no such line.
  if (status === 400 && seen.httpVersion?.startsWith('1.')) lines.push(['Connection', 'close']);
  return new Response(hasBody ? body : null, { status, headers: lines });
}

interface Finishing {
  readonly admitted: Admitted;
  /** Tells that the client has left. */
  readonly signal: AbortSignal | null;
}

/** Marks the app's response; a write counts as in flight until the last byte of its answer, or until its client leaves. */
function finish(response: Response, { admitted, signal }: Finishing): Response {
  if (!isResponse(response)) {
    // Bun's own way to say that a socket was opened.
    admitted.end();
    return response;
  }
  // A response that opens a socket cannot be made anew.
  const isFixed = response.status < 200 || response.type === 'error';
  const isSent = isFixed || response.body === null || !couldWrite(admitted.judgement.request);
  const isPiped = !isSent && admitted.mustEnd;
  if (isSent) admitted.end();
  // The app has answered: a host that drops its answer then need not say so.
  else if (!isPiped) onAbort(signal, () => admitted.end());
  if (isFixed || !(isMarked(admitted) || isPiped)) return response;
  const body = isPiped ? watched(response.body, { admitted, signal }) : response.body;
  const { status, statusText } = response;
  const headers = new Headers(response.headers);
  if (isMarked(admitted)) markResponse(admitted, headers);
  return new Response(body, { status, statusText, headers });
}

function isResponse(response: unknown): response is Response {
  return typeof response === 'object' && response !== null && 'status' in response && 'headers' in response;
}

/** So much of an answer is taken from the app at once, whether or not anybody asks for it. */
const takenAheadBytes = 64 * 1024;
/** Who takes nothing of an answer for so long will not take the rest of it. */
const unreadAfterMs = 60_000;

/** A write is over when the app has said all. Hosts may never ask for it: they drop answers, or take another one. */
function watched(
  body: ReadableStream<Uint8Array> | null,
  { admitted, signal }: Finishing,
): ReadableStream<Uint8Array> | null {
  if (body === null) return null;
  let isMoving = true;
  let room: () => number | null = () => 1;
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>(
    {
      start(controller) {
        room = () => controller.desiredSize;
      },
      transform(chunk, controller) {
        isMoving = true;
        controller.enqueue(chunk);
      },
    },
    undefined,
    // Some apps send text, which has no length in bytes.
    {
      highWaterMark: takenAheadBytes,
      size: ({ byteLength = 1 }: { readonly byteLength?: number }) => byteLength,
    },
  );
  const timer = setInterval(() => {
    if (!isMoving && (room() ?? 1) <= 0) onEnd();
    isMoving = false;
  }, unreadAfterMs);
  unreference(timer);
  const onEnd = () => {
    clearInterval(timer);
    admitted.end();
  };
  body.pipeTo(writable, signal === null ? {} : { signal }).then(onEnd, onEnd);
  return readable;
}
