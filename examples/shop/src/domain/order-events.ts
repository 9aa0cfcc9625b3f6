import type { WriteTransaction } from '../database/write-record.ts';

export interface NewOrderEvent {
  readonly purchaseId: number;
  readonly actor: string;
  readonly text: string;
}

/** Adds a line to what happened to an order, as its page shows it. */
export async function tellOrder(
  transaction: WriteTransaction,
  { purchaseId, actor, text }: NewOrderEvent,
): Promise<void> {
  await transaction.query('insert into purchase_event (purchase_id, actor, text) values ($1, $2, $3)', [
    purchaseId,
    actor,
    text,
  ]);
}
