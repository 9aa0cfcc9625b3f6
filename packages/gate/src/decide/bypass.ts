import type { Standing } from '../model/decision.ts';
import type { Identity } from '../model/identity.ts';
import type { CanonicalRequest } from '../reading/canonical-request.ts';

/** What an insider may do, and by which two credentials. */
export interface BypassResult {
  readonly scope: Standing['scope'];
  /** For the record: `probe + network office`, `pass K7Q2 + host admin.example.com`, `probe alone`. */
  readonly by: string;
}

const none: BypassResult = Object.freeze({ scope: 'none', by: '' });

/**
 * Reading needs the role. Writing needs identity and path, two different credentials; a pass fills one
 * side, never both. Roles that the policy lets write by role alone need no path.
 */
export function bypassOf(request: CanonicalRequest, identity: Identity): BypassResult {
  const { bypass } = request.compiled.policy;
  const { role, subject, via, pass } = identity;
  if (role === 'visitor' || via === 'none' || subject === null) return none;
  const read: BypassResult = { scope: 'read', by: via };
  const mayWrite = role === 'allowed' ? bypass.allowedWrite : bypass.write.includes(role);
  if (!mayWrite) return read;
  if (via === 'pass' && pass?.scope !== 'write') return read;
  if (via === 'worker') return { scope: 'write', by: 'worker' };
  if (bypass.writeByRoleAlone.includes(role) && via !== 'pass') return { scope: 'write', by: `${via} alone` };
  const path = pathOf(request, identity);
  return path === null ? read : { scope: 'write', by: `${via} + ${path}` };
}

/** Where the caller comes from, by a credential other than the one that named him; null = no trusted path. */
function pathOf(request: CanonicalRequest, { via, subject, pass }: Identity): string | null {
  const { address } = request.client;
  const { compiled } = request;
  const network = address === null ? null : compiled.trustedNetwork(address);
  if (network !== null) return `network ${network}`;
  if (request.host !== null && compiled.adminHosts.has(request.host)) return `host ${request.host}`;
  // Somebody at the machine itself: for passes of the break-glass file only, never for ordinary ones.
  if (via === 'pass' && pass?.breakGlass && address !== null && isLoopback(address)) return 'loopback';
  // A pass bound to somebody else is no path for this caller.
  if (via !== 'pass' && pass !== null && pass.scope === 'write' && pass.subject === subject)
    return `pass ${pass.id}`;
  return null;
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}
