import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { type RunningPostgres, startPostgres } from '../../../../test/support/postgres/start-postgres.ts';
import type { SiteStatus } from '../../src/control/site-status.ts';
import { patience } from '../support/beside-the-server.ts';
import { runCommand } from '../support/command-line.ts';
import { firstOwner, openBrowser, password } from '../support/console-browser.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

let database: RunningPostgres;
const sites: RunningSite[] = [];
beforeAll(async () => {
  database = await startPostgres(15);
});
afterEach(async () => {
  for (const site of sites.splice(0).reverse()) await site.close();
});
afterAll(() => database?.stop());

const newSecret = () => randomBytes(32).toString('base64url');
/** A server with a state directory of its own, as on a host of its own. */
async function host(
  schema: string,
  { secret, onLog }: { readonly secret: string; readonly onLog?: (line: string) => void },
): Promise<RunningSite> {
  const site = await startSite({
    config: { store: { kind: 'postgres', place: database.adminUrl, schema } },
    secret,
    ...(onLog !== undefined && { onLog }),
  });
  sites.push(site);
  return site;
}
const statusOf = (site: RunningSite) => site.control.get<SiteStatus>('/status');
const redeem = (site: RunningSite, link: string) =>
  site.send('/.well-known/portcullis/pass', {
    method: 'POST',
    body: `token=${new URL(link).searchParams.get('token')}`,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'text/html' },
  });

it('two hosts with one secret are one site: what is made at one holds at the other', async () => {
  const secret = newSecret();
  const first = await host('one_secret', { secret });
  const second = await host('one_secret', { secret });

  const ada = await firstOwner(first);
  const elsewhere = openBrowser(second);
  for (const [name, value] of ada.cookies) elsewhere.cookies.set(name, value);
  elsewhere.token = ada.token;
  expect((await elsewhere.get('/session')).json).toMatchObject({ operator: { name: 'ada' } });
  expect((await openBrowser(second).post('/sign-in', { name: 'ada', password })).status).toBe(200);
  const { json: key } = await elsewhere.post('/keys', { name: 'robot', scopes: ['read'], expiresInDays: 30 });
  const withKey = { headers: { Authorization: `Bearer ${String(key.token)}`, 'Sec-Fetch-Site': 'none' } };
  expect((await openBrowser(first).send('GET', '/status', withKey)).status).toBe(200);

  await second.on({ mode: 'closed' });
  for (const one of [first, second]) {
    await vi.waitUntil(async () => (await statusOf(one)).word === 'enforced (HTTP only)', patience);
    expect((await statusOf(one)).enforcement.instances.map(({ state }) => state)).toEqual([
      'enforcing',
      'enforcing',
    ]);
  }
  const pass = { subject: 'mia@example.com', scope: 'read', ttlMs: 60_000, actor: 'tester' };
  const { link } = await first.control.post<{ link: string }>('/passes', pass);
  const redeemed = await redeem(second, link);
  expect(redeemed.status).toBe(200);
  const cookie = redeemed.headers['set-cookie']
    ?.find((line) => line.startsWith('__Host-portcullis-pass='))
    ?.split(';')[0];
  const headers = { Cookie: cookie ?? '' };
  await vi.waitUntil(async () => (await first.send('/orders', { headers })).status === 200, patience);
  expect((await second.send('/orders', { headers })).status).toBe(200);
  expect((await first.send('/orders')).status).toBe(503);

  // What is ended at one is over at the other.
  await elsewhere.post('/sign-out', { everywhere: false });
  expect((await ada.get('/session')).status).toBe(401);
  await first.off();
  await vi.waitUntil(async () => (await statusOf(second)).word === 'open', patience);
  for (const one of [first, second]) {
    expect(await one.control.post('/audit/verify', {})).toMatchObject({ chains: 2, findings: [] });
  }

  // Without a server too: by the secret and the place of the environment.
  const folder = join(first.stateDirectory, 'folder');
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'portcullis.config.json'),
    JSON.stringify({
      upstream: 'http://127.0.0.1:1',
      store: { kind: 'postgres', placeFrom: 'GATE_STORE', schema: 'one_secret' },
      databases: [{ name: 'orders', placeFrom: 'NOT_NEEDED_FOR_THIS' }],
    }),
  );
  const environment = { PORTCULLIS_SECRET: secret, GATE_STORE: database.adminUrl };
  const verified = await runCommand(['audit', 'verify'], { stateDirectory: folder, environment });
  expect(verified).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('intact') });
});

it('two hosts with different secrets name each other, at the start and in every status', async () => {
  const first = await host('two_secrets', { secret: newSecret() });
  const lines: string[] = [];
  const second = await host('two_secrets', { secret: newSecret(), onLog: (line) => lines.push(line) });
  const problem = 'has another secret than this server';
  expect(lines.join('')).toContain(problem);
  await first.on({ mode: 'read-only' });
  for (const one of [first, second]) {
    await vi.waitUntil(
      async () => (await statusOf(one)).enforcement.missing.join().includes(problem),
      patience,
    );
    expect((await statusOf(one)).word).toBe('not yet enforced');
  }
  // It is guarded all the same.
  await vi.waitUntil(
    async () => (await second.send('/orders', { method: 'POST', body: '' })).status === 503,
    patience,
  );
});
