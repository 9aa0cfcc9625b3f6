import type { AuditRecord } from '@portcullis/gate';
import { isActiveOwner } from '../../rules/owner-rules.ts';
import type { Steps, Transaction } from '../transaction.ts';
import { appendAudit } from './append-audit.ts';
import { findOperator } from './find-operator.ts';
import { hasOtherOwner } from './has-other-owner.ts';
import { removeSessions } from './remove-sessions.ts';

export interface OperatorRemoval {
  readonly id: string;
  readonly record: AuditRecord;
}

export function* removeOperator(
  transaction: Transaction,
  site: string,
  { id, record }: OperatorRemoval,
): Steps<'removed' | 'absent' | 'last-owner'> {
  const { query, run } = transaction;
  const current = yield* findOperator(transaction, site, { id });
  if (current === null) return 'absent';
  if (isActiveOwner(current) && !(yield* hasOtherOwner(transaction, site, id))) return 'last-owner';
  yield* run(query.deleteFrom('operators').where('site', '=', site).where('id', '=', id));
  yield* removeSessions(transaction, site, { operatorId: id });
  yield* appendAudit(transaction, site, [record]);
  return 'removed';
}
