import { expect, it } from 'vitest';
import type { InstanceStanding } from '../../api/schema.ts';
import { instanceRows } from './instance-rows.ts';

const standing = (lagMs: number, seenAt: number, epoch = 7): InstanceStanding =>
  ({
    instance: { id: 'web-1', host: 'web', processId: 9, epoch, effectiveMode: 'read-only', seenAt },
    state: 'enforcing',
    lagMs,
    detail: `seen at ${seenAt}`,
  }) as unknown as InstanceStanding;

it('says the same of an instance until something that is shown changes', () => {
  const rowOf = (...given: Parameters<typeof standing>) => instanceRows([standing(...given)])[0];
  expect(rowOf(0, 1_000)).toEqual(rowOf(1_000, 2_000));
  expect(rowOf(0, 1_000)?.lagMs).toBe(1_000);
  expect(rowOf(1_001, 1_000)?.lagMs).toBe(2_000);
  expect(rowOf(0, 1_000, 8)).not.toEqual(rowOf(0, 1_000));
});
