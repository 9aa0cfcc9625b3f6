import type { WriteTransaction } from '../database/write-record.ts';
import { formatMoney } from './money.ts';
import { tellOrder } from './order-events.ts';
import type { ShopProviders } from './providers.ts';
import { ShopError } from './shop-error.ts';
import { takeWebhookEvent } from './webhook-events.ts';

/** Whether the payment provider is to be asked: not for what credit or a partner's invoice pays. */
export async function expectPayment(transaction: WriteTransaction, purchaseId: number): Promise<boolean> {
  const expected = await transaction.query<object>(
    `insert into expected_payment (purchase_id, amount_cents)
     select id, charged_cents from purchase where id = $1 and channel = 'web' and charged_cents > 0
     returning purchase_id`,
    [purchaseId],
  );
  return expected.length > 0;
}

/** Asks the provider to take the money. Asked again for the same order, the provider answers with the same payment. */
export async function requestPayment(
  transaction: WriteTransaction,
  purchaseId: number,
  { createPayment }: Pick<ShopProviders, 'createPayment'>,
): Promise<void> {
  const [expected] = await transaction.query<{ amountCents: number; paymentId: string | null }>(
    `select amount_cents as "amountCents", payment_id as "paymentId" from expected_payment
     where purchase_id = $1 for update`,
    [purchaseId],
  );
  if (expected === undefined) {
    throw new ShopError('not-found', `Order ${purchaseId} expects no payment.`);
  }
  if (expected.paymentId !== null) {
    transaction.note(`payment of order ${purchaseId} was asked for before`);
    return;
  }
  const { id } = await createPayment({ purchaseId, amountCents: expected.amountCents });
  await transaction.query('update expected_payment set payment_id = $2 where purchase_id = $1', [
    purchaseId,
    id,
  ]);
  transaction.note(`payment ${id} of order ${purchaseId} asked for`);
}

export interface ReceivedPayment {
  /** The provider's, of what it tells. */
  readonly eventId: string;
  /** The provider's, of the payment. */
  readonly paymentId: string;
  readonly purchaseId: number;
  readonly amountCents: number;
}

/**
 * Books a payment exactly once: its event is taken once, and so is the payment itself, because providers may tell of one
 * payment by two events (https://docs.stripe.com/webhooks#handle-duplicate-events).
 */
export async function bookPayment(
  transaction: WriteTransaction,
  { eventId, paymentId, purchaseId, amountCents }: ReceivedPayment,
): Promise<void> {
  if (!(await takeWebhookEvent(transaction, { provider: 'payments', eventId }))) return;
  const orders = await transaction.query<object>('select id from purchase where id = $1', [purchaseId]);
  if (orders.length === 0) {
    throw new ShopError('not-found', `There is no order number ${purchaseId}.`);
  }
  const booked = await transaction.query<object>(
    `insert into payment_booking (payment_id, purchase_id, event_id, amount_cents) values ($1, $2, $3, $4)
     on conflict (payment_id) do nothing returning payment_id`,
    [paymentId, purchaseId, eventId, amountCents],
  );
  if (booked.length === 0) {
    transaction.note(`payment ${paymentId} was booked before`);
    return;
  }
  const amount = formatMoney(amountCents);
  await tellOrder(transaction, {
    purchaseId,
    actor: 'webhook:payments',
    text: `Payment of ${amount} received`,
  });
  transaction.note(`payment ${paymentId} of order ${purchaseId} booked, ${amount}`);
}
