import type { Pass } from '../../api/schema.ts';

export type PassStanding = 'waiting' | 'redeemed' | 'expired' | 'revoked' | 'lapsed';

/** What became of a pass, by the clock of the server. */
export function passStanding(
  { redeemedAt, revokedAt, expiresAt }: Pick<Pass, 'redeemedAt' | 'revokedAt' | 'expiresAt'>,
  nowMs: number,
): PassStanding {
  if (revokedAt !== null) return 'revoked';
  if (nowMs >= expiresAt) return redeemedAt === null ? 'lapsed' : 'expired';
  return redeemedAt === null ? 'waiting' : 'redeemed';
}

export function isGood(standing: PassStanding): boolean {
  return standing === 'waiting' || standing === 'redeemed';
}
