import type { AuditRecord, SessionsToEnd } from '@portcullis/gate';
import type { Steps, Transaction } from '../transaction.ts';
import { appendAudit } from './append-audit.ts';
import { removeSessions } from './remove-sessions.ts';

export interface SessionsEnd {
  readonly which: SessionsToEnd;
  readonly record: AuditRecord | null;
}

export function* endSessions(
  transaction: Transaction,
  site: string,
  { which, record }: SessionsEnd,
): Steps<number> {
  const ended =
    'expiredBefore' in which
      ? yield* forgetSessions(transaction, site, which.expiredBefore)
      : yield* removeSessions(transaction, site, which);
  if (ended > 0 && record !== null) yield* appendAudit(transaction, site, [record]);
  return ended;
}

function* forgetSessions({ query, run, now }: Transaction, site: string, before: number): Steps<number> {
  return yield* run(
    query
      .deleteFrom('operator_sessions')
      .where('site', '=', site)
      .where('expires_at', '<', before)
      .where('expires_at', '<=', now),
  );
}
