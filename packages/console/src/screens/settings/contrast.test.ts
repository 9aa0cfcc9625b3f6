import { expect, it } from 'vitest';
import { contrast, isColor, longColor, readableRatio } from './contrast.ts';

it.each([
  ['#000', '#ffffff', 21],
  ['#777777', '#fff', 4.48],
  ['#fff', '#fff', 1],
])('%s on %s', (one, other, ratio) => {
  expect(contrast(one, other)).toBeCloseTo(ratio, 2);
  expect(contrast(other, one)).toBeCloseTo(ratio, 2);
});

it('tells a yellow that cannot be read on white from one that can on black', () => {
  expect(contrast('#ffd400', '#f6f5f1')).toBeLessThan(readableRatio);
  expect(contrast('#ffd400', '#111417')).toBeGreaterThan(readableRatio);
});

it.each([
  ['#0a5', true],
  ['#00AA55', true],
  ['0a5', false],
  ['#0a55', false],
  ['red', false],
])('%s', (text, expected) => {
  expect(isColor(text)).toBe(expected);
});

it('writes the long form', () => {
  expect(longColor('#0a5')).toBe('#00aa55');
});
