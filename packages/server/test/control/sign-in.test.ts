import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ConsoleBrowser,
  firstOwner,
  invited,
  openBrowser,
  password,
} from '../support/console-browser.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

const cookieName = '__Host-portcullis-console-default';

let site: RunningSite;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.close());

const cookieOf = (browser: ConsoleBrowser): string => browser.cookies.get(cookieName) ?? '';
const recordsOf = async (kind: string): Promise<readonly { actor: string; data: string }[]> => {
  const { records } = await site.control.get<{ records: { kind: string; actor: string; data: string }[] }>(
    '/audit?limit=500',
  );
  return records.filter((record) => record.kind === kind);
};

describe('the first run', () => {
  it('makes one owner of the code on the host, however many race for it', async () => {
    const { firstRun } = site.server;
    expect(firstRun?.link).toBe(`${site.server.consoleUrl}enrol#code=${firstRun?.code}`);
    expect(firstRun?.code).toMatch(/^(?:[0-9a-hjkmnp-tv-z]{5}-){5}[0-9a-hjkmnp-tv-z]$/);
    const options = await openBrowser(site).get('/sign-in');
    expect(options.json).toMatchObject({ firstRun: true, password: true, provider: null });

    const wrong = await openBrowser(site).post('/enrolments', { code: 'aaaaa-bbbbb', name: 'eve', password });
    expect(wrong.json).toMatchObject({ code: 'PORTCULLIS_CODE_REFUSED', status: 403 });

    const names = ['ada', 'ben', 'cleo'];
    const answers = await Promise.all(
      names.map((name) => openBrowser(site).post('/enrolments', { code: firstRun?.code, name, password })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 403, 403]);
    const { operators } = await site.control.get<{ operators: { name: string; role: string }[] }>(
      '/operators',
    );
    expect(operators).toEqual([expect.objectContaining({ role: 'owner', state: 'active' })]);
    expect((await openBrowser(site).get('/sign-in')).json).toMatchObject({ firstRun: false });
    await expect(site.control.post('/enrolment-codes', {})).rejects.toMatchObject({
      code: 'PORTCULLIS_USAGE',
    });
    expect(await recordsOf('operator.created')).toHaveLength(1);
  });

  it('takes short passwords from nobody', async () => {
    const answer = await openBrowser(site).post('/enrolments', { code: 'x', name: 'eve', password: 'short' });
    expect(answer.json).toMatchObject({
      code: 'PORTCULLIS_USAGE',
      detail: expect.stringContaining('at least 12'),
    });
  });
});

describe('a session', () => {
  it('is in a cookie that no script reads, no other site gets and no other path or host sees', async () => {
    const browser = await invited(site, { name: 'cookie', role: 'viewer' });
    const answer = await openBrowser(site).post('/sign-in', { name: 'cookie', password });
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(
        /^__Host-portcullis-console-default=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict$/,
      ),
      // Tells this browser from strangers, and opens nothing.
      expect.stringMatching(/^__Host-portcullis-console-default\.browser=/),
    ]);
    expect((await browser.get('/session')).json).toMatchObject({
      operator: { name: 'cookie', role: 'viewer' },
    });
    expect(JSON.stringify(await site.control.get('/operators'))).not.toContain(cookieOf(browser));
  });

  it('never takes the token that the browser came with, and gives another at each step', async () => {
    const browser = await invited(site, { name: 'fixed', role: 'viewer' });
    const tokens = [cookieOf(browser)];
    const planted = 'A'.repeat(43);
    browser.cookies.set(cookieName, planted);
    await browser.post('/sign-in', { name: 'fixed', password });
    tokens.push(cookieOf(browser));
    expect(tokens).not.toContain(planted);

    const before = new Map(browser.cookies);
    expect((await browser.post('/session/confirm', { password })).status).toBe(200);
    tokens.push(cookieOf(browser));
    const next = 'another long password';
    const changed = await browser.send('PUT', '/session/password', { body: { current: password, next } });
    expect(changed.status).toBe(200);
    tokens.push(cookieOf(browser));
    expect(new Set(tokens).size).toBe(4);

    const old = openBrowser(site);
    for (const [name, value] of before) old.cookies.set(name, value);
    expect((await old.get('/session')).json).toMatchObject({ code: 'PORTCULLIS_SIGN_IN_NEEDED' });
  });

  it('ends with a changed password everywhere else', async () => {
    const here = await invited(site, { name: 'changer', role: 'viewer' });
    const there = openBrowser(site);
    await there.post('/sign-in', { name: 'changer', password });
    expect((await there.get('/session')).status).toBe(200);
    const next = 'another long password';
    expect(
      (await here.send('PUT', '/session/password', { body: { current: 'wrong', next } })).json,
    ).toMatchObject({
      code: 'PORTCULLIS_SIGN_IN_REFUSED',
    });
    await here.send('PUT', '/session/password', { body: { current: password, next } });
    expect((await here.get('/session')).status).toBe(200);
    expect((await there.get('/session')).status).toBe(401);
    expect((await openBrowser(site).post('/sign-in', { name: 'changer', password })).status).toBe(401);
    expect((await openBrowser(site).post('/sign-in', { name: 'CHANGER', password: next })).status).toBe(200);
  });

  it('ends here alone, or everywhere', async () => {
    const one = await invited(site, { name: 'leaver', role: 'viewer' });
    const [two, three] = [openBrowser(site), openBrowser(site)];
    for (const browser of [two, three]) await browser.post('/sign-in', { name: 'leaver', password });
    const { json } = await two.get('/session/all');
    expect(json.sessions).toHaveLength(3);
    expect((await one.post('/sign-out', { everywhere: false })).json).toEqual({ ended: 1 });
    expect(one.cookies.has(cookieName)).toBe(false);
    expect((await two.get('/session')).status).toBe(200);
    expect((await two.post('/sign-out', { everywhere: true })).json).toEqual({ ended: 2 });
    expect((await three.get('/session')).status).toBe(401);
  });

  it('shows what it may do and until when it is confirmed', async () => {
    const browser = await invited(site, { name: 'shown', role: 'support' });
    const { json } = await browser.get('/session');
    expect(json).toMatchObject({ scopes: ['read', 'audit'], hasPassword: true, secondFactor: 'none' });
    const left = Number(json.confirmedUntil) - Date.now();
    expect(left).toBeGreaterThan(14 * 60_000);
    expect(left).toBeLessThanOrEqual(15 * 60_000);
  });
});

describe('a second factor', () => {
  const codesOf = (secret: unknown): TOTP => new TOTP({ secret: Secret.fromBase32(String(secret)) });

  async function withFactor(name: string) {
    const browser = await invited(site, { name, role: 'operator' });
    const started = await browser.post('/session/second-factor', { password });
    expect(started.status).toBe(201);
    expect(String(started.json.uri)).toMatch(/^otpauth:\/\/totp\//);
    const codes = codesOf(started.json.secret);
    // The step before: the next ones stay free for signing in.
    const first = codes.generate({ timestamp: Date.now() - 30_000 });
    const confirmed = await browser.post('/session/second-factor/confirm', { code: first });
    expect(confirmed.json).toMatchObject({ session: { secondFactor: 'confirmed', recoveryCodesLeft: 10 } });
    return { browser, codes, recovery: confirmed.json.recoveryCodes as readonly string[] };
  }

  it('does not count before its first code', async () => {
    const browser = await invited(site, { name: 'unsure', role: 'operator' });
    await browser.post('/session/second-factor', { password });
    expect((await openBrowser(site).post('/sign-in', { name: 'unsure', password })).json.kind).toBe(
      'signed-in',
    );
    expect((await browser.post('/session/second-factor/confirm', { code: '000000' })).status).toBe(401);
    expect((await browser.post('/session/second-factor', { password: 'wrong' })).status).toBe(401);
  });

  it('is asked for at every sign-in, and a code is good once', async () => {
    const { codes } = await withFactor('careful');
    const browser = openBrowser(site);
    expect((await browser.post('/sign-in', { name: 'careful', password })).json).toEqual({
      kind: 'code-needed',
    });
    const halfway = cookieOf(browser);
    expect((await browser.get('/session')).status).toBe(401);
    expect((await browser.get('/status')).status).toBe(401);
    const code = codes.generate();
    expect((await browser.post('/sign-in/code', { code })).json).toMatchObject({ kind: 'signed-in' });
    expect(cookieOf(browser)).not.toBe(halfway);
    expect((await browser.get('/status')).status).toBe(200);

    const other = openBrowser(site);
    await other.post('/sign-in', { name: 'careful', password });
    expect((await other.post('/sign-in/code', { code })).json).toMatchObject({
      code: 'PORTCULLIS_SIGN_IN_REFUSED',
    });
    const before = codes.generate({ timestamp: Date.now() - 30_000 });
    expect((await other.post('/sign-in/code', { code: before })).status).toBe(401);
    expect((await openBrowser(site).post('/sign-in/code', { code })).json).toMatchObject({
      code: 'PORTCULLIS_SIGN_IN_NEEDED',
    });
  });

  it('lets one of many in who send the same code at once', async () => {
    const { codes } = await withFactor('raced');
    const browsers = Array.from({ length: 4 }, () => openBrowser(site));
    for (const browser of browsers) await browser.post('/sign-in', { name: 'raced', password });
    const code = codes.generate();
    const answers = await Promise.all(browsers.map((browser) => browser.post('/sign-in/code', { code })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
  });

  it('has recovery codes, each good once, in any way of writing them', async () => {
    const { recovery } = await withFactor('forgetful');
    expect(new Set(recovery).size).toBe(10);
    const [code = ''] = recovery;
    const browser = openBrowser(site);
    await browser.post('/sign-in', { name: 'forgetful', password });
    const typed = code.toUpperCase().replaceAll('-', ' ');
    expect((await browser.post('/sign-in/code', { code: typed })).json).toMatchObject({
      session: { recoveryCodesLeft: 9 },
    });
    const again = openBrowser(site);
    await again.post('/sign-in', { name: 'forgetful', password });
    expect((await again.post('/sign-in/code', { code })).status).toBe(401);
  });

  it('proves who it is in the place of the password, and is taken away by a code only', async () => {
    const { browser, codes, recovery } = await withFactor('proving');
    expect((await browser.post('/session/confirm', { password })).json).toMatchObject({
      code: 'PORTCULLIS_USAGE',
    });
    expect((await browser.post('/session/confirm', { code: codes.generate() })).status).toBe(200);
    expect((await browser.post('/session/second-factor', { password })).json).toMatchObject({
      code: 'PORTCULLIS_USAGE',
    });
    expect((await browser.post('/session/second-factor/remove', { code: '123456' })).status).toBe(401);
    const removed = await browser.post('/session/second-factor/remove', { code: recovery[0] });
    expect(removed.json).toMatchObject({ secondFactor: 'none', recoveryCodesLeft: 0 });
  });

  it('begun or ended gives another token, and ends every other session', async () => {
    const browser = await invited(site, { name: 'rotated', role: 'operator' });
    const elsewhere = async (code?: string): Promise<ConsoleBrowser> => {
      const other = openBrowser(site);
      const body = { name: 'rotated', password, ...(code !== undefined && { code }) };
      expect((await other.post('/sign-in', body)).json).toMatchObject({ kind: 'signed-in' });
      return other;
    };
    const old = (token: string): Promise<{ status: number }> => {
      const stolen = openBrowser(site);
      stolen.cookies.set(cookieName, token);
      return stolen.get('/session');
    };

    const before = await elsewhere();
    const tokens = [cookieOf(browser)];
    const { json } = await browser.post('/session/second-factor', { password });
    const codes = codesOf(json.secret);
    const first = codes.generate({ timestamp: Date.now() - 30_000 });
    const { json: confirmed } = await browser.post('/session/second-factor/confirm', { code: first });
    tokens.push(cookieOf(browser));
    expect((await before.get('/session')).status).toBe(401);

    const [one = '', other = ''] = confirmed.recoveryCodes as string[];
    const during = await elsewhere(one);
    expect((await browser.post('/session/second-factor/remove', { code: other })).status).toBe(200);
    tokens.push(cookieOf(browser));
    expect((await during.get('/session')).status).toBe(401);
    expect(new Set(tokens).size).toBe(3);
    for (const token of tokens.slice(0, 2)) expect((await old(token)).status).toBe(401);
    expect((await old(tokens[2] ?? '')).status).toBe(200);
  });

  it('is nowhere in the store as it is', async () => {
    const browser = await invited(site, { name: 'sealed', role: 'operator' });
    const { json } = await browser.post('/session/second-factor', { password });
    const { readFileSync, readdirSync } = await import('node:fs');
    const bytes = readdirSync(site.stateDirectory)
      .filter((name) => name.includes('.sqlite'))
      .map((name) => readFileSync(`${site.stateDirectory}/${name}`, 'latin1'))
      .join('');
    expect(bytes).toContain('sealed');
    expect(bytes).not.toContain(String(json.secret));
    expect(bytes).not.toContain(password);
    expect(bytes).not.toContain(cookieOf(browser));
  });
});

describe('on record', () => {
  it('is who signed in, proved it, was refused and left', async () => {
    const browser = await invited(site, { name: 'recorded', role: 'viewer' });
    await browser.post('/session/confirm', { password });
    await openBrowser(site).post('/sign-in', { name: 'recorded', password: 'a wrong password' });
    await browser.post('/sign-out', { everywhere: false });
    for (const kind of ['signed-in', 'confirmed', 'sign-in-refused', 'signed-out']) {
      const records = await recordsOf(`operator.${kind}`);
      expect(
        records.map(({ actor }) => actor),
        kind,
      ).toContain('operator:recorded');
      expect(JSON.stringify(records)).not.toContain('wrong password');
    }
    const typed = 'a password typed as a name';
    await openBrowser(site).post('/sign-in', { name: typed, password });
    const refused = await recordsOf('operator.sign-in-refused');
    expect(refused.map(({ actor }) => actor)).toContain('nobody');
    expect(JSON.stringify(refused)).not.toContain(typed);
  });
});

it('says how to begin when nobody is there yet, again after a restart', async () => {
  const fresh = await startSite();
  try {
    const first = fresh.server.firstRun?.code;
    await fresh.stopServer();
    await fresh.startServer();
    const old = await openBrowser(fresh).post('/enrolments', { code: first, name: 'ada', password });
    expect(old.json).toMatchObject({ code: 'PORTCULLIS_CODE_REFUSED' });
    const { code, link } = await fresh.control.post<{ code: string; link: string }>('/enrolment-codes', {});
    expect(link).toContain('/enrol#code=');
    expect(fresh.server.firstRun?.code).not.toBe(code);
    const unused = await openBrowser(fresh).post('/enrolments', {
      code: fresh.server.firstRun?.code,
      name: 'ada',
      password,
    });
    expect(unused.status).toBe(403);
    expect((await openBrowser(fresh).post('/enrolments', { code, name: 'ada', password })).status).toBe(201);
    await fresh.stopServer();
    await fresh.startServer();
    expect(fresh.server.firstRun).toBeNull();
  } finally {
    await fresh.close();
  }
});

it('the first owner does what owners do', async () => {
  const fresh = await startSite();
  try {
    const browser = await firstOwner(fresh);
    expect((await browser.get('/operators')).json.operators).toHaveLength(1);
    const on = await browser.post('/on', { mode: 'read-only', reason: 'test', force: true });
    expect(on.json).toMatchObject({
      switch: { mode: 'read-only', actor: { kind: 'operator', name: 'ada' } },
    });
    const named = await browser.post('/off', { actor: 'somebody else' });
    expect(named.json).toMatchObject({
      code: 'PORTCULLIS_USAGE',
      detail: expect.stringContaining('leave it out'),
    });
  } finally {
    await fresh.close();
  }
});
