import type { Role } from './identity.ts';
import type { IdentityInput } from './policy.ts';

/** Roles that somebody may be let in for. */
export const insiderRoles: readonly Role[] = ['admin', 'support', 'allowed'];

/** The roles that an identity source can give, besides `visitor`, which it always can. */
export function rolesOfSource(source: IdentityInput): readonly Role[] {
  const given = new Set<Role>(rolesGivenBy(source));
  return insiderRoles.filter((role) => given.has(role));
}

function rolesGivenBy(source: IdentityInput): readonly Role[] {
  switch (source.kind) {
    case 'callback':
      return insiderRoles;
    case 'odoo': {
      const { allowedGroups = [], supportGroups = [] } = source;
      const named: Role[] = ['admin'];
      if (supportGroups.length > 0) named.push('support');
      if (allowedGroups.length > 0) named.push('allowed');
      return named;
    }
    case 'wordpress':
      return Object.values(source.roles ?? {});
    case 'probe':
    case 'jwt':
    case 'header':
      return Object.values(source.role.map);
  }
}
