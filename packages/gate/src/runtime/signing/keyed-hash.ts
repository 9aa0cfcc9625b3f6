import { fromBase64Url, toBase64Url, toHex } from '../../identity/index.ts';
import type { SigningKey } from '../../model/signing-key.ts';

const encoder = new TextEncoder();

/** HMAC-SHA256 as lower-case hex. WebCrypto, so that gates on edge runtimes can sign too. */
export async function hmacHex(key: SigningKey, text: string): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(text))));
}

/** In constant time where the lengths are the same: whoever sends one learns nothing of the other by asking often. */
export function isSameHash(one: string, other: string): boolean {
  if (one.length !== other.length) return false;
  let difference = 0;
  for (let at = 0; at < one.length; at += 1) difference |= one.charCodeAt(at) ^ other.charCodeAt(at);
  return difference === 0;
}

/** SHA-256 as lower-case hex. */
export async function sha256Hex(bytes: Uint8Array | string): Promise<string> {
  const input = typeof bytes === 'string' ? encoder.encode(bytes) : new Uint8Array(bytes);
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', input)));
}

export async function hmacBase64Url(key: SigningKey, text: string): Promise<string> {
  return toBase64Url(new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(text))));
}

/** Compares inside WebCrypto: constant time. False for anything that is no signature at all. */
export async function hmacMatches(key: SigningKey, text: string, signature: string): Promise<boolean> {
  const bytes = fromBase64Url(signature);
  if (bytes === null || bytes.length !== 32) return false;
  return crypto.subtle.verify('HMAC', key, bytes, encoder.encode(text));
}

export function randomBytes(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length));
}
