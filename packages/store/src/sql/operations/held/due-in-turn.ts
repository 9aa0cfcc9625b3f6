import { list, object, type Shape, text, whole, zeroOrOne } from '../../../record/shape.ts';
import type { Steps, Transaction } from '../../transaction.ts';

/** What is due, or comes right behind it. */
export interface Due {
  readonly sequence: number;
  readonly dueAt: number;
  readonly bytes: number;
  readonly orderKey: string;
  readonly isSkipped: boolean;
}

export const dueShape: Shape<readonly Due[]> = list(
  object<Due>({ sequence: whole, dueAt: whole, bytes: whole, orderKey: text, isSkipped: zeroOrOne }),
);
export const dueColumns = [
  'sequence',
  'due_at as dueAt',
  'bytes',
  'order_key as orderKey',
  'is_skipped as isSkipped',
] as const;

interface Found {
  readonly webhook: string;
  readonly due: readonly Due[];
}

interface DueQuery {
  /** Asked for in this order. */
  readonly webhooks: readonly string[];
  readonly limit: number;
  /** What the one who asks has already, by webhook. */
  readonly inHand: ReadonlyMap<string, number>;
}

/**
 * What may be delivered now, one of each webhook and then the next of each, oldest first. Asked for webhook by webhook: a million of
 * one that may not go is no work for the others. Each has an equal share of what one holder has in hand: of a webhook that the
 * application is slow with nothing more is handed out while there are others.
 */
export function* dueInTurn(
  transaction: Transaction,
  site: string,
  { webhooks, limit, inHand }: DueQuery,
): Steps<readonly Due[]> {
  const countOf = (webhook: string) => inHand.get(webhook) ?? 0;
  const together = webhooks.reduce((sum, webhook) => sum + countOf(webhook), limit);
  const share = Math.ceil(together / Math.max(1, webhooks.length));
  const found: (Found & { readonly most: number })[] = [];
  let room = limit;
  for (const webhook of webhooks) {
    if (room <= 0) break;
    const most = Math.min(limit, Math.max(0, share - countOf(webhook)));
    const due = most === 0 ? [] : yield* dueOf(transaction, site, { webhook, most });
    room -= due.length;
    found.push({ webhook, due, most });
  }
  if (room <= 0) return inTurn(found, limit);
  // What some leave of their share is for those that have more than theirs.
  const more: Found[] = [];
  for (const { webhook, due, most } of found) {
    const mayHaveMore = due.length === most;
    more.push({
      webhook,
      due: mayHaveMore ? yield* dueOf(transaction, site, { webhook, most: most + room }) : due,
    });
  }
  return inTurn(more, limit);
}

function* dueOf(
  { query, all, now }: Transaction,
  site: string,
  { webhook, most }: { readonly webhook: string; readonly most: number },
): Steps<readonly Due[]> {
  const rows = yield* all(
    query
      .selectFrom('held_requests')
      .select(dueColumns)
      .where('site', '=', site)
      .where('webhook', '=', webhook)
      .where('state', '=', 'waiting')
      .where('is_behind', '=', 0)
      .where('due_at', '<=', now)
      .orderBy('due_at')
      .orderBy('sequence')
      .limit(most),
  );
  return dueShape(rows, `the held requests of ${site}`);
}

function inTurn(found: readonly Found[], limit: number): readonly Due[] {
  return found
    .flatMap(({ due }) => due.map((one, turn) => ({ one, turn })))
    .sort((a, b) => a.turn - b.turn || a.one.dueAt - b.one.dueAt || a.one.sequence - b.one.sequence)
    .slice(0, limit)
    .map(({ one }) => one);
}
