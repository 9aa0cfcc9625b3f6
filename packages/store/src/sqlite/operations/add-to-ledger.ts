import type { LedgerEntry } from '@portcullis/gate';
import { sql } from 'kysely';
import type { Transaction } from '../connection.ts';

export function addToLedger(
  { query, run }: Transaction,
  site: string,
  entries: readonly LedgerEntry[],
): void {
  for (const entry of entries) {
    run(
      query
        .insertInto('ledger')
        .values({
          site,
          window_id: entry.windowId,
          method: entry.method,
          route: entry.route,
          actor: entry.actor,
          rule: entry.rule,
          count: entry.count,
          first_at: entry.firstAt,
          last_at: entry.lastAt,
          reference: entry.reference,
        })
        .onConflict((conflict) =>
          conflict.columns(['site', 'window_id', 'method', 'route', 'actor', 'rule']).doUpdateSet({
            count: sql`ledger.count + excluded.count`,
            first_at: sql`min(ledger.first_at, excluded.first_at)`,
            last_at: sql`max(ledger.last_at, excluded.last_at)`,
            reference: sql`iif(excluded.last_at >= ledger.last_at, excluded.reference, ledger.reference)`,
          }),
        ),
    );
  }
}
