import { expect, it } from 'vitest';
import { createRefusalMemory } from './refusal-memory.ts';

it('counts what was refused of each webhook and why, for a day', () => {
  let now = 1_000;
  const memory = createRefusalMemory(() => now);
  memory.refused('a', 'wrong');
  memory.refused('a', 'too-large');
  now = 2_000;
  memory.refused('a', 'wrong');
  expect(memory.of('a')).toEqual([
    { why: 'too-large', count: 1, lastAt: 1_000 },
    { why: 'wrong', count: 2, lastAt: 2_000 },
  ]);
  expect(memory.of('b')).toEqual([]);
  now = 1_000 + 24 * 3_600_000;
  expect(memory.of('a').map(({ why }) => why)).toEqual(['wrong']);
  memory.refused('a', 'too-large');
  expect(memory.of('a').at(-1)).toEqual({ why: 'too-large', count: 1, lastAt: now });
});

it.each([
  [1, ['too-large', 'too-old', 'full', 'busy']],
  [2, ['wrong', 'too-large', 'too-old', 'full', 'busy']],
])('forgets once one is verified, of %i secrets, what was not its provider’s', (secrets, left) => {
  const memory = createRefusalMemory();
  for (const why of ['missing', 'twice', 'wrong', 'too-large', 'too-old', 'full', 'busy'] as const)
    memory.refused('a', why);
  memory.verified('a', { secrets });
  expect(memory.of('a').map(({ why }) => why)).toEqual(left);
});
