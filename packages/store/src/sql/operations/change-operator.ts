import type { Operator, OperatorChange } from '@portcullis/gate';
import { isActiveOwner } from '../../rules/owner-rules.ts';
import type { Steps, Transaction } from '../transaction.ts';
import { appendAudit } from './append-audit.ts';
import { findOperator } from './find-operator.ts';
import { hasOtherOwner } from './has-other-owner.ts';
import { isOperatorTaken } from './is-operator-taken.ts';
import { changingColumnsOf } from './operator-columns.ts';
import { removeSessions } from './remove-sessions.ts';

export interface OperatorChangeOf extends OperatorChange {
  readonly id: string;
}

export function* changeOperator(
  transaction: Transaction,
  site: string,
  { id, expectedVersion, next, endSessions = 'none', record }: OperatorChangeOf,
): Steps<'changed' | 'conflict' | 'name-taken' | 'last-owner'> {
  const { query, run } = transaction;
  const current = yield* findOperator(transaction, site, { id });
  if (current?.version !== expectedVersion) return 'conflict';
  const changed: Operator = { ...current, ...next, version: current.version + 1 };
  if (yield* isOperatorTaken(transaction, site, changed)) return 'name-taken';
  if (isActiveOwner(current) && !isActiveOwner(changed) && !(yield* hasOtherOwner(transaction, site, id))) {
    return 'last-owner';
  }
  const columns = changingColumnsOf(changed);
  yield* run(
    query
      .updateTable('operators')
      .set(isNewFactor(changed) ? { ...columns, last_step: null } : columns)
      .where('site', '=', site)
      .where('id', '=', id),
  );
  if (changed.disabledAt !== null || endSessions === 'all') {
    yield* removeSessions(transaction, site, { operatorId: id });
  } else if (endSessions !== 'none') {
    yield* removeSessions(transaction, site, { operatorId: id, exceptId: endSessions.exceptId });
  }
  yield* appendAudit(transaction, site, [record]);
  return 'changed';
}

/** Steps that another second factor used up say nothing about this one. */
function isNewFactor({ secondFactor }: Operator): boolean {
  return secondFactor === null || secondFactor.confirmedAt === null;
}
