import { decodeUtf8, type Unreadable } from './unreadable.ts';

/** Name and value, decoded, in the order they came; a name may come more than once. */
export type FormParameters = readonly (readonly [name: string, value: string])[];

/** PHP stops reading at 1,000 by default, others go on: beyond it they disagree. */
const mostParameters = 1_000;

/** Parses an `application/x-www-form-urlencoded` body as the URL standard does, but refuses what it repairs. */
export function parseFormParameters(bytes: Uint8Array): { readonly parameters: FormParameters } | Unreadable {
  const text = decodeUtf8(bytes);
  return text === null
    ? { problem: 'a form that is not UTF-8 without a byte order mark' }
    : parseFormText(text);
}

/** The same for text, such as a query without its `?`. */
export function parseFormText(text: string): { readonly parameters: FormParameters } | Unreadable {
  if (text.includes('\0')) return { problem: 'a form with a NUL' };
  const parameters: (readonly [string, string])[] = [];
  for (let start = 0; start < text.length; ) {
    const ampersand = text.indexOf('&', start);
    const end = ampersand === -1 ? text.length : ampersand;
    if (end > start) {
      if (parameters.length === mostParameters) {
        return { problem: `a form of more than ${mostParameters} parameters` };
      }
      const piece = text.slice(start, end);
      const equals = piece.indexOf('=');
      const name = decode(equals === -1 ? piece : piece.slice(0, equals));
      const value = decode(equals === -1 ? '' : piece.slice(equals + 1));
      if (name === null || value === null) return { problem: 'a form with an invalid escape' };
      parameters.push([name, value]);
    }
    start = end + 1;
  }
  return { parameters };
}

/** Null when an escape is no escape, or the bytes it makes are not UTF-8. */
function decode(text: string): string | null {
  const spaced = text.replaceAll('+', ' ');
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return null;
  }
}
