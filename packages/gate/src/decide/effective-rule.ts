import type { Role } from '../model/identity.ts';
import type { Mode } from '../model/mode.ts';
import type { Policy } from '../model/policy.ts';

export interface EffectiveRuleInput {
  readonly mode: Mode;
  readonly areas: Readonly<Record<string, Mode>>;
  readonly policy: Policy;
}

/**
 * The rule in force as one English sentence for operators, made from the policy itself so that it cannot
 * drift from what `decide` does: "Anyone can read; nobody can change anything except signed-in admins from
 * the office network."
 */
export function describeEffectiveRule({ mode, areas, policy }: EffectiveRuleInput): string {
  const different = Object.entries(areas).filter(([, areaMode]) => areaMode !== mode);
  const clauses = different.map(([name, areaMode]) => `in ${name}, ${clauseFor(areaMode, policy)}`);
  const site = clauseFor(mode, policy);
  const main = clauses.length > 0 ? `${site}; but ${clauses.join('; ')}` : site;
  return `${main.charAt(0).toUpperCase()}${main.slice(1)}.`;
}

function clauseFor(mode: Mode, policy: Policy): string {
  switch (mode) {
    case 'open':
      return 'anyone can read and change everything the application allows';
    case 'read-only':
      return `anyone can read${protectedClause(policy)}; nobody can change anything${exceptClause(writers(policy), policy)}`;
    case 'closed':
      return `nobody gets in except ${readers(policy)}; nobody can change anything${exceptClause(writers(policy), policy)}`;
  }
}

function protectedClause(policy: Policy): string {
  const routes = policy.routes.filter((route) => route.protected).map((route) => route.pattern.source);
  return routes.length === 0 ? '' : ` (${listed(routes, 3)} only insiders)`;
}

function exceptClause(who: readonly string[], policy: Policy): string {
  const exceptions = policy.routes.filter((route) => route.exception).map((route) => route.pattern.source);
  const parts = [...who];
  if (exceptions.length > 0) parts.push(`everybody through ${listed(exceptions, 3)}`);
  return parts.length === 0 ? '' : ` except ${joined(parts)}`;
}

function readers(policy: Policy): string {
  const names = policy.identity.length > 0 ? ['signed-in admins and support'] : [];
  const { allowedSubjects } = policy.bypass;
  if (allowedSubjects.length > 0) names.push(allowedPeople(allowedSubjects));
  names.push('holders of a pass');
  return joined(names);
}

function writers(policy: Policy): string[] {
  const { bypass } = policy;
  const parts: string[] = [];
  const alone = bypass.writeByRoleAlone;
  const roles = bypass.write.filter(
    (role) => role !== 'visitor' && role !== 'allowed' && !alone.includes(role),
  );
  const paths = pathPhrases(policy);
  if (policy.identity.length > 0) {
    if (alone.length > 0) parts.push(`signed-in ${joined(alone.map(plural))} from anywhere`);
    if (roles.length > 0)
      parts.push(`signed-in ${joined(roles.map(plural))} ${either([...paths, 'with a pass'])}`);
    if (bypass.allowedWrite && bypass.allowedSubjects.length > 0) {
      parts.push(`${allowedPeople(bypass.allowedSubjects)} ${either([...paths, 'with a pass'])}`);
    }
  }
  if (paths.length > 0) parts.push(`holders of a write pass ${either(paths)}`);
  return parts;
}

function pathPhrases({ trusted }: Policy): string[] {
  const phrases = trusted.networks.map(({ name }) => `from the ${name} network`);
  for (const host of trusted.adminHosts) phrases.push(`through ${host}`);
  return [...new Set(phrases)];
}

function allowedPeople(subjects: readonly string[]): string {
  return subjects.length <= 3 ? joined(subjects) : `${subjects.length} named people`;
}

function plural(role: Role): string {
  return role === 'admin' ? 'admins' : role;
}

function listed(items: readonly string[], most: number): string {
  if (items.length <= most) return joined(items);
  return `${items.slice(0, most).join(', ')} and ${items.length - most} more`;
}

function joined(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

function either(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`;
}
