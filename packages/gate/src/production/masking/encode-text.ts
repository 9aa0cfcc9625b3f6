/** A text in an encoding that extends ASCII; what it has no letter for loses its accents, or shows as `?`. */
export function encodeText(text: string, encoding: string | null): Uint8Array {
  if (encoding === null || encoding === 'utf-8') return new TextEncoder().encode(text);
  // Latin-1 is windows-1252 on the web, and the only one worth a table: the others are for scripts we do not write in.
  const most = encoding === 'windows-1252' ? 0xff : 0x7f;
  const letters = [...text].map((letter) => {
    const code = letter.codePointAt(0) ?? 0;
    if (code <= 0x7f || (code >= 0xa0 && code <= most)) return letter;
    const bare = letter.normalize('NFKD').replace(/\p{M}/gu, '');
    return /^[\x20-\x7e]+$/.test(bare) ? bare : '?';
  });
  return Uint8Array.from(letters.join(''), (letter) => letter.charCodeAt(0));
}
