import type { ProcessReported } from '@portcullis/gate';
import { sql } from 'kysely';
import { compareText } from '../../rules/compare-text.ts';
import type { Steps, Transaction } from '../transaction.ts';

/** Parameters of one statement have an end in every database. */
const mostAtOnce = 500;

/** Always in the same order: two servers that write the same rows wait for each other, and not both. */
export function* reportProcesses(
  { query, run, now }: Transaction,
  site: string,
  reports: readonly ProcessReported[],
): Steps<void> {
  const rows = reports
    .map(({ worker, id, instance, agoMs, said }) => {
      const seenAt = now - Math.max(0, Math.round(agoMs));
      return { site, worker, id, instance, seen_at: seenAt, joined_at: seenAt, said };
    })
    .sort((one, other) => compareText(one.worker, other.worker) || compareText(one.id, other.id));
  for (let first = 0; first < rows.length; first += mostAtOnce) {
    yield* run(
      query
        .insertInto('processes')
        .values(rows.slice(first, first + mostAtOnce))
        .onConflict((conflict) =>
          conflict
            .columns(['site', 'worker', 'id'])
            .doUpdateSet({
              instance: sql`excluded.instance`,
              seen_at: sql`excluded.seen_at`,
              joined_at: sql`case when processes.said is null then excluded.joined_at else processes.joined_at end`,
              said: sql`excluded.said`,
            })
            // What is said to be heard later than now was written before the clock was set back, and would keep everything else out.
            .where(sql<boolean>`excluded.seen_at > processes.seen_at or processes.seen_at > ${now}`),
        ),
    );
  }
}
