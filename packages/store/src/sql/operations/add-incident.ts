import type { AddIncidentOptions, Incident } from '@portcullis/gate';
import type { Steps, Transaction } from '../transaction.ts';

export interface IncidentToAdd extends AddIncidentOptions {
  readonly incident: Incident;
}

export function* addIncident(
  transaction: Transaction,
  site: string,
  { incident, most }: IncidentToAdd,
): Steps<boolean> {
  const { query, run } = transaction;
  const inserted = yield* run(
    query
      .insertInto('incidents')
      .values({
        site,
        id: incident.id,
        at: incident.at,
        expires_at: incident.expiresAt,
        method: incident.method,
        path: incident.path,
        status: incident.status,
        channel: incident.channel,
        name: incident.name,
        sealed: incident.sealed,
      })
      .onConflict((conflict) => conflict.doNothing()),
  );
  if (inserted === 0) return false;
  yield* removeOldest(transaction, site, most);
  return true;
}

/** Walks past those that stay in one index: 1,000 of them take less time than the row that was just written. */
function* removeOldest({ query, run }: Transaction, site: string, most: number): Steps<void> {
  yield* run(
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
          .orderBy('at', 'desc')
          .orderBy('id')
          // To the end: SQLite knows no OFFSET without a LIMIT.
          .limit(Number.MAX_SAFE_INTEGER)
          .offset(most),
      ),
  );
}
