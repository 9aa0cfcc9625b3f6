import { PortcullisError } from '../model/error.ts';
import type { JwtInput } from '../model/policy.ts';
import type { SigningKey } from '../model/signing-key.ts';
import type { Clock } from '../ports/clock.ts';
import { readLimited } from './read-limited.ts';

/** What is used of `jose` 6, by shape: the package itself is an optional peer and imported by nobody here. */
export interface JoseLike {
  jwtVerify(
    token: string,
    resolveKey: JoseKeyResolver,
    options: JoseVerifyOptions,
  ): Promise<{ readonly payload: object }>;
  createRemoteJWKSet(url: URL, options: JoseRemoteOptions): JoseKeyResolver;
  createLocalJWKSet(jwks: { keys: JoseJwk[] }): JoseKeyResolver;
  importSPKI(pem: string, algorithm: string): Promise<SigningKey>;
  readonly customFetch: symbol;
}

export interface JoseVerifyOptions {
  algorithms: string[];
  issuer: string;
  audience: string;
  clockTolerance: number;
  currentDate: Date;
  requiredClaims: string[];
}

export interface JoseRemoteOptions {
  timeoutDuration: number;
  cooldownDuration: number;
  cacheMaxAge: number;
  [customFetch: symbol]: typeof globalThis.fetch;
}

export interface JoseJwk {
  kty: string;
  [member: string]: unknown;
}

/** Finds the key that a token's header asks for. The algorithm is checked before. */
export type JoseKeyResolver = (header: { alg: string }, token: never) => Promise<SigningKey>;

export interface KeyResolverOptions {
  readonly input: JwtInput;
  readonly jose: JoseLike;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
}

const keySetTimeoutMs = 2_000;
/** How soon an unknown key id may fetch the set again: made-up ids must not become requests. */
const keySetCooldownMs = 30_000;
const keySetCachedMs = 5 * 60_000;
const keySetPauseMs = 5_000;
const longestKeySetBytes = 256 * 1_024;

export function createKeyResolver({ input, jose, fetch, clock }: KeyResolverOptions): JoseKeyResolver {
  if (input.jwks !== undefined) {
    return jose.createLocalJWKSet({ keys: input.jwks.keys.map((key) => ({ ...key, kty: String(key.kty) })) });
  }
  if (input.jwksUrl !== undefined) {
    return jose.createRemoteJWKSet(new URL(input.jwksUrl), {
      timeoutDuration: keySetTimeoutMs,
      cooldownDuration: keySetCooldownMs,
      cacheMaxAge: keySetCachedMs,
      [jose.customFetch]: createKeySetFetch(fetch, clock),
    });
  }
  const { publicKeyPem, algorithms } = input;
  const [algorithm] = algorithms;
  if (publicKeyPem === undefined || algorithm === undefined) {
    throw new PortcullisError(
      'PORTCULLIS_POLICY_INVALID',
      'Expected one of jwksUrl, jwks and publicKeyPem, got none. Pass what parsePolicy returns.',
    );
  }
  let key: Promise<SigningKey> | null = null;
  return () => {
    key ??= jose.importSPKI(publicKeyPem, algorithm);
    return key;
  };
}

/** Bounds what a key server may send, and leaves it alone for a while after a failure. */
function createKeySetFetch(fetch: typeof globalThis.fetch, clock: Clock): typeof globalThis.fetch {
  let pausedUntilMs = Number.NEGATIVE_INFINITY;
  return async (url, options) => {
    if (clock.monotonicMs() < pausedUntilMs) throw new Error('the key server failed a moment ago');
    try {
      const response = await fetch(url, options);
      const bytes = await readLimited(response, longestKeySetBytes);
      if (response.status !== 200 || bytes === null) throw new Error('the key server sent no key set');
      return new Response(bytes, { status: 200, headers: response.headers });
    } catch (error) {
      pausedUntilMs = clock.monotonicMs() + keySetPauseMs;
      throw error;
    }
  };
}
