import { expect, test } from 'vitest';
import { ByteList } from './byte-list.ts';

const bytes = Uint8Array.from({ length: 8 }, (_, index) => index);

test('pieces that lie one behind the other are joined without a copy', () => {
  const list = new ByteList();
  for (const [start, end] of [
    [1, 3],
    [3, 4],
    [4, 7],
  ])
    list.add(bytes.subarray(start, end));
  const joined = list.take();
  expect([...joined]).toEqual([1, 2, 3, 4, 5, 6]);
  expect(joined.buffer).toBe(bytes.buffer);
  expect(list.length).toBe(0);
});

test.each([
  ['out of order', [bytes.subarray(4, 6), bytes.subarray(2, 4)], [4, 5, 2, 3]],
  ['with a gap', [bytes.subarray(0, 2), bytes.subarray(3, 5)], [0, 1, 3, 4]],
  ['twice', [bytes.subarray(0, 2), bytes.subarray(0, 2)], [0, 1, 0, 1]],
  ['of another buffer', [bytes.subarray(0, 2), bytes.slice(2, 4)], [0, 1, 2, 3]],
])('pieces %s are put one behind the other', (_, pieces, expected) => {
  const list = new ByteList();
  for (const piece of pieces) list.add(piece);
  expect(list.length).toBe(expected.length);
  expect([...list.take()]).toEqual(expected);
});
