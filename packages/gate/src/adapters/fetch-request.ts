import {
  cookieLineWithoutOwn,
  cookieNames,
  type DebugInputs,
  debugInputsIn,
  foldHeaderName,
  headerNames,
  mayHoldOwnCookies,
  type RawRequest,
  targetFor,
} from '../runtime/for-adapters.ts';
import type { Admitted } from './entrance.ts';
import type { FetchBody } from './fetch-body.ts';
import { giveBack } from './fetch-give-back.ts';

/** What the host knows of a request better than `Request` shows it: the peer's address above all. */
export type Seen = Partial<RawRequest>;

/** What the host shows of the target. */
export function targetOf({ url }: Pick<Request, 'url'>): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

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

/**
 * The request for the app: told the decision, its body whole, without pass and confirmation. The host's own object where that
 * can be: Bun knows addresses and sockets by it, Deno sockets.
 */
export function requestForApp(request: Request, admitted: Admitted, body: FetchBody): Request {
  const { raw } = admitted.judgement.request;
  const content = body.forApp();
  const target = targetOf(request);
  const shown = targetFor(target, admitted);
  if (shown === null) throw new TypeError('Expected a request that can be shown another target');
  const isAsked = shown === target;
  if (content === null && isAsked) {
    if (isPreparedInPlace(request, admitted)) return request;
    if (raw.upgrade && !hasSecrets(request.headers) && !hasSwitches(request.headers, admitted))
      return request;
  }
  const headers = new Headers(request.headers);
  prepareHeaders(headers, admitted);
  const changes = content === null ? { headers } : { headers, ...bodyOf(content) };
  const to = isAsked ? request.url : new URL(shown, new URL(request.url).origin).href;
  const copy = copyOf(request, to, changes);
  if (copy !== null) return copy;
  if (content !== null && isAsked && isPreparedInPlace(request, admitted) && giveBack(request, content)) {
    return request;
  }
  return fromParts(request, to, changes);
}

function bodyOf(body: NonNullable<RequestInit['body']>): Pick<RequestInit, 'body'> {
  // What streams need, and types do not know.
  const init = { body, duplex: 'half' };
  return init;
}

/**
 * Frameworks hand over requests of their own classes, which know more than a `Request` (`nextUrl` of Next.js): of their class
 * where that makes what was asked for. Null for what the runtime takes for no request.
 */
function copyOf(request: Request, url: string, changes: RequestInit): Request | null {
  const Own = classOf(request);
  if (url === request.url) {
    const copy = made(request, url, () => new Own(request, changes));
    if (copy !== null) return copy;
  }
  return Own === Request ? null : made(request, url, () => new Own(url, partsOf(request, changes)));
}

function fromParts(request: Request, url: string, changes: RequestInit): Request {
  const copy = made(request, url, () => new Request(url, partsOf(request, changes)));
  if (copy !== null) return copy;
  throw new TypeError('Expected a request that can be copied, got one whose parts no Request takes');
}

function partsOf(request: Request, changes: RequestInit): RequestInit {
  const { method } = request;
  const body = changes.body === undefined && request.body !== null ? bodyOf(request.body) : {};
  return { method, signal: followed(signalOf(request)), ...body, ...changes };
}

/** Null when it is not what was asked for. */
function made({ method }: Request, url: string, make: () => Request): Request | null {
  try {
    const copy = make();
    return copy instanceof Request && copy.method === method && copy.url === url ? copy : null;
  } catch {
    // It takes something else.
    return null;
  }
}

function classOf(request: Request): typeof Request {
  const { constructor: own } = request as { readonly constructor: unknown };
  return isRequestClass(own) ? own : Request;
}

function isRequestClass(value: unknown): value is typeof Request {
  return typeof value === 'function' && value.prototype instanceof Request;
}

/** A signal of the runtime's own, which aborts with that of a framework. */
function followed(signal: AbortSignal | null): AbortSignal {
  const own = new AbortController();
  onAbort(signal, () => own.abort(signal?.reason));
  return own.signal;
}

/** What tells that a client has left; requests that a framework made may have none. */
export function signalOf(request: { readonly signal: AbortSignal | null }): AbortSignal | null {
  return request.signal;
}

export function onAbort(signal: AbortSignal | null, onAborted: () => void): void {
  if (signal?.aborted) onAborted();
  else signal?.addEventListener('abort', onAborted, { once: true });
}

/** Some hosts let nobody change the headers of what they received. */
function isPreparedInPlace({ headers }: Request, admitted: Admitted): boolean {
  try {
    prepareHeaders(headers, admitted);
  } catch {
    return false;
  }
  return (
    !hasOwnCookies(headers) &&
    !hasSwitches(headers, admitted) &&
    headers.get(headerNames.decision) === admitted.header
  );
}

function prepareHeaders(headers: Headers, admitted: Admitted): void {
  const { header } = admitted;
  // Only the gate says what it decided.
  if (header === null) headers.delete(headerNames.decision);
  else headers.set(headerNames.decision, header);
  const inputs = switchesIn(admitted);
  for (const name of inputs === null ? [] : [...headers.keys()]) {
    if (inputs?.headers.has(foldHeaderName(name))) headers.delete(name);
  }
  const cookies = headers.get('cookie');
  if (cookies === null || !(hasOwnCookies(headers) || hasSwitches(headers, admitted))) return;
  const others = cookieLineWithoutOwn(['cookie', cookies], inputs?.isCookie ?? undefined);
  if (others === '') headers.delete('cookie');
  else headers.set('cookie', others);
}

function switchesIn({ isAsItCame, judgement }: Admitted): DebugInputs | null {
  return isAsItCame ? null : debugInputsIn(judgement);
}

/** Whether debugging would be turned on by a header or a cookie. */
function hasSwitches(headers: Headers, admitted: Admitted): boolean {
  const inputs = switchesIn(admitted);
  if (inputs === null) return false;
  const cookies = headers.get('cookie');
  return (
    [...headers.keys()].some((name) => inputs.headers.has(foldHeaderName(name))) ||
    (inputs.isCookie !== null && cookies !== null && cookieNames(['cookie', cookies]).some(inputs.isCookie))
  );
}

/** Whether anything of it must not come to the app. */
export function hasSecrets(headers: Headers): boolean {
  return headers.has(headerNames.decision) || hasOwnCookies(headers);
}

/** A name that only begins like ours is the app's own cookie: no reason to make a copy in an open site. */
function hasOwnCookies(headers: Headers): boolean {
  const cookies = headers.get('cookie');
  if (cookies === null || !mayHoldOwnCookies(cookies)) return false;
  return pairsIn(cookieLineWithoutOwn(['cookie', cookies])) < pairsIn(cookies);
}

function pairsIn(cookies: string): number {
  return cookies.split(';').filter((pair) => pair.trim() !== '').length;
}
