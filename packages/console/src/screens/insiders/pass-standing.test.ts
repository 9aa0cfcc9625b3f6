import { expect, it } from 'vitest';
import { isGood, passStanding } from './pass-standing.ts';

it.each([
  [{ redeemedAt: null, revokedAt: null, expiresAt: 10 }, 'waiting', true],
  [{ redeemedAt: 5, revokedAt: null, expiresAt: 10 }, 'redeemed', true],
  [{ redeemedAt: 5, revokedAt: null, expiresAt: 9 }, 'expired', false],
  [{ redeemedAt: null, revokedAt: null, expiresAt: 9 }, 'lapsed', false],
  [{ redeemedAt: null, revokedAt: 3, expiresAt: 10 }, 'revoked', false],
  [{ redeemedAt: 2, revokedAt: 3, expiresAt: 4 }, 'revoked', false],
] as const)('%j at 9 is %s', (pass, standing, good) => {
  expect(passStanding(pass, 9)).toBe(standing);
  expect(isGood(passStanding(pass, 9))).toBe(good);
});
