import type { ClaimedRequest, DeliveryClaim } from '@portcullis/gate';
import { sealedHeldRowShape } from '../../../record/held-shape.ts';
import { list, object, type Shape, whole } from '../../../record/shape.ts';
import type { Steps, Transaction } from '../../transaction.ts';
import { heldColumns, storedRequestOf } from './held-columns.ts';
import { readHeldSums } from './held-sums.ts';

interface Due {
  readonly sequence: number;
  readonly bytes: number;
}

const dueShape: Shape<readonly Due[]> = list(object<Due>({ sequence: whole, bytes: whole }));
const rowsShape = list(sealedHeldRowShape);

/** What is on its way is due again when its lease ends: a claim that nobody settles is nobody's for ever. */
export function* claimHeld(
  transaction: Transaction,
  site: string,
  { by, leaseMs, limit, mostBytes, webhooks }: DeliveryClaim,
): Steps<readonly ClaimedRequest[]> {
  const { query, all, run, now } = transaction;
  const sums = yield* readHeldSums(transaction, site);
  const open = sums.filter(
    ({ webhook, waiting, paused }) => waiting > 0 && paused === null && webhooks.includes(webhook),
  );
  if (open.length === 0) return [];
  const due = dueShape(
    yield* all(
      query
        .selectFrom('held_requests')
        .select(['sequence', 'bytes'])
        .where('site', '=', site)
        .where('state', '=', 'waiting')
        .where('is_behind', '=', 0)
        .where('due_at', '<=', now)
        .where(
          'webhook',
          'in',
          open.map(({ webhook }) => webhook),
        )
        .orderBy('due_at')
        .orderBy('sequence')
        .limit(limit),
    ),
    `the held requests of ${site}`,
  );
  const sequences = within(due, mostBytes);
  if (sequences.length === 0) return [];
  yield* run(
    query
      .updateTable('held_requests')
      .set({ lease_by: by, due_at: now + leaseMs })
      .where('site', '=', site)
      .where('sequence', 'in', sequences),
  );
  const rows = yield* all(
    query
      .selectFrom('held_requests')
      .select([...heldColumns, 'sealed'])
      .where('site', '=', site)
      .where('sequence', 'in', sequences)
      .orderBy('sequence'),
  );
  return rowsShape(rows, `the held requests of ${site}`).map((row) => ({ ...storedRequestOf(row, now), by }));
}

function within(due: readonly Due[], mostBytes: number): number[] {
  const chosen: number[] = [];
  let bytes = 0;
  for (const one of due) {
    bytes += one.bytes;
    if (chosen.length > 0 && bytes > mostBytes) break;
    chosen.push(one.sequence);
  }
  return chosen;
}
