import { canonicalAddress, createNetworkMatcher } from '../model/cidr.ts';
import { foldHeaderName } from '../model/header.ts';
import type { Policy, Route, RoutePattern } from '../model/policy.ts';
import { createPathMatcher, type PathMatcher } from './path-matcher.ts';
import type { ForwardingRules } from './read-client-address.ts';

/** What one glob of the policy does to a request that hits it. */
export interface Effect {
  readonly pattern: RoutePattern;
  readonly kind: 'route' | 'area' | 'sign-in';
  readonly route: Route | null;
  readonly area: string | null;
}

/** A policy ready to judge requests: matchers built once, nothing parsed per request. */
export interface CompiledPolicy {
  readonly policy: Policy;
  /** All globs as written, for effects that loosen: they must hold under every exact reading. */
  readonly loosening: PathMatcher<Effect>;
  /** All globs folded, for effects that tighten: any reading that hits counts. */
  readonly tightening: PathMatcher<Effect>;
  readonly forwarding: ForwardingRules;
  readonly trustedNetwork: (address: string) => string | null;
  readonly adminHosts: ReadonlySet<string>;
  readonly health: ReadonlySet<string>;
  /** Folded names of identity and forwarding headers that a client may not send to the upstream. */
  readonly strippedHeaders: ReadonlySet<string>;
  /** Whether any rule looks at single routes at all; without one the matchers are not asked. */
  readonly ruleCount: number;
}

export function compilePolicy(policy: Policy): CompiledPolicy {
  const effects = effectsOf(policy);
  const entries = effects.map((effect) => ({ glob: effect.pattern.glob, value: effect }));
  const networks = policy.trusted.networks.map(({ name, cidr }) => ({
    name,
    matches: createNetworkMatcher([cidr]),
  }));
  return {
    policy,
    loosening: createPathMatcher(entries, { fold: false, emptySegments: false }),
    tightening: createPathMatcher(entries, { fold: true, emptySegments: true }),
    forwarding: {
      addressHeader: policy.trusted.addressHeader,
      isTrustedProxy: createNetworkMatcher(policy.trusted.proxies),
      canonicalAddress,
    },
    trustedNetwork: (address) => networks.find((network) => network.matches(address))?.name ?? null,
    adminHosts: new Set(policy.trusted.adminHosts.map((host) => host.toLowerCase())),
    health: new Set(policy.health),
    strippedHeaders: strippedHeaders(policy),
    ruleCount: effects.length,
  };
}

function effectsOf(policy: Policy): Effect[] {
  const effects: Effect[] = policy.routes.map((route) => ({
    pattern: route.pattern,
    kind: 'route',
    route,
    area: null,
  }));
  for (const area of Object.values(policy.areas)) {
    for (const pattern of area.routes) effects.push({ pattern, kind: 'area', route: null, area: area.name });
  }
  for (const pattern of policy.signIn.routes)
    effects.push({ pattern, kind: 'sign-in', route: null, area: null });
  if (policy.signIn.page !== null) {
    const pattern: RoutePattern = {
      source: `GET ${policy.signIn.page}`,
      methods: ['GET'],
      glob: policy.signIn.page,
      host: null,
    };
    effects.push({ pattern, kind: 'sign-in', route: null, area: null });
  }
  return effects;
}

/**
 * Ours, and every header an identity source believes: from outside they are lies. The upstream's own copy is
 * set by the gate, or by the trusted proxy whose request is forwarded.
 */
function strippedHeaders(policy: Policy): ReadonlySet<string> {
  const names = new Set([
    'portcullis-decision',
    'portcullis-mode',
    'portcullis-confirm',
    'portcullis-reference',
  ]);
  for (const source of policy.identity) {
    if (source.kind !== 'header') continue;
    names.add(foldHeaderName(source.subject));
    names.add(foldHeaderName(source.role.header));
  }
  return names;
}
