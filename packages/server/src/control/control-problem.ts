import { errorRegistry, PortcullisError, problemType } from '@portcullis/gate';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { z } from 'zod';
import type { Logger } from '../observe/logger.ts';

/** What could not be done at this moment may work so many seconds later. */
const unavailableSeconds = 5;

/** An error as problem+json, with its registered code. */
export function problem(context: Context, error: unknown, logger: Logger): Response {
  const known = knownError(error);
  if (known === null) logger.error({ error }, 'the control API failed');
  const code = known?.code ?? 'PORTCULLIS_DECISION_FAILED';
  const status = known && known.status >= 400 ? known.status : 500;
  const retryAfterSeconds = known?.retryAfterSeconds ?? (status === 503 ? unavailableSeconds : null);
  const body = {
    type: known ? problemType(code) : 'about:blank',
    title: known ? errorRegistry[code].title : 'The server failed',
    status,
    detail: known?.message ?? 'Something unexpected happened; the server log says what.',
    ...(known ? { code } : {}),
    ...(known && Object.keys(known.values).length > 0 ? { values: known.values } : {}),
    ...(retryAfterSeconds === null ? {} : { retryAfterSeconds }),
  };
  return context.body(JSON.stringify(body), status as 400, {
    'Content-Type': 'application/problem+json',
    ...(retryAfterSeconds === null ? {} : { 'Retry-After': String(retryAfterSeconds) }),
    // RFC 9110, 11.6.1; of this scheme no browser asks its user for a password.
    ...(status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
  });
}

/** What the framework refuses, such as a body that is no JSON, in our own words. */
function knownError(error: unknown): PortcullisError | null {
  if (error instanceof PortcullisError) return error;
  if (!(error instanceof HTTPException) || error.status >= 500) return null;
  const message =
    error.status === 400
      ? 'The body is not valid JSON.'
      : `The request cannot be understood: ${error.message}.`;
  return new PortcullisError('PORTCULLIS_USAGE', message, { cause: error });
}

/** Every problem of a request that does not fit its schema, each with its place. */
export function notUnderstood({ issues }: z.core.$ZodError): PortcullisError {
  const problems = issues.map(({ path, message }) => `${path.join('.') || '(body)'}: ${message}`);
  return new PortcullisError(
    'PORTCULLIS_USAGE',
    `The request cannot be understood:\n  ${problems.join('\n  ')}`,
  );
}

export function noSuchRoute(method: string, path: string): PortcullisError {
  return new PortcullisError('PORTCULLIS_NOT_FOUND', `No such route: ${method} ${path}.`);
}
