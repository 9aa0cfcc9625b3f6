import { cookieValues } from '../cookies.ts';

/** All session cookies of a request together; longer ones are no sessions of anybody. */
const longestSession = 4_096;

/**
 * What a session is remembered by: names and values of its cookies, byte for byte, as length-prefixed
 * tuples, so that no two sessions share a key (Traefik CVE-2026-71326). Null = nobody's session: no such
 * cookie, one of them twice, too long, or with bytes that no cookie has.
 */
export function sessionKeyOf(headers: readonly string[], names: readonly string[]): string | null {
  let key = '';
  let length = 0;
  for (const name of names) {
    const values = cookieValues(headers, name);
    const [value] = values;
    if (values.length > 1) return null;
    if (value === undefined || value === '') continue;
    if (!/^[\x20-\x7e\x80-\xff]*$/.test(value)) return null;
    length += value.length;
    key += `${name.length}:${name}${value.length}:${value}`;
  }
  return key === '' || length > longestSession ? null : key;
}
