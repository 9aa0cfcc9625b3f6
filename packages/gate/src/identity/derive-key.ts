import { PortcullisError } from '../model/error.ts';
import type { SigningKey } from '../model/signing-key.ts';

/** What a key is for. A signature made for one purpose is worth nothing for another. */
export type KeyPurpose =
  | 'pass-cookie'
  | 'decision'
  | 'confirmation'
  | 'audit'
  | 'last-known'
  | 'second-factor'
  | 'provider-sign-in'
  | 'browser-mark'
  | 'worker'
  | 'incident'
  | 'held-webhook'
  | 'same-secret';

const shortestSecretBytes = 32;

/**
 * One HMAC-SHA256 key per purpose from the server secret, by HKDF-SHA256 (RFC 5869). It cannot be exported.
 * Throws PORTCULLIS_SECRET_INVALID for a secret that is no secret.
 */
export async function deriveKey(secret: Uint8Array, purpose: KeyPurpose): Promise<SigningKey> {
  return importSigningKey(await deriveKeyBytes(secret, purpose));
}

/** The bytes of such a key: for the one that applications verify decisions with, and for those that encrypt. */
export async function deriveKeyBytes(
  secret: Uint8Array,
  purpose: KeyPurpose,
): Promise<Uint8Array<ArrayBuffer>> {
  const isTooShort = secret.length < shortestSecretBytes;
  // Zeros are what an unfilled buffer holds.
  if (isTooShort || secret.every((byte) => byte === 0)) {
    const got = isTooShort ? `${secret.length} bytes` : 'nothing but zeros';
    throw new PortcullisError(
      'PORTCULLIS_SECRET_INVALID',
      `Expected a server secret of at least ${shortestSecretBytes} random bytes, got ${got}. Create one with \`portcullis init\`.`,
    );
  }
  const material = await crypto.subtle.importKey('raw', new Uint8Array(secret), 'HKDF', false, [
    'deriveBits',
  ]);
  const bits = await crypto.subtle.deriveBits(
    {
      name: 'HKDF',
      hash: 'SHA-256',
      // The secret is random already: no salt is needed (RFC 5869, 3.1).
      salt: new Uint8Array(32),
      info: new TextEncoder().encode(`portcullis/v1/${purpose}`),
    },
    material,
    256,
  );
  return new Uint8Array(bits);
}

/** A key for HMAC-SHA256 that cannot be exported again. */
export function importSigningKey(bytes: Uint8Array<ArrayBuffer>): Promise<SigningKey> {
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
}
