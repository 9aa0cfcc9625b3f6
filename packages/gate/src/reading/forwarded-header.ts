const pairs = /^[\t ]*([!#$%&'*+.^_`|~\w-]+)=("(?:[^"\\]|\\.)*"|[!#$%&'*+.^_`|~\w-]+)[\t ]*$/;

/** The `for` value of one element of `Forwarded` (RFC 7239, 4); null when it does not parse or has none. */
export function forValueOf(element: string): string | null {
  const found = valueIn(element, 'for');
  if (found === undefined || found === null) return null;
  // Section 6: an IPv6 address is bracketed.
  return found.split(':').length > 2 && !found.startsWith('[') ? null : found;
}

/** The `host` value of such an element; undefined when it has none, null when it cannot be read. */
export function hostValueOf(element: string): string | null | undefined {
  return /host/i.test(element) ? valueIn(element, 'host') : undefined;
}

/** The `proto` value of such an element, in lower case; undefined when it has none, null when it cannot be read. */
export function protoValueOf(element: string): string | null | undefined {
  const found = valueIn(element, 'proto');
  return typeof found === 'string' ? found.toLowerCase() : found;
}

function valueIn(element: string, wanted: 'for' | 'host' | 'proto'): string | null | undefined {
  let found: string | undefined;
  for (const pair of splitOutsideQuotes(element, ';') ?? ['']) {
    const match = pairs.exec(pair);
    if (match === null) return null;
    const [, name = '', value = ''] = match;
    if (name.toLowerCase() !== wanted) continue;
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
