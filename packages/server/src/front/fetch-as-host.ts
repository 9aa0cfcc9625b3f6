import { isIP } from 'node:net';
import { Readable } from 'node:stream';
import { Agent, buildConnector, request } from 'undici';

export interface FetchAsHost {
  /** `fetch`, as far as questions about sessions need it, which sends the Host it is told. */
  readonly fetch: typeof globalThis.fetch;
  /** Ends the connections. */
  close(): void;
}

/**
 * The standard `fetch` writes Host itself, and Odoo, which may choose the database by host name, ends the session of
 * a request that comes under another (odoo/http.py, `_get_session_and_dbname`).
 */
export function createFetchAsHost({ hostname }: URL, connectTimeoutMs?: number): FetchAsHost {
  const name = hostname.replace(/^\[|\]$/g, '');
  const connect = buildConnector({
    allowH2: false,
    ...(connectTimeoutMs !== undefined && { timeout: connectTimeoutMs }),
  });
  const dispatcher = new Agent({
    // undici derives the TLS name from the Host header; ours is fixed, and empty for addresses, which are verified as such.
    connect: (target, callback) => connect({ ...target, servername: isIP(name) === 0 ? name : '' }, callback),
  });
  return {
    async fetch(input, { method = 'GET', headers, body, signal } = {}) {
      const answer = await request(String(input), {
        dispatcher,
        method,
        headers: Object.fromEntries(new Headers(headers)),
        body: typeof body === 'string' ? body : null,
        signal: signal ?? null,
      });
      const received = new Headers();
      for (const [header, values] of Object.entries(answer.headers)) {
        for (const value of [values ?? []].flat()) received.append(header, value);
      }
      const hasBody = ![204, 205, 304].includes(answer.statusCode);
      if (!hasBody) await answer.body.dump();
      return new Response(hasBody ? Readable.toWeb(answer.body) : null, {
        status: answer.statusCode,
        headers: received,
      });
    },
    close() {
      void dispatcher.destroy();
    },
  };
}
