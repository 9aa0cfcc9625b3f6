import type { AuditRecord } from '@portcullis/gate';
import { auditRecordShape } from '../record/audit-shape.ts';
import { json, type Shape } from '../record/shape.ts';
import { recordField } from './append-records.ts';
import type { RedisConnection } from './connection.ts';
import type { SiteKeys } from './keys.ts';

const recordShape: Shape<AuditRecord> = json(auditRecordShape);

/** Records may be a megabyte each. */
const recordsAtOnce = 200;

/** In this order; those that are not there are left out. */
export async function recordsAt(
  connection: RedisConnection,
  { records }: SiteKeys,
  places: readonly { readonly chain: string; readonly sequence: number }[],
): Promise<readonly AuditRecord[]> {
  const found: AuditRecord[] = [];
  for (let from = 0; from < places.length; from += recordsAtOnce) {
    const fields = places
      .slice(from, from + recordsAtOnce)
      .map(({ chain, sequence }) => recordField(chain, sequence));
    const { results } = await connection.ask([{ name: 'HMGET', key: records, args: fields }]);
    const stored: unknown[] = Array.isArray(results[0]) ? results[0] : [];
    for (const value of stored) {
      if (value !== null && value !== undefined) found.push(recordShape(value, 'an audit record'));
    }
  }
  return found;
}
