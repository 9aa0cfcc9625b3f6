import type { OperatorSession } from '@portcullis/gate';
import { sessionShape } from '../../record/session-shape.ts';
import type { Steps, Transaction } from '../transaction.ts';
import { sessionColumns } from './session-columns.ts';

export function* findSession(
  { query, first, now }: Transaction,
  site: string,
  tokenHash: string,
): Steps<OperatorSession | null> {
  const row = yield* first(
    query
      .selectFrom('operator_sessions')
      .select(sessionColumns)
      .where('site', '=', site)
      .where('token_hash', '=', tokenHash)
      .where('expires_at', '>', now),
  );
  return row === undefined ? null : sessionShape(row, `a session of ${site}`);
}
