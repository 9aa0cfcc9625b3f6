import type { DeliveryOutcome } from '@portcullis/gate';
import { type HeldRow, heldRowShape, isDecided } from '../../../record/held-shape.ts';
import { list } from '../../../record/shape.ts';
import { keysInFixedSizes } from '../../fixed-sizes.ts';
import type { Steps, Transaction } from '../../transaction.ts';
import { heldColumns } from './held-columns.ts';
import { HeldChanges, writeHeldChanges } from './held-sums.ts';
import { letNextGo } from './let-next-go.ts';

const rowsShape = list(heldRowShape);

interface Alike {
  readonly outcome: DeliveryOutcome;
  /** Somebody had them tried anew: that holds until they are over. */
  readonly wasDecided: boolean;
  readonly rows: readonly HeldRow[];
}

export function* settleHeld(
  transaction: Transaction,
  site: string,
  outcomes: readonly DeliveryOutcome[],
): Steps<number> {
  const claimed = yield* claimedRows(transaction, site, outcomes);
  const groups = new Map<string, Alike & { readonly rows: HeldRow[] }>();
  for (const outcome of outcomes) {
    const row = claimed.get(outcome.id);
    // Its lease ended, and somebody else has it: what became of it is theirs to say.
    if (row === undefined || row.leaseBy !== outcome.by || row.state !== 'waiting') continue;
    const { id: _, by: __, ...same } = outcome;
    const wasDecided = isDecided(row);
    const alike = JSON.stringify([same, wasDecided]);
    const group = groups.get(alike);
    if (group === undefined) groups.set(alike, { outcome, wasDecided, rows: [row] });
    else group.rows.push(row);
  }
  const changes = new HeldChanges();
  const over: number[] = [];
  let settled = 0;
  for (const group of groups.values()) {
    const { outcome, rows } = group;
    yield* settleAlike(transaction, site, group);
    settled += rows.length;
    for (const row of rows) {
      const isOver = outcome.kind === 'delivered';
      const isSkippedNow = isSkippedBy(outcome);
      if (isOver || isSkippedNow) over.push(row.sequence);
      note(row, { isOver, isSkippedNow, hasFailed: outcome.kind === 'failed' }, changes);
    }
  }
  yield* letNextGo(transaction, site, over);
  yield* writeHeldChanges(transaction, site, changes);
  return settled;
}

function note(
  { webhook, bytes, isSkipped }: HeldRow,
  {
    isOver,
    isSkippedNow,
    hasFailed,
  }: { readonly isOver: boolean; readonly isSkippedNow: boolean; readonly hasFailed: boolean },
  changes: HeldChanges,
): void {
  const change = changes.of(webhook);
  if (isOver) {
    change.waiting -= 1;
    change.bytes -= bytes;
    change.delivered += 1;
    if (isSkipped) change.skipped -= 1;
  } else if (hasFailed) {
    change.waiting -= 1;
    change.failed += 1;
  }
  if (isSkippedNow && !isSkipped) change.skipped += 1;
}

function isSkippedBy({ kind, isSkipped = false }: DeliveryOutcome): boolean {
  return isSkipped && (kind === 'failed' || kind === 'later');
}

function* settleAlike(
  { query, run, now }: Transaction,
  site: string,
  { outcome, wasDecided, rows }: Alike,
): Steps<void> {
  const { kind, dueAt = now, attempt, counts = true } = outcome;
  // One that does not count leaves the attempts as they are after a decision: it says that there was none.
  const decided = (wasDecided || !counts) && { isDecided: wasDecided };
  const sequences = rows.map(({ sequence }) => sequence);
  for (const some of keysInFixedSizes(sequences)) {
    yield* run(
      query
        .updateTable('held_requests')
        .set((each) => ({
          lease_by: null,
          due_at: kind === 'later' ? dueAt : now,
          ...(attempt !== null && { last_attempt: JSON.stringify({ ...attempt, ...decided, at: now }) }),
          ...(attempt !== null && counts && { attempts: each('attempts', '+', 1) }),
          ...(kind === 'delivered' && { state: 'delivered', ended_at: now }),
          ...(kind === 'failed' && { state: 'failed' }),
          ...(isSkippedBy(outcome) && { is_skipped: 1 }),
        }))
        .where('site', '=', site)
        .where('sequence', 'in', some),
    );
  }
}

function* claimedRows(
  { query, all }: Transaction,
  site: string,
  outcomes: readonly DeliveryOutcome[],
): Steps<ReadonlyMap<string, HeldRow>> {
  const ids = [...new Set(outcomes.map(({ id }) => id))];
  const found = new Map<string, HeldRow>();
  for (const some of keysInFixedSizes(ids)) {
    const rows = yield* all(
      query.selectFrom('held_requests').select(heldColumns).where('site', '=', site).where('id', 'in', some),
    );
    for (const row of rowsShape(rows, `the held requests of ${site}`)) found.set(row.id, row);
  }
  return found;
}
