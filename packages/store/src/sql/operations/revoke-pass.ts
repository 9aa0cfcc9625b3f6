import type { AuditRecord } from '@portcullis/gate';
import type { Steps, Transaction } from '../transaction.ts';
import { appendAudit } from './append-audit.ts';
import { raiseEpoch } from './raise-epoch.ts';

export interface Revocation {
  readonly id: string;
  readonly record: AuditRecord;
}

/** Returns the epoch that instances must now enforce; null when there was nothing to revoke. */
export function* revokePass(
  transaction: Transaction,
  site: string,
  { id, record }: Revocation,
): Steps<number | null> {
  const { query, run, now } = transaction;
  const revoked = yield* run(
    query
      .updateTable('passes')
      .set({ revoked_at: now })
      .where('site', '=', site)
      .where('id', '=', id)
      .where('revoked_at', 'is', null),
  );
  if (revoked === 0) return null;
  yield* appendAudit(transaction, site, [record]);
  return yield* raiseEpoch(transaction, site);
}
