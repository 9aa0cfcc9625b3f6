import type { Reason } from '../../model/reasons.ts';
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
export function problemOfForm(text: string): Reason | null {
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

/** One pass without a string for each escape: a form may be one name of a megabyte. */
function problemOfName(name: string): Reason | null {
  if (!/[%\x80-\xff]/.test(name)) return null;
  let previous = 0;
  let isOverlong = false;
  for (let index = 0; index < name.length; index += 1) {
    let byte = name.charCodeAt(index);
    if (byte === percent) {
      byte = hexValue(name.charCodeAt(index + 1)) * 16 + hexValue(name.charCodeAt(index + 2));
      if (Number.isNaN(byte)) return 'a form with an invalid escape';
      index += 2;
      if (byte === percent) continue;
    }
    isOverlong ||= byte >= 0x80 && beginsOverlong(previous, byte);
    previous = byte;
  }
  return isOverlong ? 'a form with a name in doubtful UTF-8' : null;
}

const percent = 0x25;

/** NaN for what is no digit, and behind the end. */
function hexValue(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : Number.NaN;
}

/** UTF-8 that is longer than it need be, which lenient decoders take for ASCII. */
function beginsOverlong(previous: number, byte: number): boolean {
  if (byte === 0xc0 || byte === 0xc1) return true;
  switch (previous) {
    case 0xe0:
      return byte <= 0x9f;
    case 0xf0:
      return byte <= 0x8f;
    case 0xf8:
      return byte <= 0x87;
    case 0xfc:
      return byte <= 0x83;
    default:
      return false;
  }
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
