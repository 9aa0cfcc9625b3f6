/** Escapes of ASCII, and well-formed UTF-8 sequences (RFC 3629, 4): decoding one of them cannot fail. */
export const validEscapes =
  /%[0-7][\da-f]|%(?:c[2-9a-f]|d[\da-f])%[89ab][\da-f]|%(?:e0%[ab][\da-f]|ed%[89][\da-f]|e[1-9a-cef]%[89ab][\da-f])%[89ab][\da-f]|%(?:f0%[9ab][\da-f]|f[1-3]%[89ab][\da-f]|f4%8[\da-f])(?:%[89ab][\da-f]){2}/gi;

/** As a lenient server may decode data: escapes that are valid, the rest left alone. */
export function decodeLeniently(text: string): string {
  return text.replace(validEscapes, decodeURIComponent);
}
