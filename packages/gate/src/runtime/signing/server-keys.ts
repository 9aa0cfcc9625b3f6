import { deriveKey, deriveKeyBytes, type KeyPurpose } from '../../identity/index.ts';
import { PortcullisError } from '../../model/error.ts';
import type { SigningKey } from '../../model/signing-key.ts';
import { sha256Hex } from './keyed-hash.ts';

/** The active key first: it signs; all of them verify. */
export type RotatingKeys = readonly [SigningKey, ...SigningKey[]];

/** What one gate signs with: one key for each purpose, so that none can be used for another. */
export interface ServerKeys {
  readonly audit: SigningKey;
  readonly decision: SigningKey;
  readonly pass: RotatingKeys;
  readonly confirmation: RotatingKeys;
  /** For the calls of running jobs. */
  readonly worker: RotatingKeys;
}

/** Throws PORTCULLIS_SECRET_INVALID unless there is a secret and each has at least 32 bytes. */
export async function deriveServerKeys(secrets: readonly Uint8Array[]): Promise<ServerKeys> {
  const [active, ...previous] = secrets;
  if (active === undefined || [active, ...previous].some((secret) => secret.length < 32)) {
    throw new PortcullisError(
      'PORTCULLIS_SECRET_INVALID',
      'Expected a server secret of at least 32 random bytes. Create one with `portcullis init`, or set PORTCULLIS_SECRET.',
    );
  }
  return {
    audit: await deriveKey(active, 'audit'),
    decision: await deriveKey(active, 'decision'),
    pass: await keysFor(active, previous, 'pass-cookie'),
    confirmation: await keysFor(active, previous, 'confirmation'),
    worker: await keysFor(active, previous, 'worker'),
  };
}

/** By which servers that share a store see that they share a secret; it says nothing of it. */
export function digestSecrets(secrets: readonly Uint8Array[]): Promise<readonly string[]> {
  return Promise.all(secrets.map(async (secret) => sha256Hex(await deriveKeyBytes(secret, 'same-secret'))));
}

async function keysFor(
  active: Uint8Array,
  previous: readonly Uint8Array[],
  purpose: KeyPurpose,
): Promise<RotatingKeys> {
  const older = await Promise.all(previous.map((secret) => deriveKey(secret, purpose)));
  return [await deriveKey(active, purpose), ...older];
}
