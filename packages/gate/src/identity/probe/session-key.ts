import { headerValues } from '../../model/header.ts';
import { cookieNames, cookieValues } from '../cookies.ts';

/** The name of a cookie that holds a session, or what its name begins with. */
export type SessionCookie =
  | string
  | {
      readonly prefix: string;
      /** What the names of all cookies begin with by which users are told once there is one of the prefix. @default the prefix */
      readonly alongside?: string;
    };

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
  const isDoubtful = hasLookalikes(headers, cookies);
  // Who is known by nothing else is nobody that the gate could tell.
  if (key === '') return isDoubtful ? unreadable : none;
  if (isDoubtful) {
    for (const line of headerValues(headers, 'cookie')) {
      if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(line)) return unreadable;
      length += line.length;
      key += `${line.length}~${line}`;
    }
  }
  return length > longestSession ? unreadable : { kind: 'session', key };
}

/**
 * Whether an application may take something for the session though its name is written otherwise. What it makes of that it
 * says itself when it is asked; the answer counts for these very lines alone, because the order decides as well. Python strips
 * names of whatever Unicode calls a blank (Werkzeug 2.3 to 3.0, Django), PHP reads `.`, ` ` and `[` as `_`, some split at
 * commas, and some decode names.
 */
function hasLookalikes(headers: readonly string[], cookies: readonly SessionCookie[]): boolean {
  return headerValues(headers, 'cookie').some((line) =>
    line.split(';').some((pair) => {
      const [name = ''] = cookieNames(['cookie', pair]);
      return cookies.some((cookie) => !isNamed(cookie, name) && spellingsOf(cookie).test(pair));
    }),
  );
}

function isNamed(cookie: SessionCookie, name: string): boolean {
  return typeof cookie === 'string' ? name === cookie : name.startsWith(cookie.prefix);
}

const knownSpellings = new Map<string, RegExp>();

function spellingsOf(cookie: SessionCookie): RegExp {
  const name = typeof cookie === 'string' ? cookie : cookie.prefix;
  const known = knownSpellings.get(name);
  if (known !== undefined) return known;
  const letters = Array.from(name, (letter) => {
    const code = letter.charCodeAt(0).toString(16).padStart(2, '0');
    const plain = letter === '_' ? '[_. [+]' : letter.replace(/[^\w]/, '\\$&');
    return `(?:${plain}|%${code.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`)})`;
  });
  // A longer name is another cookie; an array of PHP has brackets behind its name.
  const end = typeof cookie === 'string' ? '(?![\\w.-])' : '';
  const spellings = new RegExp(`(?:^|[^\\x21-\\x7e]|[",])${letters.join('')}${end}`);
  knownSpellings.set(name, spellings);
  return spellings;
}

function namesOf(headers: readonly string[], cookies: readonly SessionCookie[]): Iterable<string> {
  const names = new Set<string>();
  for (const cookie of cookies) {
    if (typeof cookie === 'string') {
      names.add(cookie);
      continue;
    }
    // Sorted: the same session sent in another order is the same session.
    const sent = cookieNames(headers).sort();
    if (!sent.some((name) => name.startsWith(cookie.prefix))) continue;
    for (const name of sent) if (name.startsWith(cookie.alongside ?? cookie.prefix)) names.add(name);
  }
  return names;
}
