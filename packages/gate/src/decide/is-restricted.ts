import type { Identity } from '../model/identity.ts';
import type { Restricted } from '../model/production.ts';

/** Whether production mode restricts somebody. Whoever cannot be told apart from those it restricts is one of them. */
export function isRestricted(
  { groups, exceptGroups, exceptRoles, anonymous }: Restricted,
  identity: Identity,
): boolean {
  if (identity.isUnsure === true) return true;
  if (identity.subject === null) return anonymous;
  if (exceptRoles.includes(identity.role)) return false;
  const own = identity.groups ?? null;
  if (own === null) return true;
  if (own.some((group) => exceptGroups.includes(group))) return false;
  return groups === null || own.some((group) => groups.includes(group));
}
