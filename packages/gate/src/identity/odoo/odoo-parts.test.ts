import { describe, expect, it } from 'vitest';
import { inLanes } from './in-lanes.ts';
import { dialectOf, groupUsersFields, majorOf } from './odoo-dialect.ts';

describe('majorOf', () => {
  it.each([
    [[16, 0, 0, 'final', 0, ''], 16],
    [[19, 0, 0, 'final', 0, 'e'], 19],
    [['saas~18', 2, 0, 'final', 0, ''], 18],
    [['saas~', 2], null],
    [['18'], null],
    [[18.5], null],
    [[0], null],
    [[-1], null],
    [[], null],
    ['18.0', null],
    [undefined, null],
  ])('of %j is %s', (parts, major) => {
    expect(majorOf({ server_version_info: parts })).toBe(major);
  });

  it('of anything else is not known', () => {
    expect([null, undefined, 'x', [], {}].map(majorOf)).toEqual([null, null, null, null, null]);
  });
});

it('asks 19 for implied users first, and for direct ones last', () => {
  expect(groupUsersFields(dialectOf(19))).toEqual(['all_user_ids', 'users', 'user_ids']);
  expect(groupUsersFields(dialectOf(18))).toEqual(['users', 'all_user_ids', 'user_ids']);
});

describe('inLanes', () => {
  it('runs so many at once and no more, and gives the results in order', async () => {
    let running = 0;
    let most = 0;
    const task = (index: number) => async () => {
      running += 1;
      most = Math.max(most, running);
      for (let turn = 0; turn < 10 - index; turn += 1) await Promise.resolve();
      running -= 1;
      return index;
    };
    const indexes = Array.from({ length: 10 }, (_, index) => index);
    expect(await inLanes(3, indexes.map(task))).toEqual(indexes);
    expect(most).toBe(3);
    expect(await inLanes(3, [])).toEqual([]);
  });
});
