import { expect, it } from 'vitest';
import { englishScreens } from '../../texts/english/screens.ts';
import { createFormat } from '../../texts/format.ts';
import { seenWords, whoWords } from './who-words.ts';

const wording = {
  production: englishScreens.production,
  roles: englishScreens.parts.rolesInSentence,
  format: createFormat('en-GB'),
};
const nobody = { groups: null, exceptGroups: [], exceptRoles: [], anonymous: true };

it.each([
  ['Everyone', {}],
  ['Members of “Production Mode Restricted”', { groups: ['Production Mode Restricted'] }],
  ['Members of “a” or “b”, except members of “c” or “d”', { groups: ['a', 'b'], exceptGroups: ['c', 'd'] }],
  ['Everyone, except members of “c” and admins', { exceptGroups: ['c'], exceptRoles: ['admin'] as const }],
])('%s', (words, restricted) => {
  expect(whoWords({ ...nobody, ...restricted } as typeof nobody, wording)).toEqual([
    words,
    'Whoever has not signed in',
  ]);
});

it('says that those who have not signed in are left alone', () => {
  expect(whoWords({ ...nobody, anonymous: false }, wording)[1]).toBe('Not: whoever has not signed in');
});

it.each([
  [null, { people: 3, groups: [] }],
  [
    'Since this server started nobody came who had signed in.',
    { people: 0, groups: [{ group: 'a', people: 0 }] },
  ],
  [
    'Signed in since this server started: 1 person, nobody in “a”. Is that what the application calls it?',
    { people: 1, groups: [{ group: 'a', people: 0 }] },
  ],
  [
    'Signed in since this server started: 3 people, nobody in “a”, 2 in “b”.',
    {
      people: 3,
      groups: [
        { group: 'a', people: 0 },
        { group: 'b', people: 2 },
      ],
    },
  ],
])('%s', (words, seen) => {
  expect(seenWords(seen, englishScreens.production)).toBe(words);
});
