import type { InstanceReport } from '@portcullis/gate';
import type { Steps, Transaction } from '../transaction.ts';

/** Returns the store's clock. */
export function* reportInstance(
  { query, run, now }: Transaction,
  site: string,
  report: InstanceReport,
): Steps<number> {
  const changing = { seen_at: now, report: JSON.stringify(report) };
  yield* run(
    query
      .insertInto('instances')
      .values({ site, id: report.id, ...changing })
      .onConflict((conflict) => conflict.columns(['site', 'id']).doUpdateSet(changing)),
  );
  return now;
}
