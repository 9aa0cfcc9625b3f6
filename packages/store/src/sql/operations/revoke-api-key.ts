import type { AuditRecord } from '@portcullis/gate';
import type { Steps, Transaction } from '../transaction.ts';
import { appendAudit } from './append-audit.ts';

export interface KeyRevocation {
  readonly id: string;
  readonly record: AuditRecord;
}

export function* revokeApiKey(
  transaction: Transaction,
  site: string,
  { id, record }: KeyRevocation,
): Steps<boolean> {
  const { query, run, now } = transaction;
  const revoked = yield* run(
    query
      .updateTable('api_keys')
      .set({ revoked_at: now })
      .where('site', '=', site)
      .where('id', '=', id)
      .where('revoked_at', 'is', null),
  );
  if (revoked === 0) return false;
  yield* appendAudit(transaction, site, [record]);
  return true;
}
