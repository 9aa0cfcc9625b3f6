import { type HeaderRules, isForbiddenTrailer } from './header-classes.ts';

const noRules: HeaderRules = { strip: new Set() };

/** What of trailers goes on, as pairs of name and value in their order. @param rules of the request that they belong to */
export function endToEndTrailers(
  raw: readonly (string | Buffer)[],
  rules: HeaderRules = noRules,
): [name: string, value: string][] {
  const trailers: [string, string][] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index]?.toString('latin1');
    const value = raw[index + 1]?.toString('latin1');
    if (name === undefined || value === undefined) break;
    if (!isForbiddenTrailer(name, rules)) trailers.push([name, value]);
  }
  return trailers;
}
