import type { Role } from '../model/identity.ts';
import type { Mode } from '../model/mode.ts';
import type { Policy, Route, RoutePattern } from '../model/policy.ts';
import { insiderRoles, rolesOfSource } from '../model/roles-of-source.ts';

export interface EffectiveRuleInput {
  readonly mode: Mode;
  readonly areas: Readonly<Record<string, Mode>>;
  readonly policy: Policy;
}

/** The rule in force as data, for whoever words it in a language. */
export interface EffectiveRule {
  readonly site: ModeRule;
  /** Areas whose mode differs; where they overlap, the stricter rule holds. */
  readonly areas: readonly { readonly name: string; readonly rule: ModeRule }[];
  /** Server actions that no rule lists follow the strictest of these rules on every page. */
  readonly actionsFollowStrictest: boolean;
}

/** What one mode does. `readers` of an open or read-only site are everybody; `writers` of an open one, too. */
export interface ModeRule {
  readonly mode: Mode;
  /** Who gets into a closed site. */
  readonly readers: readonly LetIn[];
  /** Who may change something although the site is not open. */
  readonly writers: readonly LetIn[];
  /** Routes that only insiders reach. Protection outranks exceptions, so it is told beside them too. */
  readonly insidersOnly: Listed;
  /** What counts as reading although its method does not say so. */
  readonly declaredReads: readonly DeclaredReads[];
}

export interface DeclaredReads {
  /** Whole requests, calls in their bodies, sockets, single messages on sockets. */
  readonly kind: 'requests' | 'calls' | 'sockets' | 'messages';
  readonly routes: Listed;
}

/** Somebody who is let through, and by which second credential where one is needed. */
export type LetIn =
  | { readonly kind: 'roles'; readonly roles: readonly Role[]; readonly by: Ways }
  | { readonly kind: 'named'; readonly subjects: Listed; readonly by: Ways }
  | { readonly kind: 'pass' }
  | { readonly kind: 'write-pass'; readonly by: Ways }
  | { readonly kind: 'health' }
  | { readonly kind: 'sign-in' }
  | { readonly kind: 'exceptions'; readonly routes: Listed };

/** The paths that are the second credential; none where reading needs the role alone. */
export interface Ways {
  /** From anywhere: no path is needed. */
  readonly anywhere: boolean;
  readonly networks: readonly string[];
  readonly hosts: readonly string[];
  /** Or a write pass of their own. */
  readonly ownPass: boolean;
}

/** The first three, and how many there are besides. */
export interface Listed {
  readonly first: readonly string[];
  readonly more: number;
}

const mostListed = 3;
const noWays: Ways = { anywhere: false, networks: [], hosts: [], ownPass: false };
const anywhere: Ways = { ...noWays, anywhere: true };

/** describe-effective-rule.test.ts asks `decide` whether every claim is true. Break-glass is no policy and is not in it. */
export function effectiveRuleOf({ mode, areas, policy }: EffectiveRuleInput): EffectiveRule {
  const different = Object.entries(areas).filter(
    ([name, areaMode]) => areaMode !== mode && Object.hasOwn(policy.areas, name),
  );
  return {
    site: ruleOf(mode, policy),
    areas: different.map(([name, areaMode]) => ({ name, rule: ruleOf(areaMode, policy) })),
    actionsFollowStrictest:
      different.length > 0 && policy.routes.some(({ calls }) => calls?.protocol === 'next-action'),
  };
}

function ruleOf(mode: Mode, policy: Policy): ModeRule {
  const isOpen = mode === 'open';
  return {
    mode,
    readers: mode === 'closed' ? readers(policy) : [],
    writers: isOpen ? [] : writers(policy),
    insidersOnly: isOpen
      ? listed([])
      : listed(policy.routes.filter((route) => route.protected).map(({ pattern }) => sourceOf(pattern))),
    declaredReads: mode === 'read-only' ? declaredReads(policy) : [],
  };
}

function declaredReads({ routes }: Policy): DeclaredReads[] {
  const counting: readonly (readonly [DeclaredReads['kind'], (route: Route) => boolean])[] = [
    ['requests', ({ access, calls, pattern }) => access === 'read' && calls === null && mayChange(pattern)],
    ['calls', ({ calls }) => calls !== null],
    ['sockets', ({ socket }) => socket?.kind === 'allow'],
    ['messages', ({ socket }) => socket?.kind === 'messages'],
  ];
  return counting
    .map(([kind, counts]) => {
      const found = routes.filter((route) => !route.protected && counts(route));
      return { kind, routes: listed(found.map(({ pattern }) => sourceOf(pattern))) };
    })
    .filter((each) => each.routes.first.length > 0);
}

function readers(policy: Policy): LetIn[] {
  const roles = rolesOf(policy);
  const { allowedSubjects } = policy.bypass;
  return [
    ...(roles.length > 0 ? [{ kind: 'roles', roles, by: noWays } as const] : []),
    ...(policy.identity.length > 0 && allowedSubjects.length > 0
      ? [{ kind: 'named', subjects: named(allowedSubjects), by: noWays } as const]
      : []),
    { kind: 'pass' },
    ...(policy.health.length > 0 ? [{ kind: 'health' } as const] : []),
    ...everybody(policy, () => true, policy.signIn.page !== null),
  ];
}

function writers(policy: Policy): LetIn[] {
  const { bypass } = policy;
  const people: LetIn[] = [];
  const by = pathsOf(policy);
  const known = rolesOf(policy);
  const isAlone = (role: Role): boolean => bypass.writeByRoleAlone.includes(role);
  const mayWrite = (role: Role): boolean =>
    role === 'allowed' ? bypass.allowedWrite : bypass.write.includes(role) || isAlone(role);
  const alone = known.filter((role) => mayWrite(role) && isAlone(role));
  if (alone.length > 0) people.push({ kind: 'roles', roles: alone, by: anywhere });
  const withPath = known.filter((role) => mayWrite(role) && !isAlone(role));
  if (withPath.length > 0) people.push({ kind: 'roles', roles: withPath, by: { ...by, ownPass: true } });
  if (policy.identity.length > 0 && bypass.allowedWrite && bypass.allowedSubjects.length > 0) {
    people.push({ kind: 'named', subjects: named(bypass.allowedSubjects), by: { ...by, ownPass: true } });
  }
  // A write pass makes its holder an admin; it is one credential, so a path must be the other.
  if (by.networks.length + by.hosts.length > 0 && bypass.write.includes('admin')) {
    people.push({ kind: 'write-pass', by });
  }
  return [...people, ...everybody(policy, mayChange, policy.signIn.routes.some(mayChange))];
}

/** What is let through for everybody: signing in, and declared exceptions. */
function everybody(policy: Policy, counts: (pattern: RoutePattern) => boolean, signsIn: boolean): LetIn[] {
  const exceptions = policy.routes
    .filter((route) => route.exception === true && (route.access === 'write' || counts(route.pattern)))
    .map(({ pattern }) => sourceOf(pattern));
  return [
    ...(signsIn ? [{ kind: 'sign-in' } as const] : []),
    ...(exceptions.length > 0 ? [{ kind: 'exceptions', routes: listed(exceptions) } as const] : []),
  ];
}

function mayChange({ methods }: RoutePattern): boolean {
  return methods === null || methods.some((method) => !['GET', 'HEAD', 'OPTIONS'].includes(method));
}

/** Insider roles that some identity source can give. */
function rolesOf({ identity }: Policy): readonly Role[] {
  return insiderRoles.filter((role) => identity.some((source) => rolesOfSource(source).includes(role)));
}

function pathsOf({ trusted }: Policy): Ways {
  return {
    ...noWays,
    networks: [...new Set(trusted.networks.map(({ name }) => name))],
    hosts: [...new Set(trusted.adminHosts)],
  };
}

/** Many people are a number: which three of them would say nothing. */
function named(subjects: readonly string[]): Listed {
  return subjects.length <= mostListed ? listed(subjects) : { first: [], more: subjects.length };
}

function sourceOf({ source, host }: RoutePattern): string {
  return host === null ? source : `${source} on ${host}`;
}

function listed(items: readonly string[]): Listed {
  return { first: items.slice(0, mostListed), more: Math.max(0, items.length - mostListed) };
}
