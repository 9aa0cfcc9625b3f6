import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PolicyInput } from '@portcullis/gate';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { runCommand } from '../support/command-line.ts';
import { type Application, type RunningSite, startSite } from '../support/running-site.ts';
import { adminHost, smallShop, smallShopPolicy } from '../support/small-shop.ts';

// Whoever says who somebody is fails: nobody gets past the switch by it, and a shell still takes the site where it must be.

let site: RunningSite;
let keyServer: Server | null = null;
afterEach(async () => {
  await site.close();
  keyServer?.closeAllConnections();
  keyServer?.close();
  keyServer = null;
});

const writeOf = async (headers: Record<string, string>) =>
  (await site.send('/orders', { method: 'POST', body: 'a=1', host: adminHost, headers })).status;
const writes = () => site.arrived.filter(({ method }) => method === 'POST');

async function shellOpensAndShuts(): Promise<void> {
  const options = { stateDirectory: site.stateDirectory };
  const opened = await runCommand(['break-glass', 'open', '--reason', 'drill', '--for', '10m'], options);
  expect([opened.exitCode, opened.stderr]).toEqual([0, expect.anything()]);
  expect(await writeOf({})).toBe(200);
  await runCommand(['break-glass', 'end'], options);
  expect(await writeOf({})).toBe(503);
}

describe('an application that is asked who somebody is', () => {
  const json =
    (status: number, body: unknown): Application =>
    (_, response) =>
      void response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  const faults: readonly (readonly [string, Application])[] = [
    ['is down', (_, response) => void response.destroy()],
    ['never answers', () => undefined],
    ['answers 500', json(500, { subject: 'ada', role: 'admin' })],
    [
      'answers with a page',
      (_, response) => void response.writeHead(200, { 'Content-Type': 'text/html' }).end('<p>ada, admin'),
    ],
    ['knows no role', json(200, { subject: 'ada', role: '' })],
    ['knows no role at all', json(200, { subject: 'ada' })],
    ['names a role of nobody', json(200, { subject: 'ada', role: ['admin', null] })],
  ];

  it('and fails lets nobody in, and keeps nobody with a shell out', async () => {
    let fault: Application | null = null;
    site = await startSite({
      application(arrived, response) {
        if (arrived.target === '/api/me' && fault !== null) fault(arrived, response);
        else smallShop(arrived, response);
      },
      policy: smallShopPolicy,
    });
    await site.on({});
    expect(await writeOf({ Cookie: 'session=ada' })).toBe(200);
    site.arrived.splice(0);
    for (const [index, [what, how]] of faults.entries()) {
      fault = how;
      // Each asks for a session of its own: of those that were known the answer holds for a while.
      expect([what, await writeOf({ Cookie: `session=stranger${index}` })]).toEqual([what, 503]);
    }
    expect(writes()).toEqual([]);
    await shellOpensAndShuts();
  }, 60_000);
});

describe('a provider of tokens', () => {
  it('that is down, slow, broken or out of date lets nobody in, nor do tokens for others', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const stranger = await generateKeyPair('ES256');
    const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' }] });
    const old = JSON.stringify({
      keys: [{ ...(await exportJWK(stranger.publicKey)), kid: 'gone', alg: 'ES256' }],
    });
    type Answer = (
      respond: (status: number, type: string, body: string) => void,
      destroy: () => void,
    ) => void;
    let answer: Answer = (respond) => respond(200, 'application/json', keys);
    keyServer = createServer((_, response) =>
      answer(
        (status, type, body) => void response.writeHead(status, { 'Content-Type': type }).end(body),
        () => void response.destroy(),
      ),
    );
    await new Promise<void>((resolve) => keyServer?.listen(0, '127.0.0.1', resolve));
    const { port } = keyServer.address() as AddressInfo;
    const issuer = 'https://id.example.com/';
    const identity: PolicyInput['identity'] = [
      {
        kind: 'jwt',
        from: { header: 'authorization' },
        algorithms: ['ES256'],
        issuer,
        audience: 'shop',
        jwksUrl: `http://127.0.0.1:${port}/keys`,
        role: { pointer: '/role', map: { ops: 'admin' } },
      },
    ];
    const token = ({ audience = 'shop', role = 'ops', key = privateKey, until = '5m' }) =>
      new SignJWT({ sub: 'ada', role })
        .setProtectedHeader({ alg: 'ES256', kid: 'one' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setExpirationTime(until)
        .sign(key);
    const write = async (options = {}) => writeOf({ Authorization: `Bearer ${await token(options)}` });
    const start = async () => {
      site = await startSite({
        application: smallShop,
        policy: { identity, trusted: { adminHosts: [adminHost] } },
      });
      await site.on({});
    };
    await start();
    expect(await write()).toBe(200);
    site.arrived.splice(0);
    for (const options of [
      { audience: 'another' },
      { role: '' },
      { role: 'customer' },
      { key: stranger.privateKey },
      { until: '-1m' },
    ])
      expect([options, await write(options)]).toEqual([options, 503]);
    const faults: readonly (readonly [string, Answer])[] = [
      ['down', (_, destroy) => destroy()],
      ['slow', () => undefined],
      ['500', (respond) => respond(500, 'application/json', keys)],
      ['HTML', (respond) => respond(200, 'text/html', '<h1>Sign in</h1>')],
      ['keys that are gone', (respond) => respond(200, 'application/json', old)],
      ['no keys', (respond) => respond(200, 'application/json', '{"keys":[]}')],
    ];
    for (const [what, how] of faults) {
      // Begun anew, so that no keys are remembered.
      await site.close();
      answer = how;
      await start();
      expect([what, await write(), writes().length]).toEqual([what, 503, 0]);
    }
    await shellOpensAndShuts();
  }, 60_000);
});
