import type { webcrypto } from 'node:crypto';
import { deriveKeyBytes } from '@portcullis/gate';

/** Encrypts and decrypts bytes of one site: AES-256-GCM, bound to what they are of. */
export interface Seal {
  seal(id: string, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array>;
  /** Null for what was sealed with a key that is not here, under another id or site, or was changed. */
  open(id: string, sealed: Uint8Array): Promise<Uint8Array | null>;
}

export interface SealOptions {
  readonly site: string;
  /** The active one first, which seals; all of them open. 32 bytes each. */
  readonly keys: readonly Uint8Array[];
}

const keyBytes = 32;
const nonceBytes = 12;
/** The first byte: another way of sealing would have another. */
const version = 1;

/** The keys of the server's secrets for one purpose, the active one first. */
export function deriveSealKeys(
  secrets: readonly Uint8Array[],
  purpose: 'incident' | 'held-webhook',
): Promise<readonly Uint8Array[]> {
  return Promise.all(secrets.map((secret) => deriveKeyBytes(secret, purpose)));
}

/** Sealed are a version, a nonce of 12 random bytes (NIST SP 800-38D, 8.2.2), and the encrypted bytes with their tag. */
export function createSeal({ site, keys }: SealOptions): Seal {
  if (keys.length === 0 || keys.some((key) => key.length !== keyBytes)) {
    const found = keys.length === 0 ? 'none' : `some of ${keys.map((key) => key.length).join(', ')} bytes`;
    throw new TypeError(
      `Expected at least one key of ${keyBytes} bytes to seal with, got ${found}. Derive them with deriveSealKeys.`,
    );
  }
  const imported = Promise.all(keys.map(importKey));

  function cipherFor(id: string, nonce: Uint8Array<ArrayBuffer>): webcrypto.AesGcmParams {
    const additionalData = new TextEncoder().encode(JSON.stringify([site, id]));
    return { name: 'AES-GCM', iv: nonce, additionalData };
  }

  return {
    async seal(id, bytes) {
      const [active] = await imported;
      if (active === undefined) throw new TypeError('There is no key to seal with');
      const nonce = crypto.getRandomValues(new Uint8Array(nonceBytes));
      const encrypted = await crypto.subtle.encrypt(cipherFor(id, nonce), active, bytes);
      const sealed = new Uint8Array(1 + nonceBytes + encrypted.byteLength);
      sealed[0] = version;
      sealed.set(nonce, 1);
      sealed.set(new Uint8Array(encrypted), 1 + nonceBytes);
      return sealed;
    },
    async open(id, sealed) {
      if (sealed[0] !== version) return null;
      const nonce = new Uint8Array(sealed.subarray(1, 1 + nonceBytes));
      const encrypted = new Uint8Array(sealed.subarray(1 + nonceBytes));
      for (const key of await imported) {
        try {
          return new Uint8Array(await crypto.subtle.decrypt(cipherFor(id, nonce), key, encrypted));
        } catch {
          // Sealed with another key, or not by this server for this id.
        }
      }
      return null;
    },
  };
}

function importKey(key: Uint8Array): Promise<webcrypto.CryptoKey> {
  return crypto.subtle.importKey('raw', new Uint8Array(key), 'AES-GCM', false, ['encrypt', 'decrypt']);
}
