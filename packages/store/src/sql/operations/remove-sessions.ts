import type { SessionsToEnd } from '@portcullis/gate';
import type { Steps, Transaction } from '../transaction.ts';

/**
 * Returns how many had not expired. Expired ones go as well, uncounted: after a clock was set back they would be good
 * again.
 */
export function* removeSessions(
  { query, run, now }: Transaction,
  site: string,
  which: Exclude<SessionsToEnd, { readonly expiredBefore: number }>,
): Steps<number> {
  let sessions = query.deleteFrom('operator_sessions').where('site', '=', site);
  if ('id' in which) sessions = sessions.where('id', '=', which.id);
  else {
    sessions = sessions.where('operator_id', '=', which.operatorId);
    if (which.exceptId !== undefined) sessions = sessions.where('id', '!=', which.exceptId);
  }
  yield* run(sessions.where('expires_at', '<=', now));
  return yield* run(sessions);
}
