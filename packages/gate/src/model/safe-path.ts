/** Longer than any link people type; old mail clients and proxies break beyond it. */
export const longestUrl = 2048;

/**
 * Controls, every kind of white space, lone surrogates, and what shows as nothing or turns the direction
 * of the text (soft hyphen, zero-width, bidi controls, tags): a URL parser drops or keeps them unseen.
 */
export const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Z}\p{Default_Ignorable_Code_Point}]/u;

/**
 * A path on the same site, as a browser normalises it; null where a browser would read something else than a path, or
 * than a person does: backslashes, two slashes at its beginning, what nobody sees.
 */
export function readSafePath(value: string): string | null {
  if (!value.startsWith('/') || value.startsWith('//') || value.length > longestUrl) return null;
  if (value.includes('\\') || unseen.test(value) || !URL.canParse(value, somewhere)) return null;
  const { host, pathname, search, hash } = new URL(value, somewhere);
  // `/..//host` becomes `//host`, which the next reader takes for another site.
  return host !== 'site.invalid' || pathname.startsWith('//') ? null : pathname + search + hash;
}

const somewhere = 'https://site.invalid';
