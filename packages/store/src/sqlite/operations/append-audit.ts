import type { AuditRecord } from '@portcullis/gate';
import { nullable, object, type Shape, whole } from '../../record/shape.ts';
import { checkSuccession } from '../../rules/check-succession.ts';
import type { Transaction } from '../connection.ts';

const headShape: Shape<{ readonly sequence: number | null }> = object({ sequence: nullable(whole) });

/** Throws when the records do not follow their chain's head; the transaction is rolled back with it. */
export function appendAudit(transaction: Transaction, site: string, records: readonly AuditRecord[]): void {
  const [first] = records;
  if (!first) return;
  checkSuccession(headSequence(transaction, site, first.chain), records);
  for (const record of records) insertRecord(transaction, site, record);
}

function headSequence({ query, first }: Transaction, site: string, chain: string): number {
  const row = first(
    query
      .selectFrom('audit_records')
      .select((select) => select.fn.max('sequence').as('sequence'))
      .where('site', '=', site)
      .where('chain', '=', chain),
  );
  return headShape(row, `the audit chain ${chain}`).sequence ?? 0;
}

function insertRecord({ query, run }: Transaction, site: string, record: AuditRecord): void {
  run(
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
