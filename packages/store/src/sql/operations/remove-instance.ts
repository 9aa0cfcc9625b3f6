import type { AuditRecord } from '@portcullis/gate';
import type { Steps, Transaction } from '../transaction.ts';
import { appendAudit } from './append-audit.ts';

export interface Removal {
  readonly id: string;
  readonly record: AuditRecord | undefined;
}

export function* removeInstance(
  transaction: Transaction,
  site: string,
  { id, record }: Removal,
): Steps<boolean> {
  const { query, run } = transaction;
  const removed =
    (yield* run(query.deleteFrom('instances').where('site', '=', site).where('id', '=', id))) > 0;
  if (removed && record !== undefined) yield* appendAudit(transaction, site, [record]);
  return removed;
}
