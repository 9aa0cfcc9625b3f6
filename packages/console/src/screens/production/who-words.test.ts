import { expect, it } from 'vitest';
import { englishScreens } from '../../texts/english/screens.ts';
import { createFormat } from '../../texts/format.ts';
import { whoWords } from './who-words.ts';

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
