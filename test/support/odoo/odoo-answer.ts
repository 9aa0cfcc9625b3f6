import { type Json, pythonJson } from './python-json.ts';

export interface OdooAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

type Headers = Readonly<Record<string, string>>;

const htmlType = 'text/html; charset=utf-8';

export function answer(
  status: number,
  type: string,
  body: string | Buffer,
  headers: Headers = {},
): OdooAnswer {
  return { status, headers: { 'Content-Type': type, ...headers }, body };
}

export function html(body: string, headers?: Headers, status = 200): OdooAnswer {
  return answer(status, htmlType, body, headers);
}

export function json(value: Json, headers?: Headers, status = 200): OdooAnswer {
  return answer(status, 'application/json; charset=utf-8', pythonJson(value), headers);
}

/** What a JSON route's handler gives back; a result of null has no member in the answer, as Odoo's `None` has none. */
export function jsonRpcResult(id: Json, result: Json): OdooAnswer {
  return json({ jsonrpc: '2.0', id, result: result ?? undefined });
}

const reasons: Readonly<Record<number, readonly [string, string]>> = {
  400: ['Bad Request', 'The browser (or proxy) sent a request that this server could not understand.'],
  401: [
    'Unauthorized',
    'The server could not verify that you are authorized to access the URL requested. You either supplied the wrong credentials (e.g. a bad password), or your browser doesn&#39;t understand how to supply the credentials required.',
  ],
  403: [
    'Forbidden',
    'You don&#39;t have the permission to access the requested resource. It is either read-protected or not readable by the server.',
  ],
  404: [
    'Not Found',
    'The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.',
  ],
  405: ['Method Not Allowed', 'The method is not allowed for the requested URL.'],
  415: ['Unsupported Media Type', 'The server does not support the media type transmitted in the request.'],
  500: [
    'Internal Server Error',
    'The server encountered an internal error and was unable to complete your request. Either the server is overloaded or there is an error in the application.',
  ],
};

/** Name and usual text of a status, as Werkzeug has them; the text is HTML. */
export function describeStatus(status: number): readonly [reason: string, text: string] {
  return reasons[status] ?? ['Error', 'Error'];
}

/** An error page of Werkzeug itself: 207 bytes for 404, 265 for 500. */
export function werkzeugPage(status: number, description?: string, headers?: Headers): OdooAnswer {
  const [reason, usual] = describeStatus(status);
  const text = description === undefined ? usual : escapeHtml(description).replaceAll('\n', '<br>');
  return html(
    `<!doctype html>\n<html lang=en>\n<title>${status} ${reason}</title>\n<h1>${reason}</h1>\n<p>${text}</p>\n`,
    headers,
    status,
  );
}

export function redirect(location: string, status = 303): OdooAnswer {
  const shown = escapeHtml(location);
  return html(
    `<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n` +
      `<p>You should be redirected automatically to the target URL: <a href="${shown}">${shown}</a>. If not, click the link.\n`,
    { Location: location },
    status,
  );
}

/** Query as `werkzeug.urls.url_encode` writes it. */
export function redirectWithQuery(path: string, query: Iterable<readonly [string, string]>): OdooAnswer {
  const pairs = new URLSearchParams(Object.fromEntries(query)).toString();
  return redirect(pairs === '' ? path : `${path}?${pairs}`);
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll("'", '&#39;')
    .replaceAll('"', '&#34;');
}
