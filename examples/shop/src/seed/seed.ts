import type { Database } from '../database/open-database.ts';
import type { WriteTransaction } from '../database/write-record.ts';
import { ACCEPTED_CARD } from '../domain/card-payment.ts';
import { addToCart, createCart, usePromoCode } from '../domain/cart.ts';
import { checkOut } from '../domain/checkout.ts';
import { refundOrder, setOrderStatus } from '../domain/order-corrections.ts';
import { hashPassword } from '../domain/passwords.ts';
import type { Address } from '../domain/profile.ts';
import { hashSecret } from '../domain/secrets.ts';
import { DEFAULT_SETTINGS, saveSettings } from '../domain/settings.ts';
import { DEMO_API_TOKENS, DEMO_LOGINS, type DemoLogin, VISITOR_LOGINS } from './demo-logins.ts';
import { SEED_ORDERS, type SeedOrder } from './orders.ts';
import { SEED_PRODUCTS } from './products.ts';

export interface SeedOptions {
  /** What "two days ago" is counted from. @default the wall clock */
  readonly now?: Date;
}

const DAY_MS = 86_400_000;
const HOME: Address = { street: 'Lindenweg 7', postcode: '10115', city: 'Berlin', country: 'Germany' };

/** Fills an empty shop, always with the same things; a shop that has products is left as it is. */
export async function seed(database: Database, { now = new Date() }: SeedOptions = {}): Promise<void> {
  const logins = [...Object.values(DEMO_LOGINS), ...VISITOR_LOGINS];
  const hashes = await Promise.all(logins.map((login) => hashPassword(login.password)));
  await database.transaction(async ({ query }) => {
    // Two shops starting together: the second waits here and then finds the first one's products.
    await query('lock table product in share row exclusive mode');
    const [found] = await query<{ products: number; subscriptions: number }>(
      `select (select count(*) from product)::integer as products,
         (select count(*) from subscription)::integer as subscriptions`,
    );
    // What the seed does is no write of the shop's users; it leaves no record.
    const transaction: WriteTransaction = { isTest: false, query, note: () => undefined };
    if (found?.products !== 0) {
      // A shop from before there were any.
      if (found?.subscriptions === 0) {
        await seedSubscriptions(transaction);
      }
      return;
    }
    await seedProducts(transaction);
    for (const [index, login] of logins.entries()) {
      await seedAccount(transaction, {
        login,
        passwordHash: hashes[index] ?? '',
        createdAt: daysBefore(now, 60 - index),
      });
    }
    await seedCodes(transaction, now);
    for (const order of SEED_ORDERS) {
      await seedOrder(transaction, order, now);
    }
    await seedSubscriptions(transaction);
    await saveSettings(transaction, DEFAULT_SETTINGS);
  });
}

async function seedProducts(transaction: WriteTransaction): Promise<void> {
  for (const { slug, name, category, summary, description, art, priceCents, stock } of SEED_PRODUCTS) {
    await transaction.query(
      `insert into product (slug, name, category, summary, description, art, price_cents, stock)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [slug, name, category, summary, description, art, priceCents, stock],
    );
  }
}

interface SeedAccount {
  readonly login: DemoLogin;
  readonly passwordHash: string;
  readonly createdAt: Date;
}

async function seedAccount(
  transaction: WriteTransaction,
  { login, passwordHash, createdAt }: SeedAccount,
): Promise<void> {
  await transaction.query(
    `insert into account (email, name, role, password_hash, street, postcode, city, country, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      login.email,
      login.name,
      login.role,
      passwordHash,
      HOME.street,
      HOME.postcode,
      HOME.city,
      HOME.country,
      createdAt,
    ],
  );
}

async function seedCodes(transaction: WriteTransaction, now: Date): Promise<void> {
  await transaction.query(
    `insert into promo_code (code, kind, value, minimum_cents, expires_at) values
       ('QUIET10', 'percent', 10, 0, null), ('WELCOME5', 'amount', 500, 3000, null), ('SUMMER', 'percent', 20, 0, $1)`,
    [daysBefore(now, 30)],
  );
  await transaction.query(
    `insert into gift_card (code, amount_cents)
     select 'GIFT-' || lpad(number::text, 4, '0') || '-LARK', 2500 from generate_series(1, 40) as number`,
  );
  await transaction.query(
    `insert into newsletter (email, token) values ('mia@shop.example', 'letter-to-mia'), ('luc@shop.example', 'letter-to-luc')`,
  );
  for (const { name, token, mayWrite } of Object.values(DEMO_API_TOKENS)) {
    await transaction.query('insert into api_token (token_hash, name, may_write) values ($1, $2, $3)', [
      hashSecret(token),
      name,
      mayWrite,
    ]);
  }
}

/** Of what the billing script books. The card that ends in 0002 pays late. */
async function seedSubscriptions(transaction: WriteTransaction): Promise<void> {
  await transaction.query(
    `insert into subscription (account_id, name, amount_cents, card_ending)
     select a.id, s.name, s.amount_cents, s.card_ending
     from (values ('mia@shop.example', 'Tea of the month', 1400, '4242'),
       ('luc@shop.example', 'Letter paper, quarterly', 2600, '0002'),
       ('amara@shop.example', 'Seeds of the season', 900, '4242')) s (email, name, amount_cents, card_ending)
     join account a using (email) order by a.id`,
  );
}

/** Through the shop's own checkout, then moved into the past; so a seeded order has all that a real one has. */
async function seedOrder(transaction: WriteTransaction, order: SeedOrder, now: Date): Promise<void> {
  const placedAt = daysBefore(now, order.daysAgo);
  await saveSettings(transaction, { ...DEFAULT_SETTINGS, legacyOrderWriter: order.damaged });
  const [account] = await transaction.query<{ id: number; name: string }>(
    'select id, name from account where email = $1',
    [order.email],
  );
  if (account === undefined) {
    throw new Error(`Expected the seeded order's customer ${order.email} to be seeded before it.`);
  }
  const cartId = await createCart(transaction);
  for (const [slug, quantity] of order.basket) {
    const [product] = await transaction.query<{ id: number }>('select id from product where slug = $1', [
      slug,
    ]);
    await addToCart(transaction, { cartId, productId: product?.id ?? 0, quantity });
  }
  if (order.promoCode !== undefined) {
    await usePromoCode(transaction, { cartId, code: order.promoCode, now });
  }
  const purchaseId = await checkOut(transaction, {
    buyer: { accountId: account.id, email: order.email, recipient: account.name, address: HOME },
    cartId,
    card: { number: ACCEPTED_CARD, expiry: '12/49', code: '123' },
    now,
  });
  const actor = DEMO_LOGINS.admin.email;
  if (order.afterwards === 'shipped') {
    await setOrderStatus(transaction, { purchaseIds: [purchaseId], status: 'shipped', actor });
  }
  if (order.afterwards === 'refunded') {
    const [paid] = await transaction.query<{ cents: number }>(
      'select charged_cents as cents from purchase where id = $1',
      [purchaseId],
    );
    const amountCents = paid?.cents ?? 0;
    await refundOrder(transaction, { purchaseId, amountCents, reason: 'Sent back', actor });
  }
  await transaction.query('update purchase set placed_at = $2 where id = $1', [purchaseId, placedAt]);
  await transaction.query('update payment set at = $2 where purchase_id = $1', [purchaseId, placedAt]);
  await transaction.query('update error_log set at = $2 where purchase_id = $1', [purchaseId, placedAt]);
  await transaction.query(
    `update purchase_event set at = $2::timestamptz + (row - 1) * interval '19 hours'
     from (select id, row_number() over (order by id) as row from purchase_event where purchase_id = $1) numbered
     where purchase_event.id = numbered.id`,
    [purchaseId, placedAt],
  );
  await transaction.query(`update mail set at = $2 where subject = $1`, [
    `Your order ${purchaseId}`,
    placedAt,
  ]);
}

function daysBefore(now: Date, days: number): Date {
  return new Date(now.getTime() - days * DAY_MS);
}
