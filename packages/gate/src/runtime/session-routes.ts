import type { CanonicalRequest } from '../reading/canonical-request.ts';

/**
 * Whether a request may sign somebody in or out, by any reading and whatever rule decided about it: who signs out below a
 * protected route, or in an area that is open, is nobody afterwards, too.
 */
export function maySignIn({ facts }: CanonicalRequest): boolean {
  return facts.mayBeSignIn;
}

/** Whether what is known of its sender may be wrong once it is answered: ways in and out are declared as exceptions, too. */
export function mayChangeSession(request: CanonicalRequest): boolean {
  return (request.access !== 'read' && request.facts.exception !== null) || maySignIn(request);
}
