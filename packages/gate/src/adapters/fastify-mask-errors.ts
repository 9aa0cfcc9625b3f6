import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerError, fieldOf, type Gate } from '../runtime/for-adapters.ts';
import { aboutContent } from './about-content.ts';
import { checkGate } from './host.ts';
import { rawRequestOf } from './node-request.ts';
import { RefusedError } from './refused-error.ts';
import { admittedBy } from './remember-admitted.ts';

/** A request of Fastify, as far as an error handler looks at it. */
export interface FailedRequestLike {
  readonly raw: IncomingMessage;
  readonly routeOptions: { readonly config: object };
}

export interface FailedReplyLike {
  readonly raw: ServerResponse;
  getHeaders(): Readonly<Record<string, unknown>>;
  removeHeader(name: string): unknown;
  code(statusCode: number): unknown;
  header(name: string, value: string): unknown;
  send(payload?: unknown): unknown;
}

export type FastifyErrorHandler = (
  error: unknown,
  request: FailedRequestLike,
  reply: FailedReplyLike,
) => unknown;

export interface MaskErrorsOptions<Handler> {
  /** What is done with errors that may be seen. @default what the framework does by itself */
  readonly otherwise?: Handler;
}

/**
 * `app.setErrorHandler(maskErrors(gate))`: while production mode is on, restricted readers get no technical error to see, but
 * a few words and an incident id by which `gate.findIncident` finds it. Errors for people keep message, status and form:
 * Fastify's own (`FST_…` below 500, validation), those with `expose`, and `production.errors.business`.
 */
export function maskErrors(
  gate: Gate,
  { otherwise = sendOn }: MaskErrorsOptions<FastifyErrorHandler> = {},
): FastifyErrorHandler {
  checkGate(gate);
  return (error, request, reply) => {
    const { config } = request.routeOptions;
    const isExempt = 'portcullis' in config && config.portcullis === 'exempt';
    // A refusal of the gate is no error of the app.
    if (isExempt || error instanceof RefusedError) return otherwise(error, request, reply);
    const { raw: incoming } = request;
    const outcome = answerError(gate, {
      error,
      raw: rawRequestOf(incoming),
      judgement: admittedBy(gate, incoming)?.judgement ?? null,
      status: reply.raw.statusCode,
      isMeant: isOfFastify(error),
    });
    if (outcome.kind !== 'masked') return otherwise(error, request, reply);
    if (reply.raw.headersSent) {
      reply.raw.destroy();
      return undefined;
    }
    const { status, headers, body } = outcome.answer;
    for (const name of Object.keys(reply.getHeaders())) if (aboutContent.test(name)) reply.removeHeader(name);
    reply.raw.statusMessage = '';
    reply.code(status);
    for (const [name, value] of headers) reply.header(name, value);
    reply.send(body);
    return undefined;
  };
}

/**
 * What Fastify and its plugins say to clients: of a body that does not fit its schema, or cannot be parsed
 * (https://fastify.dev/docs/latest/Reference/Errors/).
 */
function isOfFastify(error: unknown): boolean {
  const code = fieldOf(error, 'code');
  const status = fieldOf(error, 'statusCode');
  const isOfClient = status === undefined || (typeof status === 'number' && status < 500);
  if (!isOfClient) return false;
  return Array.isArray(fieldOf(error, 'validation')) || (typeof code === 'string' && code.startsWith('FST_'));
}

/** To the handler of the app or plugin above, which is Fastify's own in the end. */
function sendOn(error: unknown, _: FailedRequestLike, reply: FailedReplyLike): undefined {
  // What is no error Fastify sends as it is, under the status that it has set by then.
  if (!(error instanceof Error) && reply.raw.statusCode < 400) reply.code(500);
  reply.send(error);
}
