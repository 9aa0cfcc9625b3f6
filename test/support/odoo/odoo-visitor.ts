import type { OutgoingHttpHeaders } from 'node:http';
import { type Received, sendRequest } from '../send-request.ts';
import type { OdooUser } from './odoo-users.ts';
import { isJsonObject, type Json, type JsonObject } from './python-json.ts';

export interface VisitorRequest {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
}

export interface RpcAnswer {
  readonly received: Received;
  readonly envelope: JsonObject;
  readonly result: Json | undefined;
  readonly error: JsonObject | undefined;
  /** Of the error: what Python calls it. */
  readonly errorName: Json | undefined;
}

/** A browser, as far as cookies go: it keeps what it is given and sends it back. Redirects are not followed. */
export interface OdooVisitor {
  readonly cookies: Map<string, string>;
  get(target: string, headers?: OutgoingHttpHeaders): Promise<Received>;
  send(target: string, request: VisitorRequest): Promise<Received>;
  postForm(target: string, form: Readonly<Record<string, string>>): Promise<Received>;
  /** A JSON-RPC envelope with `id` 7. */
  rpc(target: string, params: Json): Promise<RpcAnswer>;
  callKw(model: string, method: string, args?: Json, kwargs?: Json): Promise<RpcAnswer>;
  /** Through the login page, second factor not included. */
  signIn(user: OdooUser, query?: string): Promise<Received>;
}

export function visitOdoo(port: number, fixed: OutgoingHttpHeaders = {}): OdooVisitor {
  const cookies = new Map<string, string>();

  const send = async (
    target: string,
    { method = 'GET', headers = {}, body }: VisitorRequest,
  ): Promise<Received> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const received = await sendRequest({
      port,
      method,
      target,
      headers: { ...(cookie === '' ? {} : { Cookie: cookie }), ...fixed, ...headers },
      ...(body === undefined ? {} : { body: [body] }),
    });
    for (const line of received.headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return received;
  };

  const get = (target: string, headers: OutgoingHttpHeaders = {}): Promise<Received> =>
    send(target, { headers });

  const postForm = (target: string, form: Readonly<Record<string, string>>): Promise<Received> =>
    send(target, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
    });

  const rpc = async (target: string, params: Json): Promise<RpcAnswer> => {
    const received = await send(target, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', method: 'call', id: 7, params }),
    });
    return readRpc(received);
  };

  return {
    cookies,
    get,
    send,
    postForm,
    rpc,
    callKw: (model, method, args = [], kwargs = {}) =>
      rpc('/web/dataset/call_kw', { model, method, args, kwargs }),
    async signIn({ login, password }, query = '') {
      const page = await get(`/web/login${query}`);
      return postForm(`/web/login${query}`, { csrf_token: csrfTokenIn(page), login, password });
    },
  };
}

/** The token of a page's form. */
export function csrfTokenIn({ body }: Received): string {
  return /name="csrf_token" value="([^"]*)"/.exec(body)?.[1] ?? '';
}

export function readRpc(received: Received): RpcAnswer {
  const parsed = JSON.parse(received.body) as Json;
  const envelope = isJsonObject(parsed) ? parsed : {};
  const error = isJsonObject(envelope.error) ? envelope.error : undefined;
  const data = isJsonObject(error?.data) ? error.data : undefined;
  return { received, envelope, result: envelope.result, error, errorName: data?.name };
}
