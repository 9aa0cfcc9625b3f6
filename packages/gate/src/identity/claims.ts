import { isRole, type Role } from '../model/identity.ts';
import type { Recognised } from '../ports/identity-source.ts';

const longestSubject = 256;

/** A subject as it may stand in records, headers and pages; null for anything else. Never repaired. */
export function subjectOf(value: unknown): string | null {
  if (typeof value !== 'string' || value === '' || value.length > longestSubject) return null;
  return /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(value) ? null : value;
}

export type RoleMap = ReadonlyMap<string, Role>;

/** A Map, because objects also have what they inherit: a role called `constructor` is no role. */
export function roleMapOf(map: Readonly<Record<string, Role>>): RoleMap {
  return new Map(Object.entries(map));
}

const strength: Readonly<Record<Role, number>> = { visitor: 0, allowed: 1, support: 2, admin: 3 };

/**
 * The role that a claim gives: a string, or a list of strings of which the strongest counts. Compared
 * exactly: other case, padding, numbers, objects and mixed lists give no role, which is `visitor`.
 */
export function roleOf(claim: unknown, map: RoleMap): Role {
  const values: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  let strongest: Role = 'visitor';
  for (const value of values) {
    if (typeof value !== 'string') return 'visitor';
    const role = map.get(value) ?? 'visitor';
    if (strength[role] > strength[strongest]) strongest = role;
  }
  return strongest;
}

const mostGroups = 1_000;
const longestGroup = 256;

/**
 * The groups in a claim: a string, or a list of strings, each once. Null = not known: none was said, something else,
 * or more than 1,000 or longer than 256 characters. Never a cut list: whoever is restricted by a group must not get
 * out by being in many.
 */
export function groupsOf(claim: unknown): readonly string[] | null {
  const values: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  if (values.length > mostGroups) return null;
  const groups = new Set<string>();
  for (const value of values) {
    if (typeof value !== 'string' || value === '' || value.length > longestGroup) return null;
    if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(value)) return null;
    groups.add(value);
  }
  return Object.freeze([...groups]);
}

/** What a function of the host program gave, checked; null for anything that names nobody. */
export function recognisedOf(value: unknown): Recognised | null {
  if (typeof value !== 'object' || value === null) return null;
  const role = ownValue(value, 'role');
  const subject = subjectOf(ownValue(value, 'subject'));
  if (!isRole(role) || subject === null) return null;
  const groups = groupsOf(ownValue(value, 'groups'));
  return Object.freeze({ role, subject, ...(groups === null ? {} : { groups }) });
}

function ownValue(value: object, key: string): unknown {
  return Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}
