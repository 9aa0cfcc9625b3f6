/** What was seen of an incident's request, under the names of `Incident`. Without the sealed bytes, which may be a megabyte. */
export const seenIncidentColumns = [
  'id',
  'at',
  'expires_at as expiresAt',
  'method',
  'path',
  'status',
  'channel',
  'name',
] as const;
