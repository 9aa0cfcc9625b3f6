import { expect, it } from 'vitest';
import type { InstanceStanding } from '../../api/schema.ts';
import { groupInstances } from './group-instances.ts';

const standing = (id: string, state: InstanceStanding['state'], lagMs = 100): InstanceStanding =>
  ({ instance: { id }, state, lagMs, detail: '' }) as unknown as InstanceStanding;

it('lists what needs a look, the worst first, and sums up the rest', () => {
  const { needLook, inOrder, gone, longestLagMs } = groupInstances([
    standing('d', 'enforcing', 700),
    standing('c', 'behind'),
    standing('b', 'silent', 90_000),
    standing('a', 'fenced', 300),
    standing('e', 'looser'),
    standing('b2', 'behind'),
  ]);
  expect(needLook.map(({ instance }) => instance.id)).toEqual(['e', 'b', 'b2', 'c']);
  expect(inOrder.map(({ instance }) => instance.id)).toEqual(['d']);
  expect(gone.map(({ instance }) => instance.id)).toEqual(['a']);
  expect(longestLagMs).toBe(700);
});

it('has nothing to say of no instance', () => {
  expect(groupInstances([])).toEqual({ needLook: [], inOrder: [], gone: [], longestLagMs: 0 });
});
