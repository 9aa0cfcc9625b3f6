/** An audit record's columns under the names of `AuditRecord`. */
export const auditColumns = [
  'chain',
  'sequence',
  'at',
  'kind',
  'actor',
  'data',
  'previous_hash as previousHash',
  'hash',
] as const;
