import { expect, test } from 'vitest';
import { passHolder, somebody } from '../../test/support/decide-fixtures.ts';
import { type Identity, nobody } from '../model/identity.ts';
import { parsePolicy } from '../model/parse-policy.ts';
import type { RestrictedInput } from '../model/production.ts';
import { isRestricted } from './is-restricted.ts';

const clerks: RestrictedInput = { groups: ['clerks'] };
const allButLeads: RestrictedInput = { exceptGroups: ['leads'], exceptRoles: [] };
const both: RestrictedInput = { groups: ['clerks'], exceptGroups: ['leads'], anonymous: false };

function inGroups(...groups: string[]): Identity {
  return somebody('visitor', { groups });
}

test.each<[string, RestrictedInput, Identity, boolean]>([
  ['everyone', {}, inGroups(), true],
  ['everyone but admins', {}, somebody('admin'), false],
  ['everyone but admins', {}, somebody('support'), true],
  ['everyone, without an exemption', { exceptRoles: [] }, somebody('admin', { groups: [] }), true],
  ['a member', clerks, inGroups('clerks'), true],
  ['a member who is admin', clerks, somebody('admin', { groups: ['clerks'] }), true],
  ['no member', clerks, inGroups('leads'), false],
  ['a member of none', clerks, inGroups(), false],
  ['whose groups nobody knows', clerks, somebody('admin'), true],
  ['whose groups nobody knows', clerks, somebody('visitor', { groups: null }), true],
  ['an exempt member', both, inGroups('clerks', 'leads'), false],
  ['an exempt member', allButLeads, inGroups('leads'), false],
  ['no exempt member', allButLeads, inGroups('clerks'), true],
  ['whose exemption nobody knows', allButLeads, somebody('admin'), true],
  ['nobody', clerks, nobody, true],
  ['nobody, who is left alone', both, nobody, false],
  ['credentials that could not be looked at', both, { ...nobody, groups: null, isUnsure: true }, true],
  ['a pass alone says nothing of groups', clerks, passHolder(), true],
  ['a write pass where admins are exempt', {}, passHolder(), false],
  ['a role that is exempt', { groups: ['clerks'], exceptRoles: ['support'] }, somebody('support'), false],
])('%s (%j)', (_, restricted, identity, expected) => {
  const { production } = parsePolicy({ production: { restricted } });
  expect(production && isRestricted(production.restricted, identity)).toBe(expected);
});
