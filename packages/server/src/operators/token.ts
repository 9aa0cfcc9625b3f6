import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 32 random bytes, base64url: what a cookie or a key holds. Nothing but its hash is stored. */
export function createToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Whether a text has the form of `createToken`; anything else is asked of no store. */
export function isToken(text: string): boolean {
  return /^[\w-]{43}$/.test(text);
}

/** SHA-256, lower-case hex: 256 random bits need no slow hash. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** In constant time, whatever the lengths. */
export function isSame(one: string, other: string): boolean {
  return timingSafeEqual(
    createHash('sha256').update(one).digest(),
    createHash('sha256').update(other).digest(),
  );
}
