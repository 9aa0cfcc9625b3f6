import type { AuditPlace, AuditRecord, NewestFirstQuery } from '@portcullis/gate';
import { type SelectQueryBuilder, sql } from 'kysely';
import { auditRecordShape } from '../../record/audit-shape.ts';
import { list, object, type Shape, text, whole } from '../../record/shape.ts';
import { compareNewest } from '../../rules/compare-newest.ts';
import type { Schema } from '../schema.ts';
import type { Steps, Transaction } from '../transaction.ts';
import { auditColumns } from './audit-columns.ts';
import { auditKindsOf } from './audit-kinds-of.ts';

type RecordsQuery<O> = SelectQueryBuilder<Schema, 'audit_records', O>;

const recordsShape = list(auditRecordShape);
const placesShape: Shape<readonly AuditPlace[]> = list(
  object<AuditPlace>({ at: whole, chain: text, sequence: whole }),
);

/**
 * Newest first. Without a kind or actor that is the order of one index. With them each kind has its own place in an
 * index, newest first as well: the newest of every kind, merged, are the newest of all. Any single query would walk
 * through a million records for a rare kind, or sort them for a common one.
 */
export function* searchAudit(
  transaction: Transaction,
  site: string,
  search: NewestFirstQuery,
): Steps<readonly AuditRecord[]> {
  const { query, all } = transaction;
  const records = query.selectFrom('audit_records').select(auditColumns);
  if (search.kinds === undefined && search.actor === undefined) {
    return recordsShape(
      yield* all(newest(records.where('site', '=', site), search)),
      `the audit records of ${site}`,
    );
  }
  const places = yield* newestPlaces(transaction, site, search);
  if (places.length === 0) return [];
  const keys = places.map(({ chain, sequence }) => sql`(${chain}, cast(${sequence} as bigint))`);
  const found = yield* all(
    records.where('site', '=', site).where(sql<boolean>`(chain, sequence) in (values ${sql.join(keys)})`),
  );
  return recordsShape(found, `the audit records of ${site}`).toSorted(compareNewest);
}

function* newestPlaces(
  transaction: Transaction,
  site: string,
  search: NewestFirstQuery,
): Steps<readonly AuditPlace[]> {
  const { query, all } = transaction;
  const { actor, limit } = search;
  const kinds = new Set<string>(search.kinds ?? (yield* auditKindsOf(transaction, site, actor ?? '')));
  let found: readonly AuditPlace[] = [];
  for (const kind of kinds) {
    let places = query
      .selectFrom('audit_records')
      .select(['at', 'chain', 'sequence'])
      .where('site', '=', site)
      .where('kind', '=', kind);
    if (actor !== undefined) places = places.where('actor', '=', actor);
    // What is older than as many as are asked for need not be read.
    const from = found.length < limit ? search.from : found.at(-1)?.at;
    const more = placesShape(yield* all(newest(places, { ...search, from })), `the audit records of ${site}`);
    found = [...found, ...more].sort(compareNewest).slice(0, limit);
  }
  return found;
}

function newest<O>(records: RecordsQuery<O>, { from, to, before, limit }: NewestFirstQuery): RecordsQuery<O> {
  let some = records;
  if (from !== undefined) some = some.where('at', '>=', from);
  if (to !== undefined) some = some.where('at', '<', to);
  if (before !== undefined) {
    const { at, chain, sequence } = before;
    // The first is what the index begins with; the rest sorts out who stands at the same time.
    some = some
      .where('at', '<=', at)
      .where((where) =>
        where.or([
          where('at', '<', at),
          where('sequence', '<', sequence),
          where.and([where('sequence', '=', sequence), where('chain', '>', chain)]),
        ]),
      );
  }
  return some.orderBy('at', 'desc').orderBy('sequence', 'desc').orderBy('chain').limit(limit);
}
