import { randomBytes } from 'node:crypto';

/** Without i, l, o and u: nobody takes one sign for another, or finds a word (Crockford's base 32). */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** Random signs for people to read and type, five bits each, in groups: `k7q2-9fmx-3hvp`. */
export function createReadableCode({
  signs,
  group,
}: {
  readonly signs: number;
  readonly group: number;
}): string {
  // 256 is a multiple of 32: every sign is as likely as any other.
  const text = [...randomBytes(signs)].map((byte) => alphabet[byte & 31] ?? '').join('');
  return (text.match(new RegExp(`.{1,${group}}`, 'g')) ?? []).join('-');
}

/** A typed code as it was made, or something that is none: case, spaces and dashes do not count. */
export function readCode(typed: string): string {
  return typed.toLowerCase().replace(/[\s-]+/g, '');
}
