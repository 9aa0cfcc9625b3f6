import { failure, nobody, type Unanswered } from '../probe/session-answer.ts';
import type { SessionCalls } from '../probe/session-calls.ts';

export type OdooAnswer =
  | { readonly kind: 'result'; readonly value: unknown }
  /** An exception inside Odoo, by the name that Python gives it; '' where none was said. */
  | { readonly kind: 'error'; readonly name: string }
  | Unanswered;

export interface OdooCall {
  readonly model: string;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** Calls a method of a model as the web client does, with the session of the caller. */
export function callOdoo(calls: SessionCalls, { model, method, args }: OdooCall): Promise<OdooAnswer> {
  return postJson(calls, { path: '/web/dataset/call_kw', params: { model, method, args, kwargs: {} } });
}

/** What the server says of itself to everybody. */
export function askVersion(calls: SessionCalls): Promise<OdooAnswer> {
  return postJson(calls, { path: '/web/webclient/version_info', params: {}, isAnonymous: true });
}

interface JsonPost {
  readonly path: string;
  readonly params: object;
  readonly isAnonymous?: boolean;
}

async function postJson(calls: SessionCalls, { path, params, ...rest }: JsonPost): Promise<OdooAnswer> {
  const answer = await calls.send({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', method: 'call', id: 1, params }),
    ...rest,
  });
  if (answer.kind !== 'answer') return answer;
  // Failures of a method are status 200, too (measured on 16, 18 and 19): anything else is not Odoo's own word.
  if (answer.status !== 200 || !isObject(answer.json) || answer.json.jsonrpc !== '2.0') return failure;
  const { error, result } = answer.json;
  if (error === undefined) return { kind: 'result', value: result };
  if (!isObject(error)) return failure;
  const name = isObject(error.data) && typeof error.data.name === 'string' ? error.data.name : '';
  if (error.code === 100 || name === 'odoo.http.SessionExpiredException') return nobody;
  return { kind: 'error', name };
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
