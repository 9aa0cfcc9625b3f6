import { answerError, fieldOf, type Gate } from '../runtime/for-adapters.ts';
import { rawRequestOf } from './fetch-request.ts';
import { checkGate } from './host.ts';
import { RefusedError } from './refused-error.ts';
import { admittedBy } from './remember-admitted.ts';

/** A context of Hono, as far as an error handler looks at it. */
export interface FailedContextLike {
  readonly env: unknown;
  readonly req: { readonly raw: Request };
  set res(response: Response | undefined);
  newResponse(body: ReadableStream | null, init: Response): Response;
  text(text: string, status: 500): Response;
}

export type HonoErrorHandler = (error: Error, c: FailedContextLike) => Response | Promise<Response>;

export interface MaskErrorsOptions {
  /** What is done with errors that may be seen. @default what Hono does by itself */
  readonly otherwise?: HonoErrorHandler;
}

/**
 * `app.onError(maskErrors(gate))`: while production mode is on, restricted readers get no technical error to see, but a few
 * words and an incident id by which `gate.findIncident` finds it. Errors for people keep message and status: an HTTPException
 * below 500 its own response, those with `expose`, and `production.errors.business`.
 */
export function maskErrors(gate: Gate, { otherwise = asHono }: MaskErrorsOptions = {}): HonoErrorHandler {
  checkGate(gate);
  return (error, c) => {
    // A refusal of the gate is no error of the app.
    if (error instanceof RefusedError) return otherwise(error, c);
    const { raw: request } = c.req;
    const judgement = (admittedBy(gate, request) ?? admittedAtServer(gate, c.env))?.judgement ?? null;
    const saysItself = typeof fieldOf(error, 'getResponse') === 'function' && isOfClient(error);
    const outcome = answerError(gate, {
      error,
      raw: judgement?.request.raw ?? rawRequestOf(request, {}),
      judgement,
      status: 500,
      isMeant: saysItself,
    });
    if (outcome.kind === 'free' || (saysItself && outcome.kind === 'meant')) return otherwise(error, c);
    const { status, headers, body } = outcome.answer;
    // Hono lays the headers of the old response over the new one, if there is an old one.
    c.res = undefined;
    const hasBody = request.method !== 'HEAD';
    return new Response(hasBody ? body : null, {
      status,
      headers: headers.map(([name, value]) => [name, value]),
    });
  };
}

/** On @hono/node-server a gate that is attached has let Node's own request in. */
function admittedAtServer(gate: Gate, env: unknown): ReturnType<typeof admittedBy> {
  const incoming = fieldOf(env, 'incoming');
  return typeof incoming === 'object' && incoming !== null ? admittedBy(gate, incoming) : null;
}

function isOfClient(error: Error): boolean {
  const status = fieldOf(error, 'status');
  return typeof status === 'number' && status < 500;
}

/** `errorHandler` of hono-base.ts, which Hono does not export. */
function asHono(error: Error, c: FailedContextLike): Response {
  if ('getResponse' in error && typeof error.getResponse === 'function') {
    const response: Response = error.getResponse();
    return c.newResponse(response.body, response);
  }
  console.error(error);
  return c.text('Internal Server Error', 500);
}
