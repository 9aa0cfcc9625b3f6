/** A session's columns under the names of `OperatorSession`. */
export const sessionColumns = [
  'token_hash as tokenHash',
  'id',
  'site',
  'operator_id as operatorId',
  'stage',
  'created_at as createdAt',
  'confirmed_at as confirmedAt',
  'seen_at as seenAt',
  'expires_at as expiresAt',
  'address',
  'user_agent as userAgent',
] as const;
