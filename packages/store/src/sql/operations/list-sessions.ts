import type { OperatorSession } from '@portcullis/gate';
import { sessionShape } from '../../record/session-shape.ts';
import { list } from '../../record/shape.ts';
import type { Steps, Transaction } from '../transaction.ts';
import { sessionColumns } from './session-columns.ts';

const rowsShape = list(sessionShape);

export function* listSessions(
  { query, all, now }: Transaction,
  site: string,
  operatorId: string | undefined,
): Steps<readonly OperatorSession[]> {
  let sessions = query
    .selectFrom('operator_sessions')
    .select(sessionColumns)
    .where('site', '=', site)
    .where('expires_at', '>', now);
  if (operatorId !== undefined) sessions = sessions.where('operator_id', '=', operatorId);
  const rows = yield* all(sessions.orderBy('created_at', 'desc').orderBy('id'));
  return rowsShape(rows, `the sessions of ${site}`);
}
