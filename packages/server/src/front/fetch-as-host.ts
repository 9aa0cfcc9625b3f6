import { Readable } from 'node:stream';
import { request } from 'undici';

/**
 * `fetch`, as far as questions about sessions need it, that sends the Host it is told. The standard one writes that header
 * itself, and Odoo, which may choose the database by host name, ends the session of a request that comes under another
 * (odoo/http.py, `_get_session_and_dbname`).
 */
export const fetchAsHost: typeof globalThis.fetch = async (input, { method, headers, body, signal } = {}) => {
  const answer = await request(String(input), {
    method: method ?? 'GET',
    headers: Object.fromEntries(new Headers(headers)),
    body: typeof body === 'string' ? body : null,
    signal: signal ?? null,
  });
  const received = new Headers();
  for (const [name, values] of Object.entries(answer.headers)) {
    for (const value of [values ?? []].flat()) received.append(name, value);
  }
  const hasBody = ![204, 205, 304].includes(answer.statusCode);
  if (!hasBody) await answer.body.dump();
  return new Response(hasBody ? Readable.toWeb(answer.body) : null, {
    status: answer.statusCode,
    headers: received,
  });
};
