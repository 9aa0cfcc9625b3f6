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

/**
 * Why names in a form, one character for each byte, may be taken for others than they seem. Values may hold anything:
 * forms of pages in other charsets than UTF-8, `100%` written by hand.
 */
export function problemOfForm(text: string): string | null {
  if (text.includes('\0')) return 'a form with a NUL';
  let parameters = 0;
  for (let start = 0; start < text.length; ) {
    const ampersand = text.indexOf('&', start);
    const end = ampersand === -1 ? text.length : ampersand;
    if (end > start) {
      parameters += 1;
      if (parameters > mostParameters) return `a form of more than ${mostParameters} parameters`;
      // For some servers a bare semicolon starts another parameter.
      for (const piece of text.slice(start, end).split(';', mostParameters)) {
        const problem = problemOfName(piece.slice(0, Math.max(0, piece.indexOf('='))));
        if (problem !== null) return problem;
      }
    }
    start = end + 1;
  }
  return null;
}

/** Of UTF-8 that is longer than it need be, which lenient decoders take for ASCII. */
const overlong = /[\xc0\xc1]|\xe0[\x80-\x9f]|\xf0[\x80-\x8f]|\xf8[\x80-\x87]|\xfc[\x80-\x83]/;

function problemOfName(name: string): string | null {
  if (!/[%\x80-\xff]/.test(name)) return null;
  const bytes = name.replace(/%([\da-f]{2})/gi, (_, hex: string) =>
    hex === '25' ? '' : String.fromCharCode(Number.parseInt(hex, 16)),
  );
  if (bytes.includes('%')) return 'a form with an invalid escape';
  return overlong.test(bytes) ? 'a form with a name in doubtful UTF-8' : null;
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
