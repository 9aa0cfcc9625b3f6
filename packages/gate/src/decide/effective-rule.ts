import type { Role } from '../model/identity.ts';
import type { Mode } from '../model/mode.ts';
import type { Policy, Route, RoutePattern } from '../model/policy.ts';

export interface EffectiveRuleInput {
  readonly mode: Mode;
  readonly areas: Readonly<Record<string, Mode>>;
  readonly policy: Policy;
}

/**
 * The rule in force as one English sentence for operators, made from the policy itself: "Anyone can read;
 * nobody can change anything except signed-in admins from the office network." effective-rule.test.ts asks
 * `decide` whether every claim is true. Break-glass is no policy and is not in it.
 */
export function describeEffectiveRule({ mode, areas, policy }: EffectiveRuleInput): string {
  const clauses = [clauseFor(mode, policy)];
  const different = Object.entries(areas).filter(
    ([name, areaMode]) => areaMode !== mode && Object.hasOwn(policy.areas, name),
  );
  for (const [name, areaMode] of different) clauses.push(`but in ${name}, ${clauseFor(areaMode, policy)}`);
  if (different.length > 0) {
    clauses.push('where areas overlap, the stricter rule holds');
    if (policy.routes.some(({ calls }) => calls?.protocol === 'next-action')) {
      clauses.push('server actions that no rule lists follow the strictest of these rules on every page');
    }
  }
  const sentence = clauses.join('; ');
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

function clauseFor(mode: Mode, policy: Policy): string {
  switch (mode) {
    case 'open':
      return 'anyone can read and change everything the application allows';
    case 'read-only':
      return `anyone can read${notes([...insidersOnly(policy), ...declaredReads(policy)])}; nobody can change anything${except(writers(policy))}`;
    case 'closed':
      return `nobody gets in${except(readers(policy))}; nobody can change anything${except(writers(policy))}${notes(insidersOnly(policy))}`;
  }
}

/** Protection outranks exceptions, so it is told beside them too. */
function insidersOnly({ routes }: Policy): string[] {
  const sources = routes.filter((route) => route.protected).map(({ pattern }) => sourceOf(pattern));
  return sources.length === 0 ? [] : [`${listed(sources, 3)}: insiders only`];
}

/** What counts as reading although its method does not say so. */
function declaredReads({ routes }: Policy): string[] {
  const sourcesOf = (counts: (route: Route) => boolean): string =>
    listed(
      routes.filter((route) => !route.protected && counts(route)).map(({ pattern }) => sourceOf(pattern)),
      3,
    );
  const reads = sourcesOf(
    ({ access, calls, pattern }) => access === 'read' && calls === null && mayChange(pattern),
  );
  const calls = sourcesOf((route) => route.calls !== null);
  const sockets = sourcesOf(({ socket }) => socket?.kind === 'allow');
  const messages = sourcesOf(({ socket }) => socket?.kind === 'messages');
  return [
    ...(reads === '' ? [] : [`${reads} included`]),
    ...(calls === '' ? [] : [`at ${calls} only calls that read`]),
    ...(sockets === '' ? [] : [`WebSockets at ${sockets}`]),
    ...(messages === '' ? [] : [`declared messages on WebSockets at ${messages}`]),
  ];
}

function notes(items: readonly string[]): string {
  return items.length === 0 ? '' : ` (${items.join('; ')})`;
}

function readers(policy: Policy): string[] {
  const roles = rolesOf(policy).map(plural);
  const people = roles.length > 0 ? [`signed-in ${either(roles)}`] : [];
  const { allowedSubjects } = policy.bypass;
  if (policy.identity.length > 0 && allowedSubjects.length > 0) people.push(named(allowedSubjects));
  people.push('holders of a pass');
  if (policy.health.length > 0) people.push('health checks');
  return [...people, ...everybody(policy, () => true, policy.signIn.page !== null)];
}

function writers(policy: Policy): string[] {
  const { bypass } = policy;
  const people: string[] = [];
  const paths = pathPhrases(policy);
  const known = rolesOf(policy);
  const isAlone = (role: Role): boolean => bypass.writeByRoleAlone.includes(role);
  const mayWrite = (role: Role): boolean =>
    role === 'allowed' ? bypass.allowedWrite : bypass.write.includes(role) || isAlone(role);
  const alone = known.filter((role) => mayWrite(role) && isAlone(role)).map(plural);
  if (alone.length > 0) people.push(`signed-in ${either(alone)} from anywhere`);
  const withPath = known.filter((role) => mayWrite(role) && !isAlone(role)).map(plural);
  const ways = either([...paths, 'with a write pass of their own']);
  if (withPath.length > 0) people.push(`signed-in ${either(withPath)} ${ways}`);
  if (policy.identity.length > 0 && bypass.allowedWrite && bypass.allowedSubjects.length > 0) {
    people.push(`${named(bypass.allowedSubjects)} ${ways}`);
  }
  // A write pass makes its holder an admin; it is one credential, so a path must be the other.
  if (paths.length > 0 && bypass.write.includes('admin')) {
    people.push(`holders of a write pass ${either(paths)}`);
  }
  return [...people, ...everybody(policy, mayChange, policy.signIn.routes.some(mayChange))];
}

/** What is let through for everybody: signing in, and declared exceptions. */
function everybody(policy: Policy, counts: (pattern: RoutePattern) => boolean, signsIn: boolean): string[] {
  const exceptions = policy.routes
    .filter((route) => route.exception && (route.access === 'write' || counts(route.pattern)))
    .map(({ pattern }) => sourceOf(pattern));
  return [
    ...(signsIn ? ['everybody to sign in'] : []),
    ...(exceptions.length > 0 ? [`everybody through ${listed(exceptions, 3)}`] : []),
  ];
}

function mayChange({ methods }: RoutePattern): boolean {
  return methods === null || methods.some((method) => !['GET', 'HEAD', 'OPTIONS'].includes(method));
}

/** Insider roles that some identity source can give. */
function rolesOf({ identity }: Policy): readonly Role[] {
  const given = new Set(
    identity.flatMap((source) =>
      source.kind === 'callback' ? insiderRoles : Object.values(source.role.map),
    ),
  );
  return insiderRoles.filter((role) => given.has(role));
}

const insiderRoles: readonly Role[] = ['admin', 'support', 'allowed'];

function pathPhrases({ trusted }: Policy): string[] {
  const phrases = trusted.networks.map(({ name }) =>
    /\bnetwork$/i.test(name) ? `from the ${name}` : `from the ${name} network`,
  );
  for (const host of trusted.adminHosts) phrases.push(`through ${host}`);
  return [...new Set(phrases)];
}

function named(subjects: readonly string[]): string {
  return subjects.length <= 3 ? either(subjects) : `${subjects.length} named people`;
}

function plural(role: Role): string {
  return role === 'admin' ? 'admins' : role === 'allowed' ? 'allowed people' : role;
}

function sourceOf({ source, host }: RoutePattern): string {
  return host === null ? source : `${source} on ${host}`;
}

function except(who: readonly string[]): string {
  if (who.length === 0) return '';
  return ` except ${who.length === 1 ? who.join('') : `${who.slice(0, -1).join(', ')}, and ${who.at(-1)}`}`;
}

function either(items: readonly string[]): string {
  return items.join(' or ');
}

function listed(items: readonly string[], most: number): string {
  if (items.length <= most) return either(items);
  return `${items.slice(0, most).join(', ')} or ${items.length - most} more`;
}
