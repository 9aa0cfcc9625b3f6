import type { SessionSeen } from '@portcullis/gate';
import type { Steps, Transaction } from '../transaction.ts';

export interface Sight extends SessionSeen {
  readonly id: string;
}

export function* seeSession(
  { query, run, now }: Transaction,
  site: string,
  { id, seenAt, expiresAt }: Sight,
): Steps<void> {
  yield* run(
    query
      .updateTable('operator_sessions')
      .set((set) => ({
        seen_at: set.case().when('seen_at', '<', seenAt).then(seenAt).else(set.ref('seen_at')).end(),
        expires_at: expiresAt,
      }))
      .where('site', '=', site)
      .where('id', '=', id)
      .where('expires_at', '>', now),
  );
}
