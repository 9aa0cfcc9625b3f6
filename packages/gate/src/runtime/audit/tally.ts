import type { AuditKind } from '../../model/audit.ts';
import type { CanonicalRequest } from '../../reading/canonical-request.ts';
import { mayBeSecret, withoutQuery } from '../path-on-record.ts';
import type { AuditEntry } from './audit-chain.ts';

/** Counts what happens too often for a record each, such as refusals, until the next flush. */
export interface Tally {
  count(label: string, request: CanonicalRequest): void;
  /** What was counted since the last call, as one audit entry; null when nothing was. */
  take(): AuditEntry | null;
}

/**
 * Distinct routes counted one by one; a scan of random paths is summed up as `(other)`. With the length of a route
 * this bounds a record to 16,000 characters: strangers decide what is counted, and one record a second is written.
 */
const mostRoutes = 100;
const longestRoute = 100;

export function createTally(kind: AuditKind, actor: string): Tally {
  let counts = new Map<string, number>();
  return {
    count(label, request) {
      const route = `${label} ${request.raw.method.slice(0, 16)} ${routeOf(request)}`;
      const key = counts.has(route) || counts.size < mostRoutes ? route : `${label} (other)`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    take() {
      if (counts.size === 0) return null;
      const taken = Object.fromEntries(counts);
      counts = new Map();
      return { kind, actor, data: { counts: taken } };
    },
  };
}

/** Identifiers in paths make routes endless: digits and long tokens are folded. */
function routeOf(request: CanonicalRequest): string {
  const { path, malformed } = request.target;
  if (malformed !== null) return '(malformed)';
  return withoutQuery(path)
    .split('/')
    .slice(0, 8)
    .map((segment) => (/^\d+$/.test(segment) || mayBeSecret(segment) ? ':id' : segment.slice(0, 64)))
    .join('/')
    .slice(0, longestRoute);
}
