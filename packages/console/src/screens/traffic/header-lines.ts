/** Headers as people write them: names and values by turns, or the number of the line that is none, from 1. */
export function headerLines(text: string): readonly string[] | { readonly wrongLine: number } {
  const headers: string[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const colon = line.indexOf(':');
    if (colon < 1) return { wrongLine: index + 1 };
    headers.push(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
  }
  return headers;
}
