import { randomBytes } from './signing/keyed-hash.ts';

/** Without the letters and digits that people mix up when they read them aloud. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

/** Eight signs in two groups, such as `K7Q2-9FMX`: 31^8 values, read aloud in five seconds. */
export function createReference(): string {
  const signs = [...randomBytes(8)].map((byte) => alphabet[byte % alphabet.length] ?? '2');
  return `${signs.slice(0, 4).join('')}-${signs.slice(4).join('')}`;
}

/** A reference however it was written down: in lower case, with spaces, without its hyphen. */
export function normaliseReference(reference: string): string {
  const signs = reference.toUpperCase().replace(/[^0-9A-Z]/g, '');
  return `${signs.slice(0, 4)}-${signs.slice(4)}`;
}
