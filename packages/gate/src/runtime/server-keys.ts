import type { SigningKey } from '../model/signing-key.ts';

/** What a key is for; each purpose has its own, so that a signature of one is nothing for another. */
export type KeyPurpose = 'audit' | 'decision' | 'pass-cookie' | 'confirmation';

/** HKDF-SHA256 (RFC 5869) from the one server secret. */
export async function deriveKeyBytes(secret: Uint8Array, purpose: KeyPurpose): Promise<Uint8Array<ArrayBuffer>> {
  const material = await crypto.subtle.importKey('raw', new Uint8Array(secret), 'HKDF', false, ['deriveBits']);
  const info = new TextEncoder().encode(`portcullis/v1/${purpose}`);
  const bits = await crypto.subtle.deriveBits(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(32), info },
    material,
    256,
  );
  return new Uint8Array(bits);
}

export function importSigningKey(bytes: Uint8Array<ArrayBuffer>): Promise<SigningKey> {
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
}
