import type { Operator } from '@portcullis/gate';
import { foldName } from '../../rules/fold-name.ts';
import type { Steps, Transaction } from '../transaction.ts';

/** Whether the name, who it is to a provider, or the code of the invitation is somebody else's. */
export function* isOperatorTaken(
  { query, first }: Transaction,
  site: string,
  { id, name, federated, invitation }: Operator,
): Steps<boolean> {
  const others = query.selectFrom('operators').select('id').where('site', '=', site).where('id', '!=', id);
  const taken = [others.where('folded_name', '=', foldName(name))];
  if (federated !== null) {
    const { issuer, subject } = federated;
    taken.push(others.where('issuer', '=', issuer).where('subject', '=', subject));
  }
  if (invitation !== null) taken.push(others.where('invitation_hash', '=', invitation.codeHash));
  for (const one of taken) {
    if ((yield* first(one)) !== undefined) return true;
  }
  return false;
}
