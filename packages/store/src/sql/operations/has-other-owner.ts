import { isActiveOwner } from '../../rules/owner-rules.ts';
import type { Steps, Transaction } from '../transaction.ts';
import { listOperators } from './list-operators.ts';

/** Whether somebody else is an owner who can sign in. Operators are few, and the rule is every driver's. */
export function* hasOtherOwner(transaction: Transaction, site: string, id: string): Steps<boolean> {
  return (yield* listOperators(transaction, site)).some(
    (operator) => operator.id !== id && isActiveOwner(operator),
  );
}
