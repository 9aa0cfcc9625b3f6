import type { AuditRecord } from '@portcullis/gate';
import { auditRecordShape } from '../../record/audit-shape.ts';
import type { Steps, Transaction } from '../transaction.ts';
import { auditColumns } from './audit-columns.ts';

export function* auditHead(
  { query, first }: Transaction,
  site: string,
  chain: string,
): Steps<AuditRecord | null> {
  const row = yield* first(
    query
      .selectFrom('audit_records')
      .select(auditColumns)
      .where('site', '=', site)
      .where('chain', '=', chain)
      .orderBy('sequence', 'desc')
      .limit(1),
  );
  return row === undefined ? null : auditRecordShape(row, `the audit chain ${chain}`);
}
