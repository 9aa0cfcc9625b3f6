import type { Given } from './parse-given.ts';
import type { Placed, SignIn } from './parse-routes.ts';
import type { Route, RoutePattern } from './policy.ts';
import type { Webhook } from './webhook.ts';

/** What one rule says about the requests of its pattern. */
interface Claim {
  readonly given: Given;
  readonly pattern: RoutePattern;
  readonly exception: boolean;
  readonly protected: boolean;
  readonly access: 'read' | 'write' | null;
  readonly webhook: boolean;
}

export interface RulesOfRoutes {
  readonly routes: readonly Placed<Route>[];
  readonly signIn: SignIn;
  readonly webhooks: readonly Placed<Webhook>[];
}

/**
 * Notes rules that contradict each other on the very same glob, and rules that open more than their author
 * can have meant. Globs that merely overlap are no contradiction: the stricter rule wins there.
 */
export function noteRouteConflicts({ routes, signIn, webhooks }: RulesOfRoutes): void {
  const nothing = { exception: false, protected: false, access: null, webhook: false };
  const claims: Claim[] = routes.map(({ given, value }) => ({
    given,
    ...value,
    exception: value.exception === true,
    webhook: false,
  }));
  for (const { given, value } of signIn.routes) {
    claims.push({ ...nothing, given, pattern: value, exception: true });
  }
  for (const { given, value } of webhooks) {
    claims.push({ ...nothing, given, pattern: value.pattern, webhook: true });
  }
  for (const group of groupByGlob(claims).values()) noteGroup(group);
  for (const claim of claims) noteWide(claim);
}

function groupByGlob(claims: readonly Claim[]): ReadonlyMap<string, readonly Claim[]> {
  const groups = new Map<string, Claim[]>();
  const written = new Map<string, Claim>();
  for (const claim of claims) {
    const { pattern, given } = claim;
    const glob = pattern.glob.replace(/\/:\w+/g, '/*');
    const methods = pattern.methods === null ? '' : [...pattern.methods].sort().join(',');
    const identity = JSON.stringify([methods, glob, pattern.host, claim.exception, claim.webhook]);
    const twin = written.get(identity);
    if (twin !== undefined) {
      given.problems.add(
        given.path,
        `the same route is there already, at ${twin.given.path}. Put both rules into one`,
      );
      continue;
    }
    written.set(identity, claim);
    const group = groups.get(glob);
    if (group === undefined) groups.set(glob, [claim]);
    else group.push(claim);
  }
  return groups;
}

function noteGroup(group: readonly Claim[]): void {
  notePairs(
    group.filter((claim) => claim.exception),
    group.filter((claim) => claim.protected),
    'one makes the route an exception for everybody, the other protects it',
  );
  notePairs(
    group.filter((claim) => claim.access === 'read'),
    group.filter((claim) => claim.access === 'write'),
    'one calls the route a read, the other a write',
  );
  notePairs(
    group.filter((claim) => claim.webhook),
    group.filter((claim) => claim.exception || claim.protected),
    'one is a webhook, the other lets the route through for everybody, or for insiders alone',
  );
}

function notePairs(ones: readonly Claim[], others: readonly Claim[], how: string): void {
  for (const one of ones) {
    const other = others.find((candidate) => candidate !== one && overlap(one.pattern, candidate.pattern));
    if (other === undefined) continue;
    one.given.problems.add(one.given.path, `contradicts ${other.given.path}: ${how}. Remove one`);
  }
}

function overlap(a: RoutePattern, b: RoutePattern): boolean {
  const methods =
    a.methods === null || b.methods === null || a.methods.some((method) => b.methods?.includes(method));
  return methods && (a.host === null || b.host === null || a.host === b.host);
}

const readMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

function noteWide(claim: Claim): void {
  const { pattern, given } = claim;
  const letsWritesThrough =
    pattern.methods === null || pattern.methods.some((method) => !readMethods.includes(method));
  const loosens = claim.exception || claim.webhook || (claim.access === 'read' && letsWritesThrough);
  if (!loosens) return;
  const effect = claim.exception
    ? 'open to everybody during a window'
    : claim.webhook
      ? 'a webhook'
      : 'a read';
  if (pattern.glob === '/**') {
    given.problems.add(
      given.path,
      `makes every route ${effect}, so that the switch does nothing. Name the routes`,
    );
  } else if (!/[^/*:]/.test(pattern.glob.replace(/\/:\w+/g, '/*'))) {
    given.problems.warn(
      given.path,
      claim.exception
        ? `makes every route of the shape ${pattern.glob} open to everybody during a window. Name the routes if you can`
        : claim.webhook
          ? `makes every route of the shape ${pattern.glob} a webhook. Name the routes if you can`
          : `makes every route of the shape ${pattern.glob} a read. Name the routes if you can`,
    );
  } else if (/[^\x21-\x7e]|;/.test(pattern.glob)) {
    given.problems.warn(
      given.path,
      'never loosens anything: a path with other characters than ASCII, or with ;, can be read in more than one way. Write * for that segment',
    );
  }
}
