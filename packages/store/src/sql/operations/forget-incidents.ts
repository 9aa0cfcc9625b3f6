import type { Steps, Transaction } from '../transaction.ts';

export function* forgetIncidents(
  { query, run, now }: Transaction,
  site: string,
  { atMost }: { readonly atMost: number },
): Steps<number> {
  return yield* run(
    query
      .deleteFrom('incidents')
      .where('site', '=', site)
      .where(
        'id',
        'in',
        query
          .selectFrom('incidents')
          .select('id')
          .where('site', '=', site)
          .where('expires_at', '<=', now)
          .orderBy('expires_at')
          .limit(atMost),
      ),
  );
}
