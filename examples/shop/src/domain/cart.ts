import type { Queryable } from '../database/open-database.ts';
import type { WriteTransaction } from '../database/write-record.ts';
import { priceBasket, type Totals } from './pricing.ts';
import { findPromoCode, type PromoCode, promoProblem } from './promo-codes.ts';
import { readSettings } from './settings.ts';
import { ShopError } from './shop-error.ts';

export const MAXIMUM_QUANTITY = 20;

export interface CartLine {
  readonly productId: number;
  readonly slug: string;
  readonly name: string;
  readonly art: string;
  readonly unitCents: number;
  readonly stock: number;
  readonly quantity: number;
}

export interface Cart {
  readonly lines: readonly CartLine[];
  readonly promo: PromoCode | null;
  readonly promoProblem: string | null;
  readonly totals: Totals;
}

export async function readCart(database: Queryable, cartId: number | null, now: Date): Promise<Cart> {
  const settings = await readSettings(database);
  const lines =
    cartId === null
      ? []
      : await database.query<CartLine>(
          `select p.id as "productId", p.slug, p.name, p.art, p.price_cents as "unitCents", p.stock, l.quantity
           from cart_line l join product p on p.id = l.product_id where l.cart_id = $1 order by p.id`,
          [cartId],
        );
  const [chosen] = await database.query<{ promoCode: string | null }>(
    'select promo_code as "promoCode" from cart where id = $1',
    [cartId],
  );
  const promo = chosen?.promoCode == null ? null : await findPromoCode(database, chosen.promoCode);
  const goodsCents = lines.reduce((sum, line) => sum + line.unitCents * line.quantity, 0);
  const problem = promo === null ? null : promoProblem(promo, goodsCents, now);
  return {
    lines,
    promo,
    promoProblem: problem,
    totals: priceBasket({ lines, settings, promo: problem === null ? promo : null }),
  };
}

/** A cart comes into being with the first thing put in: looking around leaves no trace. */
export async function createCart(transaction: WriteTransaction): Promise<number> {
  const rows = await transaction.query<{ id: number }>('insert into cart default values returning id');
  if (rows[0] === undefined) {
    throw new Error('Expected the database to answer with the new cart, but it answered with nothing.');
  }
  return rows[0].id;
}

export interface CartChange {
  readonly cartId: number;
  readonly productId: number;
  readonly quantity: number;
}

export async function addToCart(
  transaction: WriteTransaction,
  { cartId, productId, quantity }: CartChange,
): Promise<void> {
  const product = await lockProduct(transaction, productId);
  const rows = await transaction.query<{ quantity: number }>(
    `insert into cart_line (cart_id, product_id, quantity) values ($1, $2, $3)
     on conflict (cart_id, product_id) do update set quantity = least(cart_line.quantity + excluded.quantity, $4)
     returning quantity`,
    [cartId, productId, quantity, MAXIMUM_QUANTITY],
  );
  requireStock(product, rows[0]?.quantity ?? quantity);
  transaction.note(`${quantity} × product ${productId} put into cart ${cartId}`);
}

export async function setCartQuantity(
  transaction: WriteTransaction,
  { cartId, productId, quantity }: CartChange,
): Promise<void> {
  requireStock(await lockProduct(transaction, productId), quantity);
  const rows = await transaction.query<object>(
    `update cart_line set quantity = $3 where cart_id = $1 and product_id = $2 returning product_id`,
    [cartId, productId, quantity],
  );
  requireLine(rows.length);
  transaction.note(`product ${productId} in cart ${cartId} set to ${quantity}`);
}

export async function removeFromCart(
  transaction: WriteTransaction,
  cartId: number,
  productId: number,
): Promise<void> {
  const rows = await transaction.query<object>(
    'delete from cart_line where cart_id = $1 and product_id = $2 returning product_id',
    [cartId, productId],
  );
  requireLine(rows.length);
  transaction.note(`product ${productId} removed from cart ${cartId}`);
}

export async function usePromoCode(
  transaction: WriteTransaction,
  { cartId, code, now }: { readonly cartId: number; readonly code: string; readonly now: Date },
): Promise<void> {
  const promo = await findPromoCode(transaction, code);
  const { totals } = await readCart(transaction, cartId, now);
  const problem = promoProblem(promo, totals.goodsCents, now);
  if (problem !== null) {
    throw new ShopError('invalid', problem);
  }
  await transaction.query('update cart set promo_code = $2 where id = $1', [cartId, promo.code]);
  transaction.note(`promo code ${promo.code} used in cart ${cartId}`);
}

async function lockProduct(
  transaction: WriteTransaction,
  productId: number,
): Promise<{ name: string; stock: number }> {
  const rows = await transaction.query<{ name: string; stock: number }>(
    'select name, stock from product where id = $1 and visible for key share',
    [productId],
  );
  if (rows[0] === undefined) {
    throw new ShopError('not-found', `There is no product number ${productId}.`);
  }
  return rows[0];
}

function requireStock(product: { name: string; stock: number }, quantity: number): void {
  if (product.stock < quantity) {
    throw new ShopError('conflict', `Only ${product.stock} of “${product.name}” are left.`);
  }
}

function requireLine(found: number): void {
  if (found === 0) {
    throw new ShopError('not-found', 'This product is not in your cart any more.');
  }
}
