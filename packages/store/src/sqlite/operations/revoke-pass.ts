import type { AuditRecord } from '@portcullis/gate';
import type { Transaction } from '../connection.ts';
import { appendAudit } from './append-audit.ts';
import { raiseEpoch } from './raise-epoch.ts';

export interface Revocation {
  readonly id: string;
  readonly record: AuditRecord;
}

/** Returns the epoch that instances must now enforce; null when there was nothing to revoke. */
export function revokePass(
  transaction: Transaction,
  site: string,
  { id, record }: Revocation,
): number | null {
  const { query, run, now } = transaction;
  const revoked = run(
    query
      .updateTable('passes')
      .set({ revoked_at: now })
      .where('site', '=', site)
      .where('id', '=', id)
      .where('revoked_at', 'is', null),
  );
  if (revoked === 0) return null;
  appendAudit(transaction, site, [record]);
  return raiseEpoch(transaction, site);
}
