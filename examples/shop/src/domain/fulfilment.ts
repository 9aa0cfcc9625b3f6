import type { WriteTransaction } from '../database/write-record.ts';
import { sendMail } from './mail.ts';
import { formatMoney } from './money.ts';
import { tellOrder } from './order-events.ts';
import { type FulfilmentState, findOrder, type Order } from './orders.ts';
import { recalculateSales } from './sales.ts';
import { ShopError } from './shop-error.ts';

/** What becomes of an order, in the very transaction that places it. */
export type FollowUp = (transaction: WriteTransaction, purchaseId: number) => Promise<void>;

/** Without a worker there is nobody to wait for. */
export const confirmAtOnce: FollowUp = async (transaction, purchaseId) => {
  await sendConfirmation(transaction, await findOrder(transaction, purchaseId));
};

export async function queueFulfilment(transaction: WriteTransaction, purchaseId: number): Promise<void> {
  await transaction.query('insert into fulfilment (purchase_id) values ($1)', [purchaseId]);
}

interface Step {
  readonly next: FulfilmentState;
  /** Returns what the order's history says. */
  carryOut(transaction: WriteTransaction, order: Order): Promise<string>;
}

const STEPS: Readonly<Record<FulfilmentState, Step | null>> = {
  queued: {
    next: 'reserved',
    carryOut: async (_transaction, { lines }) =>
      `Goods reserved: ${lines.map(({ quantity, name }) => `${quantity} × ${name}`).join(', ')}`,
  },
  reserved: {
    next: 'confirmed',
    async carryOut(transaction, order) {
      await sendConfirmation(transaction, order);
      return 'Confirmation sent';
    },
  },
  confirmed: {
    next: 'handed-over',
    async carryOut(transaction, order) {
      await recalculateSales(transaction, { since: order.placedAt });
      return 'Handed to the warehouse';
    },
  },
  'handed-over': null,
};

export interface AdvanceFulfilmentOptions {
  readonly purchaseId: number;
  /** As the order's history names who did it. */
  readonly actor: string;
}

/** One step on, and no step twice: a queue may deliver a job again. Returns whether a step is left. */
export async function advanceFulfilment(
  transaction: WriteTransaction,
  { purchaseId, actor }: AdvanceFulfilmentOptions,
): Promise<boolean> {
  const [found] = await transaction.query<{ state: FulfilmentState }>(
    'select state from fulfilment where purchase_id = $1 for update',
    [purchaseId],
  );
  if (found === undefined) {
    throw new ShopError('not-found', `Order ${purchaseId} does not wait to be fulfilled.`);
  }
  const step = STEPS[found.state];
  if (step === null) {
    transaction.note(`order ${purchaseId} was handed over before`);
    return false;
  }
  const text = await step.carryOut(transaction, await findOrder(transaction, purchaseId));
  await transaction.query('update fulfilment set state = $2, changed_at = now() where purchase_id = $1', [
    purchaseId,
    step.next,
  ]);
  await tellOrder(transaction, { purchaseId, actor, text });
  transaction.note(`order ${purchaseId} ${step.next}`);
  return STEPS[step.next] !== null;
}

async function sendConfirmation(
  transaction: WriteTransaction,
  { id, email, paidCents, expectedItems, awaitsPayment }: Order,
): Promise<void> {
  await sendMail(transaction, {
    recipient: email,
    purchaseId: id,
    subject: `Your order ${id}`,
    body: `Thank you. ${awaitsPayment ? 'Your payment is on its way:' : 'We received'} ${formatMoney(paidCents)} for ${expectedItems} ${expectedItems === 1 ? 'item' : 'items'}. See /account/orders/${id}`,
  });
}
