import type { TransitionWrite } from '@portcullis/gate';
import type { Transaction } from '../connection.ts';
import { appendAudit } from './append-audit.ts';
import { readTransition } from './read-transition.ts';

export function writeTransition(
  transaction: Transaction,
  site: string,
  { conductorId, expectedVersion, transition, record }: TransitionWrite,
): 'written' | 'conflict' | 'not-conductor' {
  const { query, run } = transaction;
  const { version, conductor } = readTransition(transaction, site);
  if (conductor?.id !== conductorId) return 'not-conductor';
  if (version !== expectedVersion) return 'conflict';
  run(
    query
      .updateTable('transitions')
      .set({ version: version + 1, transition: transition === null ? null : JSON.stringify(transition) })
      .where('site', '=', site),
  );
  if (record !== null) appendAudit(transaction, site, [record]);
  return 'written';
}
