import type { BodyFacts } from '../model/decision.ts';
import type { Access } from '../model/request.ts';
import type { CanonicalRequest } from '../reading/canonical-request.ts';
import { isReadMethod } from '../reading/read-method.ts';
import type { RouteException } from '../reading/route-facts.ts';

export const notLookedAt = 'not looked at';

/** Null = it could not be read. */
export type LookedAt = BodyFacts | null | typeof notLookedAt;

/**
 * Whether what is let through depends on the body: on the calls in it, or on a field that asks the app to take the
 * request for another method. Asked in a governed mode only.
 */
export function needsBody(request: CanonicalRequest): boolean {
  const { facts, raw } = request;
  if (raw.upgrade) return false;
  if (facts.calls.length > 0) return true;
  // A picture that nobody could keep in memory goes on as it comes; smaller ones may be JSON with a false label.
  if (!request.hasBody || request.hasLargeFile) return false;
  return facts.declaredRead || (facts.exception !== null && !facts.exception.everyMethod);
}

/** The worst of everything an app may take the request for, its body included. */
export function accessOf(request: CanonicalRequest, body: LookedAt = notLookedAt): Access {
  const { facts, raw, access } = request;
  if (raw.upgrade || facts.declaredWrite) return access;
  if (facts.calls.length > 0) {
    if (body === null || body === notLookedAt) return 'write';
    // More than one rule, or none that holds under every reading: then the calls prove nothing.
    if (body.calls?.access !== 'read') return 'write';
    const isProven = facts.callsHold && facts.calls.length === 1 && agreesWithMethod(request, body);
    return isProven || access === 'read' ? 'read' : 'write';
  }
  if (body === notLookedAt || !facts.declaredRead) return access;
  return agreesWithMethod(request, body) ? access : 'write';
}

/** Whether an exception is one whatever the body asks the app to take the request for. */
export function holdsForBody(
  { everyMethod }: RouteException,
  request: CanonicalRequest,
  body: LookedAt,
): boolean {
  return everyMethod || body === notLookedAt || agreesWithMethod(request, body);
}

/** No field of the body, nothing in headers or query, asks for a method other than the one on the wire. */
function agreesWithMethod({ raw, overrides }: CanonicalRequest, body: BodyFacts | null): boolean {
  if (body === null || body.overrides === null) return false;
  return [...overrides, ...body.overrides].every(
    (method) => method === raw.method || (isReadMethod(method) && isReadMethod(raw.method)),
  );
}
