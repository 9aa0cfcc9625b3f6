import { expect, it } from 'vitest';
import { heldStanding, possibleDecisions } from './held-standing.ts';

const held = {
  state: 'waiting',
  isBehind: false,
  isSkipped: false,
  dueAt: 5,
  leaseUntil: null,
  attempts: 0,
} as const;

it.each([
  ['waiting', ['drop'], {}],
  ['later', ['replay', 'drop'], { dueAt: 10 }],
  ['waiting', ['drop'], { dueAt: 9 }],
  ['later', ['replay', 'skip', 'drop'], { dueAt: 10, attempts: 1 }],
  ['later', ['replay', 'drop'], { dueAt: 10, attempts: 3, isSkipped: true }],
  ['waiting', ['skip', 'drop'], { dueAt: 9, attempts: 1 }],
  ['behind', ['drop'], { isBehind: true, dueAt: 10 }],
  ['on-its-way', [], { leaseUntil: 30 }],
  ['failed', ['replay', 'skip', 'drop'], { state: 'failed' }],
  ['skipped', ['replay', 'drop'], { state: 'failed', isSkipped: true }],
  ['delivered', [], { state: 'delivered' }],
  ['dropped', [], { state: 'dropped', isSkipped: true, dueAt: 10 }],
] as const)('%s, of which %j may be decided', (standing, decisions, changes) => {
  const one = { ...held, ...changes };
  expect(heldStanding(one, 9)).toBe(standing);
  expect(possibleDecisions(one, 9)).toEqual(decisions);
});
