import type { Reason } from '../../model/reasons.ts';

/** What could not be read, and why: fixed words, never the client's own text, so that a log can show them. */
export interface Unreadable {
  readonly problem: Reason;
}

/** What clients write where they mean none: nobody unpacks it, some refuse it, all others take the bytes as they are. */
const noCoding: ReadonlySet<string> = new Set(['', 'identity', 'none', 'utf-8', 'utf8']);

/** Whether the bytes on the wire are the body itself. Some servers inflate what others take as it is. */
export function isPlainCoding(contentEncoding: string | null): boolean {
  return contentEncoding === null || noCoding.has(contentEncoding.toLowerCase());
}

/** Strict UTF-8 without a byte order mark, which some servers cut off; null for anything else. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

export function isAsciiBytes(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte < 0x80);
}

/** Text of another charset, in UTF-8; as it is where it is UTF-8 all the same, or not of that charset either. */
export function inUtf8(bytes: Uint8Array, charset: string): Uint8Array {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return bytes;
  } catch {
    const text = decodeAs(bytes, charset);
    return text === null ? bytes : new TextEncoder().encode(text);
  }
}

/** Also null where the host does not know the charset. */
function decodeAs(bytes: Uint8Array, charset: string): string | null {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** One character for each byte, plain ASCII as it is: for finding ASCII in bytes of any kind. Never fails. */
export function decodeBytewise(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes);
}
