import type { Queryable } from '../database/open-database.ts';
import type { Role } from './role.ts';
import { ShopError } from './shop-error.ts';

export const ORDER_STATUSES = ['paid', 'shipped', 'refunded'] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** Where an order is on its way through the worker's hands. */
export type FulfilmentState = 'queued' | 'reserved' | 'confirmed' | 'handed-over';

export interface OrderSummary {
  readonly id: number;
  readonly email: string;
  readonly recipient: string;
  readonly channel: 'web' | 'api';
  readonly status: OrderStatus;
  readonly placedAt: Date;
  /** What the customer gave for it, by card and by credit. */
  readonly paidCents: number;
  readonly refundedCents: number;
  readonly expectedItems: number;
  readonly writtenItems: number;
  /** The payment provider was asked to take the money, and has not said that it did. */
  readonly awaitsPayment: boolean;
}

export interface OrderLine {
  readonly position: number;
  readonly productId: number;
  readonly slug: string;
  readonly art: string;
  readonly name: string;
  readonly unitCents: number;
  readonly quantity: number;
}

export interface OrderEvent {
  readonly at: Date;
  readonly actor: string;
  readonly text: string;
}

/** What the payment provider told, booked. */
export interface BookedPayment {
  readonly paymentId: string;
  readonly amountCents: number;
  readonly bookedAt: Date;
}

export interface Order extends OrderSummary {
  readonly accountId: number;
  readonly street: string;
  readonly postcode: string;
  readonly city: string;
  readonly country: string;
  readonly promoCode: string | null;
  readonly goodsCents: number;
  readonly discountCents: number;
  readonly shippingCents: number;
  readonly creditCents: number;
  readonly chargedCents: number;
  readonly cardEnding: string | null;
  readonly paymentReference: string;
  /** Null when no worker was asked: the shop confirmed it at once. */
  readonly fulfilment: FulfilmentState | null;
  readonly lines: readonly OrderLine[];
  readonly events: readonly OrderEvent[];
  readonly payments: readonly BookedPayment[];
}

const SUMMARY = `o.id, a.email, o.recipient, o.channel, o.status, o.placed_at as "placedAt",
  o.charged_cents + o.credit_cents as "paidCents", o.refunded_cents as "refundedCents",
  o.expected_items as "expectedItems",
  coalesce((select sum(l.quantity)::integer from purchase_line l where l.purchase_id = o.id), 0) as "writtenItems",
  exists (select from expected_payment e where e.purchase_id = o.id)
    and not exists (select from payment_booking b where b.purchase_id = o.id) as "awaitsPayment"`;

export interface ListOrdersOptions {
  readonly accountId?: number;
  readonly status?: OrderStatus | null;
  /** Only those whose customer paid for items that are not there. @default false */
  readonly damaged?: boolean;
  /** An order number, or a part of an e-mail address or name. @default '' */
  readonly query?: string;
}

export async function listOrders(
  database: Queryable,
  { accountId, status = null, damaged = false, query = '' }: ListOrdersOptions = {},
): Promise<readonly OrderSummary[]> {
  const text = query.trim();
  return database.query<OrderSummary>(
    `select * from (
       select ${SUMMARY} from purchase o join account a on a.id = o.account_id
       where ($1::integer is null or o.account_id = $1)
         and ($2::text is null or o.status = $2)
         and ($3 = '' or o.id::text = $3 or a.email ilike $4 or o.recipient ilike $4)
     ) found
     where not $5 or "writtenItems" < "expectedItems" order by id desc limit 200`,
    [accountId, status, text, `%${text.replace(/[\\%_]/g, '\\$&')}%`, damaged],
  );
}

export async function countDamagedOrders(database: Queryable): Promise<number> {
  return (await listOrders(database, { damaged: true })).length;
}

export async function findOrder(database: Queryable, id: number): Promise<Order> {
  const [order] = await database.query<Omit<Order, 'lines' | 'events' | 'payments'>>(
    `select ${SUMMARY}, o.account_id as "accountId", o.street, o.postcode, o.city, o.country,
       o.promo_code as "promoCode", o.goods_cents as "goodsCents", o.discount_cents as "discountCents",
       o.shipping_cents as "shippingCents", o.credit_cents as "creditCents", o.charged_cents as "chargedCents",
       p.card_ending as "cardEnding", p.reference as "paymentReference",
       (select f.state from fulfilment f where f.purchase_id = o.id) as fulfilment
     from purchase o join account a on a.id = o.account_id join payment p on p.purchase_id = o.id
     where o.id = $1`,
    [id],
  );
  if (order === undefined) {
    throw new ShopError('not-found', `There is no order number ${id}.`);
  }
  const lines = await database.query<OrderLine>(
    `select l.position, l.product_id as "productId", p.slug, p.art, l.name, l.unit_cents as "unitCents", l.quantity
     from purchase_line l join product p on p.id = l.product_id where l.purchase_id = $1 order by l.position`,
    [id],
  );
  const events = await database.query<OrderEvent>(
    'select at, actor, text from purchase_event where purchase_id = $1 order by id',
    [id],
  );
  const payments = await database.query<BookedPayment>(
    `select payment_id as "paymentId", amount_cents as "amountCents", booked_at as "bookedAt"
     from payment_booking where purchase_id = $1 order by booked_at, payment_id`,
    [id],
  );
  return { ...order, lines, events, payments };
}

/** Somebody else's order is answered like one that does not exist: numbers are easy to guess. */
export async function findOrderFor(
  database: Queryable,
  reader: { readonly id: number; readonly role: Role },
  id: number,
): Promise<Order> {
  const order = await findOrder(database, id);
  if (order.accountId !== reader.id && reader.role === 'customer') {
    throw new ShopError('not-found', `There is no order number ${id}.`);
  }
  return order;
}

export function isDamaged(order: OrderSummary): boolean {
  return order.writtenItems < order.expectedItems;
}
