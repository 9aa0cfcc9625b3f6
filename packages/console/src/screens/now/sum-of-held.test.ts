import { expect, it } from 'vitest';
import { sumOfHeld } from './sum-of-held.ts';

const paused = { at: 1, by: 'operator:ada', reason: 'a bad deploy' };

it('adds up what waits and what failed', () => {
  expect(
    sumOfHeld([
      { failed: 1, waiting: 3, paused: null },
      { failed: 0, waiting: 40, paused },
    ]),
  ).toEqual({ failed: 1, waiting: 43, paused: 1 });
  expect(sumOfHeld([])).toEqual({ failed: 0, waiting: 0, paused: 0 });
});

it('a pause that keeps nothing is not told', () => {
  expect(sumOfHeld([{ failed: 2, waiting: 0, paused }]).paused).toBe(0);
});
