import * as jose from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import type { JwtInput } from '../model/policy.ts';
import type { RawRequest } from '../model/request.ts';
import type { IdentityContext } from '../ports/identity-source.ts';
import type { JoseLike } from './jwt-keys.ts';
import { createJwtSource } from './jwt-source.ts';

/** The real module has the shape that is asked of it: the compiler checks it here. */
const realJose: JoseLike = jose;

const nowMs = 1_700_000_000_000;
const nowSeconds = nowMs / 1_000;
const clock = { wallMs: () => nowMs, monotonicMs: () => 0 };
const context: IdentityContext = {
  clientAddress: null,
  peerIsTrustedProxy: false,
  monotonicMs: 0,
  passCookieOn: () => {},
};
const claims = {
  iss: 'https://id.example.com/',
  aud: 'shop',
  sub: 'maria',
  roles: ['staff', 'ops'],
  exp: nowSeconds + 60,
};

let privateKey: jose.CryptoKey;
let publicKey: jose.CryptoKey;
let otherKey: jose.CryptoKey;
let publicJwk: jose.JWK;
let input: JwtInput;

beforeAll(async () => {
  ({ privateKey, publicKey } = await jose.generateKeyPair('ES256'));
  ({ privateKey: otherKey } = await jose.generateKeyPair('ES256'));
  publicJwk = { ...(await jose.exportJWK(publicKey)), kid: 'one' };
  input = {
    kind: 'jwt',
    from: { header: 'authorization' },
    algorithms: ['ES256'],
    issuer: 'https://id.example.com/',
    audience: 'shop',
    jwks: { keys: [{ ...publicJwk }] },
    subject: '/sub',
    role: { pointer: '/roles', map: { ops: 'admin', helpdesk: 'support' } },
  };
});

function sign(
  payload: Record<string, unknown>,
  header: Record<string, unknown> = {},
  key = privateKey,
): Promise<string> {
  return new jose.SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: 'one', ...header }).sign(key);
}

function requestWith(...headers: string[]): RawRequest {
  return {
    method: 'GET',
    target: '/',
    headers,
    peer: null,
    httpVersion: '1.1',
    secure: true,
    upgrade: false,
  };
}

async function recognise(headers: readonly string[], change: Partial<JwtInput> = {}): Promise<unknown> {
  const source = createJwtSource({ input: { ...input, ...change }, jose: realJose, clock });
  return source.recognise(requestWith(...headers), context);
}

describe('groups in a token', () => {
  it.each([
    [{ roles: ['staff', 'ops'] }, { groups: ['staff', 'ops'] }],
    [{ roles: 'ops' }, { groups: ['ops'] }],
    [{ roles: undefined }, {}],
    [{ roles: ['ops', 7] }, {}],
  ])('%j are known as %j', async (change, known) => {
    const token = await sign({ ...claims, ...change });
    const recognised = await recognise(['Authorization', `Bearer ${token}`], {
      groups: { pointer: '/roles' },
    });
    expect(recognised).toMatchObject({ subject: 'maria', ...known });
    expect(Object.keys(recognised as object).includes('groups')).toBe('groups' in known);
    expect(await recognise(['Authorization', `Bearer ${token}`])).not.toHaveProperty('groups');
  });
});

const bearer = async (payload: Record<string, unknown>, header = {}, key = privateKey) => [
  'Authorization',
  `Bearer ${await sign(payload, header, key)}`,
];

const unsigned = (header: object, payload: object, signature = '') =>
  `${[header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.${signature}`;

describe('a true token', () => {
  it.each([
    ['with a role', claims, { role: 'admin', subject: 'maria' }],
    ['without a role', { ...claims, roles: undefined }, { role: 'visitor', subject: 'maria' }],
    ['with a role in other case', { ...claims, roles: ['OPS'] }, { role: 'visitor', subject: 'maria' }],
    [
      'with a role that every object has',
      { ...claims, roles: ['constructor'] },
      { role: 'visitor', subject: 'maria' },
    ],
    ['for several audiences', { ...claims, aud: ['blog', 'shop'] }, { role: 'admin', subject: 'maria' }],
    ['from this very second', { ...claims, nbf: nowSeconds }, { role: 'admin', subject: 'maria' }],
  ])('%s', async (_, payload, expected) => {
    expect(await recognise(await bearer(payload))).toEqual(expected);
  });

  it('in a cookie', async () => {
    const from = { cookie: 'token' };
    const token = await sign(claims);
    expect(await recognise(['Cookie', `a=1; token=${token}`], { from })).toMatchObject({ subject: 'maria' });
    expect(await recognise(['Cookie', `token=${token}; token=${token}`], { from })).toBeNull();
    expect(await recognise(['Cookie', `token=x`, 'Cookie', `token=${token}`], { from })).toBeNull();
    expect(await recognise(['Cookie', `Token=${token}`], { from })).toBeNull();
    expect(await recognise(['Cookie', `token="${token}"`], { from })).toBeNull();
  });

  it('in a header of its own, without a scheme', async () => {
    const from = { header: 'x-token' };
    const token = await sign(claims);
    expect(await recognise(['X-Token', token], { from })).toMatchObject({ subject: 'maria' });
    expect(await recognise(['X-Token', `Bearer ${token}`], { from })).toBeNull();
    expect(await recognise(['Authorization', `Bearer ${token}`], { from })).toBeNull();
  });

  it('with pointers of the policy', async () => {
    const change = { subject: '/user/id', role: { pointer: '/user/role', map: { root: 'admin' } } } as const;
    const payload = { ...claims, user: { id: 'sam', role: 'root' } };
    expect(await recognise(await bearer(payload), change)).toEqual({ role: 'admin', subject: 'sam' });
  });

  it('checked with a key in PEM', async () => {
    const { jwks: _, ...rest } = input;
    const source = createJwtSource({
      input: { ...rest, publicKeyPem: await jose.exportSPKI(publicKey) },
      jose: realJose,
      clock,
    });
    expect(await source.recognise(requestWith(...(await bearer(claims))), context)).toMatchObject({
      role: 'admin',
    });
    expect(await source.recognise(requestWith(...(await bearer(claims, {}, otherKey))), context)).toBeNull();
  });

  it('within the tolerance for clocks', async () => {
    const late = await bearer({ ...claims, exp: nowSeconds - 4 });
    expect(await recognise(late)).toBeNull();
    expect(await recognise(late, { clockToleranceSeconds: 5 })).toMatchObject({ subject: 'maria' });
  });
});

describe('a token that names nobody', () => {
  it.each([
    ['another issuer', { ...claims, iss: 'https://evil.example/' }],
    ['no issuer', { ...claims, iss: undefined }],
    ['another audience', { ...claims, aud: 'blog' }],
    ['no audience', { ...claims, aud: undefined }],
    ['expired', { ...claims, exp: nowSeconds - 1 }],
    ['expired this very second', { ...claims, exp: nowSeconds }],
    ['never expiring', { ...claims, exp: undefined }],
    ['an expiry that is no number', { ...claims, exp: 'tomorrow' }],
    ['not yet valid', { ...claims, nbf: nowSeconds + 60 }],
    ['no subject', { ...claims, sub: undefined }],
    ['an empty subject', { ...claims, sub: '' }],
    ['a subject that is no string', { ...claims, sub: ['maria'] }],
    ['a subject with a line break', { ...claims, sub: 'maria\nadmin' }],
  ])('%s', async (_, payload) => {
    expect(await recognise(await bearer(payload))).toBeNull();
  });

  it.each([
    ['signed by somebody else', async () => sign(claims, {}, otherKey)],
    ['of a key nobody knows', async () => sign(claims, { kid: 'two' })],
    [
      'with a key of its own',
      async () => sign(claims, { jwk: await jose.exportJWK(publicKey), kid: 'two' }, otherKey),
    ],
    [
      'with a critical extension that nobody here understands',
      async () =>
        new jose.SignJWT(claims)
          .setProtectedHeader({ alg: 'ES256', kid: 'one', crit: ['urn:x'], 'urn:x': true })
          .sign(privateKey, { crit: { 'urn:x': true } }),
    ],
    ['without an algorithm', async () => unsigned({ alg: 'none' }, claims)],
    ['without an algorithm, in other letters', async () => unsigned({ alg: 'nOnE' }, claims, 'AAAA')],
    [
      'signed with the public key as a shared secret',
      async () => {
        const pem = new TextEncoder().encode(await jose.exportSPKI(publicKey));
        return new jose.SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'one' }).sign(pem);
      },
    ],
    [
      'with a changed payload',
      async () => {
        const [header, , signature] = (await sign(claims)).split('.');
        const payload = Buffer.from(JSON.stringify({ ...claims, sub: 'root' })).toString('base64url');
        return `${header}.${payload}.${signature}`;
      },
    ],
    ['with a cut signature', async () => (await sign(claims)).slice(0, -2)],
    ['of five parts', async () => 'a.b.c.d.e'],
    ['of junk', async () => '!!!.???.###'],
    ['longer than 8 KB', async () => sign({ ...claims, blob: 'x'.repeat(8_192) })],
    ['with a line break after it', async () => `${await sign(claims)}\n`],
    ['twice in one header', async () => `${await sign(claims)}, Bearer ${await sign(claims)}`],
  ])('%s', async (_, create) => {
    expect(await recognise(['Authorization', `Bearer ${await create()}`])).toBeNull();
  });

  it.each([
    [
      'in two headers',
      (token: string) => ['Authorization', `Bearer ${token}`, 'authorization', `Bearer ${token}`],
    ],
    ['without a scheme', (token: string) => ['Authorization', token]],
    ['under another scheme', (token: string) => ['Authorization', `Basic ${token}`]],
    ['after two spaces', (token: string) => ['Authorization', `Bearer  ${token}`]],
    ['in quotes', (token: string) => ['Authorization', `Bearer "${token}"`]],
    ['nowhere', () => []],
  ])('%s', async (_, place) => {
    expect(await recognise(place(await sign(claims)))).toBeNull();
  });

  it('signed in a way that the policy does not name', async () => {
    expect(await recognise(await bearer(claims), { algorithms: ['ES384', 'RS256'] })).toBeNull();
  });

  it('says so at once when there is nothing to check', () => {
    const source = createJwtSource({ input, jose: realJose, clock });
    expect(source.recognise(requestWith('Authorization', 'Basic YTpi'), context)).toBeNull();
    expect(source.recognise(requestWith(), context)).toBeNull();
  });

  // The application may read the alias, which nobody checked.
  it.each(['X_Token', 'X.Token'])('beside the alias %s of its header', async (alias) => {
    const from = { header: 'x-token' };
    const token = await sign(claims);
    expect(await recognise(['X-Token', token], { from })).not.toBeNull();
    expect(await recognise([alias, token], { from })).toBeNull();
    expect(
      await recognise(['X-Token', token, alias, await sign({ ...claims, sub: 'root' })], { from }),
    ).toBeNull();
  });
});
