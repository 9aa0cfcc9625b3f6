/** A pass's columns under the names of `Pass`. */
export const passColumns = [
  'id',
  'site',
  'subject',
  'scope',
  'is_test as isTest',
  'token_hash as tokenHash',
  'window_id as windowId',
  'created_at as createdAt',
  'created_by as createdBy',
  'expires_at as expiresAt',
  'redeemed_at as redeemedAt',
  'revoked_at as revokedAt',
] as const;
