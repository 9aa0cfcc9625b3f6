import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { odooUsers } from '../support/odoo/odoo-users.ts';
import type { OdooMajor } from '../support/odoo/odoo-version.ts';
import { type OdooVisitor, readRpc, visitOdoo } from '../support/odoo/odoo-visitor.ts';
import type { Json } from '../support/odoo/python-json.ts';
import { type RunningOdoo, startOdoo } from '../support/odoo/start-odoo.ts';
import { escapedXml, xmlCall } from '../support/odoo/xml-call.ts';

// Every way to call a method, and every error, held to what was measured: sections 3 and 4 of the facts.

const majors: readonly OdooMajor[] = [16, 17, 18, 19];
const json = { 'Content-Type': 'application/json' };

describe.each(majors)('the double of Odoo %i', (major) => {
  const errorCode = major === 19 ? 0 : 200;
  let odoo: RunningOdoo;
  let employee: OdooVisitor;
  beforeAll(async () => {
    odoo = await startOdoo({ major });
    employee = visitOdoo(odoo.port);
    await employee.signIn(odooUsers.employee);
  });
  beforeEach(() => odoo.clear());
  afterAll(() => odoo.stop());

  const visitor = (): OdooVisitor => visitOdoo(odoo.port);
  const credentials = ['production', odooUsers.employee.id, odooUsers.employee.password] as const;

  // 18 has GET /json/<path> alone.
  const withoutJsonTwo = major === 19 ? undefined : major === 18 ? 405 : 404;

  // Section 3, table of entry points.
  const write = { model: 'res.partner', method: 'write', args: [[1], { name: 'Changed' }], kwargs: {} };
  const rest = ['res.partner', 'write', [[1], { name: 'Changed' }], {}];
  test.each<[string, boolean, () => Promise<unknown>]>([
    ['call_kw', true, () => employee.rpc('/web/dataset/call_kw', write)],
    [
      'call_kw with a tail that says read',
      true,
      () => employee.rpc('/web/dataset/call_kw/res.partner/read', write),
    ],
    ['call_button', true, () => employee.rpc('/web/dataset/call_button', write)],
    ['call_button with a tail', major >= 18, () => employee.rpc('/web/dataset/call_button/x/y', write)],
    ['call', major === 16, () => employee.rpc('/web/dataset/call', write)],
    [
      'jsonrpc',
      true,
      () =>
        visitor().rpc('/jsonrpc', {
          service: 'object',
          method: 'execute_kw',
          args: [...credentials, ...rest],
        }),
    ],
    [
      'jsonrpc execute',
      true,
      () =>
        visitor().rpc('/jsonrpc', {
          service: 'object',
          method: 'execute',
          args: [...credentials, 'res.partner', 'write', [1], { name: 'Changed' }],
        }),
    ],
    ['xmlrpc', true, () => xmlCall(visitor(), '/xmlrpc/object', 'execute_kw', [...credentials, ...rest])],
    ['xmlrpc 2', true, () => xmlCall(visitor(), '/xmlrpc/2/object', 'execute_kw', [...credentials, ...rest])],
    [
      'json/2',
      major === 19,
      () =>
        visitor().send('/json/2/res.partner/write', {
          method: 'POST',
          headers: { ...json, Authorization: `Bearer ${odooUsers.employee.apiKey}` },
          body: '{"ids": [1], "vals": {"name": "Changed"}}',
        }),
    ],
  ])('%s writes: %j', async (_, writes, call) => {
    await call().catch(() => undefined);
    expect(odoo.counters.rpc).toEqual(writes ? { 'res.partner.write': 1 } : {});
  });

  test.each([
    ['/web/dataset/search_read', major === 16],
    ['/web/dataset/load', major === 16],
    ['/web/dataset/resequence', major <= 18],
    ['/web/action/load_breadcrumbs', major >= 18],
    ['/web/action/load', true],
  ])('%s exists: %j', async (path, exists) => {
    const params = { model: 'crm.lead', ids: [1], id: 1, action_id: 1, actions: [] };
    const { status } = await employee.send(path, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ params }),
    });
    expect(status).toBe(exists ? 200 : 404);
    expect(odoo.counters.routes).toEqual(path.endsWith('resequence') && exists ? { [path]: 1 } : {});
  });

  test('buttons and server actions are counted', async () => {
    await employee.rpc('/web/dataset/call_button', {
      ...write,
      model: 'sale.order',
      method: 'action_confirm',
      args: [[1]],
    });
    await employee.rpc('/web/action/run', { action_id: 1 });
    expect(odoo.counters.buttons).toEqual({ 'sale.order.action_confirm': 1 });
    expect(odoo.counters.rpc).toEqual({ 'sale.order.action_confirm': 1 });
    expect(odoo.counters.serverActions).toEqual({ 1: 1 });
  });

  test('reads count nothing, and records are there after a write', async () => {
    const { result } = await employee.callKw('crm.lead', 'create', [{ name: 'New' }]);
    expect((await employee.callKw('crm.lead', 'read', [[Number(result)]])).result).toMatchObject([
      { name: 'New' },
    ]);
    await employee.callKw('crm.lead', 'onchange', []);
    await employee.callKw('crm.lead', 'search_read', []);
    expect(odoo.counters.rpc).toEqual({ 'crm.lead.create': 1 });
  });

  test('18+: /json and /json/1 read with a key; 19 answers 401 with a traceback', async () => {
    const { apiKey } = odooUsers.employee;
    for (const path of ['/json/1/crm', '/json/crm']) {
      const received = await visitor().get(path, { Authorization: `bearer ${apiKey}` });
      expect(received.status).toBe(major >= 18 ? 200 : 404);
      expect((await visitor().get(path)).status).toBe(major >= 18 ? 401 : 404);
    }
    const refused = await visitor().send('/json/2/res.partner/read', {
      method: 'POST',
      headers: json,
      body: '{}',
    });
    expect(refused.status).toBe(withoutJsonTwo ?? 401);
    if (major === 19) {
      expect(refused.headers['www-authenticate']).toBe('Bearer');
      expect(Object.keys(JSON.parse(refused.body))).toEqual([
        'name',
        'message',
        'arguments',
        'context',
        'debug',
      ]);
      expect(refused.body).toContain('odoo/http.py');
    }
  });

  test.each([
    ['raise_user_error', 422],
    ['raise_access_error', 403],
    ['raise_missing_error', 404],
    ['raise_lock_error', 409],
    ['raise_value_error', 500],
    ['no_such_method', 404],
  ])('19: json/2 %s is %i', async (method, status) => {
    const received = await visitor().send(`/json/2/test.errors/${method}`, {
      method: 'POST',
      headers: { ...json, Authorization: `Bearer ${odooUsers.employee.apiKey}` },
      body: '{}',
    });
    expect(received.status).toBe(withoutJsonTwo ?? status);
  });

  // Section 4: the sample pair of section 10, whole.
  test('an error has the code, the key order and the separators of its version', async () => {
    const { received, error } = await employee.callKw('res.lang', 'unlink', [[1]]);
    const message = "Base Language 'en_US' can not be deleted.";
    const trace = JSON.stringify(Object(error?.data).debug);
    const name = '"name": "odoo.exceptions.UserError"';
    const texts = `"message": "${message}", "arguments": ["${message}"], "context": {}`;
    const data =
      major === 19 ? `${name}, ${texts}, "debug": ${trace}` : `${name}, "debug": ${trace}, ${texts}`;
    expect(received.body).toBe(
      `{"jsonrpc": "2.0", "id": 7, "error": {"code": ${errorCode}, "message": "Odoo Server Error", "data": {${data}}}}`,
    );
    expect(received.status).toBe(200);
    expect(received.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(trace).toMatch(/^"Traceback \(most recent call last\):\\n/);
    expect(odoo.counters.rpc).toEqual({});
  });

  test('a visitor who is not signed in is told file paths, and no id', async () => {
    const { received, envelope } = await visitor().rpc('/web/session/get_session_info', {});
    expect(received.body).toContain('/odoo/http.py');
    expect([envelope.id, Object.keys(envelope)]).toEqual([null, ['jsonrpc', 'id', 'error']]);
  });

  test.each<[string, string, string, Json, string | undefined]>([
    ['an unknown method', 'res.partner', 'no_such', [], 'builtins.AttributeError'],
    [
      'an absent private method',
      'res.partner',
      '_no_such',
      [],
      major === 18 ? 'builtins.AttributeError' : 'odoo.exceptions.AccessError',
    ],
    ['a private method', 'res.partner', '_write', [], 'odoo.exceptions.AccessError'],
    ['a missing record read', 'res.partner', 'read', [[999]], undefined],
    ['a missing record written', 'res.partner', 'write', [[999], {}], 'odoo.exceptions.MissingError'],
    [
      'an unknown model',
      'no.such',
      'read',
      [],
      major >= 18 ? 'werkzeug.exceptions.NotFound' : 'builtins.KeyError',
    ],
  ])('%s', async (_, model, method, args, name) => {
    const { errorName, error, result, envelope } = await employee.callKw(model, method, args);
    expect(errorName).toBe(name);
    if (name === undefined) expect(result).toEqual([]);
    if (model === 'no.such') {
      expect([error?.code, error?.message]).toEqual(
        major >= 18 ? [404, '404: Not Found'] : [errorCode, 'Odoo Server Error'],
      );
      expect(envelope.id).toBe(major >= 18 ? null : 7);
    }
    expect(odoo.counters.rpc).toEqual({});
  });

  test('a body that is no JSON, a content type that is none, an address that is unknown', async () => {
    const broken = await employee.send('/web/dataset/call_kw', { method: 'POST', headers: json, body: '{' });
    if (major >= 18) {
      const { errorName, envelope } = readRpc(broken);
      expect([broken.status, errorName, envelope.id]).toEqual([200, 'json.decoder.JSONDecodeError', null]);
    } else expect([broken.status, broken.body]).toEqual([400, 'Invalid JSON data']);
    for (const request of [{}, { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: '{}' }]) {
      const refused = await employee.send('/web/session/check', request);
      expect(refused.status).toBe(major === 19 ? 415 : 400);
      expect(refused.headers.accept).toBe(
        major === 19 ? 'application/json, application/json-rpc' : undefined,
      );
      expect(refused.body).toContain('Request inferred type is compatible with [&#39;http&#39;] but');
    }
    const unknown = await employee.rpc('/no/such', {}).catch(() => undefined);
    expect(unknown).toBeUndefined();
    const { status, body } = await employee.send('/no/such', { method: 'POST', headers: json, body: '{}' });
    expect([status, body.length]).toEqual([404, 207]);
  });

  test('access denied: 19 gives one line, no traceback', async () => {
    const { error } = await employee.callKw('test.errors', 'raise_access_denied');
    const { debug } = Object(error?.data);
    expect(String(debug).startsWith('Traceback')).toBe(major < 19);
    if (major === 19) expect(debug).toBe('odoo.exceptions.AccessDenied: Access Denied\n');
  });

  const technical = [
    'builtins.ValueError',
    'psycopg2.errors.NotNullViolation',
    'json.decoder.JSONDecodeError',
  ];
  test.each<readonly [string, string, number]>([
    ['raise_user_error', 'odoo.exceptions.UserError', 2],
    ['raise_validation_error', 'odoo.exceptions.ValidationError', 2],
    ['raise_access_error', 'odoo.exceptions.AccessError', 4],
    ['raise_access_denied', 'odoo.exceptions.AccessDenied', 3],
    ['raise_missing_error', 'odoo.exceptions.MissingError', 2],
    ['raise_redirect_warning', 'odoo.exceptions.RedirectWarning', 2],
    ['raise_forbidden', 'werkzeug.exceptions.Forbidden', 1],
    ['raise_missing_action', 'odoo.addons.web.controllers.action.MissingActionError', 2],
    ['raise_module_error', 'odoo.addons.acme.exceptions.AcmeWarning', 1],
    ['raise_value_error', 'builtins.ValueError', 1],
    ['raise_not_null', 'psycopg2.errors.NotNullViolation', 1],
    ['raise_json_error', 'json.decoder.JSONDecodeError', 1],
    ...(major === 19 ? [['raise_lock_error', 'odoo.exceptions.LockError', 2] as const] : []),
  ])('%s on every channel is %s, fault %i', async (method, name, faultCode) => {
    expect((await employee.callKw('test.errors', method)).errorName).toBe(name);
    expect(odoo.counters.rpc).toEqual({});
    await employee.callKw('test.errors', method, [], { write_first: true });
    expect(odoo.counters.rpc).toEqual({ [`test.errors.${method}`]: 1 });

    const args: readonly Json[] = [...credentials, 'test.errors', method, [], {}];
    const jsonrpc = await visitor().rpc('/jsonrpc', { service: 'object', method: 'execute_kw', args });
    expect(jsonrpc.errorName).toBe(name);
    const two = await xmlCall(visitor(), '/xmlrpc/2/object', 'execute_kw', args);
    expect(two.body).toContain(`<name>faultCode</name>\n<value><int>${faultCode}</int></value>`);
    expect(two.body.includes('Traceback')).toBe(faultCode === 1);
    const one = await xmlCall(visitor(), '/xmlrpc/object', 'execute_kw', args);
    expect(one.body).toMatch(/<name>faultCode<\/name>\n<value><string>/);
    expect(one.body.includes('Traceback')).toBe(faultCode === 1);
    if (technical.includes(name)) expect(jsonrpc.received.body).toContain('select secret from vault');
  });

  test('a redirect warning carries message, action, label and context', async () => {
    const { error } = await employee.callKw('test.errors', 'raise_redirect_warning');
    const message = 'No chart of accounts is configured.';
    expect(Object(error?.data).arguments).toEqual([message, 17, 'Go to the settings', { active_id: 1 }]);
  });

  test('a v2 fault is what xmlrpc.client writes, and any content type is taken', async () => {
    const args = [...credentials, 'test.errors', 'raise_user_error', [], {}];
    const { status, headers, body } = await xmlCall(
      visitor(),
      '/xmlrpc/2/object',
      'execute_kw',
      args,
      'text/plain',
    );
    expect([status, headers['content-type']]).toEqual([200, 'text/xml; charset=utf-8']);
    expect(body).toBe(
      "<?xml version='1.0'?>\n<methodResponse>\n<fault>\n<value><struct>\n<member>\n<name>faultCode</name>\n" +
        '<value><int>2</int></value>\n</member>\n<member>\n<name>faultString</name>\n' +
        `<value><string>${escapedXml('The quotation is already confirmed.')}</string></value>\n</member>\n` +
        '</struct></value>\n</fault>\n</methodResponse>\n',
    );
  });

  test('common answers version, login and authenticate; a wrong password is false there and denied at object', async () => {
    const common = async (method: string, args: readonly Json[]) =>
      (await visitor().rpc('/jsonrpc', { service: 'common', method, args })).result;
    expect(await common('version', [])).toMatchObject({ server_version: `${major}.0`, protocol_version: 1 });
    expect(await common('login', ['production', 'employee', 'employee-password'])).toBe(6);
    expect(await common('authenticate', ['production', 'employee', 'wrong', {}])).toBe(false);
    // A second factor leaves the key alone.
    expect(await common('login', ['production', 'second-factor', 'second-factor-password'])).toBe(false);
    expect(await common('login', ['production', 'second-factor', 'second-factor-api-key'])).toBe(9);
    const denied = await xmlCall(visitor(), '/xmlrpc/2/object', 'execute_kw', [
      'production',
      6,
      'wrong',
      ...rest,
    ]);
    expect(denied.body).toContain('<int>3</int>');
    expect(odoo.counters.rpc).toEqual({});
  });

  test('html errors: Werkzeug pages of 404 and 500 without traceback', async () => {
    const plain = await visitor().get('/test_errors/raise_value_error?debug=1');
    expect([plain.status, plain.body.length, plain.body.includes('Traceback')]).toEqual([500, 265, false]);
  });
});

// Section 4, HTML: with a website, the traceback when debug is on.
describe.each(majors)('the double of Odoo %i with a website', (major) => {
  let site: RunningOdoo;
  beforeAll(async () => {
    site = await startOdoo({ major, website: true });
  });
  afterAll(() => site.stop());

  test.each([
    ['/shop?attribute_value=1-x', 500],
    ['/test_errors/raise_not_null', 500],
    ['/test_errors/raise_access_error', 403],
    ['/test_errors/raise_user_error', 400],
    ['/no/such/page', 404],
  ])('%s is a page of %i, with the traceback when debug is on', async (target, status) => {
    const before = await visitOdoo(site.port).get(target);
    expect([before.status, before.body.includes('exception_traceback')]).toEqual([status, false]);
    const shown = await visitOdoo(site.port).get(`${target}${target.includes('?') ? '&' : '?'}debug=1`);
    expect(shown.status).toBe(status);
    expect(shown.body).toMatch(/id="debug_infos">[\s\S]*<pre id="exception_traceback">Traceback/);
  });
});
