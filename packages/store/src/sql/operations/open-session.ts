import type { OpenSessionOptions, OperatorSession } from '@portcullis/gate';
import type { Steps, Transaction } from '../transaction.ts';
import { appendAudit } from './append-audit.ts';
import { findOperator } from './find-operator.ts';

export function* openSession(
  transaction: Transaction,
  session: OperatorSession,
  { operatorVersion, record }: OpenSessionOptions,
): Steps<boolean> {
  const { query, run } = transaction;
  const operator = yield* findOperator(transaction, session.site, { id: session.operatorId });
  if (operator?.version !== operatorVersion || operator.disabledAt !== null) return false;
  const inserted = yield* run(
    query
      .insertInto('operator_sessions')
      .values({
        site: session.site,
        id: session.id,
        token_hash: session.tokenHash,
        operator_id: session.operatorId,
        stage: session.stage,
        created_at: session.createdAt,
        confirmed_at: session.confirmedAt,
        seen_at: session.seenAt,
        expires_at: session.expiresAt,
        address: session.address,
        user_agent: session.userAgent,
      })
      .onConflict((conflict) => conflict.doNothing()),
  );
  if (inserted === 0) return false;
  if (record !== null) yield* appendAudit(transaction, session.site, [record]);
  return true;
}
