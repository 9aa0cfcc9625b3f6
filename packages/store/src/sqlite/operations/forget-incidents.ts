import type { Transaction } from '../connection.ts';

export function forgetIncidents(
  { query, run, now }: Transaction,
  site: string,
  { atMost }: { readonly atMost: number },
): number {
  return run(
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
