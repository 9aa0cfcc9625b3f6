import { canonicalAddress, createNetworkMatcher } from '../model/cidr.ts';
import { foldHeaderName } from '../model/header.ts';
import type { Policy, Route, RoutePattern } from '../model/policy.ts';
import { type TargetSwitches, targetSwitchesOf } from './debug-switches.ts';
import { foldCase } from './foldings.ts';
import {
  cleanUrlGlobs,
  defaultActionGlobs,
  exactGlobs,
  foldGlobs,
  globsBehind,
  shortenedGlobs,
} from './glob-spellings.ts';
import { createKnownTargets, type KnownTargets } from './known-targets.ts';
import { isLanguageOf } from './language-prefix.ts';
import { type OverrideNames, overrideNamesOf } from './override-names.ts';
import { createPathMatcher, type GlobEntry } from './path-matcher.ts';
import type { Effect, PolicyMatchers } from './policy-matchers.ts';
import { routeNamesOf } from './query-routes.ts';
import type { ForwardingRules } from './read-client-address.ts';

/** A policy ready to judge requests: matchers built once, nothing parsed per request. */
export interface CompiledPolicy {
  readonly policy: Policy;
  readonly matchers: PolicyMatchers;
  readonly knownTargets: KnownTargets;
  readonly forwarding: ForwardingRules;
  readonly trustedNetwork: (address: string) => string | null;
  readonly adminHosts: ReadonlySet<string>;
  readonly allowedSubjects: ReadonlySet<string>;
  readonly health: ReadonlySet<string>;
  /** Folded names of parameters that carry a route. */
  readonly routeNames: ReadonlySet<string>;
  /** Folded names of headers that a client may not send to the upstream. */
  readonly strippedHeaders: ReadonlySet<string>;
  /** The part of them that nobody may send; a named proxy may send the others, they are its own. */
  readonly strippedFromProxies: ReadonlySet<string>;
  /** Lower-case names of headers that say who somebody is. No alias of one may reach the upstream, from anybody. */
  readonly identityHeaders: ReadonlySet<string>;
  /** The names by which the app lets a request ask for another method. */
  readonly overrideNames: OverrideNames;
  /** The same for bodies, with the field by which WordPress takes a form to another route: it asks for as much. */
  readonly bodyOverrideNames: OverrideNames;
  /** Whether a rule that can make anything stricter names a method: then a body that asks for another one matters. */
  readonly methodsMatter: boolean;
  /** Of production mode, that turn debugging on: all of them, and those that nobody may use. */
  readonly debugSwitches: { readonly all: TargetSwitches; readonly everybody: TargetSwitches };
  /** Globs of routes with a rule for calls that limits an exception at the same route. */
  readonly callGlobs: ReadonlySet<string>;
  /** Whether any rule holds on one host alone: then hosts that proxies name are read. */
  readonly hostsMatter: boolean;
  /** Whether any rule looks at single routes at all; without one the matchers are not asked. */
  readonly ruleCount: number;
}

export function compilePolicy(policy: Policy): CompiledPolicy {
  const effects = effectsOf(policy);
  const exact = effects.filter(({ loosens }) => loosens).flatMap((effect) => entriesFor(effect, exactGlobs));
  const shortened = exact.flatMap(({ glob, value }) =>
    shortenedGlobs(glob).map((part) => ({ glob: part, value })),
  );
  const asWritten = {
    emptySegments: false,
    isLanguage: isLanguageOf(policy.languagePrefix),
    namedBehindLanguage: true,
  };
  const loosening = createPathMatcher(exact, asWritten);
  const tightening = createPathMatcher(
    effects.flatMap((effect) => [
      ...entriesFor(effect, foldGlobs),
      ...entriesFor({ ...effect, pagesOnly: true }, cleanUrlGlobs),
      ...entriesFor(effect, defaultActionGlobs).map((entry) => ({ ...entry, isLiteral: true })),
      ...entriesFor({ ...effect, behindScript: true }, globsBehind),
    ]),
    {
      emptySegments: true,
      shortNames: true,
      punctuation: true,
      isLanguage: isLanguageOf(policy.languagePrefix, foldCase),
    },
  );
  return {
    policy,
    matchers: {
      loosening,
      looseningShortened:
        shortened.length === 0 ? loosening : createPathMatcher([...exact, ...shortened], asWritten),
      tightening,
    },
    knownTargets: createKnownTargets(),
    forwarding: {
      addressHeader: policy.trusted.addressHeader,
      isTrustedProxy: createNetworkMatcher(policy.trusted.proxies),
      canonicalAddress,
    },
    trustedNetwork: createNetworkFinder(policy.trusted.networks),
    adminHosts: new Set(policy.trusted.adminHosts),
    allowedSubjects: new Set(policy.bypass.allowedSubjects),
    health: new Set(policy.health),
    routeNames: routeNamesOf(policy.routeParameters),
    strippedHeaders: new Set([...neverFromOutside, ...headersOfSignInProxies, ...believedHeaders(policy)]),
    strippedFromProxies: new Set(neverFromOutside),
    identityHeaders: new Set([
      'authorization',
      ...headersOfSignInProxies,
      ...believedHeaders(policy),
      ...tokenHeaders(policy),
    ]),
    overrideNames: overrideNamesOf(policy.methodOverrides),
    bodyOverrideNames: overrideNamesOf([...policy.methodOverrides, 'rest_route']),
    methodsMatter: effects.some(tightensByMethod),
    debugSwitches: debugSwitchesOf(policy),
    hostsMatter: effects.some(({ pattern }) => pattern.host !== null),
    callGlobs: new Set(
      policy.routes.filter(({ calls }) => limitsException(calls)).map(({ pattern }) => pattern.glob),
    ),
    ruleCount: effects.length,
  };
}

function debugSwitchesOf({ production }: Policy): CompiledPolicy['debugSwitches'] {
  const all = production?.switches ?? [];
  return {
    all: targetSwitchesOf(all),
    everybody: targetSwitchesOf(all.filter((candidate) => candidate.for === 'everybody')),
  };
}

/** Server actions run on any path and are judged by themselves; a form beside them is none of their business. */
function limitsException(calls: Route['calls']): boolean {
  return calls !== null && calls.protocol !== 'next-action';
}

/** The name of the network an address lies in. Addresses of strangers, which are most, are read once. */
function createNetworkFinder(
  networks: readonly { readonly name: string; readonly cidr: string }[],
): CompiledPolicy['trustedNetwork'] {
  const isInAny = createNetworkMatcher(networks.map(({ cidr }) => cidr));
  const named = networks.map(({ name, cidr }) => ({ name, matches: createNetworkMatcher([cidr]) }));
  return (address) =>
    isInAny(address) ? (named.find((network) => network.matches(address))?.name ?? null) : null;
}

function entriesFor(
  value: Effect,
  spellings: (glob: string) => readonly string[],
): readonly GlobEntry<Effect>[] {
  return spellings(value.pattern.glob).map((glob) => ({ glob, value }));
}

const notWidened = { pagesOnly: false, behindScript: false };
const nothing = { route: null, area: null, production: null, webhook: null, ...notWidened };

function effectsOf(policy: Policy): Effect[] {
  const effects: Effect[] = policy.routes.map((route) => ({
    ...nothing,
    pattern: route.pattern,
    kind: 'route',
    route,
    loosens:
      route.exception === true || route.access === 'read' || route.calls !== null || route.socket !== null,
  }));
  for (const area of Object.values(policy.areas)) {
    for (const pattern of area.routes) {
      effects.push({ ...nothing, pattern, kind: 'area', area: area.name, loosens: true });
    }
  }
  for (const pattern of signInPatterns(policy)) {
    effects.push({ ...nothing, pattern, kind: 'sign-in', loosens: true });
  }
  for (const webhook of policy.webhooks) {
    effects.push({ ...nothing, pattern: webhook.pattern, kind: 'webhook', webhook, loosens: true });
  }
  return [...effects, ...productionEffects(policy)];
}

/** They only tighten, and only while production mode is on. */
function productionEffects({ production }: Policy): readonly Effect[] {
  if (production === null) return [];
  const common = { ...nothing, kind: 'production', loosens: false } as const;
  return [
    ...production.refused.map(
      (route): Effect => ({
        ...common,
        pattern: route.pattern,
        production: { kind: 'refused', for: route.for },
      }),
    ),
    ...production.calls.map(
      ({ pattern, rule }): Effect => ({ ...common, pattern, production: { kind: 'calls', rule } }),
    ),
  ];
}

/** An area does so in both ways: by being stricter, and by being looser for some methods alone. */
function tightensByMethod({ pattern, route, area, production }: Effect): boolean {
  if (pattern.methods === null) return false;
  if (route === null) return area !== null || production !== null;
  return (
    route.protected ||
    route.sensitive ||
    route.exception === 'never' ||
    route.access === 'write' ||
    route.calls !== null
  );
}

function signInPatterns({ signIn }: Policy): readonly RoutePattern[] {
  const { page, routes } = signIn;
  if (page === null) return routes;
  return [...routes, { source: `GET ${page}`, methods: ['GET'], glob: page, host: null }];
}

/** Our own, and what Next.js takes for its own inner traffic (CVE-2025-29927): from outside they are lies. */
const neverFromOutside = [
  'portcullis-decision',
  'portcullis-mode',
  'portcullis-confirm',
  'portcullis-delivery',
  'portcullis-delivery-proof',
  'portcullis-reference',
  'x-middleware-subrequest',
  'x-middleware-subrequest-id',
];

/** What sign-in proxies tell the app they stand before, whether or not the policy believes it too. */
const headersOfSignInProxies = [
  'remote-user',
  'x-auth-request-access-token',
  'x-auth-request-email',
  'x-auth-request-groups',
  'x-auth-request-preferred-username',
  'x-auth-request-user',
  'x-remote-user',
  'x-webauth-user',
];

/** Headers that the policy believes unsigned: only a named proxy may set them. */
function believedHeaders({ identity }: Policy): string[] {
  return identity.flatMap((source) =>
    source.kind === 'header'
      ? [
          source.subject,
          source.role.header,
          ...(source.groups === undefined ? [] : [source.groups.header]),
        ].map(foldHeaderName)
      : [],
  );
}

/** Headers with a signed token: anybody may send one. */
function tokenHeaders({ identity }: Policy): string[] {
  return identity.flatMap((source) =>
    source.kind === 'jwt' && 'header' in source.from ? [foldHeaderName(source.from.header)] : [],
  );
}
