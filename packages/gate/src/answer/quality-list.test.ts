import { expect, test } from 'vitest';
import { parseQualityList } from './quality-list.ts';

test.each([
  ['a', [1]],
  ['a;q=0.5', [0.5]],
  ['a ; Q = .5 , b;q=0', [0.5, 0]],
  ['a;level=1;q=1.0', [1]],
  ['a;q=2', [1]],
  ['a;q=', [0]],
  ['a;q=x', [0]],
  ['a;q', [1]],
  ['a;qs=0.2', [1]],
  [`a;q=x${' '.repeat(2_000)}y`, [0]],
  [`a;q${' '.repeat(1_000)}=${' '.repeat(500)}0.5`, [0.5]],
])('%.30j has the weights %j', (header, weights) => {
  expect(parseQualityList(header).map(({ quality }) => quality)).toEqual(weights);
});

// Blanks within a weight once were tried from every start: 14 ms for one header.
test('a weight full of blanks costs what any costs', () => {
  const header = `a;q=x${' '.repeat(2_000)}y`;
  const start = performance.now();
  for (let round = 0; round < 200; round += 1) parseQualityList(header);
  expect(performance.now() - start).toBeLessThan(300);
});
