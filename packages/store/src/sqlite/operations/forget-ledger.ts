import type { ForgetLedgerOptions } from '@portcullis/gate';
import type { Transaction } from '../connection.ts';

const key = ['window_id', 'method', 'route', 'actor', 'rule'] as const;

export function forgetLedger(
  { query, run }: Transaction,
  site: string,
  { before, atMost }: ForgetLedgerOptions,
): number {
  return run(
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
      ),
  );
}
