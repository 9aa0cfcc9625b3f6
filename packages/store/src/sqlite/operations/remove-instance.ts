import type { AuditRecord } from '@portcullis/gate';
import type { Transaction } from '../connection.ts';
import { appendAudit } from './append-audit.ts';

export interface Removal {
  readonly id: string;
  readonly record: AuditRecord | undefined;
}

export function removeInstance(transaction: Transaction, site: string, { id, record }: Removal): boolean {
  const { query, run } = transaction;
  const removed = run(query.deleteFrom('instances').where('site', '=', site).where('id', '=', id)) > 0;
  if (removed && record !== undefined) appendAudit(transaction, site, [record]);
  return removed;
}
