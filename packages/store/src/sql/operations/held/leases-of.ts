import { list, object, type Shape, text, whole } from '../../../record/shape.ts';
import type { Steps, Transaction } from '../../transaction.ts';

const countsShape: Shape<readonly { readonly webhook: string; readonly count: number }[]> = list(
  object({ webhook: text, count: whole }),
);

/** Between which two `lease_by` of every claim of a holder is, as texts are compared here: by their bytes. Behind 9 comes the colon. */
export function leasesOf(holder: string): { readonly from: string; readonly before: string } {
  return { from: `${holder} 0`, before: `${holder} :` };
}

/** How many of each webhook a holder has in hand, of all his claims. */
export function* inHandOf(
  { query, all, now }: Transaction,
  site: string,
  holder: string,
): Steps<ReadonlyMap<string, number>> {
  const { from, before } = leasesOf(holder);
  const rows = yield* all(
    query
      .selectFrom('held_requests')
      .select((select) => ['webhook', select.fn.countAll<number>().as('count')])
      .where('site', '=', site)
      .where('lease_by', 'is not', null)
      .where('lease_by', '>=', from)
      .where('lease_by', '<', before)
      .where('due_at', '>', now)
      .groupBy('webhook'),
  );
  const counts = countsShape(rows, `the held requests of ${site}`);
  return new Map(counts.map(({ webhook, count }) => [webhook, count]));
}
