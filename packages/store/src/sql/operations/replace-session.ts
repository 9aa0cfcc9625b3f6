import type { OperatorSession, ReplaceSessionOptions } from '@portcullis/gate';
import type { Steps, Transaction } from '../transaction.ts';
import { appendAudit } from './append-audit.ts';
import { findSession } from './find-session.ts';

export interface Replacement extends ReplaceSessionOptions {
  readonly tokenHash: string;
}

export function* replaceSession(
  transaction: Transaction,
  site: string,
  { tokenHash, next, record }: Replacement,
): Steps<OperatorSession | null> {
  const { query, run } = transaction;
  const current = yield* findSession(transaction, site, tokenHash);
  const isOther = next.tokenHash !== tokenHash;
  if (current === null || (isOther && (yield* isTaken(transaction, site, next.tokenHash)))) return null;
  yield* run(
    query
      .updateTable('operator_sessions')
      .set({
        token_hash: next.tokenHash,
        stage: next.stage,
        confirmed_at: next.confirmedAt,
        seen_at: next.seenAt,
        expires_at: next.expiresAt,
        address: next.address,
        user_agent: next.userAgent,
      })
      .where('site', '=', site)
      .where('id', '=', current.id),
  );
  if (record !== null) yield* appendAudit(transaction, site, [record]);
  const { id, operatorId, createdAt } = current;
  return { ...next, id, site, operatorId, createdAt };
}

function* isTaken({ query, first }: Transaction, site: string, tokenHash: string): Steps<boolean> {
  const row = yield* first(
    query
      .selectFrom('operator_sessions')
      .select('id')
      .where('site', '=', site)
      .where('token_hash', '=', tokenHash),
  );
  return row !== undefined;
}
