import { cookieLineWithoutOwn, cookieNames } from '../cookies.ts';

/** The cookies of one caller over several requests: what an answer sets is sent with the next. */
export interface CookieRound {
  /** As a Cookie header has them. */
  line(): string;
  /** A Set-Cookie line; it replaces what was set under this name before. */
  set(setCookie: string): void;
  /** The Set-Cookie lines that count in the end. */
  lines(): readonly string[];
}

interface SetCookie {
  readonly line: string;
  /** Null = the cookie is taken away. */
  readonly pair: string | null;
}

export function createCookieRound(headers: readonly string[]): CookieRound {
  const sent = cookieLineWithoutOwn(headers);
  const renewed = new Map<string, SetCookie>();

  return {
    line() {
      if (renewed.size === 0) return sent;
      const kept = sent.split('; ').filter((pair) => pair !== '' && !renewed.has(nameOf(pair)));
      const added = [...renewed.values()].flatMap(({ pair }) => (pair === null ? [] : [pair]));
      return [...kept, ...added].join('; ');
    },
    set(line) {
      const [pair = '', ...attributes] = line.split(';');
      const name = nameOf(pair);
      const isTakenAway =
        pair.trim() === `${name}=` || attributes.some((one) => /^\s*max-age\s*=\s*(?:0|-)/i.test(one));
      // Set again, it moves to the end: the newest last.
      renewed.delete(name);
      renewed.set(name, { line, pair: isTakenAway ? null : pair.trim() });
    },
    lines: () => [...renewed.values()].map(({ line }) => line),
  };
}

function nameOf(pair: string): string {
  return cookieNames(['cookie', pair])[0] ?? '';
}
