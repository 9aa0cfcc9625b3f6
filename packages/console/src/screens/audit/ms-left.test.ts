import { expect, it } from 'vitest';
import { msLeft } from './ms-left.ts';

it.each([
  [{ checked: 0, total: 0, elapsedMs: 0 }, null],
  [{ checked: 0, total: 1_000, elapsedMs: 60_000 }, null],
  [{ checked: 500, total: 1_000, elapsedMs: 1_999 }, null],
  [{ checked: 250, total: 1_000, elapsedMs: 10_000 }, 30_000],
  [{ checked: 999, total: 1_000, elapsedMs: 10_000 }, 1_000],
  // Records were put in: nobody knows how many are left.
  [{ checked: 1_200, total: 1_000, elapsedMs: 10_000 }, null],
])('at %j there are %s left', (pace, left) => {
  expect(msLeft(pace)).toBe(left);
});
