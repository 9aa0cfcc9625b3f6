import { Secret, TOTP } from 'otpauth';
import { describe, expect, it } from 'vitest';
import { createRecoveryCodes, createSecondFactors, recoveryHashOf } from './second-factor.ts';

const now = 1_700_000_010_000;
const owner = { site: 'shop', id: 'o1', name: 'ada' };
const secretOf = (byte: number) => new Uint8Array(32).fill(byte);

describe('createSecondFactors', () => {
  it('knows the step of a code, one to each side, and no further', async () => {
    const factors = await createSecondFactors([secretOf(1)], () => now);
    const { secret, sealed, uri } = factors.create(owner);
    expect(uri).toContain('issuer=Portcullis%20shop');
    const codes = new TOTP({ secret: Secret.fromBase32(secret) });
    const at = (offset: number) => codes.generate({ timestamp: now + offset * 30_000 });
    const step = Math.floor(now / 30_000);
    expect([-1, 0, 1].map((offset) => factors.stepOf(owner, sealed, at(offset)))).toEqual([
      step - 1,
      step,
      step + 1,
    ]);
    expect([-2, 2].map((offset) => factors.stepOf(owner, sealed, at(offset)))).toEqual([null, null]);
    expect(factors.stepOf(owner, sealed, ` ${at(0).slice(0, 3)} ${at(0).slice(3)}`)).toBe(step);
    for (const code of ['', '12345', '1234567', 'abcdef'])
      expect(factors.stepOf(owner, sealed, code)).toBeNull();
  });

  it('opens a secret for its owner alone, with the secret that sealed it or its successor beside it', async () => {
    const factors = await createSecondFactors([secretOf(1)], () => now);
    const { secret, sealed } = factors.create(owner);
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now });
    expect(sealed).not.toContain(secret);
    for (const other of [
      { ...owner, id: 'o2' },
      { ...owner, site: 'other' },
    ]) {
      expect(factors.stepOf(other, sealed, code)).toBeNull();
    }
    const rotated = await createSecondFactors([secretOf(2), secretOf(1)], () => now);
    expect(rotated.stepOf(owner, sealed, code)).not.toBeNull();
    const replaced = await createSecondFactors([secretOf(2)], () => now);
    expect(replaced.stepOf(owner, sealed, code)).toBeNull();
    for (const broken of ['', 'v1', 'v1..', 'v2.a.b', `${sealed}.x`, sealed.slice(0, -2)]) {
      expect(factors.stepOf(owner, broken, code)).toBeNull();
    }
  });
});

describe('recovery codes', () => {
  it('are ten, of 60 random bits, and found however they are typed', () => {
    const { codes, hashes } = createRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const [index, code] of codes.entries()) {
      expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{4}(?:-[0-9a-hjkmnp-tv-z]{4}){2}$/);
      expect(recoveryHashOf(` ${code.toUpperCase().replaceAll('-', '')}`)).toBe(hashes[index]);
    }
    for (const text of ['123456', '', 'k7q2-9fmx-3hv', 'k7q2-9fmx-3hvl'])
      expect(recoveryHashOf(text)).toBeNull();
  });
});
