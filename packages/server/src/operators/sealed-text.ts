import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const version = 'v1';

export interface SealTextOptions {
  /** Where it belongs: moved elsewhere, it cannot be opened. */
  readonly bound: string;
  readonly text: string;
}

export interface OpenTextOptions {
  readonly bound: string;
  readonly sealed: string;
}

/** AES-256-GCM: `v1.<nonce>.<text and tag>`. The key has 32 bytes. */
export function sealText(key: Uint8Array, { bound, text }: SealTextOptions): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(bound));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return [version, nonce.toString('base64url'), sealed.toString('base64url')].join('.');
}

/** What was sealed with one of the keys for that place; null for everything else. */
export function openText(keys: readonly Uint8Array[], { bound, sealed }: OpenTextOptions): string | null {
  const [found, nonce = '', body = '', ...more] = sealed.split('.');
  const bytes = Buffer.from(body, 'base64url');
  const iv = Buffer.from(nonce, 'base64url');
  if (found !== version || more.length > 0 || iv.length !== 12 || bytes.length < 16) return null;
  for (const key of keys) {
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(bound));
      decipher.setAuthTag(bytes.subarray(-16));
      return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString('utf8');
    } catch {
      // Made with another key, for another place, or by somebody else.
    }
  }
  return null;
}
