import { describe, expect, it } from 'vitest';
import { priceBasket } from './pricing.ts';
import { type PromoCode, promoProblem } from './promo-codes.ts';

const settings = { shippingCents: 490, freeShippingFromCents: 5000 };
const percent: PromoCode = { code: 'TEN', kind: 'percent', value: 10, minimumCents: 0, expiresAt: null };
const amount: PromoCode = { code: 'FIVE', kind: 'amount', value: 500, minimumCents: 3000, expiresAt: null };

describe('priceBasket', () => {
  it.each([
    ['nothing', [], null, [0, 0, 0, 0]],
    ['below free shipping', [{ unitCents: 4999, quantity: 1 }], null, [4999, 0, 490, 5489]],
    ['from free shipping on', [{ unitCents: 2500, quantity: 2 }], null, [5000, 0, 0, 5000]],
    [
      'a discount does not cost the free shipping',
      [{ unitCents: 5000, quantity: 1 }],
      percent,
      [5000, 500, 0, 4500],
    ],
    ['percent are rounded to cents', [{ unitCents: 1455, quantity: 1 }], percent, [1455, 146, 490, 1799]],
    ['an amount', [{ unitCents: 3000, quantity: 1 }], amount, [3000, 500, 490, 2990]],
    ['never below nothing', [{ unitCents: 100, quantity: 1 }], amount, [100, 100, 490, 490]],
  ] as const)('%s', (_name, lines, promo, [goodsCents, discountCents, shippingCents, totalCents]) => {
    expect(priceBasket({ lines, settings, promo })).toMatchObject({
      goodsCents,
      discountCents,
      shippingCents,
      totalCents,
    });
  });
});

describe('promoProblem', () => {
  const now = new Date('2026-06-01T12:00:00Z');

  it.each([
    [percent, 1, null],
    [amount, 2999, 'The promo code FIVE counts from €30.00.'],
    [amount, 3000, null],
    [{ ...percent, expiresAt: now }, 1, 'The promo code TEN has run out.'],
    [{ ...percent, expiresAt: new Date(now.getTime() + 1) }, 1, null],
  ])('%o with %i cents', (promo, goodsCents, problem) => {
    expect(promoProblem(promo, goodsCents, now)).toBe(problem);
  });
});
