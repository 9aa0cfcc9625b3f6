import { Secret, TOTP } from 'otpauth';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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

/** No delay is over because a machine is slow. Timers go on. */
const stopClock = () => vi.useFakeTimers({ toFake: ['Date'] });

describe('signing in', () => {
  let site: RunningSite;
  beforeEach(async () => {
    stopClock();
    site = await startSite({ policy: behindProxy });
  });
  afterEach(async () => {
    vi.useRealTimers();
    await site.close();
  });

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

  /** The first owner with a second factor; her codes of this step and the next are unused. */
  async function withFactor(): Promise<TOTP> {
    const browser = await firstOwner(site, { address: '192.0.2.1' });
    const { json } = await browser.post('/session/second-factor', { password });
    const codes = new TOTP({ secret: Secret.fromBase32(String(json.secret)) });
    const first = codes.generate({ timestamp: Date.now() - 30_000 });
    await browser.post('/session/second-factor/confirm', { code: first });
    return codes;
  }

  it('lets password and code together in from anywhere, also where somebody guesses', async () => {
    const codes = await withFactor();
    for (let tries = 0; tries < 12; tries += 1) await guess(`198.51.100.${tries}`);
    for (let tries = 0; tries < 6; tries += 1) await guess('203.0.113.9');
    const wrong = await guess('203.0.113.9');
    const right = await signIn('203.0.113.9');
    // Whether there is a second factor makes no difference to who guesses a password.
    expect([wrong.status, right.status]).toEqual([429, 429]);
    expect(right.json).toEqual(wrong.json);
    const away = openBrowser(site, { address: '203.0.113.9' });
    const answer = await away.post('/sign-in', { name: 'ada', password, code: codes.generate() });
    expect(answer.json.kind).toBe('signed-in');
  });

  it('says no more of a wrong code than of a wrong password, and bounds both', async () => {
    const codes = await withFactor();
    const right = codes.generate();
    const wrong = right === '123456' ? '654321' : '123456';
    const together = (address: string, body: object): Promise<ConsoleAnswer> =>
      openBrowser(site, { address }).post('/sign-in', { name: 'ada', password, code: wrong, ...body });
    const answersTo = async (body: object): Promise<unknown[]> => {
      const answers: unknown[] = [];
      for (let tries = 0; tries < 7; tries += 1) {
        const { status, json } = await together(`198.51.100.${tries}`, body);
        answers.push({ status, json });
      }
      return answers;
    };
    const rightPassword = await answersTo({});
    expect(rightPassword.map((answer) => (answer as { status: number }).status)).toEqual([
      401, 401, 401, 401, 401, 429, 429,
    ]);
    expect(await answersTo({ password: 'a wrong password', code: right })).toEqual(rightPassword);
    expect(await answersTo({ name: 'nobody' })).toEqual(rightPassword);
  });

  it('bounds codes, too: who has the password cannot try them all, and who has not delays none', async () => {
    const codes = await withFactor();
    const right = codes.generate();
    const wrong = right === '123456' ? '654321' : '123456';
    for (let tries = 0; tries < 12; tries += 1) {
      const body = { name: 'ada', password: 'a wrong password', code: wrong };
      await openBrowser(site, { address: `198.51.100.${tries}` }).post('/sign-in', body);
    }
    const statuses: number[] = [];
    for (let tries = 0; tries < 6; tries += 1) {
      // Each from another address, each with a session of its own.
      const thief = openBrowser(site, { address: `203.0.113.${tries}` });
      const body = { name: 'ada', password, code: wrong };
      statuses.push((await thief.post('/sign-in', body)).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    // Its owner, where she has been before.
    const own = openBrowser(site, { address: '192.0.2.1' });
    await own.post('/sign-in', { name: 'ada', password });
    expect((await own.post('/sign-in/code', { code: right })).status).toBe(200);
  });

  it('bounds codes of one session that the password opened', async () => {
    const codes = await withFactor();
    const right = codes.generate();
    const wrong = right === '123456' ? '654321' : '123456';
    const thief = openBrowser(site, { address: '198.51.100.9' });
    await thief.post('/sign-in', { name: 'ada', password });
    const statuses: number[] = [];
    for (let tries = 0; tries < 6; tries += 1) {
      const code = tries % 2 === 0 ? wrong : 'aaaa-bbbb-cccc';
      statuses.push((await thief.post('/sign-in/code', { code })).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    expect((await thief.post('/sign-in/code', { code: right })).status).toBe(429);
  });

  it('with junk for a code keeps nobody out: it is judged while tries are delayed, and makes no delay longer', async () => {
    await firstOwner(site, { address: '192.0.2.1' });
    const body = { name: 'ada', password: 'a wrong password', code: '123456' };
    const outcomes: number[] = [];
    for (let round = 0; round < 10; round += 1) {
      for (let tries = 0; tries < 6; tries += 1) {
        vi.setSystemTime(Date.now() + 10_000);
        const answer = await openBrowser(site, { address: '198.51.100.9' }).post('/sign-in', body);
        expect(answer.status).toBe(401);
        body.password += 'x';
      }
      vi.setSystemTime(Date.now() + 9_000);
      outcomes.push((await signIn(`203.0.113.${round}`)).status);
    }
    // Sixty tries count as those of one address that waits in between: a few, and rarer and rarer.
    expect(outcomes.filter((status) => status !== 200).length).toBeLessThanOrEqual(1);
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

describe('one-time codes and keys', () => {
  let site: RunningSite;
  beforeEach(async () => {
    stopClock();
    site = await startSite({ policy: behindProxy });
  });
  afterEach(async () => {
    vi.useRealTimers();
    await site.close();
  });

  it('of an invitation are no use to try, and a right one waits for nobody', async () => {
    await firstOwner(site, { address: '192.0.2.1' });
    const body = { name: 'ben', role: 'viewer', actor: 'shell' };
    const { code } = await site.control.post<{ code: string }>('/operators', body);
    const there = openBrowser(site, { address: '198.51.100.9' });
    const statuses: number[] = [];
    for (let tries = 0; tries < 11; tries += 1) {
      statuses.push((await there.post('/enrolments', { code: `wrong-${tries}`, password })).status);
    }
    expect(statuses).toEqual([...Array<number>(10).fill(403), 429]);
    const { records } = await site.control.get<{ records: { actor: string; data: string }[] }>(
      '/audit?limit=500&kind=operator.sign-in-refused',
    );
    expect(records.map(({ actor, data }) => ({ actor, ...JSON.parse(data) })).reverse()).toEqual(
      [1, 2, 3, 4, 5, 8].map((tries) => ({
        actor: 'nobody',
        operator: null,
        what: 'enrolment-code',
        address: '198.51.100.9',
        tries,
      })),
    );
    expect((await there.post('/enrolments', { code, password })).status).toBe(201);
  });

  it('that have not the form of a key are asked of no store', async () => {
    const { room, store } = await openOperators();
    const find = vi.spyOn(store.keys, 'find');
    for (const token of ['', 'pcl_', 'pcl_short', `pcl_${'a'.repeat(44)}`, 'A'.repeat(43), 'pcl_\u0000']) {
      expect(await room.keys.find(token)).toBeNull();
    }
    expect(find).not.toHaveBeenCalled();
    expect(await room.keys.find(`pcl_${'a'.repeat(43)}`)).toBeNull();
    expect(find).toHaveBeenCalledTimes(1);
  });
});

describe('a crowd', () => {
  it('of many IPv6 networks is delayed at the account, and everybody of one network together', async () => {
    const { room } = await openOperators();
    const codeOf = async (address: string, name: string): Promise<string> => {
      const browser = { address, userAgent: 'test', mark: null };
      return room.signIn.withPassword({ name, password: 'x', browser }).then(
        () => 'in',
        (error: { code: string }) => error.code,
      );
    };
    const answers: string[] = [];
    for (let network = 0; network < 12; network += 1) {
      answers.push(await codeOf(`2001:db8:0:${network.toString(16)}::1`, 'ada'));
    }
    expect(answers.slice(0, 10)).toEqual(Array<string>(10).fill('PORTCULLIS_SIGN_IN_REFUSED'));
    expect(answers.slice(10)).toEqual(Array<string>(2).fill('PORTCULLIS_TOO_MANY_TRIES'));
    // Written in another way it is the same network.
    const spellings = ['2001:db8:1::1', '2001:db8:1:0::2', '2001:db8:1:0:3::', '2001:db8:1:0:0:0:0:4'];
    for (const [index, address] of [...spellings, '2001:db8:1::5'].entries())
      await codeOf(address, `n${index}`);
    expect(await codeOf('2001:db8:1::ffff', 'somebody')).toBe('PORTCULLIS_TOO_MANY_TRIES');
  });
});

describe('the work of a sign-in', () => {
  const browser = { address: '192.0.2.7', userAgent: 'test', mark: null };
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

  it('is none while tries are delayed, whoever is asked for, and so is the answer', async () => {
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
    expect(work).toEqual([]);
    advance(1_000);
    expect(await attempt(room.signIn.withPassword({ name: 'ada', password, browser: from }))).toBe('in');
  });

  it('is the same with a code, which is looked at only behind the right password', async () => {
    const { room, work } = await openOperators();
    const { code } = await room.newFirstRunCode();
    await room.enrolment.enrol({ code, name: 'ada', password, browser });
    work.length = 0;
    const answers = new Set<string>();
    for (const [index, [name, tried]] of [
      ['nobody', password],
      ['ada', 'y'],
      // Without a second factor no code fits.
      ['ada', password],
    ].entries()) {
      const from = { ...browser, address: `198.51.100.${index}` };
      const claim = { name: name ?? '', password: tried ?? '', code: '123456', browser: from };
      answers.add(await attempt(room.signIn.withPassword(claim)));
    }
    expect([...answers]).toEqual([expect.stringMatching(/^PORTCULLIS_SIGN_IN_REFUSED /)]);
    expect(work.filter((step) => step.startsWith('verify'))).toHaveLength(3);
  });
});
