import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ConsoleBrowser,
  firstOwner,
  invited,
  openBrowser,
  password,
  startWithOwnerAndViewer,
} from '../support/console-browser.ts';
import {
  cookiesOf,
  type ListedOperator,
  openSocket,
  operatorNamed,
  operatorsOf,
  sessionCookie,
} from '../support/raw-console.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

// What attackers tried to do without a right to it: with keys, in a low role, after it was taken, at the same moment.

let site: RunningSite;
let owner: ConsoleBrowser;
let viewer: ConsoleBrowser;
beforeAll(async () => {
  ({ site, owner, viewer } = await startWithOwnerAndViewer());
});
afterAll(() => site.close());

const host = (): string => `Host: 127.0.0.1:${owner.port}`;

describe('a key', () => {
  let token: string;
  beforeAll(async () => {
    const scopes = ['read', 'switch', 'settings', 'passes', 'audit'];
    token = String((await owner.post('/keys', { name: 'all', scopes, expiresInDays: null })).json.token);
  });

  it.each([
    ['GET', '/operators'],
    ['GET', '/keys'],
    ['POST', '/keys'],
    ['POST', '/operators'],
    ['POST', '/enrolment-codes'],
    ['GET', '/session'],
    ['GET', '/session/all'],
    ['POST', '/session/confirm'],
    ['POST', '/sign-out'],
  ])('with every scope may not %s %s, nor borrow the rights of a cookie beside it', async (method, path) => {
    const headers = { Authorization: `Bearer ${token}` };
    const request = method === 'GET' ? { headers } : { headers, body: {} };
    expect((await openBrowser(site).send(method, path, request)).status).toBe(403);
    expect((await owner.send(method, path, request)).status).toBe(403);
  });

  it('counts in its header alone', async () => {
    const browser = openBrowser(site);
    for (const path of [`/status?access_token=${token}`, `/status?key=${token}`]) {
      expect((await browser.get(path)).status).toBe(401);
    }
    const session = owner.cookies.get(sessionCookie) ?? '';
    const places: readonly Readonly<Record<string, string>>[] = [
      { Cookie: `${sessionCookie}=${token}` },
      { 'X-Api-Key': token },
      { Authorization: `Basic ${Buffer.from(`:${token}`).toString('base64')}` },
      { Authorization: `Bearer ${session}` },
      { Authorization: `Bearer pcl_${session}` },
      { Authorization: `Bearer ${token}, Bearer ${token}` },
      { Authorization: `Bearer ${token}x` },
    ];
    for (const headers of places) {
      expect((await browser.send('GET', '/status', { headers })).status, JSON.stringify(headers)).toBe(401);
    }
  });

  it('that may switch makes no pass by switching, nor does one that makes passes switch', async () => {
    const tokenOf = async (...scopes: string[]): Promise<string> =>
      String((await owner.post('/keys', { name: 'k', scopes, expiresInDays: 1 })).json.token);
    const on = async (key: string, passFor: string | null) => {
      const headers = { Authorization: `Bearer ${key}` };
      const body = { mode: 'read-only', reason: 'x', force: true, proof: { passFor } };
      return openBrowser(site).send('POST', '/on', { body, headers });
    };
    const epoch = async () => (await owner.get('/settings')).json.epoch;
    const before = await epoch();
    for (const scopes of [['switch'], ['passes'], ['switch', 'read', 'settings', 'audit']]) {
      const answer = await on(await tokenOf(...scopes), 'mallory');
      expect(answer.json, scopes.join()).toMatchObject({ code: 'PORTCULLIS_FORBIDDEN' });
    }
    expect(await epoch()).toBe(before);
    try {
      expect((await on(await tokenOf('switch'), null)).json.pass).toBeNull();
      expect((await on(await tokenOf('switch', 'passes'), 'mallory')).status).toBe(200);
    } finally {
      await site.off();
    }
  });

  it('ends once, and is good for nothing afterwards', async () => {
    const made = await owner.post('/keys', { name: 'brief', scopes: ['read'], expiresInDays: 1 });
    const { id } = made.json.key as { id: string };
    const ends = await Promise.all([1, 2, 3].map(() => owner.post(`/keys/${id}/revoke`, {})));
    expect(ends.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
    const headers = { Authorization: `Bearer ${String(made.json.token)}` };
    expect((await openBrowser(site).send('GET', '/status', { headers })).status).toBe(401);
  });
});

describe('an operator of a low role', () => {
  it('changes neither others nor himself', async () => {
    const { id, version } = await operatorNamed(site, 'vera');
    const ada = await operatorNamed(site, 'ada');
    for (const [method, path, body] of [
      ['PATCH', `/operators/${id}`, { version, role: 'owner' }],
      ['PATCH', `/operators/${ada.id}`, { version: ada.version, disabled: true }],
      ['POST', `/operators/${ada.id}/reset`, {}],
      ['POST', `/operators/${ada.id}/sign-out`, {}],
      ['DELETE', `/operators/${ada.id}`, undefined],
      ['POST', '/enrolment-codes', {}],
    ] as const) {
      const request = body === undefined ? {} : { body };
      expect((await viewer.send(method, path, request)).status, path).toBe(403);
    }
  });

  it('keeps no right that was taken, in whatever session', async () => {
    const first = await invited(site, { name: 'rudi', role: 'owner', address: '192.0.2.3' });
    const second = openBrowser(site, { address: '192.0.2.3' });
    await second.post('/sign-in', { name: 'rudi', password });
    const { id, version } = await operatorNamed(site, 'rudi');
    expect(
      (await first.send('PATCH', `/operators/${id}`, { body: { version, role: 'viewer' } })).status,
    ).toBe(200);
    for (const browser of [first, second]) {
      expect((await browser.get('/operators')).status).toBe(403);
      expect((await browser.post('/on', { mode: 'closed', reason: 'x', force: true })).status).toBe(403);
    }
    const again = await operatorNamed(site, 'rudi');
    await owner.send('PATCH', `/operators/${id}`, { body: { version: again.version, role: 'owner' } });
    for (const browser of [first, second]) {
      expect((await browser.get('/operators')).json).toMatchObject({ code: 'PORTCULLIS_CONFIRM_NEEDED' });
    }
  });
});

describe('files of this host', () => {
  it('are their owner’s alone', () => {
    const modeOf = (name: string) => statSync(join(site.stateDirectory, name)).mode & 0o777;
    for (const name of ['control-default.sock', 'secret', 'portcullis.sqlite', 'state-default.json']) {
      expect(modeOf(name) & 0o077, name).toBe(0);
    }
  });
});

describe('two owners at the same moment', () => {
  it.each(['remove', 'demote', 'disable', 'reset'])('who %s each other leave one', async (what) => {
    const fresh = await startSite();
    try {
      const ada = await firstOwner(fresh);
      const ben = await invited(fresh, { name: 'ben', role: 'owner' });
      const [ofAda, ofBen] = [await operatorNamed(fresh, 'ada'), await operatorNamed(fresh, 'ben')];
      const attack = (by: ConsoleBrowser, { id, version }: ListedOperator) => {
        if (what === 'remove') return by.send('DELETE', `/operators/${id}`);
        if (what === 'reset') return by.post(`/operators/${id}/reset`, {});
        const change = what === 'demote' ? { role: 'viewer' } : { disabled: true };
        return by.send('PATCH', `/operators/${id}`, { body: { version, ...change } });
      };
      await Promise.all([attack(ada, ofBen), attack(ben, ofAda)]);
      const left = await Promise.all([ada.get('/operators'), ben.get('/operators')]);
      expect(left.filter(({ status }) => status === 200)).toHaveLength(1);
    } finally {
      await fresh.close();
    }
  });

  it('who save settings of the same epoch do not both', async () => {
    const other = await invited(site, { name: 'olaf', role: 'owner', address: '192.0.2.4' });
    const { epoch } = (await owner.get('/settings')).json;
    const body = {
      expectedEpoch: epoch,
      settings: { page: { brand: 'x' }, defaults: { message: {}, button: null } },
    };
    const saves = await Promise.all(
      [owner, other].map((browser) => browser.send('PUT', '/settings', { body })),
    );
    expect(saves.map(({ status }) => status).sort()).toEqual([200, 409]);
  });
});

describe('a right that is taken while a body is still coming', () => {
  /** Sends head and a part of the body, has the right taken away, and then sends the rest. */
  async function crossing(
    at: RunningSite,
    head: readonly string[],
    { body, meanwhile }: { readonly body: string; readonly meanwhile: () => Promise<unknown> },
  ): Promise<string> {
    const { socket, all } = openSocket(at.server.consolePort ?? 0);
    const lines = [...head, 'Content-Type: application/json', `Content-Length: ${body.length}`];
    socket.write(`${lines.join('\r\n')}\r\nConnection: close\r\n\r\n${body.slice(0, 8)}`);
    // Two requests there and back: by then the head has been looked at.
    for (let round = 0; round < 3; round += 1) await openBrowser(at).get('/sign-in');
    await meanwhile();
    socket.write(body.slice(8));
    return all;
  }
  const headOf = (browser: ConsoleBrowser, path: string): string[] => [
    `POST /v1/sites/default${path} HTTP/1.1`,
    `Host: 127.0.0.1:${browser.port}`,
    `Cookie: ${cookiesOf(browser)}`,
    `Portcullis-Console: ${browser.token}`,
  ];

  // An owner who expects to be removed keeps a request open.
  it('an operator who is removed while his body is still coming does nothing any more', async () => {
    const mallory = await invited(site, { name: 'mallory', role: 'owner', address: '192.0.2.6' });
    const { id } = await operatorNamed(site, 'mallory');
    const text = await crossing(site, headOf(mallory, '/operators'), {
      body: JSON.stringify({ name: 'back-door', role: 'owner' }),
      meanwhile: () => owner.send('DELETE', `/operators/${id}`),
    });
    const made = (await operatorsOf(site)).find(({ name }) => name === 'back-door');
    if (made !== undefined) await owner.send('DELETE', `/operators/${made.id}`);
    expect(text).toMatch(/^HTTP\/1\.1 401/);
    expect(made).toBeUndefined();
  });

  it('a session that is signed out while its body is still coming makes no pass', async () => {
    const thief = await invited(site, { name: 'theo', role: 'operator', address: '192.0.2.7' });
    const own = openBrowser(site, { address: '192.0.2.7' });
    await own.post('/sign-in', { name: 'theo', password });
    const text = await crossing(site, headOf(thief, '/passes'), {
      body: JSON.stringify({ subject: 'theo', scope: 'write', ttlMs: 3_600_000 }),
      meanwhile: () => own.post('/sign-out', { everywhere: true }),
    });
    expect(text).toMatch(/^HTTP\/1\.1 401/);
  });

  it('a key that is revoked while its body is still coming switches nothing', async () => {
    const made = await owner.post('/keys', { name: 'late', scopes: ['passes'], expiresInDays: null });
    const { id } = made.json.key as { id: string };
    const head = [
      'POST /v1/sites/default/passes HTTP/1.1',
      host(),
      `Authorization: Bearer ${String(made.json.token)}`,
    ];
    const text = await crossing(site, head, {
      body: JSON.stringify({ subject: 'theo', scope: 'write', ttlMs: 3_600_000 }),
      meanwhile: () => owner.post(`/keys/${id}/revoke`, {}),
    });
    expect(text).toMatch(/^HTTP\/1\.1 401/);
  });
});
