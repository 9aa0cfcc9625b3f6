import type { SigningKey } from '../model/signing-key.ts';
import { fromBase64Url, toBase64Url } from './base64url.ts';

const encoder = new TextEncoder();
/** `v1.`, the payload, the HMAC-SHA256 of both (43 characters of base64url). */
const shape = /^(v1\.([A-Za-z0-9_-]+))\.([A-Za-z0-9_-]{43})$/;

/** `v1.<base64url text>.<mac>`: for cookies and headers. */
export async function signText(key: SigningKey, text: string): Promise<string> {
  const signed = `v1.${toBase64Url(encoder.encode(text))}`;
  const mac = await crypto.subtle.sign('HMAC', key, encoder.encode(signed));
  return `${signed}.${toBase64Url(new Uint8Array(mac))}`;
}

export interface OpenSignedTextOptions {
  /** The active key first, then the one before it while keys rotate. */
  readonly keys: readonly SigningKey[];
  /** Exactly as it came. */
  readonly value: string;
  /** In characters; what is longer is not looked at. */
  readonly longestValue: number;
}

/**
 * The text that one of the keys signed; null for everything else, without saying why. The signature is checked first and in
 * constant time (WebCrypto verifies digests); nothing of the payload is looked at before.
 */
export async function openSignedText({
  keys,
  value,
  longestValue,
}: OpenSignedTextOptions): Promise<string | null> {
  if (typeof value !== 'string' || value.length > longestValue) return null;
  const [, signed = '', payload = '', mac = ''] = shape.exec(value) ?? [];
  const signature = fromBase64Url(mac);
  const bytes = fromBase64Url(payload);
  if (signature === null || signature.length !== 32 || bytes === null) return null;
  if (!(await isSigned(keys, signature, encoder.encode(signed)))) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

async function isSigned(
  keys: readonly SigningKey[],
  signature: Uint8Array<ArrayBuffer>,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  for (const key of keys) {
    if (await crypto.subtle.verify('HMAC', key, signature, bytes)) return true;
  }
  return false;
}
