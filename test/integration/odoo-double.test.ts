import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { odooUsers } from '../support/odoo/odoo-users.ts';
import type { OdooMajor } from '../support/odoo/odoo-version.ts';
import { csrfTokenIn, type OdooVisitor, visitOdoo } from '../support/odoo/odoo-visitor.ts';
import { type RunningOdoo, startOdoo } from '../support/odoo/start-odoo.ts';
import type { Received } from '../support/send-request.ts';

// The double is held to what was measured: sections are those of the facts about Odoo on the wire.

const majors: readonly OdooMajor[] = [16, 17, 18, 19];

function sessionCookies({ headers }: Received): readonly string[] {
  return (headers['set-cookie'] ?? []).filter((line) => line.startsWith('session_id='));
}

/** The flag as the page shows it. */
function shownDebug({ body }: Received): string | undefined {
  return /debug: "([^"]*)"/.exec(body)?.[1];
}

describe.each(majors)('the double of Odoo %i', (major) => {
  const home = major >= 18 ? '/odoo' : '/web';
  let odoo: RunningOdoo;
  let site: RunningOdoo;
  beforeAll(async () => {
    odoo = await startOdoo({ major });
    site = await startOdoo({ major, website: true });
  });
  afterAll(() => Promise.all([odoo.stop(), site.stop()]));

  const visit = (of: RunningOdoo = odoo): OdooVisitor =>
    visitOdoo(of.port, { 'User-Agent': 'Firefox Linux' });
  const signedIn = async (user = odooUsers.employee): Promise<OdooVisitor> => {
    const visitor = visit();
    await visitor.signIn(user);
    return visitor;
  };

  // Section 1, first table.
  describe('reads the debug flag', () => {
    test.each([
      ['debug=1', '1'],
      ['debug=on', '1'],
      ['debug=true', '1'],
      ['debug=foo', '1'],
      ['debug=', ''],
      ['debug=0', ''],
      ['debug=false', ''],
      ['debug=off', ''],
      ['debug=no', ''],
      ['debug=assets', 'assets'],
      ['debug=tests', 'tests'],
      ['debug=assets,tests', 'assets,tests'],
      ['%64ebug=1', '1'],
      ['debug=1&debug=0', '1'],
      ['debug=0&debug=1', ''],
      ['Debug=1', ''],
      ['debug[]=1', ''],
      ['x=1;debug=1', ''],
      ['debug=disable-t-cache', major === 19 ? '1' : 'disable-t-cache'],
    ])('%s', async (query, stored) => {
      const visitor = await signedIn();
      expect(shownDebug(await visitor.get(`${home}?${query}`))).toBe(stored);
      expect(shownDebug(await visitor.get(home))).toBe(stored);
    });

    test('not from a body', async () => {
      const visitor = visit();
      await visitor.postForm('/web/login', { debug: '1' });
      expect(shownDebug(await visitor.get('/web/login'))).toBe('');
    });

    test('as cleared when debug=0 comes after it', async () => {
      const visitor = await signedIn();
      await visitor.get(`${home}?debug=assets`);
      expect(shownDebug(await visitor.get(`${home}?debug=0`))).toBe('');
    });
  });

  // Section 1: "Sticky via", "Not sticky".
  test.each([
    ['GET', '/web/login', true],
    ['GET', '/web/image/res.users/1', true],
    ['GET', '/web/database/selector', true],
    ['RPC', '/web/webclient/version_info', true],
    ['GET', '/robots.txt', major >= 18],
    ['GET', '/web/manifest.webmanifest', major >= 18],
    ['GET', '/web/static/src/logo.png', false],
    ['GET', '/no/such/page', false],
    ['GET', '/web/health', false],
    ['GET', '/websocket/health', false],
    ['POST', '/xmlrpc/2/common', false],
    ['RPC', '/jsonrpc', false],
    ['POST', '/json/2/res.partner/search', false],
  ])('%s %s?debug=1 of a visitor sticks: %j', async (method, path, sticks) => {
    const visitor = visit();
    await visitor.get('/web/login');
    if (method === 'RPC') await visitor.rpc(`${path}?debug=1`, {});
    else await visitor.send(`${path}?debug=1`, { method });
    expect(shownDebug(await visitor.get('/web/login'))).toBe(sticks ? '1' : '');
  });

  test('a JSON route of a signed-in user takes the flag, which survives login and logout', async () => {
    const visitor = await signedIn();
    await visitor.rpc('/web/session/check?debug=1', {});
    await visitor.get('/web/session/logout');
    expect(shownDebug(await visitor.get('/web/login'))).toBe('1');
    await visitor.signIn(odooUsers.employee);
    expect(shownDebug(await visitor.get(home))).toBe('1');
    expect(odoo.counters.debugChanges['1']).toBeGreaterThan(0);
  });

  test.each(['/', '/shop', '/nosuchpage'])('the website takes the flag at %s', async (path) => {
    const visitor = visit(site);
    await visitor.get('/web/login');
    const received = await visitor.get(`${path}?debug=assets`);
    expect(sessionCookies(received)).toHaveLength(1);
    expect(shownDebug(await visitor.get('/web/login'))).toBe('assets');
  });

  test('the flag goes through login in the redirect, and shows the button of the superuser', async () => {
    const visitor = visit();
    const page = await visitor.get('/web/login?debug=1');
    expect(page.body).toContain('value="/web/become"');
    const { login, password } = odooUsers.employee;
    const received = await visitor.postForm('/web/login', {
      csrf_token: csrfTokenIn(page),
      login,
      password,
      redirect: `${home}?debug=1`,
    });
    expect(received.headers.location).toBe(`${home}?debug=1`);
  });

  test('the prefix of the default language leads to the unprefixed address, query kept', async () => {
    const visitor = visit(site);
    for (const [target, status, location] of [
      ['/en/shop?debug=1', 303, '/shop?debug=1'],
      ['/en_US/shop?debug=1', 301, '/en/shop?debug=1'],
      ['/en/web/database/manager', 303, '/web/database/manager'],
    ] as const) {
      const { status: got, headers } = await visitor.get(target);
      expect([got, headers.location]).toEqual([status, location]);
    }
    for (const target of ['/fr/shop', '/fr/web/database/manager']) {
      expect([target, (await visitor.get(target)).status]).toEqual([target, 200]);
    }
  });

  test('debug changes page, session info, assets and the group of technical features', async () => {
    const visitor = await signedIn(odooUsers.admin);
    const hasTechnical = async (): Promise<unknown> =>
      (
        await visitor.callKw(
          'res.users',
          'has_group',
          major >= 18 ? [[2], 'base.group_no_one'] : ['base.group_no_one'],
        )
      ).result;
    expect(await hasTechnical()).toBe(major < 18);
    const shell = await visitor.get(`${home}?debug=assets`);
    expect(shell.body).toContain('"bundle_params": {"lang": "en_US", "debug": "assets"}');
    expect(shell.body).toContain('/web/assets/debug/');
    expect(shell.body).toContain('class="o_debug_manager"');
    expect(await hasTechnical()).toBe(true);
  });

  // Section 2.
  test('the cookie has its length, lifetime and no more attributes', async () => {
    const [cookie] = sessionCookies(await visit().get('/web/login'));
    const [, id, expires] =
      /^session_id=([^;]+); Expires=([^;]+ GMT); Max-Age=604800; HttpOnly; Path=\/$/.exec(cookie ?? '') ?? [];
    expect(id).toMatch(major <= 17 ? /^[0-9a-f]{40}$/ : /^[A-Za-z0-9_-]{84}$/);
    const days = (Date.parse(expires ?? '') - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(major >= 18 ? 365 : 7);
  });

  test('anonymous at the backend is sent to login', async () => {
    const { status, headers } = await visit().get(home);
    expect([status, headers.location]).toEqual([
      303,
      major >= 18 ? '/web/login?redirect=%2Fodoo%3F' : '/web/login',
    ]);
    const expired = await visit().get('/web/become?x=1');
    expect(expired.headers.location).toBe('/web/login?redirect=%2Fweb%2Fbecome%3Fx%3D1');
  });

  test('the login page has its headers and fields', async () => {
    const { status, headers, body } = await visit().get('/web/login');
    expect(status).toBe(200);
    expect(headers['x-frame-options']).toBe('SAMEORIGIN');
    expect(headers['content-security-policy']).toBe("frame-ancestors 'self'");
    expect(headers['cache-control']).toBe(major >= 18 ? 'no-cache' : undefined);
    expect(headers['x-content-type-options']).toBe(major >= 18 ? 'nosniff' : undefined);
    expect(headers.server).toBe('Werkzeug/2.2.2 Python/3.11.2');
    expect(body).toMatch(/name="csrf_token" value="[0-9a-f]{40}o\d+"/);
    expect(body.includes('name="type" value="password"')).toBe(major >= 18);
  });

  test('login without token is 400, with a bad password 200, with a good one 303 and a new session', async () => {
    const visitor = visit();
    const page = await visitor.get('/web/login');
    const { login, password } = odooUsers.employee;
    const refused = await visitor.postForm('/web/login', { login, password });
    expect(refused.status).toBe(400);
    expect(refused.body).toContain('<p>Session expired (invalid CSRF token)</p>');
    const csrf = { csrf_token: csrfTokenIn(page) };
    const wrong = await visitor.postForm('/web/login', { ...csrf, login, password: 'wrong' });
    expect([wrong.status, wrong.body.includes('Wrong login/password')]).toEqual([200, true]);
    const before = visitor.cookies.get('session_id');
    const good = await visitor.postForm('/web/login', { ...csrf, login, password });
    expect([good.status, good.headers.location]).toEqual([303, home]);
    expect(visitor.cookies.get('session_id')).not.toBe(before);
  });

  test('a portal user goes to their own page', async () => {
    const without = visit();
    expect((await without.signIn(odooUsers.portal)).headers.location).toBe('/web/login_successful');
    expect((await without.get(home)).headers.location).toBe('/web/login_successful');
    const withPortal = visit(site);
    expect((await withPortal.signIn(odooUsers.portal)).headers.location).toBe('/my');
    expect((await withPortal.get(home)).headers.location).toBe('/my');
  });

  test('with a second factor nobody is signed in before it', async () => {
    const visitor = visit();
    const first = await visitor.signIn(odooUsers.secondFactor);
    expect([first.status, first.headers.location]).toEqual([303, '/web/login/totp']);
    expect((await visitor.rpc('/web/session/get_session_info', {})).error?.code).toBe(100);
    const page = await visitor.get('/web/login/totp');
    const csrf = { csrf_token: csrfTokenIn(page) };
    expect((await visitor.postForm('/web/login/totp', { ...csrf, totp_token: '1' })).status).toBe(200);
    const before = visitor.cookies.get('session_id');
    const done = await visitor.postForm('/web/login/totp', { ...csrf, totp_token: '246810', remember: '1' });
    expect([done.status, done.headers.location]).toEqual([303, home]);
    expect(visitor.cookies.get('session_id')).not.toBe(before);
    expect(done.headers['set-cookie']?.[0]).toMatch(
      /^td_id=.*Max-Age=7776000; HttpOnly; Path=\/; SameSite=Lax$/,
    );
    expect((await visitor.rpc('/web/session/check', {})).error).toBeUndefined();
  });

  test('JSON login gives session info, refuses a wrong password, and leaves the second factor pending', async () => {
    const visitor = visit();
    const login = (user: string, password: string) =>
      visitor.rpc('/web/session/authenticate', { db: 'production', login: user, password });
    expect((await login('employee', 'wrong')).errorName).toBe('odoo.exceptions.AccessDenied');
    expect((await login('second-factor', 'second-factor-password')).received.body).toBe(
      '{"jsonrpc": "2.0", "id": 7, "result": {"uid": null}}',
    );
    expect((await login('employee', 'employee-password')).result).toMatchObject({
      uid: 6,
      username: 'employee',
    });
  });

  test('logout changes the session; an ended session is 303 for pages and code 100 without id for calls', async () => {
    const visitor = await signedIn();
    const before = visitor.cookies.get('session_id');
    const out = await visitor.get('/web/session/logout');
    expect([out.status, out.headers.location]).toEqual([303, home]);
    expect(visitor.cookies.get('session_id')).not.toBe(before);
    const other = await signedIn(odooUsers.keeper);
    odoo.sessions.expire(odooUsers.keeper.id);
    const { received, envelope, error, errorName } = await other.callKw('res.partner', 'read', [[1]]);
    expect([received.status, envelope.id, error?.code, error?.message]).toEqual([
      200,
      null,
      100,
      'Odoo Session Expired',
    ]);
    expect(errorName).toBe('odoo.http.SessionExpiredException');
    expect((await other.get('/web/tests?x')).headers.location).toBe('/web/login?redirect=%2Fweb%2Ftests%3Fx');
  });

  // Section 2, "Who is this?".
  test('probe calls set the cookie as measured', async () => {
    const visitor = await signedIn();
    const group = major >= 18 ? [[6], 'base.group_user'] : ['base.group_user'];
    const ask = () => visitor.callKw('res.users', 'has_group', group);
    expect(sessionCookies((await ask()).received)).toHaveLength(major >= 18 ? 1 : 0);
    expect(sessionCookies((await ask()).received)).toHaveLength(0);
    const check = await visitor.rpc('/web/session/check', {});
    expect(check.received.body).toBe('{"jsonrpc": "2.0", "id": 7}');
    expect(sessionCookies(check.received)).toHaveLength(0);
    for (let turn = 0; turn < 2; turn += 1) {
      const info = await visitor.rpc('/web/session/get_session_info', {});
      expect(sessionCookies(info.received)).toHaveLength(1);
    }
  });

  test('session info has the keys of its version', async () => {
    const visitor = await signedIn(odooUsers.admin);
    const { result } = await visitor.rpc('/web/session/get_session_info', {});
    const keys = Object.keys(Object(result));
    expect(result).toMatchObject({
      uid: 2,
      is_system: true,
      is_admin: true,
      username: 'admin',
      db: 'production',
    });
    for (const [key, since] of [
      ['is_public', 18],
      ['is_internal_user', 18],
      ['user_settings', 18],
      ['view_info', 18],
      ['test_mode', 18],
      ['groups', 19],
      ['registry_hash', 19],
      ['quick_login', 19],
    ] as const) {
      expect([key, keys.includes(key)]).toEqual([key, major >= since]);
    }
    expect(keys.includes('cache_hashes')).toBe(major <= 18);
  });

  test('has_group takes the shape of its version and refuses the other; an absent group is false', async () => {
    const visitor = await signedIn(odooUsers.warden);
    const uid = odooUsers.warden.id;
    const name = 'maintenance_mode.group_allowed_during_maintenance';
    const ask = (args: readonly (string | number | readonly number[])[]) =>
      visitor.callKw('res.users', 'has_group', args);
    const [right, wrong] = major >= 18 ? [[[uid], name], [name]] : [[name], [[uid], name]];
    expect((await ask(right)).result).toBe(true);
    expect((await ask(wrong)).errorName).toBe('builtins.TypeError');
    expect((await ask(major >= 18 ? [uid, 'base.group_user'] : ['base.group_user'])).result).toBe(true);
    expect((await ask(major >= 18 ? [uid, 'no.group'] : ['no.group'])).result).toBe(false);
    const several = await visitor.callKw('res.users', 'has_groups', [
      [uid],
      `a.b,${name},!base.group_system`,
    ]);
    if (major >= 18) expect(several.result).toBe(true);
    else expect(several.errorName).toBe('builtins.AttributeError');
  });

  test('groups are found by name by employees, not by portal users', async () => {
    const field = major >= 19 ? 'user_ids' : 'users';
    const search = async (user = odooUsers.keeper, of = field) =>
      (await signedIn(user)).callKw('res.groups', 'search_read', [
        [[of, 'in', [user.id]]],
        ['name', 'full_name'],
      ]);
    expect((await search()).result).toContainEqual({
      id: 7,
      name: 'Allowed During Maintenance',
      full_name: 'Allowed During Maintenance',
    });
    expect((await search(odooUsers.portal)).errorName).toBe('odoo.exceptions.AccessError');
    expect((await search(odooUsers.keeper, major >= 19 ? 'users' : 'user_ids')).errorName).toBe(
      'builtins.ValueError',
    );
  });

  test('18+: devices are told apart by browser and address, the address as proxy_mode reads it', async () => {
    const { restricted } = odooUsers;
    const visitor = await signedIn(restricted);
    await visitor.callKw('res.partner', 'read', [[1]]);
    await visitor.get(home, { 'X-Forwarded-For': '203.0.113.7' });
    await visitor.get(home, { 'X-Forwarded-For': '203.0.113.9', 'X-Forwarded-Host': 'shop.example' });
    await visitor.get(home, { 'User-Agent': 'undici' });
    const seen = odoo.devices(restricted.id).map(({ browser, ipAddress }) => `${browser} ${ipAddress}`);
    expect(seen).toEqual(major >= 18 ? ['firefox 127.0.0.1', 'firefox 203.0.113.9', ' 127.0.0.1'] : []);
  });

  test('19: soft rotation changes the second half, the old id works on for a while', async () => {
    const visitor = await signedIn(odooUsers.admin);
    const old = visitor.cookies.get('session_id') ?? '';
    odoo.sessions.rotateSoftly();
    await visitor.rpc('/web/session/check', {});
    const fresh = visitor.cookies.get('session_id') ?? '';
    expect(fresh === old).toBe(major < 19);
    expect(fresh.slice(0, 42)).toBe(old.slice(0, 42));
    const late = visit();
    late.cookies.set('session_id', old);
    expect((await late.rpc('/web/session/check', {})).error).toBeUndefined();
    odoo.sessions.forgetRotated();
    late.cookies.set('session_id', old);
    expect((await late.rpc('/web/session/check', {})).error?.code).toBe(major < 19 ? undefined : 100);
  });

  test('16 and 17: a session is named by query or header, too', async () => {
    const visitor = await signedIn();
    const sid = visitor.cookies.get('session_id') ?? '';
    const { status } = await visit().get(`${home}?session_id=${sid}`);
    expect(status).toBe(major >= 18 ? 303 : 200);
  });
});
