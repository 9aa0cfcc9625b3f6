import type { Steps, Transaction } from '../transaction.ts';

export interface Claim {
  readonly key: string;
  readonly expiresAt: number;
}

/** Forgets at most this many old keys each time, so that a claim stays short after a quiet year. */
const forgottenAtOnce = 100;

export function* claimKey(
  { query, run, now }: Transaction,
  site: string,
  { key, expiresAt }: Claim,
): Steps<boolean> {
  yield* run(
    query
      .deleteFrom('claims')
      .where((where) =>
        where(
          where.refTuple('site', 'key'),
          'in',
          query
            .selectFrom('claims')
            .select(['site', 'key'])
            .where('expires_at', '<=', now)
            .orderBy('expires_at')
            .limit(forgottenAtOnce)
            .$asTuple('site', 'key'),
        ),
      ),
  );
  const inserted = yield* run(
    query
      .insertInto('claims')
      .values({ site, key, expires_at: expiresAt })
      .onConflict((conflict) => conflict.doNothing()),
  );
  return inserted === 1;
}
