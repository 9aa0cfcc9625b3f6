import { expect, test } from 'vitest';
import { keptText } from './kept-text.ts';

test('text is kept as it is, and cut where it goes on', () => {
  expect(keptText('POST', 32)).toBe('POST');
  expect(keptText('/orders/:id/lines', 32)).toBe('/orders/:id/lines');
  expect(keptText('x'.repeat(40), 32)).toBe(`${'x'.repeat(31)}…`);
  expect(keptText('/café/lampe', 9)).toBe('/café/la…');
});

test.each([6, 20])('half a character of %i is not kept', (length) => {
  const text = `\uD83D${'x'.repeat(length)}`;
  expect(keptText(text, 32)).toBe(`\uFFFD${'x'.repeat(length)}`);
});
