import type { LedgerWindow } from '@portcullis/gate';
import { ledgerWindowShape } from '../../record/ledger-shape.ts';
import { list } from '../../record/shape.ts';
import type { Transaction } from '../connection.ts';

const rowsShape = list(ledgerWindowShape);

export function ledgerWindows({ query, all }: Transaction, site: string): readonly LedgerWindow[] {
  const rows = all(
    query
      .selectFrom('ledger')
      .select((select) => [
        'window_id as windowId',
        select.fn.countAll().as('entries'),
        select.fn.sum('count').as('refused'),
        select.fn.min('first_at').as('firstAt'),
        select.fn.max('last_at').as('lastAt'),
      ])
      .where('site', '=', site)
      .groupBy('window_id')
      .orderBy('lastAt', 'desc')
      .orderBy('windowId'),
  );
  return rowsShape(rows, `the ledger of ${site}`);
}
