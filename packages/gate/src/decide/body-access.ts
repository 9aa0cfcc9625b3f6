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
  if (asksForCalls(request)) return true;
  // A picture that nobody could keep in memory goes on as it comes; smaller ones may be JSON with a false label.
  if (!request.hasBody || request.hasLargeFile) return false;
  return facts.declaredRead || (facts.exception !== null && !facts.exception.everyMethod);
}

/** The worst of everything an app may take the request for, its body included. */
export function accessOf(request: CanonicalRequest, body: LookedAt = notLookedAt): Access {
  const { facts, raw, access } = request;
  if (raw.upgrade || facts.declaredWrite) return access;
  if (asksForCalls(request)) {
    if (body === null || body === notLookedAt) return 'write';
    // More than one rule, or none that holds under every reading: then the calls prove nothing.
    if (body.calls?.access !== 'read') return 'write';
    const isProven = facts.callsHold && facts.calls.length === 1 && agreesWithMethod(request, body);
    return isProven || access === 'read' ? 'read' : 'write';
  }
  if (body === notLookedAt || !facts.declaredRead) return access;
  const isRead =
    agreesWithMethod(request, body) || asksToBeGet(request, body) || isReadByEveryMethod(request, body);
  return isRead ? access : 'write';
}

/** Whether it would be a read, were the documents there whose digests it names: nothing else speaks against it. */
export function lacksDocumentsOnly(request: CanonicalRequest, body: LookedAt): boolean {
  const { facts, raw } = request;
  if (body === null || body === notLookedAt || body.calls?.access !== 'write') return false;
  if (body.calls.isUnknownDigest !== true || raw.upgrade || facts.declaredWrite) return false;
  return facts.callsHold && facts.calls.length === 1 && agreesWithMethod(request, body);
}

/**
 * Whether a rule of the path can say that the operation a request names only reads: the one that reads the very header,
 * and it alone.
 */
export function mayBeDeclaredOperation({ facts, operations, raw }: CanonicalRequest): boolean {
  const [rule] = facts.calls;
  return (
    facts.calls.length === 1 && operations.length === 1 && operations[0] === rule?.protocol && !raw.upgrade
  );
}

/** Whether it does say so, under every reading of the path. */
export function isDeclaredOperation(request: CanonicalRequest, body: BodyFacts | null): boolean {
  return mayBeDeclaredOperation(request) && request.facts.callsHold && accessOf(request, body) === 'read';
}

/** A preflight carries no call: frameworks answer it themselves, and clients of other origins send it before a read. */
function asksForCalls({ facts, raw, hasBody }: CanonicalRequest): boolean {
  return facts.calls.length > 0 && (raw.method !== 'OPTIONS' || hasBody);
}

/** Besides the method on the wire, which is declared a read: what a rule says of the others was looked at with theirs. */
function asksToBeGet({ raw, overrides }: CanonicalRequest, body: BodyFacts | null): boolean {
  if (body === null || body.overrides === null) return false;
  return [...overrides, ...body.overrides].every(
    (method) => method === raw.method || method === 'GET' || method === 'HEAD',
  );
}

/** One rule names all methods that the app may take it for, such as `GET,POST /reports`. */
function isReadByEveryMethod(request: CanonicalRequest, body: BodyFacts | null): boolean {
  const asked = body?.overrides;
  if (!asked) return false;
  const { declaredRead, declaredReadByMethod } = request.takenFor(asked).facts;
  return declaredRead && declaredReadByMethod;
}

/**
 * Whether rules that name a method could say something else of the request if its body asked for that method. A picture
 * that nobody could keep in memory goes on as it comes.
 */
export function mayBeTakenForAnother(request: CanonicalRequest): boolean {
  return request.compiled.methodsMatter && request.hasBody && !request.raw.upgrade && !request.hasLargeFile;
}

/** Whether an exception is one whatever the body asks the app to take the request for. */
export function holdsForBody(
  { everyMethod }: RouteException,
  request: CanonicalRequest,
  body: LookedAt,
): boolean {
  if (everyMethod || body === notLookedAt || agreesWithMethod(request, body)) return true;
  const asked = body?.overrides;
  // The rule names them all, such as `POST,DELETE /users/sign_out` of Rails.
  return asked ? request.takenFor(asked).facts.exception !== null : false;
}

/** No field of the body, nothing in headers or query, asks for a method other than the one on the wire. */
function agreesWithMethod({ raw, overrides }: CanonicalRequest, body: BodyFacts | null): boolean {
  if (body === null || body.overrides === null) return false;
  return [...overrides, ...body.overrides].every(
    (method) => method === raw.method || (isReadMethod(method) && isReadMethod(raw.method)),
  );
}
