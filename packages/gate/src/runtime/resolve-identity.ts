import type { Snapshot } from '../decide/snapshot.ts';
import {
  cookieValues,
  firstRecognised,
  openPassCookie,
  openWorkerToken,
  type RecognisedBy,
} from '../identity/index.ts';
import type { Known } from '../model/decision.ts';
import { headerNames, passCookieName, singleHeader } from '../model/header.ts';
import { type Identity, nobody } from '../model/identity.ts';
import type { PassGrant } from '../model/pass.ts';
import type { RawRequest } from '../model/request.ts';
import type { SigningKey } from '../model/signing-key.ts';
import type { IdentitySource } from '../ports/identity-source.ts';
import type { CanonicalRequest } from '../reading/canonical-request.ts';
import { readForwardedScheme } from '../reading/forwarded-scheme.ts';
import { callHook } from './call-hook.ts';
import type { View } from './view.ts';

type FirstRecognised = RecognisedBy | 'unsure' | null;

export interface IdentityResolver {
  /** Never rejects. Synchronous when the request carries nothing that could name anybody. */
  resolve(
    request: CanonicalRequest,
    view: View,
    moment: Moment,
  ): Known['identity'] | Promise<Known['identity']>;
  /** Somebody signed in or out with these credentials: what is cached for them is stale. */
  forget(raw: RawRequest): void;
  /** A window opens: who signed out while there was none was not noticed. */
  forgetAll(): void;
}

export interface Moment {
  /** Asked for only where a pass is opened. */
  readonly wallMs: () => number;
  readonly monotonicMs: number;
  readonly passCookieOn: (setCookie: string) => void;
}

export interface IdentityResolverOptions {
  readonly sources: readonly IdentitySource[];
  readonly passKeys: readonly SigningKey[];
  readonly workerKeys: readonly SigningKey[];
}

const workerHeader = headerNames.worker.toLowerCase();

export function createIdentityResolver({
  sources,
  passKeys,
  workerKeys,
}: IdentityResolverOptions): IdentityResolver {
  return {
    resolve(request, view, moment) {
      const cookies = cookieValues(request.raw.headers, passCookieName);
      const recognised = firstRecognised(sources, request.raw, {
        clientAddress: request.client.address,
        peerIsTrustedProxy: request.client.peerIsTrustedProxy,
        monotonicMs: moment.monotonicMs,
        passCookieOn: moment.passCookieOn,
      });
      const token = honoursWorkers(view.snapshot, moment.monotonicMs)
        ? singleHeader(request.raw.headers, workerHeader)
        : null;
      if (cookies.length === 0 && token === null && !(recognised instanceof Promise))
        return identityOf(request, recognised, null);
      return settle(request, recognised, { cookies, token, view, moment });
    },
    forget(raw) {
      for (const source of sources) callHook(() => source.forget?.(raw));
    },
    forgetAll() {
      for (const source of sources) callHook(() => source.forgetAll?.());
    },
  };

  async function settle(
    request: CanonicalRequest,
    recognised: FirstRecognised | Promise<FirstRecognised>,
    { cookies, token, view, moment }: Credentials,
  ): Promise<Known['identity']> {
    try {
      const pass = await openPass(request, cookies, { view, moment });
      const identity = identityOf(request, await recognised, pass);
      const worker = await openWorker(token, { view, moment });
      return worker === null ? identity : { ...identity, worker };
    } catch {
      return null;
    }
  }

  async function openWorker(
    token: string | null,
    { view, moment }: Pick<Credentials, 'view' | 'moment'>,
  ): Promise<string | null> {
    if (token === null) return null;
    const { site } = view.snapshot.switch;
    return openWorkerToken({ keys: workerKeys, value: token, site, nowMs: moment.wallMs() });
  }

  async function openPass(
    request: CanonicalRequest,
    cookies: readonly string[],
    { view, moment }: Pick<Credentials, 'view' | 'moment'>,
  ): Promise<PassGrant | null> {
    const [value, ...more] = cookies;
    // Two cookies of the name are a planted one and a real one: neither counts.
    if (value === undefined || more.length > 0 || !isConfidential(request)) return null;
    const { windowId } = view.snapshot.switch;
    const opened = { keys: passKeys, value, nowMs: moment.wallMs() };
    // Redeemed before the window opened, a pass is good for the next one; the store ends it with that window.
    const grant =
      (await openPassCookie({ ...opened, windowId })) ??
      (windowId === null ? null : await openPassCookie({ ...opened, windowId: null }));
    if (grant === null) return null;
    const { passId: id, subject, scope, breakGlass } = grant;
    if (breakGlass) {
      const isKnown = view.breakGlass.passes.some((pass) => pass.id === id);
      return isKnown ? { id, subject, scope, breakGlass } : null;
    }
    const stored = view.passes.get(id);
    return stored === undefined ? null : { id, subject, scope, breakGlass, isTest: stored.isTest };
  }
}

/** Of no use to anybody at any other time; and whether a worker is drained is known only as long as the store says so. */
function honoursWorkers({ switch: { draining }, why, leaseUntilMs }: Snapshot, monotonicMs: number): boolean {
  return draining.length > 0 && why === 'store' && monotonicMs <= leaseUntilMs;
}

interface Credentials {
  readonly cookies: readonly string[];
  /** Of a worker; null = none, or it counts for nothing now. */
  readonly token: string | null;
  readonly view: View;
  readonly moment: Moment;
}

/** The visitor came over TLS: to us, or to a named proxy, of whose words none says otherwise. */
export function isHttps({ raw, client, compiled }: CanonicalRequest): boolean {
  if (!client.peerIsTrustedProxy) return raw.secure;
  const scheme = readForwardedScheme(raw.headers, compiled.forwarding);
  return scheme === 'https' || (raw.secure && scheme === 'silent');
}

/** The cookie is believed over TLS, or from the machine itself, where `__Host-` cookies work without. */
export function isConfidential(request: CanonicalRequest): boolean {
  if (isHttps(request)) return true;
  const { address, peerIsTrustedProxy } = request.client;
  // Passed on by a proxy nobody named: how the visitor came to it is anybody's guess.
  if (peerIsTrustedProxy || request.isForwarded) return false;
  return address !== null && (address.startsWith('127.') || address === '::1');
}

function identityOf(
  request: CanonicalRequest,
  recognised: FirstRecognised,
  pass: PassGrant | null,
): Identity {
  if (recognised === 'unsure') return { ...identityOf(request, null, pass), groups: null, isUnsure: true };
  if (recognised === null) return pass === null ? nobody : holderOf(pass);
  const { subject, groups = null } = recognised;
  // Somebody else's pass is nobody's: it was given to a person, not to whoever holds it.
  const own = pass !== null && pass.subject !== subject ? null : pass;
  const { allowedSubjects } = request.compiled.policy.bypass;
  const role =
    recognised.role === 'visitor' && allowedSubjects.includes(subject) ? 'allowed' : recognised.role;
  // A pass says more than a session without a role.
  if (role === 'visitor' && own !== null) return { ...holderOf(own), groups };
  return { role, subject, via: recognised.via, pass: own, groups };
}

function holderOf(pass: PassGrant): Identity {
  return { role: pass.scope === 'write' ? 'admin' : 'support', subject: pass.subject, via: 'pass', pass };
}
