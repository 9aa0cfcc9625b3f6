import type { Route, RoutePattern } from '../model/policy.ts';
import type { AllowedCalls, ProductionScope } from '../model/production.ts';
import type { Webhook } from '../model/webhook.ts';
import type { PathMatcher } from './path-matcher.ts';

/** What one glob of the policy does to a request that hits it. */
export interface Effect {
  readonly pattern: RoutePattern;
  readonly kind: 'route' | 'area' | 'sign-in' | 'production' | 'webhook';
  readonly route: Route | null;
  readonly area: string | null;
  /** What production mode does with it. */
  readonly production: ProductionEffect | null;
  readonly webhook: Webhook | null;
  /** Whether it can let anything through: then it must also hold under every exact reading. */
  readonly loosens: boolean;
  /** Whether this glob was widened from pages and scripts, so that it holds for no style sheet or picture. */
  readonly pagesOnly: boolean;
  /** Whether it was widened from a script, a file or a page to what lies behind, which holds where no rule speaks of that. */
  readonly behindScript: boolean;
}

export type ProductionEffect =
  | { readonly kind: 'refused'; readonly for: ProductionScope }
  | { readonly kind: 'calls'; readonly rule: AllowedCalls['rule'] };

/** What finds the globs that a path hits. */
export interface PolicyMatchers {
  /** Globs as written, of effects that loosen: they must hold under every exact reading. */
  readonly loosening: PathMatcher<Effect>;
  /** The same for readings that end where parameters begin: a glob with `&` in it ends there as well. */
  readonly looseningShortened: PathMatcher<Effect>;
  /** All globs folded: where an effect tightens, any reading that hits counts. */
  readonly tightening: PathMatcher<Effect>;
}
