import type { WriteTransaction } from '../database/write-record.ts';
import { formatMoney } from './money.ts';
import { tellOrder } from './order-events.ts';
import { type BasketLine, writeOrderLines } from './order-writers.ts';
import { findOrder, isDamaged, type OrderStatus } from './orders.ts';
import { ShopError } from './shop-error.ts';

export interface Refund {
  readonly purchaseId: number;
  readonly amountCents: number;
  readonly reason: string;
  readonly actor: string;
}

export async function refundOrder(
  transaction: WriteTransaction,
  { purchaseId, amountCents, reason, actor }: Refund,
): Promise<void> {
  await lockOrder(transaction, purchaseId);
  const order = await findOrder(transaction, purchaseId);
  const leftCents = order.paidCents - order.refundedCents;
  if (amountCents < 1 || amountCents > leftCents) {
    throw new ShopError(
      'invalid',
      `Expected an amount up to ${formatMoney(leftCents)}, which is what is left of order ${purchaseId}; got ${formatMoney(amountCents)}.`,
    );
  }
  const status: OrderStatus = amountCents === leftCents ? 'refunded' : order.status;
  await transaction.query(
    'update purchase set refunded_cents = refunded_cents + $2, status = $3 where id = $1',
    [purchaseId, amountCents, status],
  );
  await tellOrder(transaction, {
    purchaseId,
    actor,
    text: `Refunded ${formatMoney(amountCents)}: ${reason}`,
  });
  transaction.note(`order ${purchaseId} refunded ${formatMoney(amountCents)}`);
}

/** Writes the line items again from the basket the payment was made for. */
export async function repairOrder(
  transaction: WriteTransaction,
  purchaseId: number,
  actor: string,
): Promise<void> {
  await lockOrder(transaction, purchaseId);
  const order = await findOrder(transaction, purchaseId);
  if (!isDamaged(order)) {
    throw new ShopError(
      'conflict',
      `Order ${purchaseId} has all its ${order.expectedItems} items; there is nothing to repair.`,
    );
  }
  const [payment] = await transaction.query<{ basket: readonly BasketLine[] }>(
    'select basket from payment where purchase_id = $1',
    [purchaseId],
  );
  await transaction.query('delete from purchase_line where purchase_id = $1', [purchaseId]);
  await writeOrderLines(transaction, purchaseId, payment?.basket ?? []);
  await tellOrder(transaction, {
    purchaseId,
    actor,
    text: `Repaired: ${order.expectedItems - order.writtenItems} lost items written again`,
  });
  transaction.note(`order ${purchaseId} repaired`);
}

export async function setOrderStatus(
  transaction: WriteTransaction,
  {
    purchaseIds,
    status,
    actor,
  }: { readonly purchaseIds: readonly number[]; readonly status: 'paid' | 'shipped'; readonly actor: string },
): Promise<number> {
  const changed = await transaction.query<{ id: number }>(
    `update purchase set status = $2 where id = any ($1::integer[]) and status <> 'refunded' returning id`,
    [purchaseIds, status],
  );
  for (const { id } of changed) {
    await tellOrder(transaction, { purchaseId: id, actor, text: `Marked as ${status}` });
  }
  transaction.note(`orders ${changed.map((row) => row.id).join(', ')} marked as ${status}`);
  return changed.length;
}

async function lockOrder(transaction: WriteTransaction, purchaseId: number): Promise<void> {
  await transaction.query('select from purchase where id = $1 for update', [purchaseId]);
}
