import type { TransitionWrite } from '@portcullis/gate';
import type { Steps, Transaction } from '../transaction.ts';
import { appendAudit } from './append-audit.ts';
import { readTransition } from './read-transition.ts';

export function* writeTransition(
  transaction: Transaction,
  site: string,
  { conductorId, expectedVersion, transition, record }: TransitionWrite,
): Steps<'written' | 'conflict' | 'not-conductor'> {
  const { query, run } = transaction;
  const { version, conductor } = yield* readTransition(transaction, site);
  if (conductor?.id !== conductorId) return 'not-conductor';
  if (version !== expectedVersion) return 'conflict';
  yield* run(
    query
      .updateTable('transitions')
      .set({ version: version + 1, transition: transition === null ? null : JSON.stringify(transition) })
      .where('site', '=', site),
  );
  if (record !== null) yield* appendAudit(transaction, site, [record]);
  return 'written';
}
