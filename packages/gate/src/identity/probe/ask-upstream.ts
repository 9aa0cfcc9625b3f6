import { PortcullisError } from '../../model/error.ts';
import { parseJsonPointer, resolveJsonPointer } from '../../model/json-pointer.ts';
import type { ProbeInput } from '../../model/policy.ts';
import type { RawRequest } from '../../model/request.ts';
import type { IdentityContext } from '../../ports/identity-source.ts';
import { groupsOf, roleMapOf, roleOf, subjectOf } from '../claims.ts';
import { probeHeaders } from './probe-headers.ts';
import { type AskWhoseSession, failure, nobody, refused, type SessionAnswer } from './session-answer.ts';
import { isJson, isRefusal, parseJson, readText, setCookiesOf } from './upstream-answer.ts';
import { upstreamUrl } from './upstream-url.ts';

export interface AskUpstreamOptions {
  readonly input: ProbeInput;
  /** The origin of the upstream, such as `http://127.0.0.1:3000`. */
  readonly upstream: string;
  readonly fetch: typeof globalThis.fetch;
}

/** The question that a policy describes: one request, whose JSON answer says name, role and groups. */
export function createAskUpstream({ input, upstream, fetch }: AskUpstreamOptions): AskWhoseSession {
  const url = upstreamUrl(upstream, input.request.path);
  const { method = 'GET', headers: ownHeaders = {}, body } = input.request;
  const subjectPointer = parseJsonPointer(input.subject);
  const rolePointer = parseJsonPointer(input.role.pointer);
  const groupsPointer = input.groups === undefined ? undefined : parseJsonPointer(input.groups.pointer);
  const roles = roleMapOf(input.role.map);
  if (subjectPointer === null || rolePointer === null || groupsPointer === null) {
    throw new PortcullisError(
      'PORTCULLIS_POLICY_INVALID',
      `Expected JSON pointers such as "/user/role", got ${JSON.stringify([input.subject, input.role.pointer, input.groups?.pointer])}. Pass what parsePolicy returns.`,
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
      for (const line of setCookiesOf(response)) context.passCookieOn(line);
      if (response.status !== 200 || !isJson(response)) {
        // The connection is free for the next request only when nobody waits for the body.
        await response.body?.cancel();
        return withoutDocument(response);
      }
      return judge(await readText(response));
    } catch {
      // No connection, a broken answer, or the time is up.
      return failure;
    }
  };

  function headersFor(request: RawRequest, { clientAddress }: IdentityContext): Headers {
    const headers = probeHeaders(request, ownHeaders);
    if (clientAddress !== null) headers.set('x-forwarded-for', clientAddress);
    return headers;
  }

  function judge(text: string | null): SessionAnswer {
    const document = text === null ? undefined : parseJson(text);
    const subject = subjectOf(resolveJsonPointer(document, subjectPointer ?? []));
    if (subject === null) return nobody;
    const role = roleOf(resolveJsonPointer(document, rolePointer ?? []), roles);
    const groups =
      groupsPointer === undefined ? null : groupsOf(resolveJsonPointer(document, groupsPointer ?? []));
    return {
      kind: 'recognised',
      recognised: Object.freeze({ role, subject, ...(groups === null ? {} : { groups }) }),
    };
  }
}

/** 401, 403, 404 and redirects say "nobody"; the others say nothing about the session. */
function withoutDocument(response: Response): SessionAnswer {
  if (isRefusal(response)) return refused;
  return response.status >= 500 ? failure : nobody;
}
