import { describe, expect, test } from 'vitest';
import { escapeHtml, werkzeugPage } from '../../../../../test/support/odoo/odoo-answer.ts';
import {
  jsonRpcError,
  type OdooError,
  serializeError,
  traceback,
} from '../../../../../test/support/odoo/odoo-error.ts';
import { odooVersions } from '../../../../../test/support/odoo/odoo-version.ts';
import { pythonJson } from '../../../../../test/support/odoo/python-json.ts';
import { raisedBy } from '../../../../../test/support/odoo/raising-methods.ts';
import { xmlRpcFault, xmlRpcResult } from '../../../../../test/support/odoo/xmlrpc.ts';
import {
  maskedId,
  maskedPage,
  maskedText,
  maskResponse,
  odooErrors,
} from '../../../test/support/mask-response.ts';

const methods = [
  ...['user_error', 'validation_error', 'access_error', 'access_denied', 'missing_error', 'redirect_warning'],
  ...['lock_error', 'missing_action', 'server_action_warning', 'session_expired', 'forbidden', 'not_found'],
  ...['value_error', 'key_error', 'type_error', 'zero_division', 'not_null', 'bad_request', 'server_error'],
  ...['json_error', 'tools_error', 'module_error'],
].map((name) => `raise_${name}`);

const cases = Object.values(odooVersions).flatMap((version) =>
  methods.flatMap((method) => {
    const error = raisedBy(method, version);
    return error === undefined ? [] : [{ name: `${version.major} ${method}`, version, error }];
  }),
);
const isForPeople = (error: OdooError) => odooErrors.business.includes(error.pythonName);
const business = cases.filter(({ error }) => isForPeople(error));
const technical = cases.filter(({ error }) => !isForPeople(error));
const read = (body: unknown) => pythonJson(JSON.parse(JSON.stringify(body)));
const blank = (body: object) => JSON.stringify(body, (key, value) => (key === 'debug' ? '' : value));

/** Nothing of an error may be left where it was masked. */
function expectNothingOf(error: OdooError, body: string): void {
  const said = [
    error.message,
    error.pythonName,
    ...error.arguments.map(String),
    ...error.message.split(/[:\n]/),
  ];
  for (const part of [...said, 'Traceback', '/usr/lib', 'line ', 'select', 'vault']) {
    if (part.trim().length < 4 || part.startsWith('404')) continue;
    for (const spelled of [part, escapeHtml(part), JSON.stringify(part).slice(1, -1)])
      expect(body).not.toContain(spelled);
  }
}

test('every kind of error is among the cases', () => {
  expect(business.length).toBeGreaterThan(30);
  expect(technical.length).toBeGreaterThan(35);
});

describe('JSON-RPC', () => {
  test.each(business)('$name stays readable, without its trace', ({ error, version }) => {
    const sent = jsonRpcError(error, 7, version);
    const { body, found } = maskResponse({ body: pythonJson(sent), errors: odooErrors });
    expect(JSON.parse(body)).toEqual(JSON.parse(blank(sent)));
    expect(found).toEqual([]);
  });

  test.each(technical)('$name is masked by the recipe', ({ error, version }) => {
    const sent = jsonRpcError(error, 7, version);
    const { body, found } = maskResponse({ body: pythonJson(sent), errors: odooErrors });
    const isNotFound = error.pythonName.endsWith('NotFound');
    expect(JSON.parse(body)).toEqual({
      jsonrpc: '2.0',
      id: 7,
      error: {
        code: isNotFound ? 404 : version.errorCode,
        message: isNotFound ? '404: Not Found' : 'Odoo Server Error',
        data: {
          name: 'portcullis.ServerError',
          debug: '',
          message: maskedText,
          arguments: [maskedText],
          context: { exception_class: 'odoo.exceptions.UserError' },
        },
      },
    });
    expectNothingOf(error, body);
    expect(found).toMatchObject([{ channel: 'json-rpc', name: error.pythonName, isCut: false }]);
    expect(JSON.parse(new TextDecoder().decode(found[0]?.original))).toEqual(JSON.parse(read(sent.error)));
  });

  test('an expired session is told to the client even where no list says so', () => {
    const error = raisedBy('raise_session_expired', odooVersions[18]);
    const sent = error && jsonRpcError(error, null, odooVersions[18]);
    const { body } = maskResponse({ body: pythonJson(sent), errors: { ...odooErrors, business: [] } });
    expect(JSON.parse(body).error).toMatchObject({
      code: 100,
      data: { name: 'odoo.http.SessionExpiredException' },
    });
  });

  test('a business error that shows a trace beside data.debug is none', () => {
    const sent = (message: string, context = {}) =>
      pythonJson({
        jsonrpc: '2.0',
        id: 1,
        error: {
          code: 200,
          message: 'Odoo Server Error',
          data: { name: 'odoo.exceptions.UserError', debug: '', message, arguments: [], context },
        },
      });
    const masked = (body: string) => maskResponse({ body, errors: odooErrors }).body;
    expect(masked(sent('File "/opt/odoo/x.py", line 3'))).toContain('portcullis.ServerError');
    expect(masked(sent('No.', { trace: 'SELECT 1 FROM x' }))).toContain('portcullis.ServerError');
    expect(masked(sent('No.'))).toBe(sent('No.'));
  });

  test('a RedirectWarning keeps its button, byte for byte', () => {
    const body =
      '{"jsonrpc": "2.0", "id": 1, "error": {"code": 0, "message": "Odoo Server Error", "data": {"name": "odoo.exceptions.RedirectWarning", "message": "Où?", "arguments": ["Où?", {"type": "ir.actions.act_url", "debug": "a b", "big": 12345678901234567890, "1": 1.0}, "Go"], "context": {}, "debug": "Traceback (most recent call last):\\n"}}}';
    expect(maskResponse({ body, errors: odooErrors }).body).toBe(
      body.replace('"Traceback (most recent call last):\\n"', '""'),
    );
  });
});

describe('/json/2 of 19', () => {
  const since19 = (all: typeof cases) => all.filter(({ version }) => version.major === 19);
  test.each(since19(business))('$name', ({ error, version }) => {
    const sent = serializeError(error, version);
    const { body, found } = maskResponse({
      status: error.status,
      body: pythonJson(sent),
      errors: odooErrors,
    });
    expect(JSON.parse(body)).toEqual(JSON.parse(blank(sent)));
    expect(found).toEqual([]);
  });

  test.each(since19(technical))('$name', ({ error, version }) => {
    const sent = pythonJson(serializeError(error, version));
    const { body, found } = maskResponse({ status: error.status, body: sent, errors: odooErrors });
    expect(JSON.parse(body)).toEqual({
      name: 'portcullis.ServerError',
      message: maskedText,
      arguments: error.arguments.length === 0 ? [] : [maskedText],
      context: {},
      debug: '',
      incident: maskedId,
    });
    expectNothingOf(error, body);
    expect(found).toMatchObject([{ channel: 'json', name: error.pythonName }]);
  });
});

describe.each([1, 2] as const)('XML-RPC, version %s', (protocol) => {
  const mask = (body: string) => maskResponse({ contentType: 'text/xml', body, errors: odooErrors });

  test.each(cases)('$name', ({ error, version }) => {
    const sent = xmlRpcFault(error, protocol, version);
    const { body, found } = mask(sent);
    if (!sent.includes('Traceback')) {
      expect(body).toBe(sent);
      expect(found).toEqual([]);
      return;
    }
    expect(body).toContain(`<name>faultString</name>\n<value><string>${maskedText}</string>`);
    expect(body).toContain(
      protocol === 2 ? '<int>1</int>' : `<name>faultCode</name>\n<value><string>${maskedText}<`,
    );
    expectNothingOf(error, body);
    expect(found).toMatchObject([{ channel: 'xml-rpc' }]);
  });

  test('a result goes on as it is, whatever it holds', () => {
    const body = xmlRpcResult({ note: 'Traceback (most recent call last)', faultCode: 1 });
    expect(mask(body)).toMatchObject({ body, found: [], isDone: true });
  });
});

describe('pages', () => {
  const value = raisedBy('raise_value_error', odooVersions[18]);
  const shown = escapeHtml(value ? traceback(value, odooVersions[18]) : '');
  const debug = `<div class="accordion mt-5" id="debug_infos"><h6>Error message:</h6><pre id="exception_traceback">${shown}</pre></div>`;
  const page = (status: number, body: string) =>
    maskResponse({ status, contentType: 'text/html; charset=utf-8', body, errors: odooErrors });

  test.each([400, 403, 404, 500, 503])('a traceback in a page of %i', (status) => {
    expect(page(status, `<html><body>${debug}</body></html>`)).toMatchObject({
      body: maskedPage,
      found: [{ channel: 'page', name: 'ValueError' }],
    });
    expect(page(status, `<html><pre>${shown}</pre>`).body).toBe(maskedPage);
  });

  test('a page without one, by its status', () => {
    const { body } = werkzeugPage(404);
    expect(page(404, String(body)).body).toBe(body);
    expect(page(503, String(body)).body).toBe(body);
    expect(page(500, String(werkzeugPage(500).body)).body).toBe(maskedPage);
  });
});
