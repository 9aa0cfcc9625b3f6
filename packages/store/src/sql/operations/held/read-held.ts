import type { HeldQuery, HeldRequest, StoredHeldRequest, WebhookStanding } from '@portcullis/gate';
import { type HeldRow, type HeldSums, heldRowShape, sealedHeldRowShape } from '../../../record/held-shape.ts';
import { list, object, type Shape, whole } from '../../../record/shape.ts';
import type { Steps, Transaction } from '../../transaction.ts';
import { heldColumns, storedRequestOf } from './held-columns.ts';
import { readHeldSums } from './held-sums.ts';

const rowsShape = list(heldRowShape);
const oldestShape: Shape<{ readonly receivedAt: number }> = object({ receivedAt: whole });
const countShape: Shape<{ readonly count: number }> = object({ count: whole });

/** The webhooks with requests that later ones wait behind. */
export function* waitingWebhooks(transaction: Transaction, site: string): Steps<readonly string[]> {
  const sums = yield* readHeldSums(transaction, site);
  return sums
    .filter(({ waiting, failed, skipped }) => waiting + failed > skipped)
    .map(({ webhook }) => webhook);
}

export function* standingOfWebhooks(
  transaction: Transaction,
  site: string,
): Steps<readonly WebhookStanding[]> {
  const standings: WebhookStanding[] = [];
  for (const sums of yield* readHeldSums(transaction, site)) {
    standings.push(yield* standingOf(transaction, site, sums));
  }
  return standings;
}

function* standingOf(
  { query, first, now }: Transaction,
  site: string,
  { skipped: _, ...sums }: HeldSums,
): Steps<WebhookStanding> {
  const oldest = yield* first(
    query
      .selectFrom('held_requests')
      .select('received_at as receivedAt')
      .where('site', '=', site)
      .where('webhook', '=', sums.webhook)
      .where('state', '=', 'waiting')
      .orderBy('sequence')
      .limit(1),
  );
  const onItsWay = yield* first(
    query
      .selectFrom('held_requests')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('site', '=', site)
      .where('webhook', '=', sums.webhook)
      .where('lease_by', 'is not', null)
      .where('due_at', '>', now),
  );
  const at = `the held requests of ${site}`;
  return {
    ...sums,
    oldestAt: oldest === undefined ? null : oldestShape(oldest, at).receivedAt,
    onItsWay: countShape(onItsWay, at).count,
  };
}

export function* listHeld(
  { query, all, now }: Transaction,
  site: string,
  { webhook, state, after, limit }: HeldQuery,
): Steps<readonly StoredHeldRequest[]> {
  let held = query.selectFrom('held_requests').select(heldColumns).where('site', '=', site);
  if (webhook !== undefined) held = held.where('webhook', '=', webhook);
  if (state !== undefined) held = held.where('state', '=', state);
  if (after !== undefined) held = held.where('sequence', '>', after);
  const rows = yield* all(held.orderBy('sequence').limit(limit));
  return rowsShape(rows, `the held requests of ${site}`).map((row: HeldRow) => storedRequestOf(row, now));
}

export function* findHeld(
  { query, first, now }: Transaction,
  site: string,
  id: string,
): Steps<(StoredHeldRequest & Pick<HeldRequest, 'sealed'>) | null> {
  const row = yield* first(
    query
      .selectFrom('held_requests')
      .select([...heldColumns, 'sealed'])
      .where('site', '=', site)
      .where('id', '=', id),
  );
  return row === undefined
    ? null
    : storedRequestOf(sealedHeldRowShape(row, `a held request of ${site}`), now);
}

export function* forgetHeld(
  { query, run }: Transaction,
  site: string,
  { endedBefore, atMost }: { readonly endedBefore: number; readonly atMost: number },
): Steps<number> {
  return yield* run(
    query
      .deleteFrom('held_requests')
      .where('site', '=', site)
      .where('sequence', 'in', (select) =>
        select
          .selectFrom('held_requests as ended')
          .select('ended.sequence')
          .where('ended.site', '=', site)
          .where('ended.ended_at', '<', endedBefore)
          .orderBy('ended.ended_at')
          .limit(atMost),
      ),
  );
}
