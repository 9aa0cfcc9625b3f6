import type { AuditRecord } from '@portcullis/gate';
import { nullable, object, type Shape, whole } from '../../record/shape.ts';
import { checkSuccession } from '../../rules/check-succession.ts';
import type { Steps, Transaction } from '../transaction.ts';

const headShape: Shape<{ readonly sequence: number | null }> = object({ sequence: nullable(whole) });

/** Throws when the records do not follow their chain's head; the transaction is rolled back with it. */
export function* appendAudit(
  transaction: Transaction,
  site: string,
  records: readonly AuditRecord[],
): Steps<void> {
  const [first] = records;
  if (!first) return;
  checkSuccession(yield* headSequence(transaction, site, first.chain), records);
  for (const record of records) yield* insertRecord(transaction, site, record);
}

function* headSequence({ query, first }: Transaction, site: string, chain: string): Steps<number> {
  const row = yield* first(
    query
      .selectFrom('audit_records')
      .select((select) => select.fn.max('sequence').as('sequence'))
      .where('site', '=', site)
      .where('chain', '=', chain),
  );
  return headShape(row, `the audit chain ${chain}`).sequence ?? 0;
}

function* insertRecord({ query, run }: Transaction, site: string, record: AuditRecord): Steps<void> {
  yield* run(
    query.insertInto('audit_records').values({
      site,
      chain: record.chain,
      sequence: record.sequence,
      at: record.at,
      kind: record.kind,
      actor: record.actor,
      data: record.data,
      previous_hash: record.previousHash,
      hash: record.hash,
    }),
  );
}
