import { expect, it } from 'vitest';
import { createRefusalMemory } from './refusal-memory.ts';

it('counts what was refused of each webhook, until one is verified or a day is over', () => {
  let now = 1_000;
  const memory = createRefusalMemory(() => now);
  memory.refused('a', 'missing');
  now = 2_000;
  memory.refused('a', 'wrong');
  memory.refused('b', 'too-old');
  expect(memory.of('a')).toEqual({ why: 'wrong', count: 2, lastAt: 2_000 });
  memory.verified('b');
  expect([memory.of('b'), memory.of('c')]).toEqual([null, null]);
  now += 24 * 3_600_000;
  expect(memory.of('a')).toBe(null);
  memory.refused('a', 'twice');
  expect(memory.of('a')).toMatchObject({ why: 'twice', count: 1 });
});
