import { join } from 'node:path';
import type { Switch } from '@portcullis/gate';
import { createHostState } from '@portcullis/store/host';
import { createSqliteStore } from '@portcullis/store/sqlite';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SiteStatus } from '../../src/control/site-status.ts';
import { patience, reportOf } from '../support/beside-the-server.ts';
import { runCommand } from '../support/command-line.ts';
import {
  type Application,
  type RunningSite,
  type RunningSiteOptions,
  startSite,
} from '../support/running-site.ts';
import { adminHost, smallShop, smallShopPolicy } from '../support/small-shop.ts';

let site: RunningSite;
afterEach(() => site.close());

const start = async (options: RunningSiteOptions = {}) => {
  site = await startSite({ application: smallShop, policy: smallShopPolicy, ...options });
};
const withoutSignIn: Application = (arrived, response) => {
  if (arrived.target !== '/login') smallShop(arrived, response);
  else response.writeHead(404).end();
};
const signingInBy =
  (field: string): Application =>
  (arrived, response) => {
    if (arrived.target !== '/login') return smallShop(arrived, response);
    const form = `<form method="post" action="/session">${field}<input type="password" name="word"></form>`;
    response.writeHead(200, { 'content-type': 'text/html' }).end(form);
  };
const status = () => site.control.get<SiteStatus>('/status');
const write = async () => (await site.send('/orders', { method: 'POST', body: 'a=1' })).status;
const kinds = async () => {
  const { records } = await site.control.get<{ records: { kind: string; actor: string; data: string }[] }>(
    '/audit',
  );
  return records;
};
/** Without force: the lock-out check decides. */
const on = (proof: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}) =>
  site.on({ force: false, proof, ...more });
const credentials = (Cookie: string, host = adminHost) => ({
  credentials: { host, headers: ['Cookie', Cookie], address: null },
});

describe('turning on is refused', () => {
  const refused = async (attempt: Promise<unknown>, reason: RegExp) => {
    await expect(attempt).rejects.toMatchObject({
      code: 'PORTCULLIS_LOCKED_OUT',
      message: expect.stringMatching(reason),
    });
    expect((await status()).switch).toMatchObject({ mode: 'open', epoch: 0 });
    expect(await write()).toBe(200);
  };

  it('when nothing was tried for the caller', async () => {
    await start();
    await refused(on({}), /nothing was tried for you/);
  });

  it('when his credentials name nobody, or somebody who does not get in', async () => {
    await start();
    await refused(on(credentials('session=nobody')), /FAILS {2}credentials: recognised as visitor/);
    await refused(on(credentials('session=mia')), /FAILS {2}credentials: recognised as/);
  });

  it('when his session names nobody who gets in, although a role alone would', async () => {
    await start({ policy: { ...smallShopPolicy, bypass: { writeByRoleAlone: ['admin'] } } });
    await refused(on(credentials('session=mia')), /FAILS {2}credentials: recognised as/);
  });

  it('when a role alone may write, and the page to sign in at is shut', async () => {
    await start({
      application: withoutSignIn,
      policy: { ...smallShopPolicy, bypass: { writeByRoleAlone: ['admin'] } },
    });
    await refused(on({}), /sign-in page GET \/login answered 404/);
  });

  it('when the target of the sign-in form is no exception, naming what to add', async () => {
    await start({ policy: { ...smallShopPolicy, signIn: { page: '/login', routes: ['POST /login'] } } });
    await refused(on(credentials('session=ada')), /Add "POST \/session" to policy\.signIn\.routes/);
  });

  it('when signing in is a server action that no rule lists, naming the rule to add', async () => {
    const application = signingInBy('<input type="hidden" name="$ACTION_ID_40ab">');
    await start({ application });
    const rule = { match: 'POST /session', calls: { protocol: 'next-action', read: ['40ab'] } } as const;
    await refused(
      on(credentials('session=ada')),
      /server action 40ab, which would be refused[\s\S]*"match": "POST \/session"[\s\S]*"read": \["40ab"\]/,
    );
    await site.close();
    await start({ application, policy: { ...smallShopPolicy, routes: [rule] } });
    expect(await on(credentials('session=ada'))).toMatchObject({
      lockOut: { ok: true, isSignInEnough: false },
    });
  });

  it('when the sign-in page does not answer', async () => {
    await start({ application: withoutSignIn });
    await refused(on(credentials('session=ada')), /sign-in page GET \/login answered 404/);
  });

  // Single sign-on, a link by mail: the refusal named --force alone, and no proof would have helped.
  it('when a sign-in page without a password field is all there is, naming how to prove another way', async () => {
    await start({ policy: { ...smallShopPolicy, signIn: { page: '/orders', routes: ['POST /session'] } } });
    const host = createHostState({ directory: site.stateDirectory });
    await host.writeDryRun('default', 'written-by-the-shell');
    await refused(
      on({ breakGlassToken: 'written-by-the-shell' }),
      /holds no form with a password field[\s\S]*with a pass, or with your own session[\s\S]*go on without a proof/,
    );
    expect(await on(credentials('session=ada'))).toMatchObject({ lockOut: { ok: true } });
  });

  it('when no instance of this host has seen the break-glass file', async () => {
    await start();
    await refused(on({ breakGlassToken: 'nobody-wrote-this-token' }), /break-glass file was not seen by/);
  });
});

describe('turning on goes through', () => {
  it('by the page to sign in at alone, where a role alone may write', async () => {
    await start({ policy: { ...smallShopPolicy, bypass: { writeByRoleAlone: ['admin'] } } });
    const { lockOut } = (await on({})) as { lockOut: { ok: boolean; ways: { detail: string }[] } };
    expect(lockOut).toMatchObject({ ok: true, isSignInEnough: true, ways: [{ way: 'sign-in', ok: true }] });
    expect(lockOut.ways[0]?.detail).toContain('the role admin then changes things alone');
    expect(await write()).toBe(503);
  });

  it('with a warning when the policy knows nobody: who signs in stays outside', async () => {
    await start({
      policy: { ...smallShopPolicy, identity: [], trusted: { adminHosts: ['admin.localhost'] } },
    });
    const host = createHostState({ directory: site.stateDirectory });
    await host.writeDryRun('default', 'written-by-the-shell');
    for (const proof of [{ breakGlassToken: 'written-by-the-shell' }, { passFor: 'ada' }]) {
      expect(await on(proof)).toMatchObject({
        lockOut: {
          ok: true,
          warnings: [
            'the policy has no identity: signing in gets nobody past the gate; only passes do. Add policy.identity, and people who sign in get in.',
          ],
        },
      });
      await site.off();
    }
  });

  it("with the admin's session on the admin host", async () => {
    await start();
    const { lockOut } = (await on(credentials('session=ada'))) as { lockOut: { ways: unknown[] } };
    expect(lockOut.ways).toEqual([
      expect.objectContaining({ way: 'sign-in', ok: true }),
      expect.objectContaining({
        way: 'credentials',
        ok: true,
        detail: expect.stringContaining('may change things'),
      }),
    ]);
    expect(await write()).toBe(503);
    expect(
      (
        await site.send('/orders', {
          method: 'POST',
          body: '',
          host: adminHost,
          headers: { Cookie: 'session=ada' },
        })
      ).status,
    ).toBe(200);
  });

  it('with a pass that is minted for it and given to the caller', async () => {
    await start({ policy: { ...smallShopPolicy, trusted: { adminHosts: ['admin.localhost'] } } });
    const { pass, lockOut } = (await on({ passFor: 'ada' })) as {
      pass: { link: string };
      lockOut: { ok: boolean };
    };
    expect(lockOut.ok).toBe(true);
    const url = new URL(pass.link);
    expect((await site.send(`${url.pathname}${url.search}`)).status).toBe(200);
  });

  it('with a break-glass dry run that this host has seen', async () => {
    await start();
    const host = createHostState({ directory: site.stateDirectory });
    await host.writeDryRun('default', 'written-by-the-shell');
    expect(await on({ breakGlassToken: 'written-by-the-shell' })).toMatchObject({ lockOut: { ok: true } });
    await host.clearDryRun('default');
  });

  it('by force, and the reason goes on record with the change', async () => {
    await start();
    await site.on({ reason: 'the database is burning' });
    const records = await kinds();
    const forced = records.find(({ kind }) => kind === 'lock-out.forced');
    expect(forced?.data).toContain('the database is burning');
    expect(forced?.data).toContain('"epoch":1');
    expect(records.find(({ kind }) => kind === 'switch.changed')?.data).toContain('"forced":true');
  });

  it('by force, unless somebody was faster: then nothing was forced, and no record says so', async () => {
    let faster: Promise<unknown> | null = null;
    await start({
      application: (arrived, response) => {
        // While the check looks at the sign-in page, another operator switches.
        faster ??= site.on({ mode: 'closed', actor: 'bob', reason: 'was faster' });
        if (site.arrived.length === 1) void faster.then(() => smallShop(arrived, response));
        else smallShop(arrived, response);
      },
    });
    await expect(site.on({ reason: 'was slower' })).rejects.toMatchObject({
      code: 'PORTCULLIS_SWITCH_CONFLICT',
    });
    const forced = (await kinds()).filter(({ kind }) => kind === 'lock-out.forced');
    expect(forced.map(({ actor }) => actor)).toEqual(['shell:bob']);
  });
});

describe('a change that makes nothing stricter', () => {
  const areas = { checkout: { routes: ['/cart/**'] } };
  const end = 4e12;
  const ended = { expires: { at: end, then: 'open' } };

  it('needs no proof, and no page is asked for', async () => {
    await start({ policy: { ...smallShopPolicy, areas } });
    await site.on({ mode: 'closed', ...ended });
    const asked = site.arrived.length;
    const notice = { message: { en: 'Nearly done.' }, button: null };
    const changed = await on({}, { mode: 'closed', notice, ...ended });
    expect(changed).toMatchObject({ lockOut: null, switch: { notice: { message: notice.message } } });
    expect(await on({}, { mode: 'read-only', areas: { checkout: 'closed' }, ...ended })).toMatchObject({
      lockOut: null,
    });
    expect(site.arrived.length).toBe(asked);
    const [newest] = (await kinds()).filter(({ kind }) => kind === 'switch.changed');
    expect(newest?.data).toContain('"forced":false');
  });

  it('is the only one that needs none', async () => {
    await start({ policy: { ...smallShopPolicy, areas } });
    await site.on({ mode: 'read-only', areas: { checkout: 'open' }, ...ended });
    const stricter = [
      { mode: 'closed', areas: { checkout: 'open' }, ...ended },
      { mode: 'read-only', ...ended },
      { mode: 'open', areas: { checkout: 'read-only' }, ...ended },
      { mode: 'read-only', areas: { checkout: 'open' } },
      { mode: 'read-only', areas: { checkout: 'open' }, expires: { at: end + 1, then: 'open' } },
    ];
    for (const each of stricter) {
      await expect(on({}, each), JSON.stringify(each)).rejects.toMatchObject({
        code: 'PORTCULLIS_LOCKED_OUT',
      });
    }
  });

  it('needs one all the same where an instance was opened past the switch', async () => {
    await start();
    await site.on({ mode: 'closed' });
    await site.stopServer();
    await site.startServer({}, 'open');
    await expect(on({}, { mode: 'closed' })).rejects.toMatchObject({ code: 'PORTCULLIS_LOCKED_OUT' });
  });

  it('makes a pass for whoever asks for one', async () => {
    await start({ policy: { ...smallShopPolicy, trusted: { adminHosts: ['admin.localhost'] } } });
    await site.on({ mode: 'closed' });
    expect(await on({ passFor: 'ada' }, { mode: 'closed' })).toMatchObject({
      lockOut: null,
      pass: { link: expect.stringContaining('token=') },
    });
  });
});

describe('areas', () => {
  const areas = { checkout: { routes: ['/cart/**'] }, accounts: { routes: ['/account/**'] } };
  const off = (...names: readonly string[]) =>
    site.control.post<{ switch: Switch }>('/off', { actor: 'tester', areas: names });
  const window = {
    expected: { earliest: 4e12, latest: 4e12, nextUpdateAt: null },
    expires: { at: 4e12, then: 'open' },
  };

  it('opened one after another keep the window until the last, which ends it wholly', async () => {
    await start({ policy: { ...smallShopPolicy, areas } });
    const notice = { message: { en: 'Checkout is paused.' } };
    await site.on({ mode: 'open', areas: { checkout: 'closed', accounts: 'read-only' }, notice, ...window });
    const first = await off('accounts');
    expect(first.switch).toMatchObject({ mode: 'open', areas: { checkout: 'closed' }, ...window });
    expect(first.switch.windowId).not.toBeNull();
    expect(first.switch.notice.message).toEqual(notice.message);
    const last = await off('checkout');
    expect(last.switch).toMatchObject({
      mode: 'open',
      areas: {},
      windowId: null,
      expected: null,
      expires: null,
    });
    expect(last.switch.notice.message).toEqual({});
    expect(await off('checkout')).toMatchObject({ changed: false, switch: { epoch: last.switch.epoch } });
  });

  it('opened while the rest of the site is governed leave its window as it is', async () => {
    await start({ policy: { ...smallShopPolicy, areas } });
    await site.on({ mode: 'read-only', ...window });
    const { switch: left } = await off('checkout');
    expect(left).toMatchObject({ mode: 'read-only', areas: { checkout: 'open' }, ...window });
  });

  it('that are open already leave no expiry to be carried out', async () => {
    await start({ policy: { ...smallShopPolicy, areas } });
    const at = Date.now() + 200;
    await site.on({ mode: 'open', areas: { checkout: 'closed' }, expires: { at, then: 'open' } });
    await off('checkout');
    await vi.waitUntil(() => Date.now() > at + 1_200, patience);
    expect((await kinds()).filter(({ kind }) => kind === 'switch.expired')).toEqual([]);
  });
});

describe('two operators', () => {
  it("do not end each other's window by accident", async () => {
    await start();
    await site.on({ actor: 'ada', reason: 'repairing orders' });
    const off = (anyway: boolean) => site.control.post('/off', { actor: 'sam', anyway });
    await expect(off(false)).rejects.toMatchObject({
      code: 'PORTCULLIS_WINDOW_NOT_YOURS',
      message: expect.stringMatching(/opened by ada at .*repairing orders.*go on all the same/),
    });
    expect(await write()).toBe(503);
    await off(true);
    expect(await write()).toBe(200);
  });

  it('nor by turning on what is looser, or opens earlier: not in any way', async () => {
    await start({ policy: { ...smallShopPolicy, areas: { checkout: { routes: ['/checkout/**'] } } } });
    const end = Date.now() + 3_600_000;
    const opening = { at: end, then: 'open' };
    const ofAda = { actor: 'ada', mode: 'closed', areas: { checkout: 'closed' }, expires: opening };
    await site.on({ ...ofAda, reason: 'repairing orders' });
    const { epoch } = (await status()).switch;
    const asSam = (more: object) => site.on({ ...ofAda, actor: 'sam', anyway: false, ...more });
    for (const looser of [
      { mode: 'open', areas: {} },
      { mode: 'open' },
      { mode: 'read-only' },
      { areas: { checkout: 'open' } },
      { areas: { checkout: 'read-only' } },
      { expires: { ...opening, at: end - 1 } },
      { expires: { ...opening, at: Date.now() + 1_000 } },
      { mode: 'read-only', proof: { passFor: 'sam' } },
      { mode: 'open', areas: {}, proof: { breakGlassToken: 'written-by-the-shell' } },
    ]) {
      await expect(asSam(looser), JSON.stringify(looser)).rejects.toMatchObject({
        code: 'PORTCULLIS_WINDOW_NOT_YOURS',
        message: expect.stringMatching(/opened by ada at .*repairing orders/),
      });
    }
    // Not even a pass was made, which would raise the epoch.
    expect((await status()).switch.epoch).toBe(epoch);
    await asSam({ mode: 'read-only', anyway: true });
    expect((await status()).switch).toMatchObject({ mode: 'read-only', actor: { name: 'sam' } });
  });

  it('own a window that one opened and the other made stricter, and do not come by one with a message', async () => {
    await start();
    const modeOf = async () => (await status()).switch;
    const off = (actor: string) => site.control.post('/off', { actor });
    const notYours = (message: RegExp) => ({
      code: 'PORTCULLIS_WINDOW_NOT_YOURS',
      message: expect.stringMatching(message),
    });
    await site.on({ actor: 'ada', mode: 'read-only', reason: 'repairing orders' });
    const opened = await modeOf();
    await site.on({ actor: 'sam', mode: 'read-only', notice: { message: { en: 'Until noon.' } } });
    expect(await modeOf()).toMatchObject({
      actor: { name: 'sam' },
      setBy: { name: 'ada' },
      since: opened.since,
      opened: { by: { name: 'ada' }, at: opened.since },
    });
    await expect(off('sam')).rejects.toMatchObject(notYours(/^This window was opened by ada at /));
    await site.on({ actor: 'kim', mode: 'closed', reason: 'worse than thought' });
    await expect(off('ada')).rejects.toMatchObject(
      notYours(/^You opened this window, and kim changed what it stops at .* \("worse than thought"\)\. Ask/),
    );
    await expect(off('kim')).rejects.toMatchObject(notYours(/^This window was opened by ada at /));
    await expect(off('sam')).rejects.toMatchObject(
      notYours(/opened by ada at .*, and kim changed what it stops at/),
    );
    await site.on({ actor: 'ada', mode: 'read-only', anyway: true });
    await off('ada');
    expect(await modeOf()).toMatchObject({ mode: 'open', opened: null });
  });

  it('at once: exactly one wins, the other is told who', async () => {
    await start();
    const results = await Promise.allSettled(
      ['ada', 'sam', 'kim', 'lee'].map((actor) =>
        // Whoever comes so late that the change is stored already has seen another state, and is told as well.
        site.on({ actor, mode: 'closed', reason: `by ${actor}`, expectedEpoch: 0 }),
      ),
    );
    const { switch: current } = await status();
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect(current.epoch).toBe(1);
    for (const result of results) {
      if (result.status === 'fulfilled') continue;
      expect(result.reason).toMatchObject({
        code: 'PORTCULLIS_SWITCH_CONFLICT',
        message: expect.stringContaining(`${current.actor.name} changed the switch first`),
      });
    }
  });
});

describe('an announced end', () => {
  it('opens the site once, by itself, and says so in the record', async () => {
    await start();
    const at = Date.now() + 300;
    await site.on({ mode: 'closed', actor: 'ada', expires: { at, then: 'open' } });
    expect(await write()).toBe(503);
    await vi.waitUntil(async () => (await write()) === 200, patience);
    const { switch: current } = await status();
    expect(current).toMatchObject({
      mode: 'open',
      epoch: 2,
      expires: null,
      reason: 'expired as announced by ada',
    });
    await site.on({ mode: 'read-only' });
    expect((await kinds()).filter(({ kind }) => kind === 'switch.expired')).toHaveLength(1);
    expect(await write()).toBe(503);
  });

  it('that passed while the server was down is carried out when it is back', async () => {
    await start();
    const at = Date.now() + 200;
    await site.on({ mode: 'closed', expires: { at, then: 'open' } });
    await site.stopServer();
    await vi.waitUntil(() => Date.now() > at, patience);
    await site.startServer();
    await vi.waitUntil(async () => (await write()) === 200, patience);
    expect((await status()).switch.epoch).toBe(2);
  });

  it('that was only expected opens nothing', async () => {
    await start();
    const past = Date.now() + 50;
    await site.on({ mode: 'closed', expected: { earliest: past, latest: past, nextUpdateAt: null } });
    await vi.waitUntil(() => Date.now() > past + 1_200, patience);
    expect(await write()).toBe(503);
  });
});

describe('an instance that is silent', () => {
  it('keeps the site from being called enforced until it is removed with a reason', async () => {
    await start();
    const file = join(site.stateDirectory, 'portcullis.sqlite');
    const store = createSqliteStore({ file, clock: { wallMs: () => Date.now() - 60_000 } });
    await store.instances.report('default', reportOf({ id: 'lost-instance', host: 'other-host' }));
    await store.close();
    await site.on({});
    const found = await status();
    expect(found.word).toBe('not yet enforced');
    expect(found.enforcement.missing).toEqual([
      expect.stringMatching(/^lost-instance \(other-host.*silent for 6\d s/),
    ]);

    const remove = (body: unknown) => site.control.post('/instances/lost-instance/remove', body);
    await expect(remove({ actor: 'ada' })).rejects.toMatchObject({ code: 'PORTCULLIS_USAGE' });
    await remove({ actor: 'ada', reason: 'the machine was scrapped' });
    expect((await status()).word).toBe('enforced (HTTP only)');
    expect((await kinds()).find(({ kind }) => kind === 'instance.removed')?.data).toContain('scrapped');
    await expect(remove({ actor: 'ada', reason: 'again' })).rejects.toMatchObject({
      code: 'PORTCULLIS_NOT_FOUND',
    });
    expect((await kinds()).filter(({ kind }) => kind === 'instance.removed')).toHaveLength(1);
  });
});

describe('an instance that runs', () => {
  it('is taken off the list only by who says that he means it', async () => {
    await start();
    const store = createSqliteStore({ file: join(site.stateDirectory, 'portcullis.sqlite') });
    await store.instances.report('default', reportOf({ id: 'another', host: 'other-host' }));
    await store.close();
    const remove = (anyway: boolean) =>
      site.control.post('/instances/another/remove', {
        actor: 'ada',
        reason: 'mistaken for another',
        anyway,
      });
    await expect(remove(false)).rejects.toMatchObject({
      code: 'PORTCULLIS_NOT_DECIDABLE',
      message: expect.stringMatching(
        /^Expected an instance that is silent, got another, which was heard \d+\.\d s ago/,
      ),
    });
    const { exitCode, stderr } = await runCommand(['status', '--remove', 'another', '--reason', 'x'], {
      stateDirectory: site.stateDirectory,
    });
    expect([exitCode, stderr]).toEqual([
      3,
      expect.stringContaining('To take it off all the same: --anyway.'),
    ]);
    const listed = (await status()).enforcement.instances.map(({ instance }) => instance.id);
    expect(listed).toContain('another');
    expect((await kinds()).filter(({ kind }) => kind === 'instance.removed')).toEqual([]);
    await remove(true);
    expect((await status()).enforcement.instances).toHaveLength(1);
  });
});

describe('an instance that is silent while the site opens', () => {
  // "open at 2 of 2" it said, while one that was cut off went on refusing.
  it('is not among those that are open, and what it refuses is said', async () => {
    await start();
    await site.on({});
    const file = join(site.stateDirectory, 'portcullis.sqlite');
    const store = createSqliteStore({ file, clock: { wallMs: () => Date.now() - 60_000 } });
    const lost = {
      id: 'lost-instance',
      host: 'other-host',
      effectiveMode: 'read-only',
      onStoreLost: 'keep',
    } as const;
    await store.instances.report('default', reportOf(lost));
    await store.close();
    const options = { stateDirectory: site.stateDirectory };
    const opened = await runCommand(['off', '--anyway'], options);
    expect(opened).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('open at 1 of 2.') });
    const named =
      /fenced {2}lost-instance \(other-host\): silent for 6\d s: if it still runs it is read-only/;
    expect(opened.stdout).toMatch(named);
    expect((await runCommand(['status'], options)).stdout).toMatch(named);
  });
});

describe('PORTCULLIS_MODE', () => {
  it('that is looser than the switch is shown as not enforced', async () => {
    await start();
    await site.on({ mode: 'closed' });
    await site.stopServer();
    await site.startServer({}, 'read-only');
    expect((await site.send('/orders')).status).toBe(200);
    const found = await status();
    expect(found.word).toBe('not yet enforced');
    expect(found.enforcement.missing[0]).toMatch(
      /enforces read-only instead of closed, forced by environment/,
    );
  });

  it('that is stricter counts', async () => {
    await start();
    await site.stopServer();
    await site.startServer({}, 'closed');
    await site.on({ mode: 'read-only' });
    expect((await site.send('/orders')).status).toBe(503);
    expect((await status()).enforcement.enforced).toBe(true);
  });

  it('that is no mode stops the start', async () => {
    await start();
    await site.stopServer();
    await expect(site.startServer({}, 'readonly')).rejects.toThrow(/PORTCULLIS_MODE.*readonly/);
    await site.startServer();
  });
});

describe('the break-glass file', () => {
  it('is obeyed by a running server, shown, on record, and ended', async () => {
    await start();
    const host = createHostState({ directory: site.stateDirectory });
    const override = {
      reason: 'drill',
      actor: 'ada',
      createdAt: Date.now(),
      expiresAt: Date.now() + 3_600_000,
    };
    await host.writeOverride('default', { ...override, mode: 'closed' });
    await vi.waitUntil(async () => (await site.send('/orders')).status === 503, patience);
    await vi.waitUntil(
      async () => (await status()).enforcement.instances[0]?.instance.why === 'break-glass',
      patience,
    );

    await site.on({ mode: 'closed' });
    await host.writeOverride('default', { ...override, mode: 'open', createdAt: Date.now() });
    await vi.waitUntil(async () => (await status()).word === 'not yet enforced', patience);
    expect((await status()).enforcement.missing[0]).toMatch(
      /enforces open instead of closed, forced by break-glass/,
    );

    await host.clearOverride('default');
    await vi.waitUntil(async () => (await status()).word === 'enforced (HTTP only)', patience);
    expect((await site.send('/orders')).status).toBe(503);
    const records = (await kinds()).map(({ kind }) => kind);
    expect(records).toContain('override.applied');
    expect(records).toContain('override.ended');
  });

  it('is read first at a start', async () => {
    await start();
    await site.stopServer();
    const host = createHostState({ directory: site.stateDirectory });
    await host.writeOverride('default', {
      mode: 'closed',
      reason: 'drill',
      actor: 'ada',
      createdAt: Date.now(),
      expiresAt: Date.now() + 3_600_000,
    });
    await site.startServer();
    expect((await site.send('/orders')).status).toBe(503);
  });
});

describe('explain', () => {
  it('tells the rule for a request, and finds a refusal by the reference on its page', async () => {
    await start();
    await site.on({});
    expect(await site.control.post('/explain', { method: 'POST', url: '/orders' })).toMatchObject({
      access: 'write',
      mode: 'read-only',
      decision: { kind: 'refuse', status: 503 },
    });
    expect(
      await site.control.post('/explain', {
        method: 'POST',
        url: `https://${adminHost}/orders`,
        as: { role: 'admin', subject: 'ada' },
      }),
    ).toMatchObject({ decision: { kind: 'allow', rule: { id: 'bypass' } } });

    const page = await site.send('/orders', {
      method: 'POST',
      body: '',
      headers: { Accept: 'application/json' },
    });
    const reference = String(JSON.parse(page.body).reference);
    expect(await site.control.get(`/references/${reference}`)).toMatchObject({
      method: 'POST',
      path: '/orders',
      decision: { kind: 'refuse', mode: 'read-only' },
    });
    expect(
      await site.control.get(`/references/${reference.toLowerCase().replace('-', '%20')}`),
    ).toMatchObject({ reference });
    await expect(site.control.get('/references/AAAA-AAAA')).rejects.toMatchObject({
      code: 'PORTCULLIS_NOT_FOUND',
    });
  });

  it('says for every caller, place and mode what the gate then does', async () => {
    await start();
    const callers = ['', 'session=mia', 'session=sam', 'session=ada', '__Host-portcullis-pass=made-up'];
    const hosts = ['shop.example.com', adminHost];
    const requests = [
      ['GET', '/orders'],
      ['POST', '/orders'],
      ['POST', '/session'],
      ['POST', '/%6Frders;x=1'],
      ['DELETE', '/orders/../orders'],
      ['GET', '/%zz'],
    ] as const;
    const disagreements: string[] = [];
    const seen = new Set<string>();
    for (const mode of ['read-only', 'closed']) {
      await site.on({ mode });
      for (const cookie of callers) {
        for (const host of hosts) {
          for (const [method, target] of requests) {
            const headers = ['Cookie', cookie, 'Accept', 'application/json'];
            const { decision } = await site.control.post<{ decision: { kind: string; status?: number } }>(
              '/explain',
              { method, url: `http://${host}${target}`, headers, address: '127.0.0.1' },
            );
            const { status } = await site.send(target, {
              method,
              host,
              headers: { Cookie: cookie, Accept: 'application/json' },
            });
            const told = decision.kind === 'allow' ? 200 : (decision.status ?? 0);
            seen.add(`${decision.kind} ${status}`);
            if (told !== status) {
              disagreements.push(`${mode} ${cookie} ${method} ${host}${target}: told ${told}, got ${status}`);
            }
          }
        }
      }
    }
    expect(disagreements).toEqual([]);
    expect([...seen].sort()).toEqual(['allow 200', 'refuse 400', 'refuse 503']);
  });
});
