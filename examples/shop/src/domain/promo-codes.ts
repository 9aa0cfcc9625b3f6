import type { Queryable } from '../database/open-database.ts';
import { formatMoney } from './money.ts';
import { ShopError } from './shop-error.ts';

export interface PromoCode {
  readonly code: string;
  readonly kind: 'percent' | 'amount';
  /** Percent, or cents. */
  readonly value: number;
  readonly minimumCents: number;
  readonly expiresAt: Date | null;
}

export function normaliseCode(text: string): string {
  return text.trim().toUpperCase();
}

export async function findPromoCode(database: Queryable, text: string): Promise<PromoCode> {
  const code = normaliseCode(text);
  const rows = await database.query<PromoCode>(
    `select code, kind, value, minimum_cents as "minimumCents", expires_at as "expiresAt"
     from promo_code where code = $1`,
    [code],
  );
  if (rows[0] === undefined) {
    throw new ShopError('invalid', `“${code.slice(0, 40)}” is not one of our promo codes.`);
  }
  return rows[0];
}

/** Why the code does not count for these goods at `now`; null when it does. */
export function promoProblem(promo: PromoCode, goodsCents: number, now: Date): string | null {
  if (promo.expiresAt !== null && promo.expiresAt <= now) {
    return `The promo code ${promo.code} has run out.`;
  }
  if (goodsCents < promo.minimumCents) {
    return `The promo code ${promo.code} counts from ${formatMoney(promo.minimumCents)}.`;
  }
  return null;
}

export function promoDiscountCents(promo: PromoCode, goodsCents: number): number {
  return promo.kind === 'percent'
    ? Math.round((goodsCents * Math.min(promo.value, 100)) / 100)
    : Math.min(promo.value, goodsCents);
}
