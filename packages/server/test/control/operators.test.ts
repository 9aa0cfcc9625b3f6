import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../support/command-line.ts';
import {
  type ConsoleBrowser,
  firstOwner,
  invited,
  openBrowser,
  password,
} from '../support/console-browser.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

let site: RunningSite;
let owner: ConsoleBrowser;
beforeAll(async () => {
  site = await startSite();
  owner = await firstOwner(site);
});
afterAll(() => site.close());

interface Listed {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly state: string;
  readonly version: number;
}

async function operatorNamed(name: string): Promise<Listed> {
  const { operators } = await site.control.get<{ operators: readonly Listed[] }>('/operators');
  const found = operators.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}
const change = (name: string, wanted: object) =>
  operatorNamed(name).then(({ id, version }) =>
    owner.send('PATCH', `/operators/${id}`, { body: { version, ...wanted } }),
  );

describe('an invitation', () => {
  it('is good once, for the name and role it was made for', async () => {
    const { json } = await owner.post('/operators', { name: 'mia', role: 'support' });
    expect(json).toMatchObject({
      operator: { state: 'invited', signsInWith: 'nothing-yet', role: 'support' },
    });
    const { code } = json;
    const named = await openBrowser(site).post('/enrolments', { code, name: 'eve', password });
    expect(named.json).toMatchObject({ code: 'PORTCULLIS_USAGE' });
    const answers = await Promise.all(
      [1, 2, 3].map(() => openBrowser(site).post('/enrolments', { code, password })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 403, 403]);
    expect(await operatorNamed('mia')).toMatchObject({ state: 'active', role: 'support' });
  });

  it('needs a name that nobody has', async () => {
    const answer = await owner.post('/operators', { name: 'ADA', role: 'owner' });
    expect(answer.json).toMatchObject({ code: 'PORTCULLIS_NAME_TAKEN', status: 409 });
  });

  it('of somebody who was disabled before lets nobody in', async () => {
    const { json } = await owner.post('/operators', { name: 'never', role: 'viewer' });
    await change('never', { disabled: true });
    expect((await openBrowser(site).post('/enrolments', { code: json.code, password })).status).toBe(403);
  });
});

describe('an operator', () => {
  it('who is disabled is out with the next request, and back when enabled', async () => {
    const browser = await invited(site, { name: 'dora', role: 'operator' });
    expect((await browser.get('/status')).status).toBe(200);
    expect((await change('dora', { disabled: true })).json).toMatchObject({ state: 'disabled', sessions: 0 });
    expect((await browser.get('/status')).status).toBe(401);
    expect((await openBrowser(site).post('/sign-in', { name: 'dora', password })).json).toMatchObject({
      code: 'PORTCULLIS_SIGN_IN_REFUSED',
    });
    await change('dora', { disabled: false });
    expect((await browser.get('/status')).status).toBe(401);
    expect((await openBrowser(site).post('/sign-in', { name: 'dora', password })).status).toBe(200);
  });

  it('has another role with the next request, and must prove who it is before what is new', async () => {
    const browser = await invited(site, { name: 'rosa', role: 'viewer' });
    expect((await browser.get('/audit')).status).toBe(403);
    await change('rosa', { role: 'owner' });
    expect((await browser.get('/audit')).status).toBe(200);
    const before = browser.cookies.get('__Host-portcullis-console-default');
    expect((await browser.get('/operators')).json).toMatchObject({ code: 'PORTCULLIS_CONFIRM_NEEDED' });
    await browser.post('/session/confirm', { password });
    expect(browser.cookies.get('__Host-portcullis-console-default')).not.toBe(before);
    expect((await browser.get('/operators')).status).toBe(200);
    await change('rosa', { role: 'viewer' });
    expect((await browser.get('/operators')).status).toBe(403);
    expect((await browser.get('/audit')).status).toBe(403);
  });

  it('who was reset signs in with nothing but a new invitation', async () => {
    const browser = await invited(site, { name: 'reto', role: 'viewer' });
    const { id } = await operatorNamed('reto');
    const { json } = await owner.post(`/operators/${id}/reset`, {});
    expect((await browser.get('/session')).status).toBe(401);
    expect((await openBrowser(site).post('/sign-in', { name: 'reto', password })).status).toBe(401);
    expect((await openBrowser(site).post('/enrolments', { code: json.code, password })).status).toBe(201);
  });

  it('is signed out and removed by an owner', async () => {
    const browser = await invited(site, { name: 'sven', role: 'viewer' });
    const { id } = await operatorNamed('sven');
    expect((await owner.post(`/operators/${id}/sign-out`, {})).json).toEqual({ ended: 1 });
    expect((await browser.get('/session')).status).toBe(401);
    await browser.post('/sign-in', { name: 'sven', password });
    expect((await owner.send('DELETE', `/operators/${id}`)).json).toEqual({ removed: id });
    expect((await browser.get('/session')).status).toBe(401);
    expect((await owner.send('DELETE', `/operators/${id}`)).json).toMatchObject({
      code: 'PORTCULLIS_NOT_FOUND',
    });
  });

  it('that somebody else changed meanwhile is not changed', async () => {
    await invited(site, { name: 'carl', role: 'viewer' });
    const { id, version } = await operatorNamed('carl');
    const wanted = { body: { version, role: 'support' } };
    expect((await owner.send('PATCH', `/operators/${id}`, wanted)).status).toBe(200);
    expect((await owner.send('PATCH', `/operators/${id}`, wanted)).json).toMatchObject({
      code: 'PORTCULLIS_OPERATOR_CONFLICT',
    });
  });
});

it('the last owner who can sign in stays one', async () => {
  const fresh = await startSite();
  try {
    const only = await firstOwner(fresh);
    const { json } = await only.get('/operators');
    const [{ id, version }] = json.operators as [Listed];
    for (const wanted of [{ role: 'viewer' }, { disabled: true }]) {
      const answer = await only.send('PATCH', `/operators/${id}`, { body: { version, ...wanted } });
      expect(answer.json).toMatchObject({ code: 'PORTCULLIS_LAST_OWNER', status: 409 });
    }
    expect((await only.send('DELETE', `/operators/${id}`)).json).toMatchObject({
      code: 'PORTCULLIS_LAST_OWNER',
    });
    expect((await only.post(`/operators/${id}/reset`, {})).json).toMatchObject({
      code: 'PORTCULLIS_LAST_OWNER',
    });
    expect((await only.get('/session')).status).toBe(200);
  } finally {
    await fresh.close();
  }
});

describe('keys', () => {
  it('do what their scopes say, are shown once, and end at once', async () => {
    const made = await owner.post('/keys', { name: 'robot', scopes: ['read'], expiresInDays: 30 });
    const token = String(made.json.token);
    expect(token).toMatch(/^pcl_[\w-]{43}$/);
    const asRobot = (method: string, path: string, body?: unknown) =>
      openBrowser(site).send(method, path, { body, headers: { Authorization: `Bearer ${token}` } });
    expect((await asRobot('GET', '/status')).status).toBe(200);
    const refused = await asRobot('POST', '/on', { mode: 'closed', reason: 'x', force: true });
    expect(refused.json).toMatchObject({
      code: 'PORTCULLIS_FORBIDDEN',
      detail: expect.stringContaining('switch'),
    });
    expect((await asRobot('GET', '/session')).status).toBe(403);
    const { json } = await owner.get('/keys');
    expect(json.keys).toEqual([
      expect.objectContaining({ name: 'robot', scopes: ['read'], revokedAt: null }),
    ]);
    expect(JSON.stringify(json)).not.toContain(token);
    const [{ id, lastUsedAt }] = json.keys as [{ id: string; lastUsedAt: number }];
    expect(lastUsedAt).toBeGreaterThan(0);
    expect((await owner.post(`/keys/${id}/revoke`, {})).status).toBe(200);
    expect((await asRobot('GET', '/status')).status).toBe(401);
    expect((await owner.post(`/keys/${id}/revoke`, {})).json).toMatchObject({ code: 'PORTCULLIS_NOT_FOUND' });
  });

  it('switch without anybody proving who it is, and stand on record by name', async () => {
    const made = await owner.post('/keys', { name: 'deploy', scopes: ['switch'], expiresInDays: null });
    const answer = await openBrowser(site).send('POST', '/on', {
      body: { mode: 'read-only', reason: 'deploy', force: true },
      headers: { Authorization: `Bearer ${made.json.token}` },
    });
    expect(answer.json).toMatchObject({ switch: { actor: { kind: 'key', name: 'deploy' } } });
    await site.off();
  });
});

describe('the command line', () => {
  const run = (...args: string[]) =>
    runCommand(['operator', ...args], { stateDirectory: site.stateDirectory });

  it('invites, lists, resets, disables and removes', async () => {
    const made = await run('invite', 'nina', '--role', 'support');
    expect(made).toMatchObject({ exitCode: 0 });
    const code = made.stdout.trim();
    expect((await openBrowser(site).post('/enrolments', { code, password })).status).toBe(201);
    expect((await run('list')).stdout).toMatch(/nina.*support.*active.*password.*no.*1/);
    const reset = await run('reset', 'NINA');
    expect(reset.stdout.trim()).not.toBe(code);
    expect(await operatorNamed('nina')).toMatchObject({ state: 'invited' });
    expect((await run('disable', 'nina')).exitCode).toBe(0);
    expect(await operatorNamed('nina')).toMatchObject({ state: 'disabled' });
    expect((await run('disable', 'nina', '--undo')).exitCode).toBe(0);
    expect((await run('remove', 'nina')).exitCode).toBe(0);
    const gone = await run('remove', 'nina');
    expect(gone).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('PORTCULLIS_NOT_FOUND') });
    expect((await run('enrol')).stderr).toContain('operator invite');
  });

  it('says on record who did it', async () => {
    await run('invite', 'olga');
    const { records } = await site.control.get<{ records: { kind: string; actor: string }[] }>(
      '/audit?limit=500',
    );
    expect(records.find(({ kind }) => kind === 'operator.created')?.actor).toBe('shell:ada');
  });
});
