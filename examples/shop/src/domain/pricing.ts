import { type PromoCode, promoDiscountCents } from './promo-codes.ts';
import type { Settings } from './settings.ts';

export interface Totals {
  readonly items: number;
  readonly goodsCents: number;
  readonly discountCents: number;
  readonly shippingCents: number;
  readonly totalCents: number;
}

export interface PriceBasketOptions {
  readonly lines: readonly { readonly unitCents: number; readonly quantity: number }[];
  readonly settings: Pick<Settings, 'shippingCents' | 'freeShippingFromCents'>;
  /** One that counts for these goods. */
  readonly promo: PromoCode | null;
}

export function priceBasket({ lines, settings, promo }: PriceBasketOptions): Totals {
  const items = lines.reduce((sum, line) => sum + line.quantity, 0);
  const goodsCents = lines.reduce((sum, line) => sum + line.unitCents * line.quantity, 0);
  const discountCents = promo === null ? 0 : promoDiscountCents(promo, goodsCents);
  const free = items === 0 || goodsCents >= settings.freeShippingFromCents;
  const shippingCents = free ? 0 : settings.shippingCents;
  return {
    items,
    goodsCents,
    discountCents,
    shippingCents,
    totalCents: goodsCents - discountCents + shippingCents,
  };
}
