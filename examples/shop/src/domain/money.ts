import { ShopError } from './shop-error.ts';

const format = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' });

export function formatMoney(cents: number): string {
  return format.format(cents / 100);
}

/** Reads what a person types: `12`, `12.5`, `12.50`, `12,50`. */
export function parseMoney(text: string): number {
  const match = /^(\d{1,6})(?:[.,](\d{1,2}))?$/.exec(text.trim());
  if (match === null) {
    throw new ShopError('invalid', `Expected an amount such as 12.50, got “${text}”.`);
  }
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}
