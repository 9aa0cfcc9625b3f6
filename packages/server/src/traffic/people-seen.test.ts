import type { Identity } from '@portcullis/gate';
import { expect, test } from 'vitest';
import { PeopleSeen } from './people-seen.ts';

function person(
  subject: string | null,
  groups: readonly string[] | null,
  more: Partial<Identity> = {},
): Identity {
  return { role: 'visitor', subject, via: 'probe', pass: null, groups, ...more };
}

test('each counts once, in the groups of the last time', () => {
  const seen = new PeopleSeen();
  for (const groups of [['a'], ['a', 'b'], ['b']]) seen.note(person('eva', groups));
  seen.note(person('tom', ['b']));
  expect(seen.people).toBe(2);
  expect(seen.membersOf(['a', 'b', 'c'])).toEqual([
    { group: 'a', people: 0 },
    { group: 'b', people: 2 },
    { group: 'c', people: 0 },
  ]);
});

test.each([
  ['nobody', null],
  ['who was not asked for', undefined],
  ['who has not signed in', person(null, [])],
  ['of whom no groups are known', person('eva', null)],
  ['who is not sure', person('eva', ['a'], { isUnsure: true })],
])('%s is not counted', (_, identity) => {
  const seen = new PeopleSeen();
  seen.note(identity);
  expect(seen.people).toBe(0);
});

test('2,000 people, of whom the first make room', () => {
  const seen = new PeopleSeen();
  for (let at = 0; at < 2_001; at += 1) seen.note(person(`p${at}`, at === 0 ? ['first'] : ['other']));
  expect(seen.people).toBe(2_000);
  expect(seen.membersOf(['first', 'other']).map(({ people }) => people)).toEqual([0, 2_000]);
});
