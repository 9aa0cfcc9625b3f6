import type { StoredHeldRequest } from '@portcullis/gate';
import { type HeldRow, isDecided } from '../../../record/held-shape.ts';

export const heldColumns = [
  'id',
  'webhook',
  'order_key as orderKey',
  'delivery_key as deliveryKey',
  'is_verified as isVerified',
  'bytes',
  'sequence',
  'received_at as receivedAt',
  'state',
  'is_behind as isBehind',
  'is_skipped as isSkipped',
  'attempts',
  'due_at as dueAt',
  'lease_by as leaseBy',
  'last_attempt as lastAttempt',
  'ended_at as endedAt',
] as const;

/** Who claimed it and settled nothing in time has died: it is on nobody's way any more. */
export function storedRequestOf<Row extends HeldRow>(
  { leaseBy, lastAttempt, ...row }: Row,
  now: number,
): Omit<Row, 'leaseBy' | 'lastAttempt'> & StoredHeldRequest {
  return {
    ...row,
    leaseUntil: leaseBy !== null && row.dueAt > now ? row.dueAt : null,
    isDecided: isDecided({ attempts: row.attempts, lastAttempt }),
    lastAttempt: lastAttempt && {
      at: lastAttempt.at,
      status: lastAttempt.status,
      problem: lastAttempt.problem,
    },
  };
}
