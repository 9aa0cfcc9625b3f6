import type { Decision, Policy, Role } from '@portcullis/gate';

/** What somebody lacks whose request was refused, in one line; null where no credential would help. */
export function missingFor(
  { kind, rule, standing }: Pick<Decision, 'kind' | 'rule' | 'standing'>,
  policy: Policy,
): string | null {
  if (kind !== 'refuse') return null;
  switch (rule.id) {
    case 'read-only-write':
      return standing.scope === 'none'
        ? `${identity(policy)}, and ${path(policy)}`
        : toWrite(standing, policy);
    case 'closed':
    case 'protected':
      return standing.scope === 'none' ? identity(policy) : toWrite(standing, policy);
    default:
      return null;
  }
}

/** Somebody who may read, and wanted to write. */
function toWrite({ role, byPass }: Decision['standing'], policy: Policy): string {
  const { write, writeByRoleAlone, allowedWrite } = policy.bypass;
  const roles = [...new Set<Role>([...write, ...writeByRoleAlone])];
  const mayWrite = byPass === 'read' ? false : roles.includes(role) || (role === 'allowed' && allowedWrite);
  if (byPass === 'read') return 'a pass that may write (pass create --scope write)';
  if (!mayWrite) return `a role that may write: ${either(roles)}`;
  return path(policy, byPass === undefined ? 'a write pass' : 'a sign-in beside the pass');
}

function identity({ identity: sources }: Policy): string {
  return sources.length === 0
    ? 'an identity: a pass (the policy has no identity, so signing in names nobody)'
    : 'an identity: a sign-in with a role that gets in, or a pass';
}

/** The second credential: where somebody comes from, or a pass. */
function path({ trusted }: Policy, other = 'a write pass'): string {
  const names = trusted.networks.map(({ name }) => name);
  const network = names.length === 0 ? 'a trusted network' : `a trusted network (${either(names)})`;
  return `a trusted path: ${[...trusted.adminHosts, network].join(', ')}, or ${other}`;
}

function either(items: readonly string[]): string {
  return items.length === 0 ? 'none in this policy' : items.join(' or ');
}
