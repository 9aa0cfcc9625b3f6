import type { ForgetLedgerOptions, LedgerWindow } from '@portcullis/gate';
import { list, object, type Shape, text, whole } from '../../record/shape.ts';
import type { Steps, Transaction } from '../transaction.ts';

interface Forgotten {
  readonly windowId: string;
  readonly count: number;
}

const key = ['window_id', 'method', 'route', 'actor', 'rule'] as const;
const rowsShape: Shape<readonly Forgotten[]> = list(object<Forgotten>({ windowId: text, count: whole }));

export function* forgetLedger(
  transaction: Transaction,
  site: string,
  { before, atMost }: ForgetLedgerOptions,
): Steps<number> {
  const { query, all, run } = transaction;
  const rows = yield* all(
    query
      .deleteFrom('ledger')
      .where('site', '=', site)
      .where((where) =>
        where(
          where.refTuple(...key),
          'in',
          query
            .selectFrom('ledger')
            .select(key)
            .where('site', '=', site)
            .where('last_at', '<', before)
            .orderBy('last_at')
            .limit(atMost)
            .$asTuple(...key),
        ),
      )
      .returning(['window_id as windowId', 'count']),
  );
  const forgotten = rowsShape(rows, `the ledger of ${site}`);
  for (const [windowId, some] of Map.groupBy(forgotten, (entry) => entry.windowId)) {
    yield* shrinkWindow(transaction, site, { windowId, entries: some.length, refused: sum(some) });
  }
  yield* run(query.deleteFrom('ledger_windows').where('site', '=', site).where('entries', '=', 0));
  return forgotten.length;
}

function sum(forgotten: readonly Forgotten[]): number {
  return forgotten.reduce((total, { count }) => total + count, 0);
}

function* shrinkWindow(
  { query, run }: Transaction,
  site: string,
  { windowId, entries, refused }: Pick<LedgerWindow, 'windowId' | 'entries' | 'refused'>,
): Steps<void> {
  yield* run(
    query
      .updateTable('ledger_windows')
      .set((set) => ({ entries: set('entries', '-', entries), refused: set('refused', '-', refused) }))
      .where('site', '=', site)
      .where('window_id', '=', windowId),
  );
}
