import { cookieNames, cookieValues } from '../cookies.ts';

/** The name of a cookie that holds a session, or what its name begins with. */
export type SessionCookie = string | { readonly prefix: string };

/**
 * `unreadable`: there are session cookies, and whose they are cannot be told: one of them with two values, also where one of
 * them is empty, too long, or with bytes that no cookie has. Applications choose differently among two of a name.
 */
export type SessionKey =
  | { readonly kind: 'session'; readonly key: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable' };

/** All session cookies of a request together; longer ones are no sessions of anybody. */
const longestSession = 4_096;
const none: SessionKey = Object.freeze({ kind: 'none' });
const unreadable: SessionKey = Object.freeze({ kind: 'unreadable' });

/**
 * What a session is remembered by: names and values of its cookies, byte for byte, as length-prefixed
 * tuples, so that no two sessions share a key (Traefik CVE-2026-71326).
 */
export function sessionKeyOf(headers: readonly string[], cookies: readonly SessionCookie[]): SessionKey {
  let key = '';
  let length = 0;
  for (const name of namesOf(headers, cookies)) {
    const [value, ...others] = new Set(cookieValues(headers, name));
    if (others.length > 0) return unreadable;
    if (value === undefined || value === '') continue;
    if (!/^[\x20-\x7e\x80-\xff]*$/.test(value)) return unreadable;
    length += value.length;
    key += `${name.length}:${name}${value.length}:${value}`;
  }
  if (key === '') return none;
  return length > longestSession ? unreadable : { kind: 'session', key };
}

function namesOf(headers: readonly string[], cookies: readonly SessionCookie[]): Iterable<string> {
  const names = new Set<string>();
  for (const cookie of cookies) {
    if (typeof cookie === 'string') names.add(cookie);
    // Sorted: the same session sent in another order is the same session.
    else for (const name of cookieNames(headers).sort()) if (name.startsWith(cookie.prefix)) names.add(name);
  }
  return names;
}
