import type { RawRequest } from '../../model/request.ts';
import type { IdentityContext } from '../../ports/identity-source.ts';
import { createCookieRound } from './cookie-round.ts';
import { forwardingHeaders } from './forwarding-headers.ts';
import { probeHeaders } from './probe-headers.ts';
import { failure, refused } from './session-answer.ts';
import { isJson, isRefusal, parseJson, readText, setCookiesOf } from './upstream-answer.ts';
import { upstreamUrl } from './upstream-url.ts';

/** Several requests that together ask whose session this is: each carries the cookies that those before it renewed. */
export interface SessionCalls {
  /** Never rejects. */
  send(call: SessionCall): Promise<CallAnswer>;
  /** Gives the caller what was set on the way: of each cookie the newest line. */
  passCookiesOn(): void;
}

export interface SessionCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Sent without the caller's cookies; what is set is kept from him: it would be another session. @default false */
  readonly isAnonymous?: boolean;
}

export type CallAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly text: string;
      /** Undefined for what is no JSON, or does not say that it is. */
      readonly json: unknown;
    }
  | { readonly kind: 'refused' }
  | { readonly kind: 'failure' };

export interface SessionCallsOptions {
  readonly upstream: string;
  readonly fetch: typeof globalThis.fetch;
  readonly request: RawRequest;
  readonly context: IdentityContext;
  readonly signal: AbortSignal;
}

export function createSessionCalls(options: SessionCallsOptions): SessionCalls {
  const { upstream, fetch, request, context, signal } = options;
  const cookies = createCookieRound(request.headers);

  return {
    async send({ method, path, headers = {}, body, isAnonymous = false }) {
      try {
        const response = await fetch(upstreamUrl(upstream, path), {
          method,
          headers: headersFor(headers, isAnonymous),
          redirect: 'manual',
          signal,
          ...(body === undefined ? {} : { body }),
        });
        if (!isAnonymous) for (const line of setCookiesOf(response)) cookies.set(line);
        if (isRefusal(response)) {
          // The connection is free for the next request only when nobody waits for the body.
          await response.body?.cancel();
          return refused;
        }
        const text = await readText(response);
        if (text === null) return failure;
        return {
          kind: 'answer',
          status: response.status,
          text,
          json: isJson(response) ? parseJson(text) : undefined,
        };
      } catch {
        // No connection, a broken answer, or the time is up.
        return failure;
      }
    },
    passCookiesOn() {
      for (const line of cookies.lines()) context.passCookieOn(line);
    },
  };

  function headersFor(own: Readonly<Record<string, string>>, isAnonymous: boolean): Headers {
    const headers = probeHeaders(request, own);
    if (isAnonymous) headers.delete('cookie');
    else headers.set('cookie', cookies.line());
    // The standard `fetch` writes Host itself, whatever is said here; the server's own does as it is told.
    for (const [name, value] of forwardingHeaders(request, context)) headers.set(name, value);
    return headers;
  }
}
