import type { CreateOperatorOptions, Operator } from '@portcullis/gate';
import type { Steps, Transaction } from '../transaction.ts';
import { appendAudit } from './append-audit.ts';
import { changingColumnsOf } from './operator-columns.ts';

export interface Creation extends CreateOperatorOptions {
  readonly operator: Operator;
}

export function* createOperator(
  transaction: Transaction,
  site: string,
  { operator, onlyFirst, record }: Creation,
): Steps<'created' | 'name-taken' | 'not-first'> {
  const { query, run } = transaction;
  if (onlyFirst && (yield* hasOperators(transaction, site))) return 'not-first';
  const inserted = yield* run(
    query
      .insertInto('operators')
      .values({
        site,
        id: operator.id,
        created_at: operator.createdAt,
        created_by: operator.createdBy,
        ...changingColumnsOf(operator),
      })
      .onConflict((conflict) => conflict.doNothing()),
  );
  if (inserted === 0) return 'name-taken';
  yield* appendAudit(transaction, site, [record]);
  return 'created';
}

function* hasOperators({ query, first }: Transaction, site: string): Steps<boolean> {
  return (
    (yield* first(query.selectFrom('operators').select('id').where('site', '=', site).limit(1))) !== undefined
  );
}
