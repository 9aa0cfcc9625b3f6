import { Secret, TOTP } from 'otpauth';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  behindProxy,
  type ConsoleAnswer,
  firstOwner,
  invited,
  openBrowser,
  password,
} from '../support/console-browser.ts';
import { openOperators } from '../support/operators-fixture.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

describe('signing in', () => {
  let site: RunningSite;
  beforeEach(async () => {
    site = await startSite({ policy: behindProxy });
  });
  afterEach(() => site.close());

  const guess = (address: string, name = 'ada'): Promise<ConsoleAnswer> =>
    openBrowser(site, { address }).post('/sign-in', { name, password: 'a wrong password' });
  const signIn = (address: string, name = 'ada'): Promise<ConsoleAnswer> =>
    openBrowser(site, { address }).post('/sign-in', { name, password });

  it('makes whoever guesses wait longer and longer, and says how long', async () => {
    await firstOwner(site, { address: '192.0.2.1' });
    const answers: ConsoleAnswer[] = [];
    for (let tries = 0; tries < 7; tries += 1) answers.push(await guess('198.51.100.9', `nobody${tries}`));
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429, 429]);
    const [last] = answers.slice(-1);
    expect(last?.json).toMatchObject({ code: 'PORTCULLIS_TOO_MANY_TRIES', retryAfterSeconds: 1 });
    expect(last?.headers['retry-after']).toBe('1');
    // With the right password of somebody without a second factor it is the same: nothing is learned.
    expect((await signIn('198.51.100.9')).status).toBe(429);
    // Others of its network count as one; those elsewhere do not.
    for (let tries = 0; tries < 5; tries += 1) await guess(`2001:db8::${tries + 1}`, 'nobody');
    expect((await guess('2001:db8::ffff', 'nobody')).status).toBe(429);
    expect((await guess('2001:db8:0:1::1', 'nobody2')).status).toBe(401);
  });

  it('keeps nobody out who signed in from there before, whatever strangers do', async () => {
    await firstOwner(site, { address: '192.0.2.1' });
    for (let tries = 0; tries < 12; tries += 1) await guess(`198.51.100.${tries}`);
    expect((await guess('203.0.113.1')).status).toBe(429);
    expect((await signIn('203.0.113.2')).status).toBe(429);
    expect((await signIn('192.0.2.1')).status).toBe(200);
  });

  it('lets password and second factor in from anywhere, also where somebody guesses', async () => {
    const browser = await firstOwner(site, { address: '192.0.2.1' });
    const { json } = await browser.post('/session/second-factor', { password });
    const codes = new TOTP({ secret: Secret.fromBase32(String(json.secret)) });
    const first = codes.generate({ timestamp: Date.now() - 30_000 });
    await browser.post('/session/second-factor/confirm', { code: first });
    for (let tries = 0; tries < 12; tries += 1) await guess(`198.51.100.${tries}`);
    for (let tries = 0; tries < 6; tries += 1) await guess('203.0.113.9');
    expect((await guess('203.0.113.9')).status).toBe(429);
    const away = openBrowser(site, { address: '203.0.113.9' });
    expect((await away.post('/sign-in', { name: 'ada', password })).json).toEqual({ kind: 'code-needed' });
    expect((await away.post('/sign-in/code', { code: codes.generate() })).json.kind).toBe('signed-in');
  });

  it('bounds codes, too: who has the password cannot try them all', async () => {
    const browser = await firstOwner(site, { address: '192.0.2.1' });
    const { json } = await browser.post('/session/second-factor', { password });
    const codes = new TOTP({ secret: Secret.fromBase32(String(json.secret)) });
    const first = codes.generate({ timestamp: Date.now() - 30_000 });
    await browser.post('/session/second-factor/confirm', { code: first });
    const right = codes.generate();
    const wrong = right === '123456' ? '654321' : '123456';
    const statuses: number[] = [];
    const thief = openBrowser(site, { address: '198.51.100.9' });
    await thief.post('/sign-in', { name: 'ada', password });
    for (let tries = 0; tries < 6; tries += 1) {
      statuses.push((await thief.post('/sign-in/code', { code: wrong })).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    expect((await thief.post('/sign-in/code', { code: right })).status).toBe(429);
    // Its owner, where she has been before.
    const own = openBrowser(site, { address: '192.0.2.1' });
    await own.post('/sign-in', { name: 'ada', password });
    expect((await own.post('/sign-in/code', { code: right })).status).toBe(200);
  });

  it('is recorded without filling the log', async () => {
    await firstOwner(site, { address: '192.0.2.1' });
    for (let tries = 0; tries < 9; tries += 1) await guess(`198.51.100.${tries}`);
    const { records } = await site.control.get<{ records: { kind: string; data: string }[] }>(
      '/audit?limit=500',
    );
    const tries = records
      .filter(({ kind }) => kind === 'operator.sign-in-refused')
      .map(({ data }) => (JSON.parse(data) as { tries: number }).tries);
    expect(tries.sort()).toEqual([1, 2, 3, 4, 5, 8]);
  });

  it('a forwarded address counts from a named proxy alone', async () => {
    const open = await startSite();
    try {
      await firstOwner(open);
      await invited(open, { name: 'viewer', role: 'viewer' });
      const statuses: number[] = [];
      for (let tries = 0; tries < 6; tries += 1) {
        const answer = await openBrowser(open, { address: `198.51.100.${tries}` }).post('/sign-in', {
          name: `nobody${tries}`,
          password,
        });
        statuses.push(answer.status);
      }
      expect(statuses.at(-1)).toBe(429);
    } finally {
      await open.close();
    }
  });
});

describe('the work of a sign-in', () => {
  const browser = { address: '192.0.2.7', userAgent: 'test' };
  const attempt = async (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'in',
      (error: { code?: string; message: string }) => `${error.code} ${error.message}`,
    );

  it('is the same for names that nobody has, wrong passwords and disabled operators, and so is the answer', async () => {
    const { room, work } = await openOperators();
    const { code } = await room.newFirstRunCode();
    await room.enrolment.enrol({ code, name: 'ada', password, browser });
    const { code: invitation, operator } = await room.operators.invite({
      name: 'ben',
      role: 'viewer',
      actor: 'shell:ada',
    });
    await room.enrolment.enrol({ code: invitation, name: undefined, password, browser });
    const invitedOnly = await room.operators.invite({ name: 'cleo', role: 'viewer', actor: 'shell:ada' });
    expect(invitedOnly.operator.passwordHash).toBeNull();
    await room.operators.change(operator.id, {
      version: operator.version + 1,
      name: undefined,
      role: undefined,
      disabled: true,
      actor: 'shell:ada',
    });
    // Whoever comes first makes what unknown names are compared with.
    await attempt(
      room.signIn.withPassword({
        name: 'nobody',
        password: 'x',
        browser: { ...browser, address: '192.0.2.8' },
      }),
    );

    const answers = new Set<string>();
    for (const [index, name] of ['nobody', 'ada', 'ben', 'cleo'].entries()) {
      work.length = 0;
      const from = { ...browser, address: `198.51.100.${index}` };
      const tried = name === 'ben' ? password : 'a wrong password';
      answers.add(await attempt(room.signIn.withPassword({ name, password: tried, browser: from })));
      expect(work, name).toEqual([`verify ${tried}`]);
    }
    expect([...answers]).toEqual([expect.stringMatching(/^PORTCULLIS_SIGN_IN_REFUSED /)]);
  });

  it('goes on while tries are delayed, and gives nothing away', async () => {
    const { room, work, advance } = await openOperators();
    const { code } = await room.newFirstRunCode();
    await room.enrolment.enrol({ code, name: 'ada', password, browser });
    const from = { ...browser, address: '198.51.100.1' };
    for (let tries = 0; tries < 5; tries += 1) {
      await attempt(room.signIn.withPassword({ name: 'nobody', password: 'x', browser: from }));
    }
    work.length = 0;
    const right = await attempt(room.signIn.withPassword({ name: 'ada', password, browser: from }));
    const wrong = await attempt(room.signIn.withPassword({ name: 'ada', password: 'y', browser: from }));
    const unknown = await attempt(room.signIn.withPassword({ name: 'nobody', password: 'y', browser: from }));
    expect(right).toMatch(/^PORTCULLIS_TOO_MANY_TRIES /);
    expect(new Set([right, wrong, unknown]).size).toBe(1);
    expect(work).toHaveLength(3);
    advance(1_000);
    expect(await attempt(room.signIn.withPassword({ name: 'ada', password, browser: from }))).toBe('in');
  });
});
