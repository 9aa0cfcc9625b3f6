import {
  cookieLineWithout,
  headerNames,
  passCookieName,
  type RawRequest,
  splitConfirmation,
} from '../runtime/for-adapters.ts';
import type { Admitted } from './entrance.ts';
import type { FetchBody } from './fetch-body.ts';

/** What the host knows of a request better than `Request` shows it: the peer's address above all. */
export type Seen = Partial<RawRequest>;

/** A request of the Fetch standard as the gate wants it. */
export function rawRequestOf(request: Request, seen: Seen): RawRequest {
  const url = new URL(request.url);
  return {
    method: request.method,
    target: url.pathname + url.search,
    headers: seen.headers ?? headersOf(request, url),
    peer: null,
    httpVersion: null,
    secure: url.protocol === 'https:',
    // Handlers here open sockets from an ordinary request, and sockets carry writes that no method shows.
    upgrade: /\bwebsocket\b/i.test(request.headers.get('upgrade') ?? ''),
    ...seen,
  };
}

function headersOf({ headers, body }: Request, { host }: URL): readonly string[] {
  const flat = [...headers].flat();
  // HTTP/2 names the host in the URL, and the length of a body nowhere.
  if (!headers.has('host')) flat.push('Host', host);
  const isFramed = headers.has('content-length') || headers.has('transfer-encoding');
  if (body !== null && !isFramed) flat.push('Transfer-Encoding', 'chunked');
  return flat;
}

/** The request for the app: told the decision, its body whole, without pass and confirmation. */
export function requestForApp(request: Request, { header, judgement }: Admitted, body: FetchBody): Request {
  const headers = new Headers(request.headers);
  // Only the gate says what it decided.
  headers.delete(headerNames.decision);
  if (header !== null) headers.set(headerNames.decision, header);
  const cookies = headers.get('cookie');
  if (cookies?.includes(passCookieName)) {
    const others = cookieLineWithout(['cookie', cookies], passCookieName);
    if (others === '') headers.delete('cookie');
    else headers.set('cookie', others);
  }
  const content = body.forApp();
  const init = content === null ? { headers } : { headers, body: content, duplex: 'half' as const };
  const url = new URL(request.url);
  const target = url.pathname + url.search;
  const unconfirmed = splitConfirmation({ ...judgement.request.raw, target }).request.target;
  if (unconfirmed === target) return new Request(request, init);
  const { method, signal } = request;
  return new Request(new URL(unconfirmed, url.origin), { method, signal, ...init });
}
