const pairs = /^[\t ]*([!#$%&'*+.^_`|~\w-]+)=("(?:[^"\\]|\\.)*"|[!#$%&'*+.^_`|~\w-]+)[\t ]*$/;

/** The `for` value of one element of `Forwarded` (RFC 7239, 4); null when it does not parse or has none. */
export function forValueOf(element: string): string | null {
  let found: string | null = null;
  for (const pair of splitOutsideQuotes(element, ';') ?? ['']) {
    const match = pairs.exec(pair);
    if (match === null) return null;
    const [, name = '', value = ''] = match;
    if (name.toLowerCase() !== 'for') continue;
    if (found !== null) return null;
    found = value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;
    // Section 6: an IPv6 address is bracketed.
    if (found.split(':').length > 2 && !found.startsWith('[')) return null;
  }
  return found;
}

/** The `host` value of such an element; undefined when it has none, null when it cannot be read. */
export function hostValueOf(element: string): string | null | undefined {
  if (!/host/i.test(element)) return undefined;
  let found: string | null | undefined;
  for (const pair of splitOutsideQuotes(element, ';') ?? ['']) {
    const match = pairs.exec(pair);
    if (match === null) return null;
    const [, name = '', value = ''] = match;
    if (name.toLowerCase() !== 'host') continue;
    if (found !== undefined) return null;
    found = value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;
  }
  return found;
}

/** The parts between separators that stand outside quoted strings; null when a quote never ends. */
export function splitOutsideQuotes(text: string, separator: ',' | ';'): string[] | null {
  const parts: string[] = [];
  let isQuoted = false;
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (isQuoted && character === '\\') index += 1;
    else if (character === '"') isQuoted = !isQuoted;
    else if (character === separator && !isQuoted) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  if (isQuoted) return null;
  parts.push(text.slice(start));
  return parts;
}
