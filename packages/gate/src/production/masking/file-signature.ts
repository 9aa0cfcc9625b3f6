/**
 * How files begin that applications send with the status of an error, such as a picture in place of one that is missing. No
 * text begins like this. Archives of a single stream (gzip) are none of them: a log comes as one.
 */
const signatures: readonly (readonly [text: string, offset: number])[] = [
  ['\x89PNG\r\n\x1a\n', 0],
  ['\xff\xd8\xff', 0],
  ['GIF87a', 0],
  ['GIF89a', 0],
  ['WEBP', 8],
  ['WAVE', 8],
  ['AVI ', 8],
  // MP4, QuickTime, AVIF and HEIC.
  ['ftyp', 4],
  ['\x1a\x45\xdf\xa3', 0],
  ['OggS', 0],
  ['ID3', 0],
  ['\0\0\x01\0', 0],
  ['wOFF', 0],
  ['wOF2', 0],
  ['OTTO', 0],
  ['\0\x01\0\0', 0],
  ['%PDF-', 0],
  ['PK\x03\x04', 0],
  ['\0asm', 0],
];

/** Whether bytes begin as pictures, sounds, films, fonts and documents do. */
export function isKnownFile(bytes: Uint8Array): boolean {
  return signatures.some(([text, offset]) =>
    Array.from(text).every((sign, at) => bytes[offset + at] === sign.charCodeAt(0)),
  );
}
