import type { AcceptResult, HeldRequestToAccept, HeldState } from '@portcullis/gate';
import type { Insertable } from 'kysely';
import { stateShape } from '../../../record/held-shape.ts';
import { list, nullable, object, type Shape, text, whole } from '../../../record/shape.ts';
import { insertRows, keysInFixedSizes, type RowsToInsert } from '../../fixed-sizes.ts';
import type { Schema } from '../../schema.ts';
import type { Steps, Transaction } from '../../transaction.ts';
import { readVersion } from '../read-version.ts';
import { HeldChanges, readHeldSums, writeHeldChanges } from './held-sums.ts';

interface Earlier {
  readonly key: string;
  readonly id: string;
  readonly sequence: number;
  readonly state: HeldState;
}

const earlierShape: Shape<readonly Earlier[]> = list(
  object<Earlier>({ key: text, id: text, sequence: whole, state: stateShape }),
);
const ordersShape = list(
  object<{ readonly key: string; readonly receivedAt: number }>({ key: text, receivedAt: whole }),
);
const lastShape: Shape<{ readonly sequence: number | null }> = object({ sequence: nullable(whole) });
type HeldValues = Insertable<Schema['held_requests']>;

const heldRows: RowsToInsert<HeldValues> = {
  table: 'held_requests',
  columns: [
    ...([
      'site',
      'sequence',
      'id',
      'webhook',
      'order_key',
      'delivery_key',
      'is_verified',
      'bytes',
      'received_at',
    ] as const),
    ...(['state', 'is_behind', 'is_skipped', 'attempts', 'due_at', 'sealed'] as const),
  ],
};

/** Stores what is to be held, in the order it is given; each request for itself. */
export function* acceptHeld(
  transaction: Transaction,
  site: string,
  requests: readonly HeldRequestToAccept[],
): Steps<readonly AcceptResult[]> {
  const { now } = transaction;
  const { epoch } = yield* readVersion(transaction, site);
  const deliveries = yield* heldDeliveries(transaction, site, requests);
  const orders = yield* heldOrders(transaction, site, requests);
  const sums = new Map((yield* readHeldSums(transaction, site)).map((sum) => [sum.webhook, sum]));
  const changes = new HeldChanges();
  let sequence = yield* lastSequence(transaction, site);
  const rows: HeldValues[] = [];
  const triedAnew: number[] = [];
  const results: AcceptResult[] = [];
  for (const { request, epoch: judgedBy, onlyBehind, most, mostBytes } of requests) {
    const { webhook, orderKey, deliveryKey } = request;
    const earlier = deliveryKey === null ? undefined : deliveries.get(deliveryKey);
    const change = changes.of(webhook);
    const sum = sums.get(webhook);
    const held = (sum?.waiting ?? 0) + (sum?.failed ?? 0) + change.waiting;
    const since = orders.get(orderKey);
    const isBehind = since !== undefined;
    const orderWaitsMs = Math.max(0, now - (since ?? now));
    if (judgedBy !== epoch) results.push({ kind: 'outdated' });
    else if (earlier !== undefined) {
      change.duplicates += 1;
      results.push({ kind: 'duplicate', id: earlier.id, orderWaitsMs });
      if (earlier.state !== 'failed') continue;
      change.failed -= 1;
      change.waiting += 1;
      triedAnew.push(earlier.sequence);
      deliveries.set(earlier.key, { ...earlier, state: 'waiting' });
    } else if (onlyBehind && !isBehind) results.push({ kind: 'in-turn' });
    else if (held >= most || (sum?.bytes ?? 0) + change.bytes + request.bytes > mostBytes) {
      results.push({ kind: 'full' });
    } else {
      sequence += 1;
      orders.set(orderKey, since ?? now);
      if (deliveryKey !== null)
        deliveries.set(deliveryKey, { key: deliveryKey, id: request.id, sequence, state: 'waiting' });
      change.waiting += 1;
      change.bytes += request.bytes;
      rows.push({
        site,
        sequence,
        id: request.id,
        webhook,
        order_key: orderKey,
        delivery_key: deliveryKey,
        is_verified: request.isVerified ? 1 : 0,
        bytes: request.bytes,
        received_at: now,
        state: 'waiting',
        is_behind: isBehind ? 1 : 0,
        is_skipped: 0,
        attempts: 0,
        due_at: now,
        sealed: request.sealed,
      });
      results.push({ kind: 'held', orderWaitsMs });
    }
  }
  yield* insertRows(transaction, heldRows, rows);
  yield* tryAnew(transaction, site, triedAnew);
  yield* writeHeldChanges(transaction, site, changes);
  return results;
}

function* heldDeliveries(
  { query, all }: Transaction,
  site: string,
  requests: readonly HeldRequestToAccept[],
): Steps<Map<string, Earlier>> {
  const keys = [...new Set(requests.flatMap(({ request }) => request.deliveryKey ?? []))];
  const found = new Map<string, Earlier>();
  for (const some of keysInFixedSizes(keys)) {
    const rows = yield* all(
      query
        .selectFrom('held_requests')
        .select(['delivery_key as key', 'id', 'sequence', 'state'])
        .where('site', '=', site)
        .where('delivery_key', 'in', some)
        .where('ended_at', 'is', null),
    );
    for (const one of earlierShape(rows, `the held requests of ${site}`)) found.set(one.key, one);
  }
  return found;
}

/** Whoever has a delivery sent again means that it should arrive: nobody else decides about it then. */
function* tryAnew({ query, run, now }: Transaction, site: string, sequences: readonly number[]): Steps<void> {
  for (const some of keysInFixedSizes(sequences)) {
    yield* run(
      query
        .updateTable('held_requests')
        .set({ state: 'waiting', attempts: 0, due_at: now, lease_by: null })
        .where('site', '=', site)
        .where('sequence', 'in', some),
    );
  }
}

/** The order keys that something is held of and must come first, and since when. */
function* heldOrders(
  { query, all }: Transaction,
  site: string,
  requests: readonly HeldRequestToAccept[],
): Steps<Map<string, number>> {
  const keys = [...new Set(requests.map(({ request }) => request.orderKey))];
  const found = new Map<string, number>();
  for (const some of keysInFixedSizes(keys)) {
    const rows = yield* all(
      query
        .selectFrom('held_requests')
        .select(['order_key as key', 'received_at as receivedAt'])
        .where('site', '=', site)
        .where('order_key', 'in', some)
        .where('ended_at', 'is', null)
        .where('is_skipped', '=', 0)
        // The first of its order is never behind, and there is one wherever there are any.
        .where('is_behind', '=', 0),
    );
    for (const { key, receivedAt } of ordersShape(rows, `the held requests of ${site}`)) {
      found.set(key, receivedAt);
    }
  }
  return found;
}

function* lastSequence({ query, first }: Transaction, site: string): Steps<number> {
  const row = yield* first(
    query
      .selectFrom('held_requests')
      .select((select) => select.fn.max('sequence').as('sequence'))
      .where('site', '=', site),
  );
  return lastShape(row, `the held requests of ${site}`).sequence ?? 0;
}
