import { fromBase64Url, toBase64Url } from '../../identity/index.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import type { SigningKey } from '../../model/signing-key.ts';
import { hmacBase64Url, hmacMatches, sha256Hex } from './keyed-hash.ts';

/** What the app learns of a webhook that was held and is delivered now. */
export interface DeliveryClaims {
  readonly site: string;
  /** The same at each attempt. */
  readonly delivery: string;
  /** The rule it came by, such as `POST /webhooks/stripe`. */
  readonly webhook: string;
  /** When it was acknowledged, milliseconds since 1970. */
  readonly receivedAt: number;
  /** Its signature was genuine and fresh then. */
  readonly isVerified: boolean;
  /** SHA-256 of the body, lower-case hex. */
  readonly bodyDigest: string;
  /** Milliseconds since 1970; exclusive. */
  readonly expiresAt: number;
}

/** Of another kind than decisions, which the same key signs: neither is worth anything for the other. */
const version = 'd1';
const lifetimeMs = 60_000;

export async function signDelivery(
  key: SigningKey,
  claims: Omit<DeliveryClaims, 'bodyDigest' | 'expiresAt'>,
  { body, nowMs }: { readonly body: Uint8Array; readonly nowMs: number },
): Promise<string> {
  const whole: DeliveryClaims = {
    ...claims,
    bodyDigest: await sha256Hex(body),
    expiresAt: nowMs + lifetimeMs,
  };
  const text = `${version}.${toBase64Url(new TextEncoder().encode(canonicalJson(whole)))}`;
  return `${text}.${await hmacBase64Url(key, text)}`;
}

export interface VerifyDeliveryOptions {
  /** The decision keys of the site; two while they rotate. */
  readonly keys: readonly SigningKey[];
  readonly site: string;
  readonly nowMs: number;
  /** As it came, before anything parsed it. */
  readonly body: Uint8Array;
}

/** The claims of a genuine, fresh proof of this site and this very body; null for everything else. Never throws. */
export async function verifyDelivery(
  value: string | null | undefined,
  { keys, site, nowMs, body }: VerifyDeliveryOptions,
): Promise<DeliveryClaims | null> {
  if (typeof value !== 'string' || value.length > 4_096) return null;
  const [prefix, payload, signature, ...rest] = value.split('.');
  if (prefix !== version || payload === undefined || signature === undefined || rest.length > 0) return null;
  let genuine = false;
  for (const key of keys) genuine ||= await hmacMatches(key, `${prefix}.${payload}`, signature);
  const claims = genuine ? parseClaims(payload) : null;
  if (claims === null || claims.site !== site || !(nowMs < claims.expiresAt)) return null;
  return (await sha256Hex(body)) === claims.bodyDigest ? claims : null;
}

function parseClaims(payload: string): DeliveryClaims | null {
  const bytes = fromBase64Url(payload);
  if (bytes === null) return null;
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isClaims(value) ? value : null;
  } catch {
    return null;
  }
}

function isClaims(value: unknown): value is DeliveryClaims {
  if (typeof value !== 'object' || value === null) return false;
  const claims = value as Record<string, unknown>;
  return (
    typeof claims.site === 'string' &&
    typeof claims.delivery === 'string' &&
    typeof claims.webhook === 'string' &&
    typeof claims.receivedAt === 'number' &&
    typeof claims.isVerified === 'boolean' &&
    typeof claims.bodyDigest === 'string' &&
    typeof claims.expiresAt === 'number'
  );
}
