import type { Incident } from '@portcullis/gate';
import { incidentShape } from '../../record/incident-shape.ts';
import type { Transaction } from '../connection.ts';
import { seenIncidentColumns } from './incident-columns.ts';

export function findIncident({ query, first, now }: Transaction, site: string, id: string): Incident | null {
  const row = first(
    query
      .selectFrom('incidents')
      .select([...seenIncidentColumns, 'sealed'])
      .where('site', '=', site)
      .where('id', '=', id)
      .where('expires_at', '>', now),
  );
  return row === undefined ? null : incidentShape(row, `an incident of ${site}`);
}
