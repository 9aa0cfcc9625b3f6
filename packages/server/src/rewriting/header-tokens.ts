import { headerValues } from '@portcullis/gate';

/** The members of a comma-separated field, over all its lines, trimmed and lower-case; empty members do not count. */
export function headerTokens(headers: readonly string[], name: string): string[] {
  return headerValues(headers, name)
    .flatMap((value) => value.split(','))
    .map((token) => token.trim().toLowerCase())
    .filter((token) => token !== '');
}
