/** A key's columns under the names of `ApiKey`. */
export const apiKeyColumns = [
  'id',
  'site',
  'name',
  'token_hash as tokenHash',
  'scopes',
  'created_at as createdAt',
  'created_by as createdBy',
  'expires_at as expiresAt',
  'revoked_at as revokedAt',
  'last_used_at as lastUsedAt',
] as const;
