import type { LedgerEntry, LedgerKeyOrderQuery, LedgerQuery, MostRefusedQuery } from '@portcullis/gate';
import { ledgerEntryShape } from '../../record/ledger-shape.ts';
import { list } from '../../record/shape.ts';
import type { Steps, Transaction } from '../transaction.ts';
import { ledgerColumns } from './ledger-columns.ts';

const rowsShape = list(ledgerEntryShape);

export function* readLedger(
  transaction: Transaction,
  site: string,
  query: LedgerQuery,
): Steps<readonly LedgerEntry[]> {
  const rows =
    query.order === 'key'
      ? yield* inKeyOrder(transaction, site, query)
      : yield* mostRefused(transaction, site, query);
  return rowsShape(rows, `the ledger of ${site}`);
}

function* mostRefused(
  { query, all }: Transaction,
  site: string,
  { windowId, limit, skip = 0 }: MostRefusedQuery,
): Steps<readonly unknown[]> {
  // The index alone knows which entries the page has: those that are skipped are not read.
  const page = query
    .selectFrom('ledger')
    .select(['site', 'window_id', 'method', 'route', 'actor', 'rule'])
    .where('site', '=', site)
    .where('window_id', '=', windowId)
    .orderBy('count', 'desc')
    .orderBy('method')
    .orderBy('route')
    .orderBy('actor')
    .orderBy('rule')
    .limit(limit)
    .offset(skip);
  return yield* all(
    query
      .selectFrom(page.as('page'))
      .innerJoin('ledger', (join) =>
        join
          .onRef('ledger.site', '=', 'page.site')
          .onRef('ledger.window_id', '=', 'page.window_id')
          .onRef('ledger.method', '=', 'page.method')
          .onRef('ledger.route', '=', 'page.route')
          .onRef('ledger.actor', '=', 'page.actor')
          .onRef('ledger.rule', '=', 'page.rule'),
      )
      .select(ledgerColumns)
      .orderBy('ledger.count', 'desc')
      .orderBy('ledger.method')
      .orderBy('ledger.route')
      .orderBy('ledger.actor')
      .orderBy('ledger.rule'),
  );
}

function* inKeyOrder(
  { query, all }: Transaction,
  site: string,
  { windowId, limit, after }: LedgerKeyOrderQuery,
): Steps<readonly unknown[]> {
  let entries = query
    .selectFrom('ledger')
    .select(ledgerColumns)
    .where('site', '=', site)
    .where('window_id', '=', windowId);
  if (after !== undefined) {
    const { method, route, actor, rule } = after;
    entries = entries.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('method', 'route', 'actor', 'rule'), '>', tuple(method, route, actor, rule)),
    );
  }
  return yield* all(entries.orderBy('method').orderBy('route').orderBy('actor').orderBy('rule').limit(limit));
}
