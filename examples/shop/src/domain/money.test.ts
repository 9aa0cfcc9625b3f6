import { describe, expect, it } from 'vitest';
import { formatMoney, parseMoney } from './money.ts';

describe('money', () => {
  it.each([
    ['12', 1200],
    ['12.5', 1250],
    ['12,50', 1250],
    [' 0.01 ', 1],
  ])('reads %j', (text, cents) => expect(parseMoney(text)).toBe(cents));

  it.each(['', '-1', '1.234', '1e3', '1,000.00', '12 €'])('refuses %j', (text) =>
    expect(() => parseMoney(text)).toThrow('Expected an amount such as 12.50'),
  );

  it('writes euros', () => expect(formatMoney(123456)).toBe('€1,234.56'));
});
