import { expect, it } from 'vitest';
import { GatheredWrites } from './gathered-writes.ts';

const parsed = () => new Promise<void>((resolve) => setImmediate(resolve));

function start() {
  const written: string[] = [];
  return { written, writes: new GatheredWrites((bytes) => written.push(bytes.toString())) };
}

it('writes what arrives together at once, and what arrives later by itself', async () => {
  const { written, writes } = start();
  for (const text of ['a', 'b', 'c']) writes.add(Buffer.from(text));
  expect(written).toEqual([]);
  await parsed();
  expect(written).toEqual(['abc']);
  writes.add(Buffer.from('d'));
  await parsed();
  await parsed();
  expect(written).toEqual(['abc', 'd']);
});

it('holds back no large chunk, and keeps the order behind small ones', async () => {
  const { written, writes } = start();
  const large = 'l'.repeat(4_096);
  writes.add(Buffer.from(large));
  expect(written).toEqual([large]);
  writes.add(Buffer.from('s'));
  writes.add(Buffer.from(large));
  expect(written).toEqual([large]);
  await parsed();
  expect(written).toEqual([large, `s${large}`]);
});

it('gathers no more than 16 KB', () => {
  const { written, writes } = start();
  for (let index = 0; index < 40; index += 1) writes.add(Buffer.alloc(1_000, 97));
  expect(written.map(({ length }) => length)).toEqual([17_000, 17_000]);
  writes.flush();
  expect(written.map(({ length }) => length)).toEqual([17_000, 17_000, 6_000]);
  writes.flush();
  expect(written).toHaveLength(3);
});
