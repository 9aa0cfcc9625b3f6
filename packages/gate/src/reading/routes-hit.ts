import type { Route } from '../model/policy.ts';
import { mayApply, type RoutedRequest } from './route-facts.ts';

/** The policy's routes that some reading of a request hits, in the order of the policy: for those who look a decision up. */
export function routesHit(request: RoutedRequest): readonly Route[] {
  const hit = new Set<Route>();
  for (const effects of request.known.tightening) {
    for (const effect of effects) {
      if (effect.route !== null && mayApply(effect, request)) hit.add(effect.route);
    }
  }
  // Few hit, of many that are named.
  const { routes } = request.compiled.policy;
  return [...hit].sort((one, other) => routes.indexOf(one) - routes.indexOf(other));
}
