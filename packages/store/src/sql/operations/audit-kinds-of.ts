import { object, text } from '../../record/shape.ts';
import type { Steps, Transaction } from '../transaction.ts';

const rowShape = object<{ readonly kind: string }>({ kind: text });

/** The kinds of one actor's records, from kind to kind in the index, as `auditChains` does. */
export function* auditKindsOf(
  transaction: Transaction,
  site: string,
  actor: string,
): Steps<readonly string[]> {
  const kinds: string[] = [];
  for (let kind = yield* kindAfter(transaction, site, { actor, kind: null }); kind !== null; ) {
    kinds.push(kind);
    kind = yield* kindAfter(transaction, site, { actor, kind });
  }
  return kinds;
}

interface KindOf {
  readonly actor: string;
  readonly kind: string | null;
}

function* kindAfter(
  { query, first }: Transaction,
  site: string,
  { actor, kind }: KindOf,
): Steps<string | null> {
  let records = query
    .selectFrom('audit_records')
    .select('kind')
    .where('site', '=', site)
    .where('actor', '=', actor);
  if (kind !== null) records = records.where('kind', '>', kind);
  const row = yield* first(records.orderBy('kind').limit(1));
  return row === undefined ? null : rowShape(row, `the audit records of ${site}`).kind;
}
