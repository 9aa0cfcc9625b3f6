import type { ApiKey, AuditRecord } from '@portcullis/gate';
import type { Steps, Transaction } from '../transaction.ts';
import { appendAudit } from './append-audit.ts';

export function* createApiKey(transaction: Transaction, key: ApiKey, record: AuditRecord): Steps<boolean> {
  const { query, run } = transaction;
  const inserted = yield* run(
    query
      .insertInto('api_keys')
      .values({
        site: key.site,
        id: key.id,
        name: key.name,
        token_hash: key.tokenHash,
        scopes: JSON.stringify(key.scopes),
        created_at: key.createdAt,
        created_by: key.createdBy,
        expires_at: key.expiresAt,
        revoked_at: key.revokedAt,
        last_used_at: key.lastUsedAt,
      })
      .onConflict((conflict) => conflict.doNothing()),
  );
  if (inserted === 0) return false;
  yield* appendAudit(transaction, key.site, [record]);
  return true;
}
