import type { SettingsChange, SettingsResult } from '@portcullis/gate';
import type { Steps, Transaction } from '../transaction.ts';
import { appendAudit } from './append-audit.ts';
import { raiseEpoch } from './raise-epoch.ts';
import { readSettings } from './read-settings.ts';

export function* changeSettings(
  transaction: Transaction,
  site: string,
  { expectedEpoch, settings, changedBy, record }: SettingsChange,
): Steps<SettingsResult> {
  const { query, run, now } = transaction;
  const current = yield* readSettings(transaction, site);
  if (current.epoch !== expectedEpoch) return { kind: 'conflict', stored: current };
  const changing = { settings: JSON.stringify(settings), changed_at: now, changed_by: changedBy };
  yield* run(
    query
      .insertInto('settings')
      .values({ site, ...changing })
      .onConflict((conflict) => conflict.column('site').doUpdateSet(changing)),
  );
  yield* raiseEpoch(transaction, site);
  yield* appendAudit(transaction, site, [record]);
  return { kind: 'changed', stored: yield* readSettings(transaction, site) };
}
