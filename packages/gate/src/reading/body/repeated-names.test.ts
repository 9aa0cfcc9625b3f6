import { expect, test } from 'vitest';
import { RepeatedNames } from './repeated-names.ts';

const readAll = (names: readonly string[], hash: number) => {
  const text = names.map((name) => `"${name}"`).join('');
  const repeated = new RepeatedNames();
  let start = 1;
  return names.map((name) => {
    const read = repeated.read(text, start, start + name.length, hash);
    start += name.length + 2;
    return read;
  });
};

test.each([0, 5, -1, 2 ** 31 - 1])(
  'names that share a hash stay what they are, over many documents: %s',
  (hash) => {
    const names = ['method', 'Method', 'params', 'meth', 'method', 'methods', '', 'é', 'e', 'x'.repeat(40)];
    for (let document = 0; document < 50; document += 1) {
      const mixed = [...names.slice(document % names.length), ...names.slice(0, document % names.length)];
      expect(readAll(mixed, hash)).toEqual(mixed);
    }
  },
);

test('a document of more names than are kept', () => {
  const names = Array.from({ length: 200 }, (_, index) => `name${index}`);
  expect(readAll(names, 3)).toEqual(names);
  expect(readAll([...names].reverse(), 3)).toEqual([...names].reverse());
});
