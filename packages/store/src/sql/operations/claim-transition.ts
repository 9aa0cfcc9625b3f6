import type { ConductorClaim } from '@portcullis/gate';
import type { Steps, Transaction } from '../transaction.ts';

/** One statement that finds the row and takes it: nobody comes between. */
export function* claimTransition(
  { query, run, now }: Transaction,
  site: string,
  { id, leaseMs, over }: ConductorClaim,
): Steps<boolean> {
  const claimed = { conductor: id, lease_until: now + leaseMs };
  return (
    (yield* run(
      query
        .insertInto('transitions')
        .values({ site, version: 0, transition: null, ...claimed })
        .onConflict((conflict) =>
          conflict
            .column('site')
            .doUpdateSet(claimed)
            .where(({ eb, or, and }) =>
              or([
                eb('transitions.conductor', 'is', null),
                eb('transitions.conductor', '=', id),
                eb('transitions.lease_until', '<=', now),
                ...(over === undefined
                  ? []
                  : [
                      and([
                        eb('transitions.conductor', '=', over.id),
                        eb('transitions.lease_until', '=', over.leaseUntil),
                      ]),
                    ]),
              ]),
            ),
        ),
    )) > 0
  );
}

export function* releaseTransition(
  { query, run }: Transaction,
  site: string,
  conductorId: string,
): Steps<void> {
  yield* run(
    query
      .updateTable('transitions')
      .set({ conductor: null, lease_until: 0 })
      .where('site', '=', site)
      .where('conductor', '=', conductorId),
  );
}
