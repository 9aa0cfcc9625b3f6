/** All values of a field in a flat raw list, in order. `name` must be lower-case. */
export function headerValues(headers: readonly string[], name: string): string[] {
  const values: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const candidate = headers[index];
    if (candidate !== undefined && candidate.length === name.length && candidate.toLowerCase() === name) {
      values.push(headers[index + 1] ?? '');
    }
  }
  return values;
}

/** The members of a comma-separated field, over all its lines, trimmed and lower-case; empty members do not count. */
export function headerTokens(headers: readonly string[], name: string): string[] {
  return headerValues(headers, name)
    .flatMap((value) => value.split(','))
    .map((token) => token.trim().toLowerCase())
    .filter((token) => token !== '');
}
