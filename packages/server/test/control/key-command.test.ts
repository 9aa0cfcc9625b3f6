import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCommand } from '../support/command-line.ts';
import { openBrowser } from '../support/console-browser.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

let site: RunningSite;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.close());

const run = (...args: string[]) => runCommand(['key', ...args], { stateDirectory: site.stateDirectory });
const statusWith = async (token: string): Promise<number> =>
  (await openBrowser(site).send('GET', '/status', { headers: { Authorization: `Bearer ${token}` } })).status;

it('makes a key that does what its scopes say, prints it once and nothing else, and ends it', async () => {
  const made = await run('create', 'deploy', '--scope', 'switch,read', '--expires', '30');
  expect(made.exitCode).toBe(0);
  expect(made.stdout).toMatch(/^pcl_[\w-]{43}\n$/);
  expect(made.stderr).toMatch(/shown only now.*switch, read.*(?:29 d 23|30 d 0) h/s);
  const token = made.stdout.trim();
  expect(await statusWith(token)).toBe(200);

  const listed = await run('list');
  expect(listed.stdout).toMatch(/deploy.*switch, read.*d .*left.*ago.*ada/);
  expect(listed.stdout).not.toContain(token);
  expect((await run()).stdout).toContain('deploy');

  expect(await run('revoke', 'deploy')).toMatchObject({ exitCode: 0, stdout: 'Revoked deploy.\n' });
  expect(await statusWith(token)).toBe(401);
  expect((await run('list')).stdout).toMatch(/deploy.*revoked/);
  const again = await run('revoke', 'deploy');
  expect(again).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('PORTCULLIS_NOT_FOUND') });
});

it('reads for 90 days where nothing else is said, or as long as it is wanted', async () => {
  const made = await run('create', 'watch', '--json');
  const { key, token } = JSON.parse(made.stdout) as {
    key: { scopes: string[]; expiresAt: number; createdAt: number; fingerprint: string };
    token: string;
  };
  expect(key).toMatchObject({ scopes: ['read'], fingerprint: expect.stringMatching(/^[\da-f]{8}$/) });
  expect(key.expiresAt - key.createdAt).toBe(90 * 86_400_000);
  expect(await statusWith(token)).toBe(200);
  const endless = JSON.parse((await run('create', 'ever', '--expires', 'never', '--json')).stdout);
  expect(endless.key.expiresAt).toBeNull();
  expect((await run('list')).stdout).toMatch(/ever.*no end.*never/);
});

it('is ended by its id where a name is not enough', async () => {
  for (let twin = 0; twin < 2; twin += 1) await run('create', 'twin');
  const refused = await run('revoke', 'twin');
  expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('by its id') });
  const [, id = ''] = /by its id: ([\w-]+)/.exec(refused.stderr) ?? [];
  expect((await run('revoke', id)).exitCode).toBe(0);
  expect((await run('revoke', 'twin')).exitCode).toBe(0);
});

it.each([
  [['create', 'x', '--scope', 'root'], /--scope.*read, switch, settings, passes, audit/],
  [['create', 'x', '--expires', '0'], /--expires.*1 to 730, or never/],
  [['create', 'x', '--expires', '90d'], /--expires.*1 to 730, or never/],
  [['create'], /name/],
  [['revoke', 'nobody'], /There is no active key "nobody"/],
])('%j is told what is expected', async (args, told) => {
  const result = await run(...args);
  expect(result.exitCode).not.toBe(0);
  expect(result.stdout).toBe('');
  expect(result.stderr).toMatch(told);
});

it('explains itself', async () => {
  const { stdout } = await run('create', '--help');
  expect(stdout).toMatch(/read, switch, settings, passes, audit/);
  expect(stdout).toMatch(/prints it, once/);
});

it('is on record with who made it', async () => {
  await run('create', 'recorded');
  const { records } = await site.control.get<{ records: { kind: string; actor: string; data: string }[] }>(
    '/audit?limit=500',
  );
  const made = records.filter(({ kind, data }) => kind === 'key.created' && data.includes('recorded'));
  expect(made).toEqual([expect.objectContaining({ actor: 'shell:ada' })]);
});
