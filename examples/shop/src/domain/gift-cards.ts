import type { WriteTransaction } from '../database/write-record.ts';
import { formatMoney } from './money.ts';
import { normaliseCode } from './promo-codes.ts';
import { ShopError } from './shop-error.ts';

/** Adds the card's amount to the account's credit, once, and returns it. */
export async function redeemGiftCard(
  transaction: WriteTransaction,
  accountId: number,
  text: string,
): Promise<number> {
  const code = normaliseCode(text);
  const rows = await transaction.query<{ amountCents: number }>(
    `update gift_card set redeemed_by = $2, redeemed_at = now()
     where code = $1 and redeemed_by is null returning amount_cents as "amountCents"`,
    [code, accountId],
  );
  if (rows[0] === undefined) {
    throw new ShopError('invalid', `“${code.slice(0, 40)}” is not a gift card, or it was redeemed before.`);
  }
  const { amountCents } = rows[0];
  await transaction.query('update account set credit_cents = credit_cents + $2 where id = $1', [
    accountId,
    amountCents,
  ]);
  transaction.note(`gift card ${code} redeemed by account ${accountId}, ${formatMoney(amountCents)}`);
  return amountCents;
}
