import type { AuditRecord, SessionsToEnd } from '@portcullis/gate';
import type { Transaction } from '../connection.ts';
import { appendAudit } from './append-audit.ts';
import { removeSessions } from './remove-sessions.ts';

export interface SessionsEnd {
  readonly which: SessionsToEnd;
  readonly record: AuditRecord | null;
}

export function endSessions(transaction: Transaction, site: string, { which, record }: SessionsEnd): number {
  const ended =
    'expiredBefore' in which
      ? forgetSessions(transaction, site, which.expiredBefore)
      : removeSessions(transaction, site, which);
  if (ended > 0 && record !== null) appendAudit(transaction, site, [record]);
  return ended;
}

function forgetSessions({ query, run, now }: Transaction, site: string, before: number): number {
  return run(
    query
      .deleteFrom('operator_sessions')
      .where('site', '=', site)
      .where('expires_at', '<', before)
      .where('expires_at', '<=', now),
  );
}
