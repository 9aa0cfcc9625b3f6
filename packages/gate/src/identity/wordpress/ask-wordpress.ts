import type { WordPressInput } from '../../model/policy.ts';
import { groupsOf, roleMapOf, roleOf, subjectOf } from '../claims.ts';
import { type AskWhoseSession, failure, nobody, type SessionAnswer } from '../probe/session-answer.ts';
import { createSessionCalls, type SessionCalls } from '../probe/session-calls.ts';
import { upstreamUrl } from '../probe/upstream-url.ts';

export interface AskWordPressOptions {
  readonly input: WordPressInput;
  /** The origin of the upstream, such as `http://127.0.0.1:8080`. */
  readonly upstream: string;
  readonly fetch: typeof globalThis.fetch;
}

/** wp-admin/admin-ajax.php: the nonce as text for whoever is signed in, 400 and `0` for everybody else. */
const noncePath = '/wp-admin/admin-ajax.php?action=rest-nonce';
/**
 * Works with and without "pretty" permalinks, unlike `/wp-json/`. Names and roles are said in the context `edit`
 * alone, which everybody may have of himself (class-wp-rest-users-controller.php, `get_current_item`).
 */
const mePath = '/?rest_route=/wp/v2/users/me&context=edit&_fields=username,roles';

/**
 * Asks a WordPress whose session it is. Its REST API takes a cookie for nobody's unless a nonce comes with it
 * (`rest_cookie_check_errors` in wp-includes/rest-api.php), so that is asked for first.
 */
export function createAskWordPress({ input, upstream, fetch }: AskWordPressOptions): AskWhoseSession {
  upstreamUrl(upstream, '/');
  const roles = roleMapOf(input.roles ?? { administrator: 'admin' });

  return async (request, context, signal) => {
    const calls = createSessionCalls({ upstream, fetch, request, context, signal });
    const answer = await ask(calls);
    calls.passCookiesOn();
    return answer;
  };

  async function ask(calls: SessionCalls): Promise<SessionAnswer> {
    const said = await calls.send({ method: 'GET', path: noncePath });
    if (said.kind !== 'answer') return said;
    const nonce = said.text.trim();
    if (nonce === '0' && (said.status === 400 || said.status === 200)) return nobody;
    // Ten hexadecimal digits, unless a plugin makes others; a page is none.
    if (said.status !== 200 || !/^[\w-]{2,64}$/.test(nonce) || nonce === '-1') return failure;
    const me = await calls.send({ method: 'GET', path: mePath, headers: { 'x-wp-nonce': nonce } });
    if (me.kind !== 'answer') return me;
    // rest_not_logged_in: signed out between the two.
    if (me.status === 401) return nobody;
    return me.status === 200 ? judge(me.json) : failure;
  }

  function judge(user: unknown): SessionAnswer {
    if (typeof user !== 'object' || user === null) return failure;
    const subject = subjectOf(Reflect.get(user, 'username'));
    const claim: unknown = Reflect.get(user, 'roles');
    const groups = Array.isArray(claim) ? groupsOf(claim) : null;
    if (subject === null || groups === null) return failure;
    return {
      kind: 'recognised',
      recognised: Object.freeze({ role: roleOf(groups, roles), subject, groups }),
    };
  }
}
