import { deepFreeze } from './deep-freeze.ts';
import { readBoolean, readChoice, readFields, readInteger, readOptionalString } from './parse-given.ts';
import { readIdentity } from './parse-identity.ts';
import { readMethodOverrides } from './parse-method-overrides.ts';
import { readBanners, readCors, readPage } from './parse-page.ts';
import { createProblems, throwIfAny } from './parse-problems.ts';
import { readProduction } from './parse-production.ts';
import { noteRouteConflicts } from './parse-route-conflicts.ts';
import {
  readAreas,
  readHealth,
  readLanguagePrefix,
  readRouteParameters,
  readRoutes,
  readSignIn,
} from './parse-routes.ts';
import { readBypass, readTrusted } from './parse-trusted.ts';
import { readWebhooks } from './parse-webhooks.ts';
import type { Policy } from './policy.ts';

export { canonicalPolicy } from './canonical-policy.ts';

const keys = [
  'routes',
  'areas',
  'health',
  'routeParameters',
  'languagePrefix',
  'signIn',
  'identity',
  'trusted',
  'bypass',
  'onStoreLost',
  'neverSeen',
  'page',
  'banners',
  'retryAfterSeconds',
  'cors',
  'strictTargets',
  'methodOverrides',
  'production',
  'dialect',
  'webhooks',
  'webhookProviders',
] as const;

export interface PolicyWithWarnings {
  readonly policy: Policy;
  /** What is allowed and probably not meant, each with the path of the setting. */
  readonly warnings: readonly string[];
}

/**
 * Checks a policy and fills the defaults. Throws PORTCULLIS_POLICY_INVALID, whose message lists everything
 * that is wrong: the path, what was expected, what came and what to do.
 */
export function parsePolicy(input: unknown): Policy {
  return parsePolicyWithWarnings(input).policy;
}

export function parsePolicyWithWarnings(input: unknown): PolicyWithWarnings {
  const problems = createProblems();
  if (input === undefined)
    problems.add('policy', 'expected an object, got nothing. Write {} for the defaults');
  const fields = readFields({ path: 'policy', value: input, problems }, keys);
  const routes = readRoutes(fields.routes);
  const signIn = readSignIn(fields.signIn);
  const webhooks = readWebhooks(fields.webhooks, fields.webhookProviders);
  noteRouteConflicts({ routes, signIn, webhooks });
  const trusted = readTrusted(fields.trusted);
  const policy: Policy = {
    routes: routes.map(({ value }) => value),
    areas: readAreas(fields.areas),
    health: readHealth(fields.health),
    routeParameters: readRouteParameters(fields.routeParameters),
    languagePrefix: readLanguagePrefix(fields.languagePrefix),
    signIn: {
      page: signIn.page,
      routes: signIn.routes.map(({ value }) => value),
      signOut: signIn.signOut,
    },
    identity: readIdentity(fields.identity, trusted),
    trusted,
    bypass: readBypass(fields.bypass),
    onStoreLost: readChoice(fields.onStoreLost, ['keep', 'read-only', 'closed'], 'keep'),
    neverSeen: readChoice(fields.neverSeen, ['open', 'read-only', 'closed'], 'read-only'),
    page: readPage(fields.page),
    banners: readBanners(fields.banners),
    retryAfterSeconds: readInteger(fields.retryAfterSeconds, { fallback: 600, least: 60, most: 604_800 }),
    cors: readCors(fields.cors),
    strictTargets: readBoolean(fields.strictTargets, false),
    methodOverrides: readMethodOverrides(fields.methodOverrides),
    production: readProduction(fields.production),
    webhooks: webhooks.map(({ value }) => value),
    dialect: readOptionalString(fields.dialect, {
      expected: 'the name of a dialect such as "odoo"',
      longest: 40,
      problemOf: (name) => (/^[a-z][a-z-]*$/.test(name) ? null : 'Use lower-case letters and hyphens.'),
    }),
  };
  throwIfAny(problems, 'policy', 'PORTCULLIS_POLICY_INVALID');
  return deepFreeze({ policy, warnings: [...problems.warnings] });
}
