import type { Standing } from '../model/decision.ts';
import type { Identity } from '../model/identity.ts';
import type { CanonicalRequest } from '../reading/canonical-request.ts';
import type { Snapshot } from './snapshot.ts';

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
  const { role, subject, via, pass } = identity;
  const isNamed = subject !== null && via !== 'pass' && request.compiled.allowedSubjects.has(subject);
  if ((role === 'visitor' && !isNamed) || via === 'none' || subject === null) return none;
  if (via === 'pass' && (pass === null || !isHonouredHere(request, identity))) return none;
  const by = via === 'pass' && pass !== null ? `pass ${pass.id}` : via;
  const read: BypassResult = { scope: 'read', by };
  if (via === 'pass' && pass?.scope !== 'write') return read;
  if (via !== 'pass' && mayWriteAlone(request, identity)) return { scope: 'write', by: `${by} alone` };
  if (!mayWrite(request, identity, isNamed)) return read;
  const path = pathOf(request, identity);
  return path === null ? read : { scope: 'write', by: `${by} + ${path}` };
}

/** Whether it is a job of a worker that is being drained. A socket would outlive the job. */
export function mayFinish(snapshot: Snapshot, { raw }: CanonicalRequest, { worker }: Identity): boolean {
  return worker !== undefined && !raw.upgrade && snapshot.switch.draining.includes(worker);
}

/** Being named in the policy adds to what the role may do and takes nothing away. */
function mayWrite(request: CanonicalRequest, { role }: Identity, isNamed: boolean): boolean {
  const { bypass } = request.compiled.policy;
  if ((isNamed || role === 'allowed') && bypass.allowedWrite) return true;
  // Neither visitors nor the allowed are ever in it: parsePolicy refuses them there.
  return bypass.write.includes(role);
}

/** `parsePolicy` lets in only roles that may write. */
function mayWriteAlone({ compiled }: CanonicalRequest, { role }: Identity): boolean {
  return compiled.policy.bypass.writeByRoleAlone.includes(role);
}

/** Where the caller comes from, by a credential other than the one that named him; null = no trusted path. */
function pathOf(request: CanonicalRequest, identity: Identity): string | null {
  const network = networkOf(request);
  if (network !== null) return `network ${network}`;
  const { host, compiled } = request;
  if (host !== null && compiled.adminHosts.has(host)) return `host ${host}`;
  const { via, subject, pass } = identity;
  if (via === 'pass') return pass?.breakGlass && isFromThisMachine(request) ? 'loopback' : null;
  // A pass bound to somebody else is no path for this caller.
  if (pass === null || pass.scope !== 'write' || pass.subject !== subject) return null;
  return isHonouredHere(request, identity) ? `pass ${pass.id}` : null;
}

/** A break-glass pass is honoured from loopback or a trusted network only: it needs no store and no window. */
function isHonouredHere(request: CanonicalRequest, { pass }: Identity): boolean {
  return !pass?.breakGlass || isFromThisMachine(request) || networkOf(request) !== null;
}

function networkOf({ client, compiled }: CanonicalRequest): string | null {
  return client.address === null ? null : compiled.trustedNetwork(client.address);
}

/**
 * Somebody at the machine itself. A proxy on the same machine has a loopback address too, and whoever it
 * speaks for is elsewhere: what says that it was forwarded is not from here.
 */
function isFromThisMachine({ client: { address }, isForwarded }: CanonicalRequest): boolean {
  return address !== null && (address.startsWith('127.') || address === '::1') && !isForwarded;
}
