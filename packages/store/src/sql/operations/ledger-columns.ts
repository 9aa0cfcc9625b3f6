/** A ledger entry's columns under the names of `LedgerEntry`. */
export const ledgerColumns = [
  'ledger.window_id as windowId',
  'ledger.method',
  'ledger.route',
  'ledger.actor',
  'ledger.rule',
  'ledger.count',
  'ledger.first_at as firstAt',
  'ledger.last_at as lastAt',
  'ledger.reference',
] as const;
