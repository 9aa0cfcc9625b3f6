import { PortcullisError } from '../../model/error.ts';
import { isOwnCookie, singleHeader } from '../../model/header.ts';
import { parseJsonPointer, resolveJsonPointer } from '../../model/json-pointer.ts';
import type { ProbeInput } from '../../model/policy.ts';
import type { RawRequest } from '../../model/request.ts';
import type { IdentityContext, Recognised } from '../../ports/identity-source.ts';
import { roleMapOf, roleOf, subjectOf } from '../claims.ts';
import { cookieLineWithoutOwn, cookieNames } from '../cookies.ts';
import { readLimited } from '../read-limited.ts';

export type ProbeAnswer =
  | { readonly kind: 'recognised'; readonly recognised: Recognised }
  | { readonly kind: 'nobody' }
  /** The upstream does not answer this caller now (429, 408), which says nothing about others. */
  | { readonly kind: 'refused' }
  /** The upstream did not say who this is; asking again may help. */
  | { readonly kind: 'failure' };

export interface AskUpstreamOptions {
  readonly input: ProbeInput;
  /** The origin of the upstream, such as `http://127.0.0.1:3000`. */
  readonly upstream: string;
  readonly fetch: typeof globalThis.fetch;
}

/** One question to the upstream. Never rejects. */
export type AskUpstream = (
  request: RawRequest,
  context: IdentityContext,
  signal: AbortSignal,
) => Promise<ProbeAnswer>;

const longestAnswerBytes = 64 * 1_024;
const longestSetCookie = 4_096;
const nobody: ProbeAnswer = Object.freeze({ kind: 'nobody' });
const refused: ProbeAnswer = Object.freeze({ kind: 'refused' });
const failure: ProbeAnswer = Object.freeze({ kind: 'failure' });

export function createAskUpstream({ input, upstream, fetch }: AskUpstreamOptions): AskUpstream {
  const url = probeUrl(upstream, input.request.path);
  const { method = 'GET', headers: ownHeaders = {}, body } = input.request;
  const subjectPointer = parseJsonPointer(input.subject);
  const rolePointer = parseJsonPointer(input.role.pointer);
  const roles = roleMapOf(input.role.map);
  if (subjectPointer === null || rolePointer === null) {
    throw new PortcullisError(
      'PORTCULLIS_POLICY_INVALID',
      `Expected JSON pointers such as "/user/role", got ${JSON.stringify([input.subject, input.role.pointer])}. Pass what parsePolicy returns.`,
    );
  }

  return async (request, context, signal) => {
    try {
      const response = await fetch(url, {
        method,
        headers: headersFor(request, context),
        redirect: 'manual',
        signal,
        ...(body === undefined ? {} : { body }),
      });
      passCookiesOn(response, context);
      if (response.status !== 200 || !isJson(response)) {
        // The connection is free for the next request only when nobody waits for the body.
        await response.body?.cancel();
        return withoutDocument(response);
      }
      const bytes = await readLimited(response, longestAnswerBytes);
      return bytes === null ? nobody : judge(bytes);
    } catch {
      // No connection, a broken answer, or the time is up.
      return failure;
    }
  };

  function headersFor(request: RawRequest, { clientAddress }: IdentityContext): Headers {
    const headers = new Headers({ accept: 'application/json', ...ownHeaders });
    // Compressed answers could be small on the wire and large in memory.
    headers.set('accept-encoding', 'identity');
    headers.set('cookie', cookieLineWithoutOwn(request.headers));
    const userAgent = singleHeader(request.headers, 'user-agent');
    if (userAgent !== null && /^[\t\x20-\x7e\x80-\xff]*$/.test(userAgent))
      headers.set('user-agent', userAgent);
    if (clientAddress !== null) headers.set('x-forwarded-for', clientAddress);
    return headers;
  }

  function judge(bytes: Uint8Array): ProbeAnswer {
    let document: unknown;
    try {
      document = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    } catch {
      return nobody;
    }
    const subject = subjectOf(resolveJsonPointer(document, subjectPointer ?? []));
    if (subject === null) return nobody;
    const role = roleOf(resolveJsonPointer(document, rolePointer ?? []), roles);
    return { kind: 'recognised', recognised: Object.freeze({ role, subject }) };
  }
}

function probeUrl(upstream: string, path: string): URL {
  const origin = URL.canParse(upstream) ? new URL(upstream) : null;
  if (origin === null || !/^https?:$/.test(origin.protocol) || origin.href !== `${origin.origin}/`) {
    throw new PortcullisError(
      'PORTCULLIS_CONFIG_INVALID',
      `Expected the origin of the upstream such as http://127.0.0.1:3000, got ${JSON.stringify(upstream)}. Leave path, user name and query away.`,
    );
  }
  const url = new URL(path, origin);
  if (url.origin !== origin.origin) {
    throw new PortcullisError(
      'PORTCULLIS_POLICY_INVALID',
      `Expected a probe path on ${origin.origin}, got ${JSON.stringify(path)}. The caller's session must not leave the upstream.`,
    );
  }
  return url;
}

/** 401, 403, 404 and redirects say "nobody"; the others say nothing about the session. */
function withoutDocument({ status }: Response): ProbeAnswer {
  if (status === 429 || status === 408) return refused;
  return status >= 500 ? failure : nobody;
}

function isJson(response: Response): boolean {
  return /^application\/(?:[\w.+-]+\+)?json[ \t]*(?:;|$)/i.test(response.headers.get('content-type') ?? '');
}

function passCookiesOn(response: Response, { passCookieOn }: IdentityContext): void {
  for (const line of response.headers.getSetCookie()) {
    const [pair = ''] = line.split(';', 1);
    // An upstream that echoes cookies must not be able to set the gate's own.
    const isOurs = cookieNames(['cookie', pair]).some(isOwnCookie);
    if (!isOurs && line.length <= longestSetCookie) passCookieOn(line);
  }
}
