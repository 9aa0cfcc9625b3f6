import type { Decision, Policy, Role } from '@portcullis/gate';
import type { Said } from '../sentences/said.ts';
import { namesNobody, trustedPaths } from '../switching/paths-to-write.ts';

/** What somebody lacks whose request was refused; null where no credential would help. */
export function missingFor(
  { kind, rule, standing }: Pick<Decision, 'kind' | 'rule' | 'standing'>,
  policy: Policy,
): Said | null {
  if (kind !== 'refuse') return null;
  const hasIdentity = !namesNobody(policy);
  switch (rule.id) {
    case 'read-only-write':
      return standing.scope === 'none'
        ? { code: 'lacks-identity-and-path', values: { hasIdentity, ...trustedPaths(policy) } }
        : toWrite(standing, policy);
    case 'closed':
    case 'protected':
      return standing.scope === 'none'
        ? { code: 'lacks-identity', values: { hasIdentity } }
        : toWrite(standing, policy);
    default:
      return null;
  }
}

/** Somebody who may read, and wanted to write. */
function toWrite({ role, byPass }: Decision['standing'], policy: Policy): Said {
  const { write, writeByRoleAlone, allowedWrite } = policy.bypass;
  if (byPass === 'read') return { code: 'lacks-write-pass', values: {} };
  const roles = [...new Set<Role>([...write, ...writeByRoleAlone])];
  const mayWrite = roles.includes(role) || (role === 'allowed' && allowedWrite);
  if (!mayWrite) return { code: 'lacks-role', values: { roles } };
  const other = byPass === undefined ? 'pass' : 'sign-in';
  return { code: 'lacks-path', values: { ...trustedPaths(policy), other } };
}
