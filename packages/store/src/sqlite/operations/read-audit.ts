import type { AuditQuery, AuditRecord } from '@portcullis/gate';
import { auditRecordShape } from '../../record/audit-shape.ts';
import { list } from '../../record/shape.ts';
import type { Transaction } from '../connection.ts';
import { auditColumns } from './audit-columns.ts';

const rowsShape = list(auditRecordShape);

export function readAudit(
  { query, all }: Transaction,
  site: string,
  { chain, after, limit, newestFirst = false }: AuditQuery,
): readonly AuditRecord[] {
  let records = query.selectFrom('audit_records').select(auditColumns).where('site', '=', site);
  if (chain !== undefined) records = records.where('chain', '=', chain);
  if (after !== undefined) records = records.where('sequence', '>', after);
  records = newestFirst
    ? records.orderBy('at', 'desc').orderBy('sequence', 'desc').orderBy('chain')
    : records.orderBy('chain').orderBy('sequence');
  return rowsShape(all(records.limit(limit)), `the audit records of ${site}`);
}
