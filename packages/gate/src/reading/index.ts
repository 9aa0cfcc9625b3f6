export { CanonicalRequest, readRequest } from './canonical-request.ts';
export { type CompiledPolicy, compilePolicy, type Effect } from './compile-policy.ts';
export { framingProblem } from './framing-problem.ts';
export { createPathMatcher, type PathMatcher } from './path-matcher.ts';
export { readHost } from './read-host.ts';
export { isReadMethod } from './read-method.ts';
export { originForm, readTarget, type TargetReading } from './read-target.ts';
export type { RouteException, RouteFacts } from './route-facts.ts';
