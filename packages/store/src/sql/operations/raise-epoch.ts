import type { Steps, Transaction } from '../transaction.ts';
import { readSwitch } from './read-switch.ts';
import { writeSwitch } from './write-switch.ts';

/** For changes that instances must enforce and that are not the switch's own. Returns the new epoch. */
export function* raiseEpoch(transaction: Transaction, site: string): Steps<number> {
  const current = yield* readSwitch(transaction, site);
  const epoch = current.epoch + 1;
  yield* writeSwitch(transaction, { ...current, epoch });
  return epoch;
}
