/** What versions of Odoo say differently, of the few things that are asked. */
export interface OdooDialect {
  /** 18 and 19 take `[[uid], group]`, 16 and 17 `[group]`; the wrong one is a TypeError both ways (measured). */
  readonly hasGroupTakesUser: boolean;
  /** The field of `res.groups` that holds all its users, implied ones included. */
  readonly groupUsersField: GroupUsersField;
}

export type GroupUsersField = 'users' | 'all_user_ids' | 'user_ids';

/** Of a server that does not say its version. */
export const newestDialect: OdooDialect = dialectOf(19);

export function dialectOf(major: number): OdooDialect {
  return {
    hasGroupTakesUser: major >= 18,
    groupUsersField: major >= 19 ? 'all_user_ids' : 'users',
  };
}

/**
 * The fields to try, likeliest first. `user_ids` holds whoever is in the group by himself, and misses those that
 * another group brings into it (odoo/addons/base/models/res_groups.py of 19): only where nothing better exists.
 */
export function groupUsersFields({ groupUsersField }: OdooDialect): readonly GroupUsersField[] {
  const fields: readonly GroupUsersField[] = ['all_user_ids', 'users', 'user_ids'];
  return [groupUsersField, ...fields.filter((field) => field !== groupUsersField)];
}

/** The major version in the answer of `/web/webclient/version_info`; null when it says none. */
export function majorOf(versionInfo: unknown): number | null {
  if (typeof versionInfo !== 'object' || versionInfo === null) return null;
  const parts: unknown = Reflect.get(versionInfo, 'server_version_info');
  const major: unknown = Array.isArray(parts) ? parts[0] : undefined;
  // Odoo's own cloud says "saas~18".
  const number = typeof major === 'string' ? Number(/^saas~(\d{1,3})$/.exec(major)?.[1]) : major;
  return typeof number === 'number' && Number.isInteger(number) && number > 0 ? number : null;
}
