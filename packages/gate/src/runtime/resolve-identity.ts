import { cookieValues, firstRecognised, openPassCookie, type RecognisedBy } from '../identity/index.ts';
import type { Known } from '../model/decision.ts';
import { passCookieName } from '../model/header.ts';
import { type Identity, nobody } from '../model/identity.ts';
import type { PassGrant } from '../model/pass.ts';
import type { RawRequest } from '../model/request.ts';
import type { SigningKey } from '../model/signing-key.ts';
import type { IdentitySource } from '../ports/identity-source.ts';
import type { CanonicalRequest } from '../reading/canonical-request.ts';
import { readForwardedScheme } from '../reading/forwarded-scheme.ts';
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
}

export function createIdentityResolver({ sources, passKeys }: IdentityResolverOptions): IdentityResolver {
  return {
    resolve(request, view, moment) {
      const cookies = cookieValues(request.raw.headers, passCookieName);
      const recognised = firstRecognised(sources, request.raw, {
        clientAddress: request.client.address,
        peerIsTrustedProxy: request.client.peerIsTrustedProxy,
        monotonicMs: moment.monotonicMs,
        passCookieOn: moment.passCookieOn,
      });
      if (cookies.length === 0 && !(recognised instanceof Promise))
        return identityOf(request, recognised, null);
      return settle(request, recognised, { cookies, view, moment });
    },
    forget(raw) {
      for (const source of sources) source.forget?.(raw);
    },
    forgetAll() {
      for (const source of sources) source.forgetAll?.();
    },
  };

  async function settle(
    request: CanonicalRequest,
    recognised: FirstRecognised | Promise<FirstRecognised>,
    { cookies, view, moment }: { cookies: readonly string[]; view: View; moment: Moment },
  ): Promise<Known['identity']> {
    try {
      const pass = await openPass(request, cookies, { view, moment });
      return identityOf(request, await recognised, pass);
    } catch {
      return null;
    }
  }

  async function openPass(
    request: CanonicalRequest,
    cookies: readonly string[],
    { view, moment }: { view: View; moment: Moment },
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
    const known = grant.breakGlass
      ? view.breakGlass.passes.some(({ id }) => id === grant.passId)
      : view.passes.has(grant.passId);
    if (!known) return null;
    return { id: grant.passId, subject: grant.subject, scope: grant.scope, breakGlass: grant.breakGlass };
  }
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
