import type { WriteTransaction } from '../database/write-record.ts';
import { type Card, chargeCard } from './card-payment.ts';
import { readCart } from './cart.ts';
import { logError } from './error-log.ts';
import { confirmAtOnce, type FollowUp } from './fulfilment.ts';
import { formatMoney } from './money.ts';
import { tellOrder } from './order-events.ts';
import {
  type BasketLine,
  countWrittenItems,
  writeOrderLines,
  writeOrderLinesLegacy,
} from './order-writers.ts';
import { priceBasket, type Totals } from './pricing.ts';
import type { Address } from './profile.ts';
import { newReference } from './secrets.ts';
import { readSettings } from './settings.ts';
import { ShopError } from './shop-error.ts';

export interface Buyer {
  readonly accountId: number;
  readonly email: string;
  readonly recipient: string;
  readonly address: Address;
}

export interface CheckoutOptions {
  readonly buyer: Buyer;
  readonly cartId: number | null;
  readonly card: Card;
  readonly now: Date;
  /** @default the confirmation is sent at once */
  readonly followUp?: FollowUp;
}

/** Turns a cart into a paid order and returns the order's number. */
export async function checkOut(
  transaction: WriteTransaction,
  { buyer, cartId, card, now, followUp = confirmAtOnce }: CheckoutOptions,
): Promise<number> {
  // Two clicks on "Pay" are two requests: the second waits here and finds the cart empty.
  await transaction.query('select from cart where id = $1 for update', [cartId]);
  const cart = await readCart(transaction, cartId, now);
  if (cart.lines.length === 0 || cartId === null) {
    throw new ShopError(
      'invalid',
      'Your cart is empty. If you pressed “Pay” twice, your order is in your order history.',
    );
  }
  if (cart.promoProblem !== null) {
    throw new ShopError('conflict', cart.promoProblem);
  }
  const purchaseId = await placeOrder(transaction, {
    buyer,
    basket: cart.lines.map(({ productId, name, unitCents, quantity }) => ({
      productId,
      name,
      unitCents,
      quantity,
    })),
    totals: cart.totals,
    promoCode: cart.promo?.code ?? null,
    channel: 'web',
    pay: (cents) => (cents === 0 ? null : chargeCard(card, now)),
    followUp,
  });
  await transaction.query('delete from cart_line where cart_id = $1', [cartId]);
  await transaction.query('update cart set promo_code = null where id = $1', [cartId]);
  return purchaseId;
}

export interface ApiOrder {
  readonly buyer: Buyer;
  readonly items: readonly { readonly productId: number; readonly quantity: number }[];
  /** @default the confirmation is sent at once */
  readonly followUp?: FollowUp;
}

/** An order a partner sends in; it is paid by invoice to the partner, not by card. */
export async function placeApiOrder(
  transaction: WriteTransaction,
  { buyer, items, followUp = confirmAtOnce }: ApiOrder,
): Promise<number> {
  const products = await transaction.query<{ productId: number; name: string; unitCents: number }>(
    `select id as "productId", name, price_cents as "unitCents" from product
     where visible and id = any ($1::integer[]) order by id`,
    [items.map((item) => item.productId)],
  );
  const basket = items.map(({ productId, quantity }) => {
    const product = products.find((candidate) => candidate.productId === productId);
    if (product === undefined) {
      throw new ShopError('invalid', `There is no product number ${productId}.`);
    }
    return { ...product, quantity };
  });
  return placeOrder(transaction, {
    buyer,
    basket,
    totals: priceBasket({ lines: basket, settings: await readSettings(transaction), promo: null }),
    promoCode: null,
    channel: 'api',
    pay: () => ({ reference: newReference('invoice'), cardEnding: null }),
    followUp,
  });
}

interface PlaceOrderOptions {
  readonly buyer: Buyer;
  readonly basket: readonly BasketLine[];
  readonly totals: Totals;
  readonly promoCode: string | null;
  readonly channel: 'web' | 'api';
  readonly pay: (cents: number) => { readonly reference: string; readonly cardEnding: string | null } | null;
  readonly followUp: FollowUp;
}

async function placeOrder(transaction: WriteTransaction, options: PlaceOrderOptions): Promise<number> {
  const { buyer, basket, totals, promoCode, channel, pay, followUp } = options;
  await takeFromStock(transaction, basket);
  const creditCents =
    channel === 'api' ? 0 : await takeCredit(transaction, buyer.accountId, totals.totalCents);
  const chargedCents = totals.totalCents - creditCents;
  const charge = pay(chargedCents);
  const rows = await transaction.query<{ id: number }>(
    `insert into purchase (account_id, channel, status, recipient, street, postcode, city, country, promo_code,
       goods_cents, discount_cents, shipping_cents, credit_cents, charged_cents, expected_items)
     values ($1, $2, 'paid', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) returning id`,
    [
      buyer.accountId,
      channel,
      buyer.recipient,
      buyer.address.street,
      buyer.address.postcode,
      buyer.address.city,
      buyer.address.country,
      promoCode,
      totals.goodsCents,
      totals.discountCents,
      totals.shippingCents,
      creditCents,
      chargedCents,
      totals.items,
    ],
  );
  const purchaseId = rows[0]?.id;
  if (purchaseId === undefined) {
    throw new Error('Expected the database to answer with the new order, but it answered with nothing.');
  }
  await transaction.query(
    `insert into payment (reference, purchase_id, amount_cents, card_ending, basket) values ($1, $2, $3, $4, $5)`,
    [
      charge?.reference ?? newReference('credit'),
      purchaseId,
      chargedCents,
      charge?.cardEnding,
      JSON.stringify(basket),
    ],
  );
  const { legacyOrderWriter } = await readSettings(transaction);
  await (legacyOrderWriter ? writeOrderLinesLegacy : writeOrderLines)(transaction, purchaseId, basket);
  await tellOfOrder(transaction, { purchaseId, buyer, totals });
  await followUp(transaction, purchaseId);
  return purchaseId;
}

/** In the order of their numbers, so that two checkouts of the same goods wait for each other and never deadlock. */
async function takeFromStock(transaction: WriteTransaction, basket: readonly BasketLine[]): Promise<void> {
  for (const { productId, quantity, name } of [...basket].sort((a, b) => a.productId - b.productId)) {
    const taken = await transaction.query<object>(
      'update product set stock = stock - $2 where id = $1 and stock >= $2 returning id',
      [productId, quantity],
    );
    if (taken.length === 0) {
      throw new ShopError(
        'conflict',
        `There are fewer than ${quantity} of “${name}” left. Change the number in your cart.`,
      );
    }
  }
}

async function takeCredit(
  transaction: WriteTransaction,
  accountId: number,
  totalCents: number,
): Promise<number> {
  const rows = await transaction.query<{ creditCents: number }>(
    'select credit_cents as "creditCents" from account where id = $1 for update',
    [accountId],
  );
  const creditCents = Math.min(rows[0]?.creditCents ?? 0, totalCents);
  await transaction.query('update account set credit_cents = credit_cents - $2 where id = $1', [
    accountId,
    creditCents,
  ]);
  return creditCents;
}

interface OrderNews {
  readonly purchaseId: number;
  readonly buyer: Buyer;
  readonly totals: Totals;
}

async function tellOfOrder(
  transaction: WriteTransaction,
  { purchaseId, buyer, totals }: OrderNews,
): Promise<void> {
  const written = await countWrittenItems(transaction, purchaseId);
  const paid = formatMoney(totals.totalCents);
  await tellOrder(transaction, { purchaseId, actor: buyer.email, text: `Order placed, ${paid}` });
  if (written < totals.items) {
    await logError(transaction, {
      source: 'order-writer',
      message: `Order ${purchaseId}: charged ${paid} for ${totals.items} items, but only ${written} were written`,
      purchaseId,
    });
  }
  transaction.note(`order ${purchaseId} placed, ${totals.items} items paid with ${paid}, ${written} written`);
}
