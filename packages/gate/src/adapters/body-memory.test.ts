import { expect, it } from 'vitest';
import { createBodyMemory } from './body-memory.ts';

const megabyte = 1_024 * 1_024;

it('lets bodies of 64 MB be read at once, and small ones beside them', () => {
  const large = Array.from({ length: 64 }, createBodyMemory);
  expect(large.map((memory) => memory.grow(megabyte))).toEqual(large.map(() => true));
  const [first] = large;
  // Their first 16 KB count for nothing: 64 of them make one more.
  const last = createBodyMemory();
  expect(last.grow(megabyte)).toBe(true);
  const beyond = createBodyMemory();
  expect([beyond.grow(32 * 1_024), beyond.grow(1)]).toEqual([true, false]);
  first?.release();
  first?.release();
  expect(beyond.grow(megabyte - 32 * 1_024)).toBe(true);
  for (const memory of [...large, last, beyond]) memory.release();
  const again = createBodyMemory();
  expect([again.grow(64 * megabyte), again.grow(16 * 1_024), again.grow(1)]).toEqual([true, true, false]);
  again.release();
});
