import { expect, it } from 'vitest';
import { transitionOf } from '../../test/server-fixtures.ts';
import { transitionShape } from './transition-shape.ts';

it('reads a transition that an earlier version wrote, so that a server may be brought up to date within a window', () => {
  const { signIn, callsEndedAt, ...earlier } = transitionOf();
  expect(transitionShape(earlier, 'a transition')).toEqual({ ...earlier, signIn, callsEndedAt });
  expect({ signIn, callsEndedAt }).toEqual({
    signIn: { before: null, closed: null, opened: null },
    callsEndedAt: null,
  });
});

it('refuses what is no transition', () => {
  for (const value of [null, [], 'freeze', { ...transitionOf(), phase: 'waiting' }])
    expect(() => transitionShape(value, 'a transition')).toThrow('a transition');
});
