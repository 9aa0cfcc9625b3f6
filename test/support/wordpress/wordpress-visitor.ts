import type { OutgoingHttpHeaders } from 'node:http';
import { type Received, sendRequest } from '../send-request.ts';
import type { WordpressUser } from './wordpress-users.ts';

export interface VisitorRequest {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
}

/** By name and path: WordPress gives one cookie to two folders. */
export interface VisitorCookie {
  readonly name: string;
  readonly path: string;
  readonly value: string;
}

/** A browser, as far as cookies go: it keeps what it is given and sends it back. Redirects are not followed. */
export interface WordpressVisitor {
  readonly cookies: Map<string, VisitorCookie>;
  get(target: string, headers?: OutgoingHttpHeaders): Promise<Received>;
  send(target: string, request: VisitorRequest): Promise<Received>;
  postForm(target: string, form: Readonly<Record<string, string>>): Promise<Received>;
  /** With the nonce when there is one. */
  rest(method: string, target: string, body?: unknown): Promise<Received>;
  /** A call whose parameters are text or numbers. */
  xmlRpc(method: string, ...params: readonly (string | number)[]): Promise<Received>;
  /** Through the form of wp-login.php. */
  signIn(user: WordpressUser): Promise<Received>;
  /** Asks for the nonce that `rest` sends from now on; null when the site gives none. */
  takeNonce(): Promise<string | null>;
}

/** `host` is what the site is called where that is not where it listens. */
export function visitWordpress(port: number, host = `127.0.0.1:${port}`): WordpressVisitor {
  const cookies = new Map<string, VisitorCookie>();
  let nonce: string | null = null;

  const send = async (
    target: string,
    { method = 'GET', headers = {}, body }: VisitorRequest,
  ): Promise<Received> => {
    const cookie = [...cookies.values()]
      .filter(({ path }) => target.startsWith(path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
    const received = await sendRequest({
      port,
      method,
      target,
      headers: { Host: host, ...(cookie === '' ? {} : { Cookie: cookie }), ...headers },
      ...(body === undefined ? {} : { body: [body] }),
    });
    for (const line of received.headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      const path = /; path=([^;]*)/i.exec(line)?.[1] ?? '/';
      // An empty value is how WordPress takes a cookie away.
      if (/^(?:\+|%20| )?$/.test(value)) cookies.delete(`${name} ${path}`);
      else cookies.set(`${name} ${path}`, { name, path, value });
    }
    return received;
  };

  const postForm = (target: string, form: Readonly<Record<string, string>>): Promise<Received> =>
    send(target, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
    });

  return {
    cookies,
    send,
    postForm,
    get: (target, headers = {}) => send(target, { headers }),
    rest: (method, target, body) =>
      send(target, {
        method,
        headers: {
          ...(nonce === null ? {} : { 'X-WP-Nonce': nonce }),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    xmlRpc: (method, ...params) =>
      send('/xmlrpc.php', {
        method: 'POST',
        headers: { 'Content-Type': 'text/xml' },
        body: `<?xml version="1.0"?><methodCall><methodName>${method}</methodName><params>${params.map(xmlParam).join('')}</params></methodCall>`,
      }),
    async signIn({ login, password }) {
      await send('/wp-login.php', {});
      return postForm('/wp-login.php', {
        log: login,
        pwd: password,
        'wp-submit': 'Log In',
        redirect_to: '/wp-admin/',
        testcookie: '1',
      });
    },
    async takeNonce() {
      const { status, body } = await send('/wp-admin/admin-ajax.php?action=rest-nonce', {});
      nonce = status === 200 && /^[\da-f]{10}$/.test(body) ? body : null;
      return nonce;
    },
  };
}

function xmlParam(value: string | number): string {
  const type = typeof value === 'number' ? 'int' : 'string';
  const text = String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<param><value><${type}>${text}</${type}></value></param>`;
}
