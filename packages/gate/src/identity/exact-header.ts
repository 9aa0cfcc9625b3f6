import { foldHeaderName } from '../model/header.ts';

/**
 * All values of a header that says who somebody is; null when it came under an alias with `_` or `.` too, or
 * only there. No proxy sets such a spelling: a visitor wrote it, for servers that fold names (CVE-2025-64484).
 * `name` must be lower-case and without `_` and `.`.
 */
export function exactHeaderValues(headers: readonly string[], name: string): string[] | null {
  const values: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const candidate = headers[index] ?? '';
    if (candidate.length !== name.length) continue;
    if (candidate.toLowerCase() === name) values.push(headers[index + 1] ?? '');
    else if (foldHeaderName(candidate) === name) return null;
  }
  return values;
}
