import { errorRegistry, PortcullisError, problemType } from '@portcullis/gate';
import type { Context } from 'hono';
import type { Logger } from '../observe/logger.ts';

/** An error as problem+json, with its registered code. */
export function problem(context: Context, error: unknown, logger: Logger): Response {
  const known = error instanceof PortcullisError ? error : null;
  if (known === null) logger.error({ error }, 'the control API failed');
  const code = known?.code ?? 'PORTCULLIS_DECISION_FAILED';
  const status = known && known.status >= 400 ? known.status : 500;
  const body = {
    type: known ? problemType(code) : 'about:blank',
    title: known ? errorRegistry[code].title : 'The server failed',
    status,
    detail: known?.message ?? 'Something unexpected happened; the server log says what.',
    ...(known ? { code } : {}),
  };
  return context.body(JSON.stringify(body), status as 400, { 'Content-Type': 'application/problem+json' });
}
