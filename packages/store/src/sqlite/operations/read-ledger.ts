import type {
  LedgerEntry,
  LedgerKey,
  LedgerKeyOrderQuery,
  LedgerQuery,
  MostRefusedQuery,
} from '@portcullis/gate';
import { ledgerEntryShape } from '../../record/ledger-shape.ts';
import { list, object, text } from '../../record/shape.ts';
import type { Transaction } from '../connection.ts';
import { ledgerColumns } from './ledger-columns.ts';

const entriesShape = list(ledgerEntryShape);
const keysShape = list(object<LedgerKey>({ method: text, route: text, actor: text, rule: text }));

export function readLedger(
  transaction: Transaction,
  site: string,
  query: LedgerQuery,
): readonly LedgerEntry[] {
  return query.order === 'key' ? inKeyOrder(transaction, site, query) : mostRefused(transaction, site, query);
}

/** The index alone knows which entries the page has: those that are skipped are not read. */
function mostRefused(
  transaction: Transaction,
  site: string,
  { windowId, limit, skip = 0 }: MostRefusedQuery,
): readonly LedgerEntry[] {
  const { query, all } = transaction;
  const keys = all(
    query
      .selectFrom('ledger')
      .select(['method', 'route', 'actor', 'rule'])
      .where('site', '=', site)
      .where('window_id', '=', windowId)
      .orderBy('count', 'desc')
      .orderBy('method')
      .orderBy('route')
      .orderBy('actor')
      .orderBy('rule')
      .limit(limit)
      .offset(skip),
  );
  return keysShape(keys, `the ledger of ${site}`).map((key) =>
    readEntry(transaction, site, { windowId, ...key }),
  );
}

function readEntry(
  { query, first }: Transaction,
  site: string,
  { windowId, method, route, actor, rule }: LedgerKey & Pick<LedgerEntry, 'windowId'>,
): LedgerEntry {
  const row = first(
    query
      .selectFrom('ledger')
      .select(ledgerColumns)
      .where('site', '=', site)
      .where('window_id', '=', windowId)
      .where('method', '=', method)
      .where('route', '=', route)
      .where('actor', '=', actor)
      .where('rule', '=', rule),
  );
  return ledgerEntryShape(row, `the ledger of ${site}`);
}

function inKeyOrder(
  { query, all }: Transaction,
  site: string,
  { windowId, limit, after }: LedgerKeyOrderQuery,
): readonly LedgerEntry[] {
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
  const rows = all(entries.orderBy('method').orderBy('route').orderBy('actor').orderBy('rule').limit(limit));
  return entriesShape(rows, `the ledger of ${site}`);
}
