import { expect, it } from 'vitest';
import { createBodyMemory } from './body-memory.ts';

const megabyte = 1_024 * 1_024;
const free = 32 * 1_024;

it('lets bodies of 64 MB be read at once, and small ones beside them', () => {
  const large = createBodyMemory();
  const other = createBodyMemory();
  expect([
    large.grow(60 * megabyte),
    other.grow(4 * megabyte + free),
    other.grow(free),
    other.grow(1),
  ]).toEqual([true, true, true, false]);
  const small = createBodyMemory();
  expect([small.grow(free), small.grow(1)]).toEqual([true, false]);
  large.release();
  large.release();
  expect(small.grow(60 * megabyte - free - 1)).toBe(true);
  for (const memory of [other, small]) memory.release();
  const again = createBodyMemory();
  expect([again.grow(64 * megabyte), again.grow(free), again.grow(1)]).toEqual([true, true, false]);
  again.release();
});
