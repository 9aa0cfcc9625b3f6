import type { ApiKey } from '../../api/schema.ts';

export type KeyState = 'good' | 'expired' | 'revoked';

export function keyState(
  { expiresAt, revokedAt }: Pick<ApiKey, 'expiresAt' | 'revokedAt'>,
  nowMs: number,
): KeyState {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && nowMs >= expiresAt ? 'expired' : 'good';
}
