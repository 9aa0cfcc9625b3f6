import type { AuditQuery, AuditRecord, ChainOrderQuery } from '@portcullis/gate';
import { auditRecordShape } from '../../record/audit-shape.ts';
import { list } from '../../record/shape.ts';
import type { Transaction } from '../connection.ts';
import { auditColumns } from './audit-columns.ts';
import { searchAudit } from './search-audit.ts';

const rowsShape = list(auditRecordShape);

export function readAudit(transaction: Transaction, site: string, query: AuditQuery): readonly AuditRecord[] {
  return query.newestFirst ? searchAudit(transaction, site, query) : readChains(transaction, site, query);
}

function readChains(
  { query, all }: Transaction,
  site: string,
  { chain, after, limit }: ChainOrderQuery,
): readonly AuditRecord[] {
  let records = query.selectFrom('audit_records').select(auditColumns).where('site', '=', site);
  if (chain !== undefined) records = records.where('chain', '=', chain);
  if (after !== undefined) records = records.where('sequence', '>', after);
  records = records.orderBy('chain').orderBy('sequence').limit(limit);
  return rowsShape(all(records), `the audit records of ${site}`);
}
