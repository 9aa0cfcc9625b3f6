import * as jose from 'jose';
import { createJwtSource } from '../../src/identity/jwt-source.ts';
import type { RawRequest } from '../../src/model/request.ts';
import type { IdentityContext, Recognition } from '../../src/ports/identity-source.ts';

const nowMs = 1_700_000_000_000;
const issuer = 'https://id.example.com/';
const context: IdentityContext = {
  clientAddress: null,
  peerIsTrustedProxy: false,
  monotonicMs: 0,
  passCookieOn: () => {},
};

export interface SignedTokens {
  /** A genuine token of somebody with this subject. */
  sign(subject: string): Promise<string>;
  /** Whom the source of the gate takes this request's sender for. */
  recognise(request: RawRequest): Promise<Recognition>;
}

/** An issuer of JSON Web Tokens and the gate's source that believes it. */
export async function createSignedTokens(): Promise<SignedTokens> {
  const { privateKey, publicKey } = await jose.generateKeyPair('ES256');
  const source = createJwtSource({
    jose,
    clock: { wallMs: () => nowMs, monotonicMs: () => 0 },
    input: {
      kind: 'jwt',
      from: { header: 'authorization' },
      algorithms: ['ES256'],
      issuer,
      audience: 'shop',
      jwks: { keys: [{ ...(await jose.exportJWK(publicKey)), kid: 'one' }] },
      subject: '/sub',
      role: { pointer: '/role', map: { ops: 'admin' } },
    },
  });
  return {
    sign: (subject) =>
      new jose.SignJWT({ sub: subject, role: 'ops' })
        .setProtectedHeader({ alg: 'ES256', kid: 'one' })
        .setIssuer(issuer)
        .setAudience('shop')
        .setExpirationTime(nowMs / 1_000 + 60)
        .sign(privateKey),
    recognise: async (request) => (await source.recognise(request, context)) ?? null,
  };
}
