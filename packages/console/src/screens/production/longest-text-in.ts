/** A text of fewer lines reads well enough where it stands. */
const fewestLines = 3;

/**
 * The longest text of several lines among the strings of something like JSON, such as the trace in an error of JSON-RPC; null
 * where there is none. It need not be whole: originals are cut where they are long, and begin where the error did.
 */
export function longestTextIn(original: string): string | null {
  let longest = '';
  for (const literal of literalsIn(original)) {
    if (literal.length <= longest.length || literal.split('\\n').length < fewestLines) continue;
    const text = parsed(literal);
    if (text.length > longest.length) longest = text;
  }
  return longest === '' ? null : longest;
}

/** In one pass, whatever somebody made the application say: an expression would begin anew at each quote. */
function* literalsIn(text: string): Generator<string> {
  let start = text.indexOf('"');
  while (start !== -1) {
    let end = start + 1;
    while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
    if (end >= text.length) return;
    yield text.slice(start, end + 1);
    start = text.indexOf('"', end + 1);
  }
}

function parsed(literal: string): string {
  try {
    const value: unknown = JSON.parse(literal);
    return typeof value === 'string' ? value : '';
  } catch {
    return '';
  }
}
