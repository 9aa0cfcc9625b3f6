import { describe, expect, test } from 'vitest';
import type { Mode } from '../model/mode.ts';
import { parsePolicy } from '../model/parse-policy.ts';
import { untouchedSwitch } from '../model/switch.ts';
import { compilePolicy } from '../reading/compile-policy.ts';
import { createSnapshot, type SnapshotOptions } from './snapshot.ts';

type Lost = 'keep' | 'read-only' | 'closed';

function snapshotOf(
  mode: Mode,
  areas: Readonly<Record<string, Mode>>,
  onStoreLost: Lost,
  more: Partial<SnapshotOptions>,
) {
  return createSnapshot({
    switch: { ...untouchedSwitch('shop'), mode, areas },
    compiled: compilePolicy(parsePolicy({ onStoreLost, areas: { a: { routes: ['/a'] } } })),
    leaseUntilMs: 0,
    ...more,
  });
}

describe('a lease that has run out', () => {
  test.each([
    ['open', {}, 'keep', 'open', {}, 'store'],
    ['open', { a: 'closed' }, 'keep', 'open', { a: 'closed' }, 'store'],
    ['open', {}, 'read-only', 'read-only', {}, 'store-lost'],
    ['closed', { a: 'open' }, 'read-only', 'closed', { a: 'read-only' }, 'store-lost'],
    [
      'read-only',
      { a: 'closed', b: 'open' },
      'read-only',
      'read-only',
      { a: 'closed', b: 'read-only' },
      'store-lost',
    ],
    ['open', { a: 'read-only' }, 'closed', 'closed', { a: 'closed' }, 'store-lost'],
  ] as const)('%s with %j, %s: %s with %j, %s', (mode, areas, onStoreLost, becomes, areasThen, why) => {
    expect(snapshotOf(mode, areas, onStoreLost, { leaseLost: true })).toMatchObject({
      mode: becomes,
      areas: areasThen,
      why,
      governing: becomes !== 'open' || Object.keys(areasThen).length > 0,
    });
    expect(snapshotOf(mode, areas, onStoreLost, {}).areas).toEqual(areas);
  });

  test('adds nothing to a mode that was forced: that outranks the store', () => {
    const forced = { mode: 'open', why: 'break-glass' } as const;
    const snapshot = snapshotOf('closed', { a: 'closed' }, 'closed', { leaseLost: true, forced });
    expect(snapshot).toMatchObject({ mode: 'open', areas: {}, why: 'break-glass', modeWhenLost: null });
  });
});

test.each([
  [{}, 'store'],
  [{ why: 'disk' }, 'disk'],
  [{ why: 'disk', leaseLost: true }, 'store-lost'],
] as const)('%j: the mode is in force because of: %s', (more, why) => {
  expect(snapshotOf('open', {}, 'read-only', more).why).toBe(why);
});

test('a policy that keeps the state adds nothing when the store is lost', () => {
  expect(snapshotOf('open', {}, 'keep', {}).modeWhenLost).toBeNull();
  expect(snapshotOf('open', {}, 'closed', {}).modeWhenLost).toBe('closed');
});
