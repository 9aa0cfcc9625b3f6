import { deriveKeyBytes } from '@portcullis/gate';
import { Secret, TOTP } from 'otpauth';
import { createReadableCode, readCode } from './readable-code.ts';
import { openText, sealText } from './sealed-text.ts';
import { hashOf } from './token.ts';

/** Whose second factor it is: what is sealed for one cannot be used for another. */
export interface FactorOwner {
  readonly site: string;
  readonly id: string;
  readonly name: string;
}

export interface SecondFactors {
  /** A new secret: for the app that makes the codes, and sealed for the store. */
  create(owner: FactorOwner): { readonly secret: string; readonly uri: string; readonly sealed: string };
  /** The time step that a code of six digits belongs to; null when it is wrong, or the secret cannot be opened. */
  stepOf(owner: FactorOwner, sealed: string, code: string): number | null;
}

const periodSeconds = 30;

/**
 * One-time codes by time (RFC 6238) of secrets that are sealed with a key of the server secret: the active secret seals, the
 * one before it still opens.
 */
export async function createSecondFactors(
  secrets: readonly Uint8Array[],
  now: () => number,
): Promise<SecondFactors> {
  const keys = await Promise.all(secrets.map((secret) => deriveKeyBytes(secret, 'second-factor')));
  const [active] = keys;
  if (active === undefined) throw new Error('there is no server secret');

  function codesOf({ site, name }: FactorOwner, secret: Secret): TOTP {
    return new TOTP({ issuer: `Portcullis ${site}`, label: name, secret, digits: 6, period: periodSeconds });
  }

  function open(owner: FactorOwner, sealed: string): Secret | null {
    const base32 = openText(keys, { bound: boundTo(owner), sealed });
    return base32 === null ? null : Secret.fromBase32(base32);
  }

  return {
    create(owner) {
      const secret = new Secret({ size: 20 });
      return {
        secret: secret.base32,
        uri: codesOf(owner, secret).toString(),
        sealed: sealText(active, { bound: boundTo(owner), text: secret.base32 }),
      };
    },
    stepOf(owner, sealed, code) {
      const token = readCode(code);
      if (!/^\d{6}$/.test(token)) return null;
      const secret = open(owner, sealed);
      if (secret === null) return null;
      const timestamp = now();
      // 0 is a find, too: this step. One to each side for clocks that are a little off.
      const delta = codesOf(owner, secret).validate({ token, timestamp, window: 1 });
      return delta === null ? null : Math.floor(timestamp / 1_000 / periodSeconds) + delta;
    },
  };
}

function boundTo({ site, id }: FactorOwner): string {
  return JSON.stringify([site, id]);
}

/** Ten codes for when the app is lost, each good once: shown now, and stored as hashes. */
export function createRecoveryCodes(): {
  readonly codes: readonly string[];
  readonly hashes: readonly string[];
} {
  const codes = Array.from({ length: 10 }, () => createReadableCode({ signs: 12, group: 4 }));
  return { codes, hashes: codes.map((code) => hashOf(readCode(code))) };
}

/** The hash of a typed recovery code; null for what has not its form. */
export function recoveryHashOf(code: string): string | null {
  const read = readCode(code);
  return /^[0-9a-hjkmnp-tv-z]{12}$/.test(read) ? hashOf(read) : null;
}
