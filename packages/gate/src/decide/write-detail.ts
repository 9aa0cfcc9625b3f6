import type { Reason } from '../model/reasons.ts';
import type { CanonicalRequest } from '../reading/canonical-request.ts';
import { type LookedAt, notLookedAt } from './body-access.ts';

/** Why a request is a write, for those who look it up; its method where that says it. */
export function writeDetail(request: CanonicalRequest, body: LookedAt): string {
  if (body !== notLookedAt) {
    if (body?.calls?.access === 'write') return body.calls.why;
    const reason = reasonInBody(body);
    if (reason !== null) return reason;
  }
  return reasonInHead(request) ?? request.raw.method;
}

function reasonInBody(body: Exclude<LookedAt, typeof notLookedAt>): Reason | null {
  if (body === null) return 'a body that cannot be read: too large, too slow or broken off';
  const { overrides } = body;
  if (overrides === null) return 'a body whose fields cannot be read';
  return overrides.length > 0 ? `a body that asks for ${overrides.join(', ').slice(0, 64)}` : null;
}

function reasonInHead({ facts, raw, overrides, operations, access }: CanonicalRequest): Reason | null {
  if (facts.declaredWrite) return 'declared as a write';
  if (operations.length > 0) return `${raw.method} with ${operations.join(', ')}, which runs on any path`;
  if (raw.upgrade && overrides.length === 0) return 'an upgrade without a socket rule';
  if (overrides.length > 0)
    return `${raw.upgrade ? 'an upgrade' : raw.method} that asks for ${overrides.join(', ').slice(0, 64)}`;
  return access === 'unknown' ? 'unknown method' : null;
}
