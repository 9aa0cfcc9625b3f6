import type { AuditRecord, ProcessToRemove } from '@portcullis/gate';
import { rememberedMs } from '../../rules/remembered-removals.ts';
import type { Steps, Transaction } from '../transaction.ts';
import { appendAudit } from './append-audit.ts';

/** What is taken off is remembered for a while: a report from before it does not put it back. */
export function* removeProcess(
  transaction: Transaction,
  site: string,
  { worker, id, seenAt, record }: ProcessToRemove & { readonly record: AuditRecord | undefined },
): Steps<boolean> {
  const { query, run, now } = transaction;
  yield* run(
    query
      .deleteFrom('processes')
      .where('site', '=', site)
      .where('said', 'is', null)
      .where(({ eb, or }) => or([eb('seen_at', '<', now - rememberedMs), eb('seen_at', '>', now)])),
  );
  const found = query
    .updateTable('processes')
    .set({ said: null, seen_at: now })
    .where('site', '=', site)
    .where('worker', '=', worker)
    .where('id', '=', id)
    .where('said', 'is not', null);
  const removed = (yield* run(seenAt === undefined ? found : found.where('seen_at', '<=', seenAt))) > 0;
  if (removed && record !== undefined) yield* appendAudit(transaction, site, [record]);
  return removed;
}
