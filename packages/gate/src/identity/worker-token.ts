import type { SigningKey } from '../model/signing-key.ts';
import { openSignedText, signText } from './signed-text.ts';

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

export function sealWorkerToken(key: SigningKey, { site, worker, expiresAt }: WorkerGrant): Promise<string> {
  return signText(key, JSON.stringify({ site, worker, expiresAt }));
}

/** The name of the worker that a gate of this site gave the token to; null for everything else, without saying why. */
export async function openWorkerToken({
  keys,
  value,
  site,
  nowMs,
}: OpenWorkerTokenOptions): Promise<string | null> {
  const json = await openSignedText({ keys, value, longestValue });
  const grant = json === null ? null : parseGrant(json);
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
