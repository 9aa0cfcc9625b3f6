/** A ledger entry's columns under the names of `LedgerEntry`. */
export const ledgerColumns = [
  'window_id as windowId',
  'method',
  'route',
  'actor',
  'rule',
  'count',
  'first_at as firstAt',
  'last_at as lastAt',
  'reference',
] as const;
