import type { WriteTransaction } from '../database/write-record.ts';

export interface BasketLine {
  readonly productId: number;
  readonly name: string;
  readonly unitCents: number;
  readonly quantity: number;
}

/** Writes the line items of a new order. */
export type OrderWriter = (
  transaction: WriteTransaction,
  purchaseId: number,
  basket: readonly BasketLine[],
) => Promise<void>;

export const writeOrderLines: OrderWriter = async (transaction, purchaseId, basket) => {
  for (const [index, line] of basket.entries()) {
    await transaction.query(
      `insert into purchase_line (purchase_id, position, product_id, name, unit_cents, quantity)
       values ($1, $2, $3, $4, $5, $6)`,
      [purchaseId, index + 1, line.productId, line.name, line.unitCents, line.quantity],
    );
  }
};

/**
 * The bug of the story, kept on purpose. It numbers each line by counting the lines written so far, but counts in
 * the picture taken before the first; every line gets number 1, and `on conflict do nothing`, once added against
 * double clicks, swallows all but the first. Orders with one product come out right, which is why nobody noticed.
 */
export const writeOrderLinesLegacy: OrderWriter = async (transaction, purchaseId, basket) => {
  await transaction.query(
    `insert into purchase_line (purchase_id, position, product_id, name, unit_cents, quantity)
     select $1, (select count(*) + 1 from purchase_line where purchase_id = $1), "productId", name, "unitCents", quantity
     from jsonb_to_recordset($2) as line ("productId" integer, name text, "unitCents" integer, quantity integer)
     on conflict (purchase_id, position) do nothing`,
    [purchaseId, JSON.stringify(basket)],
  );
};

/** How many items (not lines) really arrived. */
export async function countWrittenItems(transaction: WriteTransaction, purchaseId: number): Promise<number> {
  const rows = await transaction.query<{ items: number }>(
    'select coalesce(sum(quantity), 0)::integer as items from purchase_line where purchase_id = $1',
    [purchaseId],
  );
  return rows[0]?.items ?? 0;
}
