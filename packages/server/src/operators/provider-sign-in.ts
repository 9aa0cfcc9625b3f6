import { deriveKeyBytes, type Operator, PortcullisError } from '@portcullis/gate';
import * as openid from 'openid-client';
import type { ProviderConfig } from '../config/console-config.ts';
import type { OperatorDesk } from './operator-desk.ts';
import type { Browser, OperatorsOptions } from './operators-options.ts';
import { roleByProvider } from './provider-role.ts';
import { openText, sealText } from './sealed-text.ts';
import type { Issued, Standing } from './session-desk.ts';
import type { SignInDesk } from './sign-in-desk.ts';
import { isForRecord } from './try-limits.ts';
import { createTryTable } from './try-table.ts';
import { unseenInNames } from './unseen-in-names.ts';

/** Signing in with an OpenID provider: authorization code with PKCE, bound to the browser that began. */
export interface ProviderSignIn {
  /** For the button. */
  readonly name: string;
  /** Where to send the browser, and what it keeps until it comes back. Somebody who is signed in proves it anew there. */
  begin(
    wanted: BeginAtProvider,
  ): Promise<{ readonly url: URL; readonly state: string; readonly maxAgeSeconds: number }>;
  /**
   * Rejects with PORTCULLIS_PROVIDER_FAILED when the provider's answer is not what this browser asked for, and with
   * PORTCULLIS_SIGN_IN_REFUSED for people without a role.
   */
  finish(back: BackFromProvider): Promise<Issued>;
  /** The return path that this browser began with, however it ended; null where it began nothing. */
  returnPath(state: string | null): string | null;
}

export interface BeginAtProvider {
  /** Who is signed in and proves it anew; null = nobody is. */
  readonly standing: Standing | null;
  /** Where he wants to go on. Somebody's text, kept as it is. */
  readonly returnPath: string | null;
}

export interface BackFromProvider {
  /** The query that the provider sent the browser back with. */
  readonly search: string;
  /** What the browser kept. */
  readonly state: string | null;
  readonly browser: Browser;
}

export interface ProviderSignInOptions extends OperatorsOptions {
  readonly config: ProviderConfig;
  /** Null = a public client. */
  readonly clientSecret: string | null;
  /** The active one first. */
  readonly secrets: readonly Uint8Array[];
  /** Where the provider sends browsers back to. */
  readonly redirectUri: () => string;
  readonly operators: OperatorDesk;
  readonly signIn: SignInDesk;
}

/** What the browser keeps, sealed. */
interface Begun {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly at: number;
  /** The session that is proved anew. */
  readonly sessionId: string | null;
  readonly returnPath: string | null;
}

const maxAgeSeconds = 600;
/** As long as a session may last. */
const longestAgeSeconds = '43200';
/** A proof may be so old when it arrives: its giver still had a page of consent before him. */
const proofSeconds = 300;
/** Keys and addresses of a provider change rarely, and not all of them say so. */
const rediscoverMs = 3_600_000;

export async function createProviderSignIn(options: ProviderSignInOptions): Promise<ProviderSignIn> {
  const { site, store, audit, logger, now, config, secrets, redirectUri, operators, signIn } = options;
  const keys = await Promise.all(secrets.map((secret) => deriveKeyBytes(secret, 'provider-sign-in')));
  const [active] = keys;
  if (active === undefined) throw new Error('there is no server secret');
  const bound = JSON.stringify(['provider', site]);
  const discovered = createDiscovery(options);
  /** Counted for the record alone: whom a provider knows, nobody needs to keep from guessing. */
  const refusals = createTryTable({ free: 0, longestDelayMs: 0, now });

  function read(state: string | null): Begun | null {
    const text = state === null ? null : openText(keys, { bound, sealed: state });
    return text === null ? null : (JSON.parse(text) as Begun);
  }

  function open(state: string | null): Begun {
    const begun = read(state);
    if (begun !== null && now() - begun.at < maxAgeSeconds * 1_000) return begun;
    throw failed('Signing in began in another browser, or more than ten minutes ago. Begin again.', {
      problem: 'began-elsewhere',
    });
  }

  async function answered<Result>(work: Promise<Result>, what: string): Promise<Result> {
    try {
      return await work;
    } catch (cause) {
      // The cause may hold tokens: what is logged is its name.
      const { name, code } = cause as { readonly name?: string; readonly code?: string };
      logger.warn({ provider: config.issuer.origin, name, code }, `${what} failed`);
      const reason = code ?? name ?? 'no reason given';
      throw failed(`${what} failed (${reason}). The log of the server says more.`, {
        problem: 'failed',
        reason,
        cause,
      });
    }
  }

  async function claimsOf(
    back: BackFromProvider,
    begun: Begun,
  ): Promise<Readonly<Record<string, unknown>> & { sub: string }> {
    const provider = await answered(discovered(), 'Asking the provider where to sign in');
    const tokens = await answered(
      openid.authorizationCodeGrant(provider, new URL(`${redirectUri()}${back.search}`), {
        pkceCodeVerifier: begun.verifier,
        expectedState: begun.state,
        expectedNonce: begun.nonce,
        idTokenExpected: true,
        ...(begun.sessionId !== null && config.proof === 'auth-time' && { maxAge: proofSeconds }),
      }),
      'Signing in at the provider',
    );
    const claims = tokens.claims();
    if (claims === undefined) throw failed('The provider gave no ID token.', { problem: 'no-id-token' });
    const wanted = config.roles.claim?.name;
    if (
      wanted === undefined ||
      claims[wanted] !== undefined ||
      provider.serverMetadata().userinfo_endpoint === undefined
    ) {
      return claims;
    }
    const more = openid.fetchUserInfo(provider, tokens.access_token, claims.sub);
    return { ...(await answered(more, 'Asking the provider who it is')), ...claims };
  }

  /** Known by issuer and subject alone: a name or an address of mail says nothing about who it is. */
  async function operatorFor(
    claims: Awaited<ReturnType<typeof claimsOf>>,
    browser: Browser,
  ): Promise<Operator> {
    const federated = { issuer: config.issuer.href, subject: claims.sub };
    const found = await store.operators.find(site, federated);
    const role = roleByProvider(config.roles, claims);
    const actor = `provider:${config.name}`;
    if (role === null || (found !== null && found.disabledAt !== null)) {
      const { count } = refusals.failed(JSON.stringify(federated));
      if (isForRecord(count)) {
        audit.enqueue({
          kind: 'operator.sign-in-refused',
          actor: 'nobody',
          data: {
            operator: found?.id ?? null,
            what: 'provider',
            subject: claims.sub,
            address: browser.address,
            tries: count,
          },
        });
      }
      if (found !== null) await operators.signOut(found.id, actor);
      throw refused(config.name);
    }
    if (found === null) return operators.admit({ name: nameFrom(claims), role, federated, actor });
    if (found.role === role) return found;
    return operators.giveRole(found, role, actor);
  }

  return {
    name: config.name,

    async begin({ standing, returnPath }) {
      const provider = await answered(discovered(), 'Asking the provider where to sign in');
      const begun: Begun = {
        state: openid.randomState(),
        nonce: openid.randomNonce(),
        verifier: openid.randomPKCECodeVerifier(),
        at: now(),
        sessionId: standing?.session.id ?? null,
        returnPath,
      };
      const url = openid.buildAuthorizationUrl(provider, {
        redirect_uri: redirectUri(),
        scope: config.scopes.join(' '),
        code_challenge: await openid.calculatePKCECodeChallenge(begun.verifier),
        code_challenge_method: 'S256',
        state: begun.state,
        nonce: begun.nonce,
        // Asked for an age at all, a provider says when it last saw a proof (OpenID Connect Core, 3.1.2.1).
        ...(standing === null ? { max_age: longestAgeSeconds } : { prompt: 'login', max_age: '0' }),
      });
      return { url, state: sealText(active, { bound, text: JSON.stringify(begun) }), maxAgeSeconds };
    },

    async finish(back) {
      const begun = open(back.state);
      const claims = await claimsOf(back, begun);
      const operator = await operatorFor(claims, back.browser);
      const issued = await signIn.admit({
        operator,
        browser: back.browser,
        by: 'provider',
        confirmedAt: config.proof === 'sign-in' ? now() : provedAt(claims.auth_time, now()),
      });
      if (begun.sessionId !== null) await endOld(begun.sessionId, operator);
      return issued;
    },

    returnPath: (state) => read(state)?.returnPath ?? null,
  };

  /** The session that was proved anew has another in its place. */
  async function endOld(id: string, operator: Operator): Promise<void> {
    const own = await store.sessions.list(site, operator.id);
    if (own.some((session) => session.id === id)) await store.sessions.end(site, { id }, null);
  }
}

/** When the provider last asked who it is; long ago where it does not say. */
function provedAt(authTime: unknown, now: number): number {
  return typeof authTime === 'number' && Number.isFinite(authTime) ? Math.min(now, authTime * 1_000) : 0;
}

function createDiscovery({
  config,
  clientSecret,
  now,
}: ProviderSignInOptions): () => Promise<openid.Configuration> {
  let known: { readonly at: number; readonly provider: Promise<openid.Configuration> } | null = null;
  return () => {
    if (known !== null && now() - known.at < rediscoverMs) return known.provider;
    const provider = openid.discovery(
      config.issuer,
      config.clientId,
      undefined,
      clientSecret === null ? openid.None() : openid.ClientSecretBasic(clientSecret),
      {
        timeout: 10,
        execute: [
          openid.enableNonRepudiationChecks,
          ...(config.issuer.protocol === 'http:' ? [openid.allowInsecureRequests] : []),
        ],
      },
    );
    known = { at: now(), provider };
    provider.catch(() => {
      known = null;
    });
    return provider;
  };
}

/** How somebody is called here; other people's text. */
function nameFrom(claims: Readonly<Record<string, unknown>> & { readonly sub: string }): string {
  for (const value of [claims.preferred_username, claims.email, claims.name, claims.sub]) {
    if (typeof value !== 'string') continue;
    const name = value.replace(unseenInNames, '').trim().slice(0, 120);
    if (name !== '') return name;
  }
  return 'somebody';
}

function failed(
  message: string,
  { cause, ...values }: { readonly problem: string; readonly reason?: string; readonly cause?: unknown },
): PortcullisError {
  return new PortcullisError('PORTCULLIS_PROVIDER_FAILED', message, { cause, values });
}

function refused(name: string): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_SIGN_IN_REFUSED',
    `${name} knows you, but console.provider.roles gives you no role here, or you were disabled. Ask an owner.`,
    { values: { problem: 'no-role', provider: name } },
  );
}
