import * as jose from 'jose';
import { afterEach, expect, it } from 'vitest';
import { createJwtSource } from '../../src/jwt.ts';
import type { RawRequest } from '../../src/model/request.ts';
import type { IdentitySource } from '../../src/ports/identity-source.ts';
import { type Answer, sendJson, startUpstream, type Upstream } from './start-upstream.ts';

const maria = { role: 'admin', subject: 'maria' };
let upstream: Upstream | null = null;
let nowMs = 0;

afterEach(async () => {
  nowMs = 0;
  await upstream?.close();
  upstream = null;
});

async function start(answer: Answer): Promise<{ server: Upstream; source: IdentitySource }> {
  const server = await startUpstream(answer);
  upstream = server;
  const source = createJwtSource({
    input: {
      kind: 'jwt',
      from: { header: 'authorization' },
      algorithms: ['ES256'],
      issuer: 'https://id.example.com/',
      audience: 'shop',
      jwksUrl: `${server.origin}/jwks`,
      role: { pointer: '/role', map: { root: 'admin' } },
    },
    jose,
    clock: { wallMs: Date.now, monotonicMs: () => nowMs },
  });
  return { server, source };
}

async function createIssuer(kid: string) {
  const { privateKey, publicKey } = await jose.generateKeyPair('ES256');
  const jwk = { ...(await jose.exportJWK(publicKey)), kid, alg: 'ES256' };
  const token = await new jose.SignJWT({ role: 'root' })
    .setProtectedHeader({ alg: 'ES256', kid })
    .setIssuer('https://id.example.com/')
    .setAudience('shop')
    .setSubject('maria')
    .setExpirationTime('5 minutes')
    .sign(privateKey);
  return { jwk, token };
}

function recognise(source: IdentitySource, token: string) {
  const request: RawRequest = {
    method: 'GET',
    target: '/',
    headers: ['Authorization', `Bearer ${token}`],
    peer: null,
    httpVersion: '1.1',
    secure: true,
    upgrade: false,
  };
  return source.recognise(request, {
    clientAddress: null,
    peerIsTrustedProxy: false,
    monotonicMs: nowMs,
    passCookieOn: () => {},
  });
}

it('fetches the keys once, for all tokens', async () => {
  const { jwk, token } = await createIssuer('one');
  const { server, source } = await start((_, response) => sendJson(response, { keys: [jwk] }));
  const answers = await Promise.all(Array.from({ length: 20 }, () => recognise(source, token)));
  expect(answers).toEqual(Array.from({ length: 20 }, () => maria));
  expect(server.asked).toMatchObject([{ method: 'GET', url: '/jwks' }]);
});

it('does not let tokens with made-up key ids become requests', async () => {
  const { jwk, token } = await createIssuer('one');
  const { server, source } = await start((_, response) => sendJson(response, { keys: [jwk] }));
  expect(await recognise(source, token)).toEqual(maria);
  for (let count = 0; count < 50; count += 1) {
    const { token: strange } = await createIssuer(`made up ${count}`);
    expect(await recognise(source, strange)).toBeNull();
  }
  expect(server.asked).toHaveLength(1);
});

it.each<[string, Answer]>([
  ['fails', (_, response) => response.writeHead(500).end()],
  ['resets the connection', (_, response) => response.destroy()],
  ['sends a page', (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')],
  ['redirects', (_, response) => response.writeHead(302, { location: '/elsewhere' }).end()],
])('names nobody when the key server %s', async (_, answer) => {
  const { token } = await createIssuer('one');
  const { source } = await start(answer);
  expect(await recognise(source, token)).toBeNull();
});

it('reads 256 KB of keys and no more', async () => {
  const { jwk, token } = await createIssuer('one');
  const { source } = await start((_, response) =>
    sendJson(response, { keys: [jwk], blob: 'x'.repeat(300_000) }),
  );
  expect(await recognise(source, token)).toBeNull();
});

it('leaves a failing key server alone for 5 s, then asks again', async () => {
  const { jwk, token } = await createIssuer('one');
  let isDown = true;
  const { server, source } = await start((_, response) => {
    if (isDown) response.writeHead(503).end();
    else sendJson(response, { keys: [jwk] });
  });
  for (let count = 0; count < 10; count += 1) expect(await recognise(source, token)).toBeNull();
  expect(server.asked).toHaveLength(1);
  isDown = false;
  nowMs = 5_000;
  expect(await recognise(source, token)).toEqual(maria);
  expect(server.asked).toHaveLength(2);
});
