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

/** What a function of the host program gave, checked; null for anything that names nobody. */
export function recognisedOf(value: unknown): Recognised | null {
  if (typeof value !== 'object' || value === null) return null;
  const role = ownValue(value, 'role');
  const subject = subjectOf(ownValue(value, 'subject'));
  return isRole(role) && subject !== null ? Object.freeze({ role, subject }) : null;
}

function ownValue(value: object, key: string): unknown {
  return Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}
