import { isOwnCookie } from '../../model/header.ts';
import { cookieNames } from '../cookies.ts';
import { readLimited } from '../read-limited.ts';

const longestAnswerBytes = 64 * 1_024;
const longestSetCookie = 4_096;

export function isJson(response: Response): boolean {
  return /^application\/(?:[\w.+-]+\+)?json[ \t]*(?:;|$)/i.test(response.headers.get('content-type') ?? '');
}

/** The text of an answer of at most 64 KB; null when it is longer, or no UTF-8. */
export async function readText(response: Response): Promise<string | null> {
  const bytes = await readLimited(response, longestAnswerBytes);
  if (bytes === null) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Undefined for a text that is no JSON, which knows no such value. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The Set-Cookie lines that the caller must learn of. An upstream that echoes cookies must not be able to set the
 * gate's own.
 */
export function setCookiesOf(response: Response): string[] {
  return response.headers.getSetCookie().filter((line) => {
    const [pair = ''] = line.split(';', 1);
    return line.length <= longestSetCookie && !cookieNames(['cookie', pair]).some(isOwnCookie);
  });
}

/** The upstream does not answer this caller now. */
export function isRefusal({ status }: Response): boolean {
  return status === 429 || status === 408;
}
