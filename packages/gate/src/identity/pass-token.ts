import { PortcullisError } from '../model/error.ts';
import { fromBase64Url, toBase64Url, toHex } from './base64url.ts';

const tokenBytes = 32;
/** 32 bytes in base64url without padding. */
const tokenLength = 43;

/** The token of a pass from 32 random bytes: what its holder is given, once, and nobody stores. */
export function createPassToken(random32: Uint8Array): string {
  if (random32.length !== tokenBytes || random32.every((byte) => byte === random32[0])) {
    throw new PortcullisError(
      'PORTCULLIS_SECRET_INVALID',
      `Expected ${tokenBytes} random bytes for a pass, got ${random32.length} that are not random. Take them from crypto.getRandomValues.`,
    );
  }
  return toBase64Url(random32);
}

/**
 * The SHA-256 of a token as it is stored, lower-case hex; null for everything that cannot be a token.
 * Takes what a form or a query gave, of whatever type: nothing is trimmed, decoded or joined.
 */
export async function hashPassToken(token: unknown): Promise<string | null> {
  if (typeof token !== 'string' || token.length !== tokenLength || fromBase64Url(token) === null) return null;
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token))));
}

/** How a pass is named in logs and records: eight characters of the hash, of no use to anybody who reads them. */
export function fingerprint(tokenHash: string): string {
  return tokenHash.slice(0, 8);
}
