import { foldHeaderName, isOwnCookie } from './header.ts';
import { type Given, readString } from './parse-given.ts';

/** RFC 9110, 5.6.2 */
const token = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

/** Headers that the gate itself writes, or that frame the request. */
const framing: readonly string[] = [
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
];

export interface HeaderNameRules {
  readonly example: string;
  /** Further names, in lower case, with the reason. */
  readonly refused: Readonly<Record<string, string>>;
}

/** Reads a header name; given back in lower case. */
export function readHeaderName(given: Given, rules: HeaderNameRules): string {
  return readString(given, {
    expected: `a header name such as "${rules.example}"`,
    longest: 100,
    problemOf: (name) => headerNameProblem(name, rules),
  }).toLowerCase();
}

export function headerNameProblem(name: string, { refused }: HeaderNameRules): string | null {
  if (!token.test(name)) return 'Use letters, digits and hyphens.';
  const folded = foldHeaderName(name);
  // CVE-2025-64484: servers that read `_` and `-` alike let a client write the name in the other way.
  if (folded !== name.toLowerCase())
    return `Servers disagree about signs other than - in header names: write "${folded}".`;
  if (folded.startsWith('portcullis-')) return 'Headers of this name belong to the gate.';
  if (framing.includes(folded)) return 'This header frames the request; the gate writes it itself.';
  return Object.hasOwn(refused, folded) ? (refused[folded] ?? null) : null;
}

/** Reads the name of a cookie (RFC 6265, 4.1.1). */
export function readCookieName(given: Given): string {
  return readString(given, {
    expected: 'a cookie name such as "session"',
    longest: 128,
    problemOf: (name) => {
      if (!token.test(name)) return 'Write the name alone, without = and without a value.';
      return isOwnCookie(name) ? 'This cookie belongs to the gate.' : null;
    },
  });
}
