import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { odooUsers } from '../support/odoo/odoo-users.ts';
import type { OdooMajor } from '../support/odoo/odoo-version.ts';
import { type OdooVisitor, visitOdoo } from '../support/odoo/odoo-visitor.ts';
import { openWebSocket } from '../support/odoo/open-web-socket.ts';
import { type OdooOptions, type RunningOdoo, startOdoo } from '../support/odoo/start-odoo.ts';
import { xmlCall } from '../support/odoo/xml-call.ts';

// The database manager, assets, website and websocket, held to sections 3, 5, 6, 7 and 10 of the facts.

const majors: readonly OdooMajor[] = [16, 17, 18, 19];
const json = { 'Content-Type': 'application/json' };
const masterPassword = 'master-password';

describe.each(majors)('the double of Odoo %i', (major) => {
  const home = major >= 18 ? '/odoo' : '/web';
  let odoo: RunningOdoo;
  let site: RunningOdoo;
  beforeAll(async () => {
    odoo = await startOdoo({ major });
    site = await startOdoo({ major, website: true });
  });
  beforeEach(() => {
    odoo.clear();
    site.clear();
  });
  afterAll(() => Promise.all([odoo.stop(), site.stop()]));

  const visit = (of: RunningOdoo = odoo): OdooVisitor => visitOdoo(of.port);
  const signedIn = async (user = odooUsers.employee, of: RunningOdoo = odoo): Promise<OdooVisitor> => {
    const visitor = visit(of);
    await visitor.signIn(user);
    return visitor;
  };

  // Section 5: "Paths that reached the manager".
  test.each([
    ['/web/database/manager', 200],
    ['/web/database/manager/', 200],
    ['//web/database/manager', 200],
    ['/web%2fdatabase%2fmanager', 200],
    ['/web/%64atabase/manager', 200],
    ['http://any/web/database/manager', 200],
    ['/web/database/selector', 200],
    ['/web//database/manager', 308],
    ['/./web/database/manager', 404],
    ['/web/./database/manager', 404],
    ['/x/../web/database/manager', 404],
    ['/Web/Database/Manager', 404],
    ['/web/database/manager;x', 404],
    ['/web/database/manager%20', 404],
    ['/web\\database\\manager', 404],
    ['/web/database/manager%00', 500],
    ['/en/web/database/manager', 404],
  ])('%s is %i', async (target, status) => {
    const { status: got, headers, body } = await visit().get(target);
    expect(got).toBe(status);
    if (status === 308) expect(headers.location).toBe(`http://127.0.0.1:${odoo.port}/web/database/manager`);
    if (status === 404) expect(body).toHaveLength(207);
    if (status === 500) expect(body).toHaveLength(265);
  });

  test.each(['/en/web/database/manager', '/en/xmlrpc/2/db'])('with a website %s is 303', async (target) => {
    const { status, headers } = await visit(site).get(target);
    expect([status, headers.location]).toEqual([303, target.slice(3)]);
  });

  // addons/http_routing/models/ir_http.py, `_match`: POST is never led elsewhere, and pages of another language than the
  // default one are what lies behind it, those of the backend, too.
  test('with a website, every route is reached behind its language', async () => {
    const params = { service: 'db', method: 'list', args: [] };
    for (const target of ['/en/jsonrpc', '/fr/jsonrpc', '/e%6e/jsonrpc', '/fr%2fjsonrpc']) {
      expect((await visit(site).rpc(target, params)).result).toEqual(['production']);
    }
    const post = { method: 'POST', headers: json, body: JSON.stringify({ params }) };
    expect((await visit(site).send('/fr_FR/jsonrpc', post)).status).toBe(404);
    expect((await visit().send('/fr/jsonrpc', post)).status).toBe(404);
    const employee = await signedIn(odooUsers.employee, site);
    expect((await employee.get(`/fr${home}`)).status).toBe(200);
    await employee.get('/fr/web/set_profiling?profile=1');
    expect(site.counters.sessionPowers).toEqual({ '/web/set_profiling': 1 });
    expect((await employee.get('/fr_FR/shop')).headers.location).toBe('/fr/shop');
  });

  test.each([
    ['create', { name: 'fresh', lang: 'en_US', password: 'x', login: 'admin' }, 'creation'],
    ['duplicate', { name: 'production', new_name: 'copy' }, 'duplication'],
    ['drop', { name: 'production' }, 'deletion'],
    ['backup', { name: 'production', backup_format: 'zip' }, 'backup'],
    ['restore', { name: 'restored', backup_file: 'zip' }, 'restore'],
    ['change_password', { master_pwd_new: 'other' }, undefined],
  ])('the manager takes %s with the master password alone, without token', async (action, form, called) => {
    const own = await startOdoo({ major });
    const target = `/web/database/${action}`;
    const get = await visit(own).get(target);
    expect([get.status, get.headers.allow]).toEqual([405, 'OPTIONS, POST']);
    const refused = await visit(own).postForm(target, { master_pwd: 'wrong', ...form });
    expect(refused.status).toBe(200);
    const failure = called === undefined ? 'Master password update error' : `Database ${called} error`;
    expect(refused.body).toContain(`<div class="alert alert-danger">${failure}: Access Denied</div>`);
    expect(own.counters.databaseActions).toEqual({});
    const done = await visit(own).postForm(target, { master_pwd: masterPassword, ...form });
    expect(own.counters.databaseActions).toEqual({ [action]: 1 });
    if (action === 'backup') expect(done.headers['content-disposition']).toContain('production.zip');
    else
      expect([done.status, done.headers.location]).toEqual([
        303,
        action === 'create' ? home : '/web/database/manager',
      ]);
    await own.stop();
  });

  test('a master password that is still "admin" is replaced by the first one submitted', async () => {
    const own = await startOdoo({ major, masterPassword: 'admin' });
    await visit(own).postForm('/web/database/drop', { master_pwd: 'taken', name: 'production' });
    expect(own.counters.databaseActions).toEqual({ change_password: 1, drop: 1 });
    await own.stop();
  });

  test('names of databases, over every service', async () => {
    const listed = await visit().rpc('/web/database/list', {});
    expect(listed.result).toEqual(['production']);
    const call = (method: string, args: readonly string[]) =>
      visit().rpc('/jsonrpc', { service: 'db', method, args });
    expect((await call('list', [])).result).toEqual(['production']);
    expect((await call('db_exist', ['production'])).result).toBe(true);
    expect((await call('server_version', [])).result).toBe(`${major}.0`);
    expect((await call('list_countries', ['wrong'])).errorName).toBe('odoo.exceptions.AccessDenied');
    expect((await call('drop', ['wrong', 'production'])).errorName).toBe('odoo.exceptions.AccessDenied');
    for (const target of ['/xmlrpc/db', '/xmlrpc/2/db', '//xmlrpc/db', '/xmlrpc/2%2fdb']) {
      expect((await xmlCall(visit(), target, 'list', [])).body).toContain('<string>production</string>');
    }
    expect(odoo.counters.databaseActions).toEqual({});
  });

  test.each([
    ['create_database', ['fresh', false, 'en_US'], 'create'],
    ['duplicate_database', ['production', 'copy'], 'duplicate'],
    ['dump', ['production', 'zip'], 'backup'],
    ['restore', ['restored', 'data', false], 'restore'],
    ['rename', ['production', 'renamed'], 'rename'],
    ['change_admin_password', ['other'], 'change_password'],
    ['migrate_databases', [['production']], 'migrate'],
    ['drop', ['production'], 'drop'],
  ])('service db carries %s out', async (method, args, action) => {
    const own = await startOdoo({ major });
    await visit(own).rpc('/jsonrpc', { service: 'db', method, args: [masterPassword, ...args] });
    expect(own.counters.databaseActions).toEqual({ [action]: 1 });
    await own.stop();
  });

  test('without a list of databases the service refuses, and the page is still shown', async () => {
    const own = await startOdoo({ major, listsDatabases: false });
    expect((await visit(own).get('/web/database/manager')).status).toBe(200);
    expect((await visit(own).rpc('/web/database/list', {})).errorName).toBe('odoo.exceptions.AccessDenied');
    const args = [masterPassword, 'production'];
    const { error } = await visit(own).rpc('/jsonrpc', { service: 'db', method: 'drop', args });
    expect(Object(error?.data).message).toContain('Database management functions blocked');
    await own.stop();
  });

  test('several databases: the selector asks, ?db= chooses, 19 takes a header', async () => {
    const own = await startOdoo({ major, databases: ['production', 'archive'] });
    expect((await visit(own).get(home)).headers.location).toBe('/web/database/selector');
    const visitor = visit(own);
    expect((await visitor.get('/web/login?db=archive')).status).toBe(302);
    await visitor.signIn(odooUsers.admin, '?db=archive');
    expect((await visitor.rpc('/web/session/get_session_info', {})).result).toMatchObject({
      db: 'archive',
      uid: 2,
    });
    const { status } = await visit(own).get('/web/login', { 'X-Odoo-Database': 'archive' });
    expect(status).toBe(major === 19 ? 200 : 303);
    await own.stop();
  });

  // Section 5: "Also block or role-gate"; section 6; section 10.
  test.each([
    ['/web/become', 303, 303],
    ['/web/tests', 303, 200],
    ['/web/benchmarks', major === 16 ? 303 : 404, major === 16 ? 200 : 404],
    ['/web/set_profiling?profile=1', 200, 200],
    ['/web/profile_config/1', major === 19 ? 303 : 404, major === 19 ? 200 : 404],
    ['/doc', major === 19 ? 303 : 404, major === 19 ? 200 : 404],
    ['/doc-bearer/index.json', major === 19 ? 401 : 404, major === 19 ? 401 : 404],
    ['/web/version', major === 19 ? 200 : 404, major === 19 ? 200 : 404],
    [
      '/json/version',
      major === 19 ? 200 : major === 18 ? 401 : 404,
      major === 19 ? 200 : major === 18 ? 401 : 404,
    ],
    ['/robots.txt', major >= 18 ? 200 : 404, major >= 18 ? 200 : 404],
    ['/web/assets/debug/web.assets_frontend.js', 200, 200],
    ['/web/static/src/libs/fontawesome/css/font-awesome.css', 200, 200],
    ['/web/binary/company_logo', 200, 200],
    ['/web/webclient/translations/abc', major === 19 ? 404 : 200, major === 19 ? 404 : 200],
    ['/web/webclient/translations?hash=abc', major === 19 ? 200 : 404, major === 19 ? 200 : 404],
    ['/web/webclient/load_menus/abc', major === 19 ? 404 : 303, major === 19 ? 404 : 200],
    ['/web/webclient/load_menus', major === 19 ? 303 : 404, major === 19 ? 200 : 404],
    ['/odoo', major >= 18 ? 303 : 404, major >= 18 ? 200 : 404],
    ['/websocket', 400, 400],
    ['/longpolling/poll', 404, 404],
    ['/website/info', 404, 404],
    ['/my', 404, 404],
  ])('%s: anonymous %i, employee %i', async (target, anonymous, employee) => {
    expect((await visit().get(target)).status).toBe(anonymous);
    expect((await (await signedIn()).get(target)).status).toBe(employee);
  });

  test('become makes a system user the superuser, and nobody else', async () => {
    const employee = await signedIn();
    await employee.get('/web/become');
    expect((await employee.rpc('/web/session/get_session_info', {})).result).toMatchObject({ uid: 6 });
    const admin = await signedIn(odooUsers.admin);
    await admin.get('/web/become');
    expect((await admin.rpc('/web/session/get_session_info', {})).result).toMatchObject({ uid: 1 });
    expect(odoo.counters.sessionPowers).toEqual({ '/web/become': 1 });
  });

  test('health answers as written', async () => {
    expect((await visit().get('/web/health')).body).toBe('{"status": "pass"}');
    expect((await visit().get('/web/health?db_server_status=1')).body).toContain('"db_server_status": true');
  });

  test('static files and assets are public and cached; the shell is framed by nobody', async () => {
    const file = await visit().get('/web/static/src/app.js');
    expect([file.headers['cache-control'], file.headers['set-cookie']]).toEqual([
      'public, max-age=604800',
      undefined,
    ]);
    const page = await visit(site).get('/web/login');
    const [script = ''] = /\/web\/assets\/[^"]*minimal.min.js/.exec(page.body) ?? [];
    expect(script).toMatch(major <= 17 ? /assets\/\d+-\w+\/web/ : /assets\/1\/\w+\/web/);
    expect((await visit(site).get(script)).headers['cache-control']).toBe('public, max-age=31536000');
    const shell = await (await signedIn()).get(home);
    expect(shell.headers['x-frame-options']).toBe('DENY');
    expect(shell.headers['content-security-policy']).toBeUndefined();
    expect(shell.headers['cache-control']).toBe(major === 19 ? 'no-store' : undefined);
  });

  // Section 7.
  test('webhooks and forms need neither login nor token, and are counted', async () => {
    for (const path of [
      '/payment/stripe/webhook',
      '/payment/paypal/webhook/',
      '/payment/adyen/notification',
    ]) {
      expect((await visit().send(path, { method: 'POST', headers: json, body: '{}' })).status).toBe(200);
    }
    const hook = await visit().send('/web/hook/5b3d', { method: 'POST', headers: json, body: '{}' });
    expect(hook.status).toBe(major >= 18 ? 200 : 404);
    expect(odoo.counters.webhooks).toEqual({
      '/payment/stripe/webhook': 1,
      '/payment/paypal/webhook': 1,
      '/payment/adyen/notification': 1,
      ...(major >= 18 ? { '/web/hook/5b3d': 1 } : {}),
    });
    const made = await visit(site).postForm('/website/form/crm.lead', { name: 'Hello' });
    expect(made.body).toBe('{"id": 2}');
    expect((await visit(site).postForm('/website/form/res.users', { name: 'x' })).status).toBe(500);
    expect(site.counters.forms).toEqual({ 'crm.lead': 1 });
  });

  test('website, portal and shop answer as their visitor may see them', async () => {
    for (const [target, status] of [
      ['/', 200],
      ['/contactus', 200],
      ['/website/info', 200],
      ['/payment/stripe/return', 200],
      ['/my', 303],
      ['/my/orders/1', 403],
      ['/my/orders/1?access_token=order-token', 200],
      ['/favicon.ico', 301],
    ] as const) {
      expect([target, (await visit(site).get(target)).status]).toEqual([target, status]);
    }
    expect((await visit(site).postForm('/shop/cart/update', { product_id: '1' })).status).toBe(400);
    await visit(site).rpc('/shop/cart/update_json', { product_id: 1 });
    expect(site.counters.routes).toEqual({ '/shop/cart/update_json': 1 });
    expect((await (await signedIn(odooUsers.portal, site)).get('/my')).status).toBe(200);
  });

  test('messages are read and posted', async () => {
    const visitor = await signedIn();
    await visitor.rpc('/mail/thread/messages', {});
    await visitor.rpc('/mail/message/post', {});
    expect(odoo.counters.routes).toEqual({ '/mail/message/post': 1 });
  });

  // Section 3, websocket; section 10.
  test('a websocket opens with 101, echoes, and is closed with 4001 after its session ended', async () => {
    const visitor = await signedIn(odooUsers.keeper);
    const cookie = `session_id=${visitor.cookies.get('session_id')}`;
    const socket = await openWebSocket(odoo.port, '/websocket?version=18.0-7', { Cookie: cookie });
    expect(socket.status).toBe(101);
    expect(await socket.say('hello')).toEqual({ kind: 'text', text: 'hello' });
    odoo.sessions.expire(odooUsers.keeper.id);
    expect(await socket.say('again')).toEqual({ kind: 'close', code: 4001 });
    socket.end();
    expect(odoo.requests.at(-1)).toMatchObject({ method: 'GET', target: '/websocket?version=18.0-7' });
  });

  test('with workers, websockets have a port of their own', async () => {
    const options: OdooOptions = { major, workers: 2 };
    const own = await startOdoo(options);
    const refused = await openWebSocket(own.port, '/websocket', {});
    expect(refused.status).toBe(500);
    refused.end();
    const socket = await openWebSocket(Number(new URL(own.websocketUrl).port), '/websocket', {});
    expect(socket.status).toBe(101);
    socket.end();
    await own.stop();
  });

  test('a stand-in answers what it chooses, and everything is taken down', async () => {
    const own = await startOdoo({ major });
    const broken = { status: 200, headers: { 'Content-Type': 'text/html' }, body: '<p>down</p>' };
    own.answerInstead(({ target }) => (target.endsWith('/check') ? broken : undefined));
    expect((await visit(own).get('/web/session/check')).body).toBe('<p>down</p>');
    expect((await visit(own).get('/web/health')).body).toBe('{"status": "pass"}');
    own.answerInstead(undefined);
    expect((await visit(own).get('/web/session/check')).body).toContain('Request inferred type');
    expect(own.requests.map(({ target }) => target)).toEqual([
      '/web/session/check',
      '/web/health',
      '/web/session/check',
    ]);
    await own.stop();
  });
});
