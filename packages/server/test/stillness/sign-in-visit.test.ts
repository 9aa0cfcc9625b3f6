import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { SignInTrialConfig } from '../../src/config/sign-in-trial-config.ts';
import { createFetchAsHost } from '../../src/front/fetch-as-host.ts';
import { createSignInTrials } from '../../src/stillness/sign-in/create-sign-in-trials.ts';
import { runSignInTrial } from '../../src/stillness/sign-in/sign-in-trial.ts';
import { createTrialVisit } from '../../src/stillness/sign-in/trial-visit.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

interface Application {
  readonly origin: string;
  /** Each request with its cookies and its body. */
  readonly asked: string[];
}

async function start(
  answer: (asked: IncomingMessage, response: ServerResponse) => void,
): Promise<Application> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked.push(`${request.method} ${request.url} ${request.headers.cookie ?? ''} ${Buffer.concat(chunks)}`);
      answer(request, response);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const password = 'ä s3cret/&"';
const config: SignInTrialConfig = {
  user: 'mia',
  password,
  way: {
    kind: 'endpoint',
    target: '/login',
    format: 'json',
    userField: 'user',
    passwordField: 'password',
    fields: {},
  },
  read: '/account',
  contains: null,
  signOut: null,
  timeoutMs: 2_000,
};

async function trial({ origin }: Application, changes: Partial<SignInTrialConfig> = {}) {
  const upstream = new URL(origin);
  const { fetch, close } = createFetchAsHost(upstream);
  const visit = () =>
    createTrialVisit({
      fetch,
      upstream,
      publicOrigin: 'http://shop.example',
      timeoutMs: 2_000,
      onTooOften() {},
    });
  const result = await runSignInTrial({ config: { ...config, ...changes }, visit, checksPage: false });
  close();
  return result;
}

function seeOther(response: ServerResponse, location: string, status = 303): void {
  response.writeHead(status, { location, 'set-cookie': 'session=1' }).end();
}

it.each([
  ['as an address has it', encodeURIComponent(password)],
  ['as a form has it', new URLSearchParams({ '': password }).toString().slice(1)],
  ['as browsers write addresses', encodeURI(password)],
])('the password is told in no form: %s', async (_, written) => {
  const application = await start(({ url }, response) => {
    if (url === '/account') seeOther(response, `/welcome/${written}`);
    else response.writeHead(200, { 'set-cookie': 'session=1' }).end();
  });
  const { outcome, detail } = await trial(application);
  expect(outcome).toBe('fails');
  expect(detail).toContain('/welcome/');
  expect(detail).not.toContain('s3cret');
});

it.each([301, 303, 307, 308])('neither password nor cookie goes to another host: %i', async (status) => {
  const other = await start((_, response) => response.end());
  const application = await start((_, response) => seeOther(response, `${other.origin}/login`, status));
  expect(await trial(application)).toMatchObject({
    outcome: 'fails',
    detail: `POST /login sends on to ${new URL(other.origin).host}, which is not tried`,
  });
  for (const location of [`//${new URL(other.origin).host}/x`, `\\\\${new URL(other.origin).host}/x`]) {
    const tricky = await start((_, response) => seeOther(response, location, status));
    expect((await trial(tricky)).outcome).toBe('fails');
  }
  expect(other.asked).toEqual([]);
});

it('a form that is sent elsewhere is not filled in', async () => {
  const other = await start((_, response) => response.end());
  const form = `<form method="post" action="${other.origin}/login"><input name="user"><input type="password" name="word"></form>`;
  const application = await start((_, response) => response.end(form));
  const way = { kind: 'form', page: '/login', userField: null, passwordField: null, fields: {} } as const;
  expect(await trial(application, { way })).toMatchObject({ outcome: 'fails' });
  expect(other.asked).toEqual([]);
  expect(application.asked.join()).not.toContain('s3cret');
});

it('whoever says that it was asked too often is left alone for a while', async () => {
  const application = await start((_, response) => response.writeHead(429).end());
  const trials = createSignInTrials({
    config,
    upstream: new URL(application.origin),
    publicOrigin: () => 'http://shop.example',
    databases: [],
    onTrial: () => {},
  });
  expect((await trials.trySignIn('closed')).detail).toBe('POST /login answers 429');
  expect(await trials.trySignIn('closed')).toMatchObject({
    outcome: 'unreachable',
    detail: expect.stringContaining('a minute later'),
  });
  expect(application.asked).toHaveLength(1);
  trials.close();
});

it('a session in the path of what it is sent on to is followed and not told', async () => {
  const application = await start(({ url }, response) => {
    response.setHeader('Set-Cookie', 'sid=1');
    if (url === '/login') response.writeHead(302, { Location: '/home;jsessionid=7411AF' });
    else if (url === '/account') response.writeHead(302, { Location: '/account;jsessionid=7411AF?tab=1' });
    else response.writeHead(url?.startsWith('/home') ? 500 : 200);
    response.end();
  });
  const failed = await trial(application);
  expect(application.asked.join()).toContain('GET /home;jsessionid=7411AF');
  expect(failed.outcome).toBe('fails');
  expect(failed.detail).not.toContain('7411AF');
  const elsewhere = await start(({ url }, response) => {
    response.setHeader('Set-Cookie', 'sid=1');
    if (url === '/account') response.writeHead(302, { Location: '/welcome;jsessionid=7411AF' });
    response.end();
  });
  expect((await trial(elsewhere)).detail).toMatch(/^after signing in, GET \/account leads to \/welcome\./);
  const same = await start(({ url }, response) => {
    response.setHeader('Set-Cookie', 'sid=1');
    if (url === '/account') response.writeHead(302, { Location: '/account;jsessionid=7411AF' });
    response.end();
  });
  expect(await trial(same)).toEqual({ outcome: 'works', detail: null });
});
