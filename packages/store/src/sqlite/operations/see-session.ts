import type { SessionSeen } from '@portcullis/gate';
import type { Transaction } from '../connection.ts';

export interface Sight extends SessionSeen {
  readonly id: string;
}

export function seeSession(
  { query, run, now }: Transaction,
  site: string,
  { id, seenAt, expiresAt }: Sight,
): void {
  run(
    query
      .updateTable('operator_sessions')
      .set((set) => ({ seen_at: set.fn('max', ['seen_at', set.val(seenAt)]), expires_at: expiresAt }))
      .where('site', '=', site)
      .where('id', '=', id)
      .where('expires_at', '>', now),
  );
}
