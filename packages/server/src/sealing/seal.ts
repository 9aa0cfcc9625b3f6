import { createCipheriv, createDecipheriv, createSecretKey, randomFillSync } from 'node:crypto';
import { deriveKeyBytes } from '@portcullis/gate';

/** Encrypts and decrypts bytes of one site: AES-256-GCM, bound to what they are of. */
export interface Seal {
  seal(id: string, bytes: Uint8Array): Promise<Uint8Array>;
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
const tagBytes = 16;
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
  const secrets = keys.map((key) => createSecretKey(key));
  const [active] = secrets;
  const isOf = (id: string): Buffer => Buffer.from(JSON.stringify([site, id]));

  // At once: handing a kilobyte to another thread and back takes longer than encrypting it.
  return {
    async seal(id, bytes) {
      if (active === undefined) throw new TypeError('There is no key to seal with');
      const sealed = Buffer.allocUnsafe(1 + nonceBytes + bytes.length + tagBytes);
      sealed[0] = version;
      const nonce = randomFillSync(sealed.subarray(1, 1 + nonceBytes));
      const cipher = createCipheriv('aes-256-gcm', active, nonce).setAAD(isOf(id));
      sealed.set(cipher.update(bytes), 1 + nonceBytes);
      cipher.final();
      sealed.set(cipher.getAuthTag(), sealed.length - tagBytes);
      return sealed;
    },
    async open(id, sealed) {
      if (sealed[0] !== version || sealed.length < 1 + nonceBytes + tagBytes) return null;
      const nonce = sealed.subarray(1, 1 + nonceBytes);
      const encrypted = sealed.subarray(1 + nonceBytes, sealed.length - tagBytes);
      const tag = sealed.subarray(sealed.length - tagBytes);
      for (const key of secrets) {
        try {
          const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
          const bytes = decipher.setAAD(isOf(id)).setAuthTag(tag).update(encrypted);
          decipher.final();
          return bytes;
        } catch {
          // Sealed with another key, or not by this server for this id.
        }
      }
      return null;
    },
  };
}
