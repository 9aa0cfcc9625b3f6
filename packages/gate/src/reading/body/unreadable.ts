/** What could not be read, and why: fixed words, never the client's own text, so that a log can show them. */
export interface Unreadable {
  readonly problem: string;
}

/** Whether the bytes on the wire are the body itself. Some servers inflate what others take as it is. */
export function isPlainCoding(contentEncoding: string | null): boolean {
  return contentEncoding === null || contentEncoding.toLowerCase() === 'identity';
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

/** One character for each byte, plain ASCII as it is: for finding ASCII in bytes of any kind. Never fails. */
export function decodeBytewise(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes);
}
