import type { AuditRecord, Pass } from '@portcullis/gate';
import { foldName } from '../../rules/fold-name.ts';
import { passTaken } from '../../rules/pass-taken.ts';
import type { Steps, Transaction } from '../transaction.ts';
import { appendAudit } from './append-audit.ts';
import { raiseEpoch } from './raise-epoch.ts';
import { readSwitch } from './read-switch.ts';

/** Returns the epoch that instances must now enforce. */
export function* createPass(transaction: Transaction, pass: Pass, record: AuditRecord): Steps<number> {
  const { query, run } = transaction;
  const inserted = yield* run(
    query
      .insertInto('passes')
      .values({
        site: pass.site,
        id: pass.id,
        subject: pass.subject,
        folded_subject: foldName(pass.subject),
        scope: pass.scope,
        is_test: pass.isTest ? 1 : 0,
        token_hash: pass.tokenHash,
        window_id: pass.windowId ?? (yield* readSwitch(transaction, pass.site)).windowId,
        created_at: pass.createdAt,
        created_by: pass.createdBy,
        expires_at: pass.expiresAt,
        redeemed_at: pass.redeemedAt,
        revoked_at: pass.revokedAt,
      })
      .onConflict((conflict) => conflict.doNothing()),
  );
  if (inserted === 0) throw passTaken(pass);
  yield* appendAudit(transaction, pass.site, [record]);
  return yield* raiseEpoch(transaction, pass.site);
}
