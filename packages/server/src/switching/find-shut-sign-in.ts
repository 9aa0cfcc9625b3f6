import type { Gate, SwitchRequest } from '@portcullis/gate';
import type { Arrival } from './arrival.ts';
import { decisionOf, futureView, type LockOutOptions, requestOf } from './lock-out-check.ts';

export interface ShutSignIn {
  readonly page: string;
  /** Where the application sends whoever opens that page. */
  readonly location: string;
}

/**
 * The page to sign in at, where the application sends on from it to what production mode shuts: an Odoo with several
 * databases asks which one. Nobody could sign in any more, without anything that looks like an error. Null where that is not
 * so, or nobody can tell.
 */
export async function findShutSignIn({
  gate,
  request,
  fetchUpstream,
  signInArrival,
}: {
  readonly gate: Gate;
  readonly request: SwitchRequest;
  readonly fetchUpstream: LockOutOptions['fetchUpstream'];
  readonly signInArrival: Arrival;
}): Promise<ShutSignIn | null> {
  const { page } = gate.view().snapshot.compiled.policy.signIn;
  if (page === null) return null;
  const answer = await fetchUpstream(page).catch(() => null);
  if (answer === null || answer.location === null) return null;
  const target = pathOf(answer.location, page);
  if (target === null) return null;
  const { rule } = await decisionOf(gate, futureView(gate, request), requestOf('GET', target, signInArrival));
  return rule.id === 'production' ? { page, location: target } : null;
}

/** Without the query: a debug switch in it would be taken out, not shut. */
function pathOf(location: string, page: string): string | null {
  return URL.parse(location, `http://site.invalid${page}`)?.pathname ?? null;
}
