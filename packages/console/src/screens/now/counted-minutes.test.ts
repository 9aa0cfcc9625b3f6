import { expect, it } from 'vitest';
import { countedFrom, countedMinutes, secondsAcross } from './counted-minutes.ts';

const minutes = [0, 60_000, 120_000].map((at) => ({
  at,
  allowed: 0,
  refused: 0,
  shut: 0,
  bypassed: 0,
  confirm: 0,
}));

it.each([
  [-5, [0, 60_000, 120_000], 0],
  [59_999, [0, 60_000, 120_000], 59_999],
  [60_000, [60_000, 120_000], 60_000],
  [125_000, [120_000], 125_000],
])('counted since %i', (since, counted, from) => {
  expect(countedMinutes({ minutes, since }).map(({ at }) => at)).toEqual(counted);
  expect(countedFrom({ minutes, since })).toBe(from);
});

it('reaches across all minutes, be they one or none', () => {
  expect(secondsAcross(minutes, 0)).toEqual([-30, 150]);
  expect(secondsAcross(minutes.slice(2), 0)).toEqual([-30, 150]);
  expect(secondsAcross([], 60_000)).toEqual([30, 90]);
});
