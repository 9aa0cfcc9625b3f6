import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Received, sendRequest } from '../../../../test/support/send-request.ts';
import { type ConsoleBrowser, openBrowser } from '../support/console-browser.ts';
import {
  clientId,
  clientSecret,
  type OpenIdProvider,
  startOpenIdProvider,
} from '../support/openid-provider.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

const sessionCookie = '__Host-portcullis-console-default';
const providerCookie = `${sessionCookie}.provider`;

let provider: OpenIdProvider;
let site: RunningSite;
let atProvider: Map<string, string>;
let directory: string;
beforeAll(async () => {
  provider = await startOpenIdProvider();
  directory = mkdtempSync(join(tmpdir(), 'portcullis-secret-'));
  const clientSecretFile = join(directory, 'secret');
  writeFileSync(clientSecretFile, `${clientSecret}\n`);
  site = await startSite({
    config: {
      console: {
        listen: { port: 0 },
        provider: {
          name: 'Company',
          issuer: provider.issuer,
          clientId,
          clientSecretFile,
          scopes: ['openid', 'profile', 'email', 'groups'],
          roles: {
            subjects: { boss: 'owner' },
            claim: { name: 'groups', map: { helpdesk: 'support', ops: 'operator' } },
          },
        },
      },
    },
  });
  provider.allow(`${site.server.consoleUrl}v1/sites/default/sign-in/provider/callback`);
});
afterAll(async () => {
  await site.close();
  await provider.close();
  rmSync(directory, { recursive: true });
});
beforeEach(() => {
  atProvider = new Map();
});

/** The browser at the provider's, until it is sent back. */
async function throughProvider(location: string): Promise<string> {
  let url = new URL(location, provider.issuer);
  for (let hops = 0; hops < 10 && url.origin === provider.issuer; hops += 1) {
    const answer: Received = await sendRequest({
      port: Number(url.port),
      target: `${url.pathname}${url.search}`,
      headers: { Host: url.host, Cookie: [...atProvider].map((pair) => pair.join('=')).join('; ') },
    });
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') atProvider.delete(name);
      else atProvider.set(name, value);
    }
    if (answer.headers.location === undefined)
      throw new Error(`the provider answered ${answer.status}: ${answer.body}`);
    url = new URL(answer.headers.location, url);
  }
  return url.href;
}

const begin = async (browser: ConsoleBrowser, query = ''): Promise<string> => {
  const answer = await browser.get(`/sign-in/provider${query}`);
  expect(answer.status).toBe(302);
  return answer.headers.location ?? '';
};

/** As a browser comes back from another site: without the cookies that are for this one alone. */
async function comeBack(browser: ConsoleBrowser, url: string) {
  const { pathname, search } = new URL(url);
  const carried = browser.cookies.get(providerCookie);
  return browser.send('GET', `/${pathname}${search}`, {
    headers: {
      Cookie: carried === undefined ? '' : `${providerCookie}=${carried}`,
      'Sec-Fetch-Site': 'cross-site',
      'Sec-Fetch-Mode': 'navigate',
      'Sec-Fetch-Dest': 'document',
    },
  });
}

async function signIn(subject: string, claims: Readonly<Record<string, unknown>>): Promise<ConsoleBrowser> {
  provider.person = { subject, claims };
  atProvider = new Map();
  const browser = openBrowser(site);
  const answer = await comeBack(browser, await throughProvider(await begin(browser)));
  expect(answer.status).toBe(302);
  expect(answer.headers.location).toBe(site.server.consoleUrl);
  await browser.get('/session');
  return browser;
}

describe('a provider', () => {
  it('is named on the page, and asked with PKCE, state and nonce', async () => {
    expect((await openBrowser(site).get('/sign-in')).json).toMatchObject({ provider: 'Company' });
    const browser = openBrowser(site);
    const url = new URL(await begin(browser));
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      client_id: clientId,
      code_challenge_method: 'S256',
      response_type: 'code',
      scope: 'openid profile email groups',
      state: expect.stringMatching(/.{20}/),
      nonce: expect.stringMatching(/.{20}/),
    });
    expect(url.searchParams.has('prompt')).toBe(false);
    // What the browser keeps says nothing.
    const kept = browser.cookies.get(providerCookie) ?? '';
    expect(Buffer.from(kept, 'base64url').toString('latin1')).not.toContain(url.searchParams.get('state'));
  });

  it('signs people in by their subject or a claim, with the role that the policy gives', async () => {
    const boss = await signIn('boss', { preferred_username: 'the boss' });
    expect((await boss.get('/session')).json).toMatchObject({
      operator: { name: 'the boss', role: 'owner' },
      hasPassword: false,
    });
    const helper = await signIn('helper', { email: 'helper@example.com', groups: ['staff', 'helpdesk'] });
    expect((await helper.get('/session')).json).toMatchObject({
      operator: { name: 'helper@example.com', role: 'support' },
    });
    const { json } = await boss.get('/operators');
    expect(json.operators).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: 'the boss', signsInWith: 'provider' })]),
    );
  });

  it('is the truth about roles: the strongest of the groups counts, from the next sign-in on', async () => {
    const before = await signIn('climber', { name: 'Cleo', groups: ['helpdesk'] });
    expect((await before.get('/session')).json).toMatchObject({ operator: { role: 'support' } });
    const after = await signIn('climber', { name: 'Cleo', groups: ['helpdesk', 'ops'] });
    expect((await after.get('/session')).json).toMatchObject({
      operator: { role: 'operator', name: 'Cleo' },
    });
  });

  it('lets nobody in without a role, and ends what somebody had who lost it', async () => {
    const member = await signIn('leaver', { name: 'Lea', groups: ['ops'] });
    expect((await member.get('/session')).status).toBe(200);
    provider.person = { subject: 'leaver', claims: { name: 'Lea', groups: ['sales'] } };
    for (const subject of ['leaver', 'stranger', 'toString']) {
      provider.person = { subject, claims: { name: 'Lea', groups: ['sales', '__proto__'] } };
      atProvider = new Map();
      const browser = openBrowser(site);
      const answer = await comeBack(browser, await throughProvider(await begin(browser)));
      expect(answer.headers.location).toBe(
        `${site.server.consoleUrl}sign-in?problem=PORTCULLIS_SIGN_IN_REFUSED`,
      );
      expect(browser.cookies.size).toBe(0);
    }
    expect((await member.get('/session')).status).toBe(401);
  });

  it('never makes somebody the operator of the same name', async () => {
    await site.control.post('/operators', { name: 'ada', role: 'owner', actor: 'shell' });
    const other = await signIn('other-ada', { preferred_username: 'ADA', groups: ['helpdesk'] });
    expect((await other.get('/session')).json).toMatchObject({
      operator: { name: 'ADA (2)', role: 'support' },
    });
  });

  it('lets nobody in who was disabled here', async () => {
    await signIn('banned', { name: 'Ben', groups: ['ops'] });
    const { operators } = await site.control.get<{
      operators: readonly { id: string; name: string; version: number }[];
    }>('/operators');
    const ben = operators.find(({ name }) => name === 'Ben');
    await site.control.patch(`/operators/${ben?.id}`, {
      version: ben?.version,
      disabled: true,
      actor: 'shell',
    });
    atProvider = new Map();
    const browser = openBrowser(site);
    const answer = await comeBack(browser, await throughProvider(await begin(browser)));
    expect(answer.headers.location).toContain('PORTCULLIS_SIGN_IN_REFUSED');
  });
});

describe('coming back', () => {
  const failed = expect.stringContaining('sign-in?problem=PORTCULLIS_PROVIDER_FAILED');

  it('works in the browser that began, once', async () => {
    provider.person = { subject: 'boss', claims: {} };
    const browser = openBrowser(site);
    const url = await throughProvider(await begin(browser));
    const elsewhere = openBrowser(site);
    expect((await comeBack(elsewhere, url)).headers.location).toEqual(failed);
    expect(elsewhere.cookies.has(sessionCookie)).toBe(false);
    const kept = browser.cookies.get(providerCookie) ?? '';
    expect((await comeBack(browser, url)).headers.location).toBe(site.server.consoleUrl);
    expect(browser.cookies.has(providerCookie)).toBe(false);
    const again = openBrowser(site);
    again.cookies.set(providerCookie, kept);
    expect((await comeBack(again, url)).headers.location).toEqual(failed);
    expect(again.cookies.has(sessionCookie)).toBe(false);
  });

  it.each([
    ['another state', (url: URL) => url.searchParams.set('state', 'another')],
    ['no state', (url: URL) => url.searchParams.delete('state')],
    ['another code', (url: URL) => url.searchParams.set('code', 'another')],
    ['no code', (url: URL) => url.searchParams.delete('code')],
    ['another issuer', (url: URL) => url.searchParams.set('iss', 'https://evil.example')],
    ['an error', (url: URL) => url.searchParams.set('error', 'access_denied')],
  ])('with %s signs nobody in', async (_, spoil) => {
    provider.person = { subject: 'boss', claims: {} };
    const browser = openBrowser(site);
    const url = new URL(await throughProvider(await begin(browser)));
    spoil(url);
    expect((await comeBack(browser, url.href)).headers.location).toEqual(failed);
    expect(browser.cookies.has(sessionCookie)).toBe(false);
  });

  it('with the code of another browser signs nobody in: state, nonce and verifier are its own', async () => {
    provider.person = { subject: 'boss', claims: {} };
    const [one, two] = [openBrowser(site), openBrowser(site)];
    const stolen = new URL(await throughProvider(await begin(one)));
    const own = new URL(await begin(two));
    stolen.searchParams.set('state', own.searchParams.get('state') ?? '');
    expect((await comeBack(two, stolen.href)).headers.location).toEqual(failed);
  });
});

describe('a deep link', () => {
  const backFrom = async (returnTo: string): Promise<string | undefined> => {
    provider.person = { subject: 'boss', claims: {} };
    atProvider = new Map();
    const browser = openBrowser(site);
    const url = await begin(browser, `?returnTo=${encodeURIComponent(returnTo)}`);
    expect(url).not.toContain(encodeURIComponent(returnTo));
    return (await comeBack(browser, await throughProvider(url))).headers.location;
  };

  it('is where whoever signed in goes on', async () => {
    expect(await backFrom('/traffic?view=ledger&search=%2Forders')).toBe(
      `${site.server.consoleUrl}traffic?view=ledger&search=%2Forders`,
    );
  });

  it.each([
    '//evil.example/',
    '/\\evil.example',
    'https://evil.example/',
    '/..//evil.example',
    '/v1/sites/x',
  ])('to %s leads nowhere but to the start page', async (returnTo) => {
    expect(await backFrom(returnTo)).toBe(site.server.consoleUrl);
  });

  it('is not lost when the provider failed', async () => {
    const browser = openBrowser(site);
    const url = new URL(await throughProvider(await begin(browser, '?returnTo=%2Faudit%3Fkind%3Da')));
    url.searchParams.set('code', 'another');
    const { location } = (await comeBack(browser, url.href)).headers;
    expect(location).toBe(
      `${site.server.consoleUrl}sign-in?problem=PORTCULLIS_PROVIDER_FAILED&returnTo=%2Faudit%3Fkind%3Da`,
    );
  });
});

it('proves anew who it is, at the provider, and gives another session', async () => {
  const browser = await signIn('boss', { preferred_username: 'the boss' });
  const before = browser.cookies.get(sessionCookie) ?? '';
  expect((await browser.post('/session/confirm', { password: 'none' })).json).toMatchObject({
    code: 'PORTCULLIS_USAGE',
  });
  const location = await begin(browser);
  expect(new URL(location).searchParams.get('prompt')).toBe('login');
  const answer = await comeBack(browser, await throughProvider(location));
  expect(answer.headers.location).toBe(site.server.consoleUrl);
  expect(browser.cookies.get(sessionCookie)).not.toBe(before);
  const { json } = await browser.get('/session');
  expect(Number(json.confirmedUntil)).toBeGreaterThan(Date.now() + 14 * 60_000);
  expect((await browser.get('/operators')).status).toBe(200);
  const old = openBrowser(site);
  old.cookies.set(sessionCookie, before);
  expect((await old.get('/session')).status).toBe(401);
});

it('an account of a provider has no password and no second factor here', async () => {
  const browser = await signIn('boss', {});
  for (const [method, path, body] of [
    ['PUT', '/session/password', { current: 'x', next: 'a long new password' }],
    ['POST', '/session/second-factor', { password: 'x' }],
  ] as const) {
    expect((await browser.send(method, path, { body })).json).toMatchObject({ code: 'PORTCULLIS_USAGE' });
  }
});
