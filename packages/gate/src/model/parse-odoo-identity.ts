import { type Given, readFields, readInteger, readStringList } from './parse-given.ts';
import { quote } from './parse-problems.ts';
import { textProblem } from './parse-text.ts';
import type { OdooInput } from './policy.ts';

const keys = [
  'kind',
  'allowedGroups',
  'supportGroups',
  'adminGroups',
  'groups',
  'cacheSeconds',
  'timeoutMs',
] as const;
const listKeys = ['allowedGroups', 'supportGroups', 'adminGroups', 'groups'] as const;
const longestGroup = 256;
/** Each external id is a call of its own; with four at once these make five rounds of one question. */
const mostGroups = 16;

/** Names that Odoo gives to a group of nearly every application: as names alone they let strangers in. */
const namesOfMany = [
  'Administrator',
  'Manager',
  'Officer',
  'User',
  'User: All Documents',
  'User: Own Documents Only',
];

export function readOdoo(given: Given): OdooInput {
  const fields = readFields(given, keys);
  const lists = {
    allowedGroups: readGroups(fields.allowedGroups) ?? ['Allowed During Maintenance'],
    supportGroups: readGroups(fields.supportGroups) ?? [],
    adminGroups: readGroups(fields.adminGroups) ?? [],
    groups: readGroups(fields.groups) ?? [],
  };
  const different = new Set(listKeys.flatMap((key) => lists[key]));
  if (different.size > mostGroups) {
    given.problems.add(
      given.path,
      `expected at most ${mostGroups} different groups in all lists together, got ${different.size}. Make one group in Odoo that implies the others, and name that`,
    );
  }
  return {
    kind: 'odoo',
    ...lists,
    // Shorter, and each user's web client, which polls, would cost several calls each time.
    cacheSeconds: readInteger(fields.cacheSeconds, { fallback: 30, least: 15, most: 60 }),
    timeoutMs: readInteger(fields.timeoutMs, { fallback: 5_000, least: 50, most: 10_000 }),
  };
}

function readGroups(given: Given): readonly string[] | null {
  const groups = readStringList(
    given,
    { of: 'groups', most: mostGroups },
    {
      expected:
        'a group such as "Allowed During Maintenance", "Sales / Administrator" or "base.group_system"',
      longest: longestGroup,
      problemOf: groupProblem,
    },
  );
  for (const name of groups ?? []) {
    if (!namesOfMany.includes(name)) continue;
    given.problems.warn(
      given.path,
      `many applications of Odoo have a group ${quote(name)}, and members of any of them count. Write it with its application, such as ${quote(`Sales / ${name}`)}, or by its external id`,
    );
  }
  return groups;
}

function groupProblem(group: string): string | null {
  if (group !== group.trim())
    return `Names are compared exactly: write ${quote(group.trim())}, without spaces around it.`;
  // Odoo up to 17 fails for it: `module, ext_id = group_ext_id.split('.')` (res_users.py).
  if (/^[a-z0-9_]+\.[a-z0-9_]*\.[a-z0-9_.]*$/.test(group)) {
    return 'An external id has one dot, between module and name.';
  }
  return textProblem(group, false);
}
