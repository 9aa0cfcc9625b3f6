import type { ChangeResult, SwitchChange } from '@portcullis/gate';
import { nextSwitch } from '../../rules/next-switch.ts';
import type { Steps, Transaction } from '../transaction.ts';
import { appendAudit } from './append-audit.ts';
import { readSiteState } from './read-site-state.ts';
import { readSwitch } from './read-switch.ts';
import { writeSwitch } from './write-switch.ts';

export function* changeSwitch(
  transaction: Transaction,
  site: string,
  change: SwitchChange,
): Steps<ChangeResult> {
  const current = yield* readSwitch(transaction, site);
  if (current.epoch !== change.expectedEpoch) {
    return { kind: 'conflict', state: yield* readSiteState(transaction, site) };
  }
  const next = nextSwitch(current, change, transaction.now);
  yield* writeSwitch(transaction, next);
  if (current.windowId !== next.windowId) {
    if (current.windowId !== null) yield* endPasses(transaction, site, current.windowId);
    if (next.windowId !== null) yield* joinWindow(transaction, site, next.windowId);
  }
  yield* appendAudit(transaction, site, [change.record]);
  return { kind: 'changed', state: yield* readSiteState(transaction, site) };
}

function* endPasses({ query, run, now }: Transaction, site: string, windowId: string): Steps<void> {
  yield* run(
    query
      .updateTable('passes')
      .set({ revoked_at: now })
      .where('site', '=', site)
      .where('window_id', '=', windowId)
      .where('revoked_at', 'is', null),
  );
}

function* joinWindow({ query, run }: Transaction, site: string, windowId: string): Steps<void> {
  yield* run(
    query
      .updateTable('passes')
      .set({ window_id: windowId })
      .where('site', '=', site)
      .where('window_id', 'is', null)
      .where('revoked_at', 'is', null),
  );
}
