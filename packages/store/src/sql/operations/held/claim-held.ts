import type { ClaimedRequest, DeliveryClaim } from '@portcullis/gate';
import { sealedHeldRowShape } from '../../../record/held-shape.ts';
import { list } from '../../../record/shape.ts';
import { keysInFixedSizes } from '../../fixed-sizes.ts';
import type { Steps, Transaction } from '../../transaction.ts';
import { type Due, dueColumns, dueInTurn, dueShape } from './due-in-turn.ts';
import { heldColumns, storedRequestOf } from './held-columns.ts';
import { readHeldSums } from './held-sums.ts';
import { inHandOf, leasesOf } from './leases-of.ts';

const rowsShape = list(sealedHeldRowShape);

/** What is on its way is due again when its lease ends: a claim that nobody settles is nobody's for ever. */
export function* claimHeld(
  transaction: Transaction,
  site: string,
  { holder, number, leaseMs, limit, mostOfOrder = 1, mostBytes, webhooks }: DeliveryClaim,
): Steps<readonly ClaimedRequest[]> {
  const { query, all, run, now } = transaction;
  const by = `${holder} ${number}`;
  const sums = yield* readHeldSums(transaction, site);
  const open = sums.filter(
    ({ webhook, waiting, paused }) => waiting > 0 && paused === null && webhooks.includes(webhook),
  );
  if (open.length === 0) return [];
  const firsts = yield* dueInTurn(transaction, site, {
    // Where there is room for fewer than there are, another one begins each time.
    webhooks: open.map((_, index) => open[(index + number) % open.length]?.webhook ?? ''),
    limit,
    inHand: yield* inHandOf(transaction, site, holder),
  });
  const behind = yield* rightBehind(transaction, site, { firsts, limit, mostOfOrder });
  const sequences = within([...firsts, ...behind], mostBytes);
  if (sequences.length === 0) return [];
  const claimed: ClaimedRequest[] = [];
  for (const some of keysInFixedSizes(sequences)) {
    yield* run(
      query
        .updateTable('held_requests')
        .set({ lease_by: by, due_at: now + leaseMs })
        .where('site', '=', site)
        .where('sequence', 'in', some),
    );
    const rows = yield* all(
      query
        .selectFrom('held_requests')
        .select([...heldColumns, 'sealed'])
        .where('site', '=', site)
        .where('sequence', 'in', some)
        .orderBy('sequence'),
    );
    for (const row of rowsShape(rows, `the held requests of ${site}`)) {
      claimed.push({ ...storedRequestOf(row, now), by });
    }
  }
  return claimed;
}

/** Only where so few orders wait that each may bring several. */
function* rightBehind(
  { query, all }: Transaction,
  site: string,
  {
    firsts,
    limit,
    mostOfOrder,
  }: { readonly firsts: readonly Due[]; readonly limit: number; readonly mostOfOrder: number },
): Steps<readonly Due[]> {
  const each = Math.min(mostOfOrder, Math.floor(limit / Math.max(1, firsts.length))) - 1;
  if (each < 1) return [];
  const found: Due[] = [];
  for (const { orderKey, sequence, isSkipped } of firsts) {
    // It stands beside its order: another one is the first of that.
    if (isSkipped) continue;
    const rows = yield* all(
      query
        .selectFrom('held_requests')
        .select(dueColumns)
        .where('site', '=', site)
        .where('order_key', '=', orderKey)
        .where('sequence', '>', sequence)
        .where('ended_at', 'is', null)
        .where('is_skipped', '=', 0)
        .where('is_behind', '=', 1)
        .orderBy('sequence')
        .limit(each),
    );
    found.push(...dueShape(rows, `the held requests of ${site}`));
  }
  return found;
}

function within(due: readonly Due[], mostBytes: number): number[] {
  const chosen: number[] = [];
  let bytes = 0;
  for (const one of due) {
    bytes += one.bytes;
    if (chosen.length > 0 && bytes > mostBytes) break;
    chosen.push(one.sequence);
  }
  return chosen.sort((a, b) => a - b);
}

export function* releaseHeld({ query, run, now }: Transaction, site: string, holder: string): Steps<number> {
  const { from, before } = leasesOf(holder);
  return yield* run(
    query
      .updateTable('held_requests')
      .set({ lease_by: null, due_at: now })
      .where('site', '=', site)
      .where('state', '=', 'waiting')
      .where('due_at', '>', now)
      .where('lease_by', '>=', from)
      .where('lease_by', '<', before),
  );
}
