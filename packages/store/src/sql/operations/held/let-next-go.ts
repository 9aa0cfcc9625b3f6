import type { Steps, Transaction } from '../../transaction.ts';

const keysAtOnce = 500;

/** Of each of these orders the first that is left stands behind nobody any more. */
export function* letNextGo(
  { query, run }: Transaction,
  site: string,
  orderKeys: Iterable<string>,
): Steps<void> {
  const keys = [...new Set(orderKeys)];
  for (let from = 0; from < keys.length; from += keysAtOnce) {
    yield* run(
      query
        .updateTable('held_requests')
        .set({ is_behind: 0 })
        .where('site', '=', site)
        .where('sequence', 'in', (select) =>
          select
            .selectFrom('held_requests as first')
            .select((each) => each.fn.min('first.sequence').as('sequence'))
            .where('first.site', '=', site)
            .where('first.order_key', 'in', keys.slice(from, from + keysAtOnce))
            .where('first.ended_at', 'is', null)
            .where('first.is_skipped', '=', 0)
            .groupBy('first.order_key'),
        ),
    );
  }
}
