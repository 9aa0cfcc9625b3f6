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

/** As the console makes one. */
const made = (name: string, expiresInDays: number | null = 1): Promise<{ key: { id: string } }> =>
  site.control.post('/keys', { name, scopes: ['read'], expiresInDays, actor: 'shell' });

it('makes a key that does what its scopes say, and prints it once and nothing else', async () => {
  const result = await run('create', 'deploy', '--scope', 'switch,read', '--expires', '30');
  expect(result.exitCode).toBe(0);
  expect(result.stdout).toMatch(/^pcl_[\w-]{43}\n$/);
  expect(result.stderr).toMatch(/shown only now.*switch, read.*(?:29 d 23|30 d 0) h/s);
  const token = result.stdout.trim();
  expect(await statusWith(token)).toBe(200);

  expect(await run('revoke', 'deploy')).toMatchObject({ exitCode: 0, stdout: 'Revoked deploy.\n' });
  expect(await statusWith(token)).toBe(401);
  const again = await run('revoke', 'deploy');
  expect(again).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('PORTCULLIS_NOT_FOUND') });
});

it('lists every key by itself, with its state, and never a token', async () => {
  const { key } = await made('gone');
  await site.control.post(`/keys/${key.id}/revoke`, { actor: 'shell' });
  await made('endless', null);
  await made('usual', 3);
  const { stdout } = await run();
  expect(stdout).toMatch(/gone.*read.*revoked.*never/);
  expect(stdout).toMatch(/endless.*no end/);
  expect(stdout).toMatch(/usual.*d .*left/);
  expect(stdout).not.toContain('pcl_');
});

it('reads for 90 days where nothing else is said, or as long as it is wanted', async () => {
  const parsed = async (...args: string[]) =>
    (JSON.parse((await run('create', ...args, '--json')).stdout) as { key: Record<string, unknown> }).key;
  const key = await parsed('watch');
  expect(key).toMatchObject({ scopes: ['read'], fingerprint: expect.stringMatching(/^[\da-f]{8}$/) });
  expect(Number(key.expiresAt) - Number(key.createdAt)).toBe(90 * 86_400_000);
  expect((await parsed('ever', '--expires', 'never')).expiresAt).toBeNull();
});

it('is ended by its id where a name is not enough', async () => {
  await made('twin');
  const { key } = await made('twin');
  const refused = await run('revoke', 'twin');
  expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(key.id) });
  expect((await run('revoke', key.id)).exitCode).toBe(0);
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
