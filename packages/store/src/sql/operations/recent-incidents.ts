import type { Incident, RecentIncidentsQuery } from '@portcullis/gate';
import { sql } from 'kysely';
import { seenIncidentShape } from '../../record/incident-shape.ts';
import { list } from '../../record/shape.ts';
import type { Steps, Transaction } from '../transaction.ts';
import { seenIncidentColumns } from './incident-columns.ts';

const rowsShape = list(seenIncidentShape);

export function* recentIncidents(
  { query, all, now }: Transaction,
  site: string,
  { limit, after }: RecentIncidentsQuery,
): Steps<readonly Omit<Incident, 'sealed'>[]> {
  let incidents = query
    .selectFrom('incidents')
    .select(seenIncidentColumns)
    .where('site', '=', site)
    // The plus keeps SQLite from the index by end: nearly all pass there, and would be sorted for each page.
    .where(sql<number>`+expires_at`, '>', now);
  if (after !== undefined) {
    const { at, id } = after;
    // The first is what the index begins with; the rest sorts out who stands at the same time.
    incidents = incidents
      .where('at', '<=', at)
      .where((where) => where.or([where('at', '<', at), where('id', '>', id)]));
  }
  const rows = yield* all(incidents.orderBy('at', 'desc').orderBy('id').limit(limit));
  return rowsShape(rows, `the incidents of ${site}`);
}
