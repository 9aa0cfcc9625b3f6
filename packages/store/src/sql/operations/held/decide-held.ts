import type { HeldDecision } from '@portcullis/gate';
import { type HeldRow, heldRowShape } from '../../../record/held-shape.ts';
import { list } from '../../../record/shape.ts';
import { keysInFixedSizes } from '../../fixed-sizes.ts';
import type { Steps, Transaction } from '../../transaction.ts';
import { appendAudit } from '../append-audit.ts';
import { heldColumns } from './held-columns.ts';
import { HeldChanges, writeHeldChanges } from './held-sums.ts';
import { letNextGo } from './let-next-go.ts';

const rowsShape = list(heldRowShape);

type OnRequests = Extract<HeldDecision, { readonly which: unknown }>;
type OnWebhook = Exclude<HeldDecision, OnRequests>;

export function* decideHeld(transaction: Transaction, site: string, decision: HeldDecision): Steps<number> {
  const changed =
    'which' in decision
      ? yield* decideRequests(transaction, site, decision)
      : yield* decideWebhook(transaction, site, decision);
  if (changed > 0) yield* appendAudit(transaction, site, [decision.record]);
  return changed;
}

function* decideRequests(transaction: Transaction, site: string, { kind, which }: OnRequests): Steps<number> {
  const { query, run, now } = transaction;
  const ids = 'id' in which ? [which.id] : which.ids;
  const rows: HeldRow[] = [];
  for (const some of keysInFixedSizes(ids)) {
    rows.push(...(yield* decidable(transaction, site, { kind, which, ids: some })));
  }
  if (rows.length === 0 || rows.length < ids.length) return 0;
  const sequences = rows.map(({ sequence }) => sequence);
  for (const some of keysInFixedSizes(sequences)) {
    yield* run(
      query
        .updateTable('held_requests')
        .set({
          lease_by: null,
          ...(kind === 'replay' && { state: 'waiting', attempts: 0, due_at: now }),
          ...(kind === 'skip' && { is_skipped: 1 }),
          ...(kind === 'drop' && { state: 'dropped', ended_at: now }),
        })
        .where('site', '=', site)
        .where('sequence', 'in', some),
    );
  }
  const changes = new HeldChanges();
  for (const row of rows) note(kind, row, changes);
  if (kind !== 'replay') yield* letNextGo(transaction, site, sequences);
  yield* writeHeldChanges(transaction, site, changes);
  return rows.length;
}

function* decidable(
  { query, all, now }: Transaction,
  site: string,
  { kind, which, ids }: Pick<OnRequests, 'kind' | 'which'> & { readonly ids: readonly string[] },
): Steps<readonly HeldRow[]> {
  let held = query
    .selectFrom('held_requests')
    .select(heldColumns)
    .where('site', '=', site)
    .where('id', 'in', ids)
    .where('ended_at', 'is', null)
    // What is on its way is the application's already.
    .where((where) => where.or([where('lease_by', 'is', null), where('due_at', '<=', now)]));
  if ('state' in which) held = held.where('webhook', '=', which.webhook).where('state', '=', which.state);
  // One that was never tried holds up nobody by what it is.
  if (kind === 'skip')
    held = held
      .where((where) => where.or([where('state', '=', 'failed'), where('attempts', '>', 0)]))
      .where('is_skipped', '=', 0);
  // One whose time has come is not made to come again.
  if (kind === 'replay')
    held = held.where((where) => where.or([where('state', '=', 'failed'), where('due_at', '>', now)]));
  return rowsShape(yield* all(held), `the held requests of ${site}`);
}

function note(
  kind: OnRequests['kind'],
  { webhook, state, bytes, isSkipped }: HeldRow,
  changes: HeldChanges,
): void {
  const change = changes.of(webhook);
  if (kind === 'skip') change.skipped += 1;
  else if (kind === 'replay') {
    if (state !== 'failed') return;
    change.failed -= 1;
    change.waiting += 1;
  } else {
    if (state === 'failed') change.failed -= 1;
    else change.waiting -= 1;
    change.bytes -= bytes;
    change.dropped += 1;
    if (isSkipped) change.skipped -= 1;
  }
}

function* decideWebhook(
  { query, run, now }: Transaction,
  site: string,
  { kind, webhook, by, reason }: OnWebhook,
): Steps<number> {
  const paused = JSON.stringify({ at: now, by, reason });
  if (kind === 'resume') {
    return yield* run(
      query
        .updateTable('held_webhooks')
        .set({ paused: null })
        .where('site', '=', site)
        .where('webhook', '=', webhook)
        .where('paused', 'is not', null),
    );
  }
  const none = { waiting: 0, failed: 0, skipped: 0, bytes: 0, delivered: 0, dropped: 0, duplicates: 0 };
  return yield* run(
    query
      .insertInto('held_webhooks')
      .values({ site, webhook, ...none, paused })
      .onConflict((conflict) =>
        conflict
          .columns(['site', 'webhook'])
          .doUpdateSet({ paused })
          .where('held_webhooks.paused', 'is', null),
      ),
  );
}
