import type { AuditQuery, AuditRecord, ChainOrderQuery } from '@portcullis/gate';
import { auditRecordShape } from '../../record/audit-shape.ts';
import { list } from '../../record/shape.ts';
import type { Steps, Transaction } from '../transaction.ts';
import { auditColumns } from './audit-columns.ts';
import { searchAudit } from './search-audit.ts';

const rowsShape = list(auditRecordShape);

export function* readAudit(
  transaction: Transaction,
  site: string,
  query: AuditQuery,
): Steps<readonly AuditRecord[]> {
  return query.newestFirst
    ? yield* searchAudit(transaction, site, query)
    : yield* readChains(transaction, site, query);
}

function* readChains(
  { query, all }: Transaction,
  site: string,
  { chain, after, limit }: ChainOrderQuery,
): Steps<readonly AuditRecord[]> {
  let records = query.selectFrom('audit_records').select(auditColumns).where('site', '=', site);
  if (chain !== undefined) records = records.where('chain', '=', chain);
  if (after !== undefined) records = records.where('sequence', '>', after);
  records = records.orderBy('chain').orderBy('sequence').limit(limit);
  return rowsShape(yield* all(records), `the audit records of ${site}`);
}
