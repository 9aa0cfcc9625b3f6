import { keysInFixedSizes } from '../../fixed-sizes.ts';
import type { Steps, Transaction } from '../../transaction.ts';

/**
 * Of the orders of these requests, which are over or hold up nobody any more, the first that is left stands behind nobody. Looked
 * for one by one in its index: an order may have a million.
 */
export function* letNextGo(
  { query, run }: Transaction,
  site: string,
  sequences: readonly number[],
): Steps<void> {
  for (const some of keysInFixedSizes(sequences)) {
    yield* run(
      query
        .updateTable('held_requests')
        .set({ is_behind: 0 })
        .where('site', '=', site)
        .where('is_behind', '=', 1)
        .where('sequence', 'in', (select) =>
          select
            .selectFrom('held_requests as over')
            .select((each) =>
              each
                .selectFrom('held_requests as next')
                .select('next.sequence')
                .where('next.site', '=', site)
                .whereRef('next.order_key', '=', 'over.order_key')
                .where('next.ended_at', 'is', null)
                .where('next.is_skipped', '=', 0)
                .orderBy('next.sequence')
                .limit(1)
                .as('sequence'),
            )
            .where('over.site', '=', site)
            .where('over.sequence', 'in', some),
        ),
    );
  }
}
