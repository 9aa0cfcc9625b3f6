import type { Incident } from '@portcullis/gate';
import { incidentShape } from '../../record/incident-shape.ts';
import type { Steps, Transaction } from '../transaction.ts';
import { seenIncidentColumns } from './incident-columns.ts';

export function* findIncident(
  { query, first, now }: Transaction,
  site: string,
  id: string,
): Steps<Incident | null> {
  const row = yield* first(
    query
      .selectFrom('incidents')
      .select([...seenIncidentColumns, 'sealed'])
      .where('site', '=', site)
      .where('id', '=', id)
      .where('expires_at', '>', now),
  );
  return row === undefined ? null : incidentShape(row, `an incident of ${site}`);
}
