import { expect, test } from 'vitest';
import { remembered } from './remembered.ts';

test('computes each key once, and forgets all when full', () => {
  const asked: string[] = [];
  const upper = remembered((key: string) => {
    asked.push(key);
    return key.toUpperCase();
  }, 2);
  expect([upper('a'), upper('a'), upper('b'), upper('a'), upper('c'), upper('a')]).toEqual([
    'A',
    'A',
    'B',
    'A',
    'C',
    'A',
  ]);
  expect(asked).toEqual(['a', 'b', 'c', 'a']);
});
