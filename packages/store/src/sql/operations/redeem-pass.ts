import type { AuditRecord, Pass } from '@portcullis/gate';
import { passRowShape } from '../../record/pass-shape.ts';
import { isRedeemable } from '../../rules/pass-rules.ts';
import type { Steps, Transaction } from '../transaction.ts';
import { appendAudit } from './append-audit.ts';
import { passColumns } from './pass-columns.ts';
import { readSwitch } from './read-switch.ts';

export interface Redemption {
  readonly tokenHash: string;
  readonly record: AuditRecord;
}

export function* redeemPass(
  transaction: Transaction,
  site: string,
  { tokenHash, record }: Redemption,
): Steps<Pass | null> {
  const { query, first, run, now } = transaction;
  const row = yield* first(
    query
      .selectFrom('passes')
      .select(passColumns)
      .where('site', '=', site)
      .where('token_hash', '=', tokenHash),
  );
  if (row === undefined) return null;
  const pass = passRowShape(row, `a pass of ${site}`);
  if (!isRedeemable(pass, (yield* readSwitch(transaction, site)).windowId, now)) return null;
  yield* run(
    query.updateTable('passes').set({ redeemed_at: now }).where('site', '=', site).where('id', '=', pass.id),
  );
  yield* appendAudit(transaction, site, [record]);
  return { ...pass, redeemedAt: now };
}
