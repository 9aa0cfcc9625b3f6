import type { Operator, OperatorKey } from '@portcullis/gate';
import { operatorShape } from '../../record/operator-shape.ts';
import { foldName } from '../../rules/fold-name.ts';
import type { Steps, Transaction } from '../transaction.ts';
import { operatorColumns } from './operator-columns.ts';

export function* findOperator(
  transaction: Transaction,
  site: string,
  by: OperatorKey,
): Steps<Operator | null> {
  const row = yield* transaction.first(operatorBy(transaction, site, by));
  return row === undefined ? null : operatorShape(row, `an operator of ${site}`);
}

function operatorBy({ query, now }: Transaction, site: string, by: OperatorKey) {
  const operators = query.selectFrom('operators').select(operatorColumns).where('site', '=', site);
  if ('id' in by) return operators.where('id', '=', by.id);
  if ('name' in by) return operators.where('folded_name', '=', foldName(by.name));
  if ('issuer' in by) return operators.where('issuer', '=', by.issuer).where('subject', '=', by.subject);
  return operators.where('invitation_hash', '=', by.invitationHash).where('invitation_expires_at', '>', now);
}
