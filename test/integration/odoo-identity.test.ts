import {
  createOdooSource,
  type IdentityContext,
  type IdentitySource,
  type RawRequest,
} from '@portcullis/gate';
import { afterEach, describe, expect, it } from 'vitest';
import type { Config } from '../../packages/server/src/config/parse-config.ts';
import { createIdentitySources } from '../../packages/server/src/front/identity-sources.ts';
import { html, json } from '../support/odoo/odoo-answer.ts';
import { type OdooUser, odooUsers } from '../support/odoo/odoo-users.ts';
import type { OdooMajor } from '../support/odoo/odoo-version.ts';
import { type OdooVisitor, visitOdoo } from '../support/odoo/odoo-visitor.ts';
import {
  type OdooOptions,
  type OdooStandIn,
  type RunningOdoo,
  startOdoo,
} from '../support/odoo/start-odoo.ts';

const majors: readonly OdooMajor[] = [16, 17, 18, 19];
const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const address = '203.0.113.7';
const warden = 'maintenance_mode.group_allowed_during_maintenance';
const restricted = 'Production Mode Restricted';

type Input = Parameters<typeof createOdooSource>[0]['input'];
/** A busy machine is no slow Odoo: tests about slowness set their own. */
const input: Input = {
  kind: 'odoo',
  allowedGroups: ['Allowed During Maintenance'],
  groups: [restricted, warden],
  timeoutMs: 10_000,
};

const running: { odoo: RunningOdoo; source: IdentitySource }[] = [];
const time = { nowMs: 0 };

afterEach(async () => {
  time.nowMs = 0;
  for (const { odoo, source } of running.splice(0)) {
    source.close?.();
    await odoo.stop();
  }
});

interface Site {
  readonly odoo: RunningOdoo;
  readonly source: IdentitySource;
  /** A browser, as Odoo sees it through the proxy. */
  readonly visit: () => OdooVisitor;
  readonly signIn: (user: OdooUser) => Promise<OdooVisitor>;
}

async function startSite(
  major: OdooMajor,
  change: Partial<Input> = {},
  options: Partial<OdooOptions> = {},
): Promise<Site> {
  const odoo = await startOdoo({ ...options, major });
  const clock = { wallMs: () => 0, monotonicMs: () => time.nowMs };
  const source = createOdooSource({ input: { ...input, ...change }, upstream: odoo.url, clock });
  running.push({ odoo, source });
  const visit = () =>
    visitOdoo(odoo.port, {
      'User-Agent': browser,
      'X-Forwarded-For': address,
      'X-Forwarded-Host': 'erp.example',
    });
  return {
    odoo,
    source,
    visit,
    async signIn(user) {
      const visitor = visit();
      await visitor.signIn(user);
      // The first call of a session may set a cookie of its own accord.
      await visitor.rpc('/web/session/check', {});
      odoo.clear();
      return visitor;
    },
  };
}

function requestOf({ cookies }: OdooVisitor): RawRequest {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  return {
    method: 'GET',
    target: '/web',
    headers: ['Host', 'erp.example', 'User-Agent', browser, ...(cookie === '' ? [] : ['Cookie', cookie])],
    peer: address,
    httpVersion: '1.1',
    secure: true,
    upgrade: false,
  };
}

function contextOf(passedOn: string[] = []): IdentityContext {
  return {
    clientAddress: address,
    peerIsTrustedProxy: false,
    monotonicMs: time.nowMs,
    passCookieOn: (line) => void passedOn.push(line),
  };
}

const recognise = ({ source }: Site, visitor: OdooVisitor, passedOn?: string[]) =>
  source.recognise(requestOf(visitor), contextOf(passedOn));

/** Everything that the double counts as left behind. */
const writesOf = ({ odoo }: Site) =>
  Object.entries(odoo.counters).filter(([, counts]) => Object.keys(counts).length > 0);

/** Paths, and of method calls the method. */
const callsOf = ({ odoo }: Site) =>
  odoo.requests.map(({ target, body }) => /"method":"(\w+)","args"/.exec(body)?.[1] ?? target);

describe.each(majors)('Odoo %i', (major) => {
  it('says who everybody is, and nothing is written', async () => {
    const site = await startSite(major);
    const { secondFactor, ...others } = odooUsers;
    const expected: Readonly<Record<keyof typeof others, unknown>> = {
      admin: { role: 'admin', subject: 'admin', groups: [] },
      employee: { role: 'visitor', subject: 'employee', groups: [] },
      keeper: { role: 'allowed', subject: 'keeper', groups: ['Allowed During Maintenance'] },
      warden: { role: 'allowed', subject: 'warden', groups: ['Allowed During Maintenance', warden] },
      portal: { role: 'visitor', subject: 'portal', groups: [] },
      restricted: { role: 'visitor', subject: 'restricted', groups: [restricted] },
    };
    for (const [login, user] of Object.entries(others)) {
      const visitor = await site.signIn(user);
      const devices = site.odoo.devices(user.id);
      const passedOn: string[] = [];
      expect(await recognise(site, visitor, passedOn), login).toEqual(expected[login as keyof typeof others]);
      expect(writesOf(site), login).toEqual([]);
      expect(site.odoo.devices(user.id), login).toEqual(devices);
      expect(devices, login).toHaveLength(major >= 18 ? 1 : 0);
      expect(passedOn, login).toEqual([]);
    }
    expect(secondFactor.totpCode).toBeDefined();
  });

  it('asks in five calls, four of them together, and once for 1,000 who come together', async () => {
    const site = await startSite(major);
    const visitor = await site.signIn(odooUsers.keeper);
    const crowd = () => Promise.all(Array.from({ length: 1_000 }, () => recognise(site, visitor)));
    const found = await crowd();
    expect(new Set(found).size).toBe(1);
    expect(callsOf(site).sort()).toEqual(
      ['/web/webclient/version_info', 'context_get', 'has_group', 'has_group', 'read', 'search_read'].sort(),
    );
    time.nowMs = 29_999;
    await crowd();
    expect(site.odoo.requests).toHaveLength(6);
    // The version is known now.
    time.nowMs = 30_000;
    site.odoo.clear();
    await crowd();
    expect(callsOf(site).sort()).toEqual(['context_get', 'has_group', 'has_group', 'read', 'search_read']);
    expect(site.odoo.requests.every(({ headers }) => headers.cookie?.includes('session_id='))).toBe(true);
  });

  it('knows nobody without a session, with an expired one, and before the second factor', async () => {
    const site = await startSite(major);
    expect(recognise(site, site.visit())).toBeNull();
    expect(site.odoo.requests).toHaveLength(0);
    const anonymous = site.visit();
    await anonymous.get('/web/login');
    expect(anonymous.cookies.has('session_id')).toBe(true);
    expect(await recognise(site, anonymous)).toBeNull();
    const expired = await site.signIn(odooUsers.admin);
    site.odoo.sessions.expire();
    expect(await recognise(site, expired)).toBeNull();
    const pending = await site.signIn(odooUsers.secondFactor);
    expect(await recognise(site, pending)).toBeNull();
    const page = await pending.get('/web/login/totp');
    const [, csrfToken = ''] = /name="csrf_token" value="([^"]*)"/.exec(page.body) ?? [];
    await pending.postForm('/web/login/totp', { csrf_token: csrfToken, totp_token: '246810' });
    expect(await recognise(site, pending)).toEqual({ role: 'visitor', subject: 'second-factor', groups: [] });
    expect(writesOf(site)).toEqual([]);
  });

  it('finds groups that another group brings along, by name and by external id', async () => {
    const implied = 'Access to export feature';
    const site = await startSite(major, {
      allowedGroups: [],
      supportGroups: ['Technical / Access to export feature'],
      groups: [implied, 'base.group_erp_manager', 'base.group_user', 'Internal User'],
    });
    expect(await recognise(site, await site.signIn(odooUsers.admin))).toEqual({
      role: 'admin',
      subject: 'admin',
      groups: [
        'Technical / Access to export feature',
        implied,
        'base.group_erp_manager',
        'base.group_user',
        'Internal User',
      ],
    });
    // Internal user by implication of its one group alone.
    expect(await recognise(site, await site.signIn(odooUsers.warden))).toMatchObject({
      role: 'support',
      groups: ['Technical / Access to export feature', implied, 'base.group_user', 'Internal User'],
    });
  });

  it('takes what may be either for an external id and for a name', async () => {
    const site = await startSite(major, { allowedGroups: ['IT.Support', 'Help.Desk'], groups: [] });
    expect(await recognise(site, await site.signIn(odooUsers.keeper))).toEqual({
      role: 'allowed',
      subject: 'keeper',
      groups: ['IT.Support'],
    });
    expect(await recognise(site, await site.signIn(odooUsers.employee))).toMatchObject({ role: 'visitor' });
  });

  it('asks nothing by name where all groups have external ids, portal users included', async () => {
    const site = await startSite(major, { allowedGroups: [warden, 'base.group_portal'], groups: [] });
    expect(await recognise(site, await site.signIn(odooUsers.warden))).toMatchObject({ role: 'allowed' });
    expect(callsOf(site)).not.toContain('search_read');
    expect(await recognise(site, await site.signIn(odooUsers.keeper))).toMatchObject({ role: 'visitor' });
    expect(await recognise(site, await site.signIn(odooUsers.portal))).toEqual({
      role: 'allowed',
      subject: 'portal',
      groups: ['base.group_portal'],
    });
  });

  it.each([16, 17, 18, 19, 99, null])(
    'is understood although it says that it is %s, and that is remembered',
    async (said) => {
      const site = await startSite(major);
      site.odoo.answerInstead(({ target }) =>
        target === '/web/webclient/version_info'
          ? said === null
            ? html('<p>no</p>', {}, 404)
            : json({ jsonrpc: '2.0', id: 1, result: { server_version_info: [said, 0, 0, 'final', 0, ''] } })
          : undefined,
      );
      const expected = { role: 'allowed', subject: 'keeper', groups: ['Allowed During Maintenance'] };
      expect(await recognise(site, await site.signIn(odooUsers.keeper))).toEqual(expected);
      const other = await site.signIn(odooUsers.keeper);
      expect(await recognise(site, other)).toEqual(expected);
      expect(callsOf(site).filter((call) => call !== '/web/webclient/version_info')).toHaveLength(5);
    },
  );

  it.each<[string, OdooStandIn]>([
    ['a page', () => html('<!doctype html><title>Odoo</title>')],
    ['a page for one call', ({ body }) => (body.includes('search_read') ? html('<p>502</p>') : undefined)],
    ['503', () => html('<p>Back soon</p>', {}, 503)],
    ['a redirect', () => html('', { Location: '/web/login' }, 303)],
    ['JSON that is no object', () => json([])],
    ['JSON that is no JSON-RPC', () => json({ uid: 2, is_system: true })],
    ['an error that says nothing', () => json({ jsonrpc: '2.0', id: 1, error: true })],
    [
      'another error',
      () => json({ jsonrpc: '2.0', id: 1, error: { code: 200, data: { name: 'builtins.OSError' } } }),
    ],
    ['no user', ({ body }) => (body.includes('context_get') ? result({ uid: false }) : undefined)],
    [
      'another user’s login',
      ({ body }) => (body.includes('"read"') ? result([{ id: 1, login: 'root' }]) : undefined),
    ],
    ['no login', ({ body }) => (body.includes('"read"') ? result([]) : undefined)],
    [
      'a membership that is no truth value',
      ({ body }) => (body.includes('has_group') ? result('yes') : undefined),
    ],
    ['groups without names', ({ body }) => (body.includes('search_read') ? result([{ id: 1 }]) : undefined)],
    [
      'more than 64 KB',
      ({ body }) => (body.includes('search_read') ? result([{ name: 'x'.repeat(65_536) }]) : undefined),
    ],
  ])('leaves it unsure after %s, for so long', async (_, standIn) => {
    const site = await startSite(major);
    const visitor = await site.signIn(odooUsers.admin);
    site.odoo.answerInstead(standIn);
    expect(await recognise(site, visitor)).toBe('unsure');
    site.odoo.answerInstead(undefined);
    site.odoo.clear();
    expect(await recognise(site, visitor)).toMatchObject({ role: 'admin' });
    // After a failure it may be another version.
    expect(callsOf(site)).toContain('/web/webclient/version_info');
  });
});

const result = (value: unknown) => json(JSON.parse(JSON.stringify({ jsonrpc: '2.0', id: 1, result: value })));

describe('an Odoo of any version', () => {
  it('that never answers leaves it unsure after the time, for all calls together', async () => {
    const site = await startSite(18, { timeoutMs: 50 });
    const visitor = await site.signIn(odooUsers.admin);
    site.odoo.answerInstead(({ body }) => (body.includes('has_group') ? 'never' : undefined));
    expect(await recognise(site, visitor)).toBe('unsure');
  });

  it('that refuses for a while leaves it unsure', async () => {
    const site = await startSite(18);
    const visitor = await site.signIn(odooUsers.admin);
    site.odoo.answerInstead(() => html('slow down', {}, 429));
    expect(await recognise(site, visitor)).toBe('unsure');
  });

  it('whose employees may not read groups leaves groups unknown', async () => {
    const site = await startSite(18, { allowedGroups: [warden, 'Allowed During Maintenance'] });
    site.odoo.answerInstead(({ body }) =>
      body.includes('search_read')
        ? json({ jsonrpc: '2.0', id: 1, error: { code: 200, data: { name: 'odoo.exceptions.AccessError' } } })
        : undefined,
    );
    expect(await recognise(site, await site.signIn(odooUsers.keeper))).toEqual({
      role: 'visitor',
      subject: 'keeper',
    });
    expect(await recognise(site, await site.signIn(odooUsers.warden))).toEqual({
      role: 'allowed',
      subject: 'warden',
    });
    expect(await recognise(site, await site.signIn(odooUsers.portal))).toEqual({
      role: 'visitor',
      subject: 'portal',
      groups: [],
    });
  });

  it('whose session ends between two calls knows nobody', async () => {
    const site = await startSite(18);
    const visitor = await site.signIn(odooUsers.admin);
    site.odoo.answerInstead(({ body }) => {
      if (body.includes('has_group')) site.odoo.sessions.expire();
      return undefined;
    });
    expect(await recognise(site, visitor)).toBeNull();
  });

  it('that was upgraded behind the gate is understood at once', async () => {
    const [before, after] = [await startOdoo({ major: 17 }), await startOdoo({ major: 19 })];
    let upstream = before;
    const source = createOdooSource({
      input,
      upstream: 'http://odoo.internal:8069',
      fetch: (url, init) => fetch(String(url).replace('http://odoo.internal:8069', upstream.url), init),
      clock: { wallMs: () => 0, monotonicMs: () => time.nowMs },
    });
    running.push({ odoo: before, source }, { odoo: after, source });
    for (const odoo of [before, after]) {
      upstream = odoo;
      const visitor = visitOdoo(odoo.port);
      await visitor.signIn(odooUsers.keeper);
      expect(await source.recognise(requestOf(visitor), contextOf())).toMatchObject({ role: 'allowed' });
    }
  });

  // Without both, Odoo's user finds the gate's own address in the list of his devices.
  it('sees the browser and the address of the user, behind a named proxy as without one', async () => {
    const site = await startSite(19);
    const visitor = await site.signIn(odooUsers.employee);
    await recognise(site, visitor);
    const asked = site.odoo.requests.find(({ body }) => body.includes('context_get'));
    expect(asked?.headers).toMatchObject({
      'user-agent': browser,
      'x-forwarded-for': address,
      'x-forwarded-host': 'erp.example',
      'x-forwarded-proto': 'https',
    });
    const request = requestOf(visitor);
    site.source.forget?.(request);
    site.odoo.clear();
    const headers = [...request.headers, 'X-Forwarded-For', address, 'X-Forwarded-Host', 'erp.example'];
    await site.source.recognise(
      { ...request, headers, peer: '10.0.0.5' },
      { ...contextOf(), peerIsTrustedProxy: true },
    );
    expect(site.odoo.requests.find(({ body }) => body.includes('context_get'))?.headers).toMatchObject({
      'x-forwarded-for': `${address}, 10.0.0.5`,
      'x-forwarded-host': 'erp.example',
    });
  });

  it('keeps passes and console sessions of the gate to itself', async () => {
    const site = await startSite(18);
    const visitor = await site.signIn(odooUsers.employee);
    visitor.cookies.set('__Host-portcullis-pass', 'v1.secret');
    visitor.cookies.set('frontend_lang', 'de_DE');
    await recognise(site, visitor);
    const lines = site.odoo.requests.flatMap(({ headers }) => headers.cookie ?? []);
    expect(lines).toHaveLength(5);
    expect(lines.every((line) => line.includes('frontend_lang=de_DE') && !line.includes('portcullis'))).toBe(
      true,
    );
  });

  it('is asked by the server under the Host of the caller, in time and no further', async () => {
    const site = await startSite(18);
    const policy = { identity: [{ ...input, timeoutMs: 500 }] };
    const config = { policy, upstream: new URL(site.odoo.url) } as unknown as Config;
    const [source] = await createIdentitySources(config);
    running.push({ odoo: await startOdoo({ major: 18 }), source: source ?? site.source });
    const visitor = await site.signIn(odooUsers.keeper);
    const ask = () => source?.recognise(requestOf(visitor), contextOf());
    expect(await ask()).toMatchObject({ role: 'allowed' });
    expect(new Set(site.odoo.requests.map(({ headers }) => headers.host))).toEqual(new Set(['erp.example']));
    for (const standIn of [
      () => 'never' as const,
      () => html('', { Location: '/odoo' }, 303),
      () => html('', {}, 204),
      () => json({ jsonrpc: '2.0', id: 1, result: 'x'.repeat(65_536) }),
    ]) {
      source?.forgetAll?.();
      site.odoo.answerInstead(standIn);
      expect(await ask()).toBe('unsure');
      // Three failures of one session in a row are followed by a pause.
      source?.forget?.(requestOf(visitor));
    }
    site.odoo.answerInstead(undefined);
    expect(await ask()).toMatchObject({ role: 'allowed' });
  });
});

describe('cookies', () => {
  it('that Odoo 19 renews in the middle are sent on at once, and given to the caller', async () => {
    const site = await startSite(19);
    const visitor = await site.signIn(odooUsers.keeper);
    const old = visitor.cookies.get('session_id') ?? '';
    site.odoo.sessions.rotateSoftly();
    const passedOn: string[] = [];
    expect(await recognise(site, visitor, passedOn)).toMatchObject({ role: 'allowed' });
    expect(passedOn).toHaveLength(1);
    const [, renewed = ''] = /^session_id=([^;]+);/.exec(passedOn[0] ?? '') ?? [];
    expect(renewed.slice(0, 42)).toBe(old.slice(0, 42));
    expect(renewed).not.toBe(old);
    const sent = site.odoo.requests.flatMap(({ headers }) => headers.cookie ?? []);
    expect(sent).toEqual([`session_id=${old}`, ...Array.from({ length: 4 }, () => `session_id=${renewed}`)]);
    // Another cookie is another session to the gate: it is asked about, and cached, by itself.
    site.odoo.clear();
    visitor.cookies.set('session_id', renewed);
    site.odoo.sessions.forgetRotated();
    expect(await recognise(site, visitor, passedOn)).toMatchObject({ role: 'allowed' });
    expect(site.odoo.requests).toHaveLength(5);
    expect(passedOn).toHaveLength(1);
  });

  it('of several calls count once each: the newest line of a name', async () => {
    const site = await startSite(18);
    const visitor = await site.signIn(odooUsers.employee);
    let count = 0;
    site.odoo.answerInstead(({ body }) => {
      count += 1;
      return body.includes('context_get')
        ? json({ jsonrpc: '2.0', id: 1, result: { uid: 6 } }, { 'Set-Cookie': `tz=${count}; Path=/` })
        : body.includes('"read"')
          ? json(
              { jsonrpc: '2.0', id: 1, result: [{ id: 6, login: 'employee' }] },
              { 'Set-Cookie': 'tz=last; Path=/' },
            )
          : undefined;
    });
    const passedOn: string[] = [];
    expect(await recognise(site, visitor, passedOn)).toMatchObject({ subject: 'employee' });
    expect(passedOn).toEqual(['tz=last; Path=/']);
  });

  it('of the anonymous question for the version stay with the gate', async () => {
    const site = await startSite(18);
    const visitor = await site.signIn(odooUsers.employee);
    site.odoo.answerInstead(({ target }) =>
      target === '/web/webclient/version_info'
        ? json({ jsonrpc: '2.0', id: 1, result: {} }, { 'Set-Cookie': 'session_id=anonymous; Path=/' })
        : undefined,
    );
    const passedOn: string[] = [];
    expect(await recognise(site, visitor, passedOn)).toMatchObject({ subject: 'employee' });
    expect(passedOn).toEqual([]);
    const version = site.odoo.requests.find(({ target }) => target === '/web/webclient/version_info');
    expect(version?.headers.cookie).toBeUndefined();
  });
});
