import type { SigningKey } from '../model/signing-key.ts';
import { fromBase64Url, toBase64Url } from './base64url.ts';

/** Which worker a call speaks for, signed by a gate of the site. */
export interface WorkerGrant {
  readonly site: string;
  /** Its name in the configuration. */
  readonly worker: string;
  /** Exclusive. Milliseconds since 1970. */
  readonly expiresAt: number;
}

export interface OpenWorkerTokenOptions {
  /** The active key first, then the one before it while keys rotate. */
  readonly keys: readonly SigningKey[];
  /** The header's value exactly as it came. */
  readonly value: string;
  readonly site: string;
  readonly nowMs: number;
}

const longestValue = 512;
const encoder = new TextEncoder();
/** `v1.`, the payload, the HMAC-SHA256 of both (43 characters of base64url). */
const shape = /^(v1\.([A-Za-z0-9_-]+))\.([A-Za-z0-9_-]{43})$/;

export async function sealWorkerToken(
  key: SigningKey,
  { site, worker, expiresAt }: WorkerGrant,
): Promise<string> {
  const signed = `v1.${toBase64Url(encoder.encode(JSON.stringify({ site, worker, expiresAt })))}`;
  const mac = await crypto.subtle.sign('HMAC', key, encoder.encode(signed));
  return `${signed}.${toBase64Url(new Uint8Array(mac))}`;
}

/**
 * The name of the worker that a gate of this site gave the token to; null for everything else, without saying why. The signature
 * comes first, and is compared in constant time.
 */
export async function openWorkerToken({
  keys,
  value,
  site,
  nowMs,
}: OpenWorkerTokenOptions): Promise<string | null> {
  if (value.length > longestValue) return null;
  const [, signed = '', payload = '', mac = ''] = shape.exec(value) ?? [];
  const signature = fromBase64Url(mac);
  const json = fromBase64Url(payload);
  if (signature === null || json === null) return null;
  let isSigned = false;
  for (const key of keys) {
    isSigned ||= await crypto.subtle.verify('HMAC', key, signature, encoder.encode(signed));
  }
  const grant = isSigned ? parseGrant(new TextDecoder().decode(json)) : null;
  // `!(now < expiry)` and not `now >= expiry`: a clock that gives NaN must not let anybody in.
  if (grant === null || grant.site !== site || !(nowMs < grant.expiresAt)) return null;
  return grant.worker;
}

function parseGrant(json: string): WorkerGrant | null {
  try {
    const value: unknown = JSON.parse(json);
    return isGrant(value) ? value : null;
  } catch {
    return null;
  }
}

function isGrant(value: unknown): value is WorkerGrant {
  if (typeof value !== 'object' || value === null) return false;
  const { site, worker, expiresAt } = value as Record<string, unknown>;
  return (
    typeof site === 'string' && typeof worker === 'string' && worker !== '' && Number.isSafeInteger(expiresAt)
  );
}
