import type { LedgerWindow } from '@portcullis/gate';
import { ledgerWindowShape } from '../../record/ledger-shape.ts';
import { list } from '../../record/shape.ts';
import type { Steps, Transaction } from '../transaction.ts';

const rowsShape = list(ledgerWindowShape);

export function* ledgerWindows({ query, all }: Transaction, site: string): Steps<readonly LedgerWindow[]> {
  const rows = yield* all(
    query
      .selectFrom('ledger_windows')
      .select(['window_id as windowId', 'entries', 'refused', 'first_at as firstAt', 'last_at as lastAt'])
      .where('site', '=', site)
      .orderBy('last_at', 'desc')
      .orderBy('window_id'),
  );
  return rowsShape(rows, `the ledger of ${site}`);
}
