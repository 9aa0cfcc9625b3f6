import { describe, expect, it } from 'vitest';
import { countIn, oneOf, textIn } from './search-values.ts';

describe('what stands in an address', () => {
  it.each([
    ['ada', 'ada'],
    [42, '42'],
    ['', undefined],
    [true, undefined],
    [{ a: 1 }, undefined],
    [undefined, undefined],
    ['long'.repeat(100), 'long'.repeat(64)],
  ])('is text: %j', (given, expected) => {
    expect(textIn({ search: given }, 'search')).toBe(expected);
  });

  it('is one of some values, or nothing', () => {
    expect(oneOf({ state: 'good' }, 'state', ['good', 'ended'])).toBe('good');
    expect(oneOf({ state: 'constructor' }, 'state', ['good', 'ended'])).toBeUndefined();
  });

  it.each([
    [3, 3],
    ['3', 3],
    [0, undefined],
    [-1, undefined],
    [1.5, undefined],
    ['x', undefined],
    [1e300, undefined],
  ])('is a count: %j', (given, expected) => {
    expect(countIn({ page: given }, 'page')).toBe(expected);
  });
});
