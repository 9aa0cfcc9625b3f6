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
import { resolveReferences } from './readable-text.ts';

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

/** web/static/src/core/network/download.js: what the web client reads out of a page that it got instead of a file. */
function readByClient(page: string): unknown {
  const paragraph = /<p>([\s\S]*)<\/p>/.exec(page)?.[1];
  return JSON.parse(resolveReferences(paragraph ?? page));
}

// A regression: reports and exports answer without an envelope, escaped for a page, and went through whole.
describe('an error without an envelope', () => {
  const bare = (error: OdooError, version: (typeof odooVersions)[18]) =>
    jsonRpcError(error, null, version).error;
  const werkzeug = (text: string) => String(werkzeugPage(500, text).body);
  const forms = [
    ['escaped', 200, 'text/html; charset=utf-8', escapeHtml],
    [
      'escaped with other references',
      200,
      'text/html',
      (json: string) => escapeHtml(json).replaceAll('&#34;', '&quot;'),
    ],
    ['escaped in 500', 500, 'text/html; charset=utf-8', escapeHtml],
    ["in Werkzeug's page", 500, 'text/html; charset=utf-8', werkzeug],
    ['as a page', 200, 'text/html; charset=utf-8', (json: string) => json],
    ['as JSON', 200, 'application/json', (json: string) => json],
    ['of no type', 200, null, (json: string) => json],
    ['behind blanks', 200, 'text/html', (json: string) => `\n ${escapeHtml(json)}\n`],
  ] as const;

  describe.each(forms)('%s', (_, status, contentType, write) => {
    const mask = (body: string, cuts: readonly number[] = []) =>
      maskResponse({ status, contentType, body, cuts, errors: odooErrors });

    test.each(technical)('$name is masked by the recipe', ({ error, version }) => {
      const json = pythonJson(bare(error, version) ?? null);
      const { body, found } = mask(write(json));
      expect(readByClient(body)).toEqual({
        code: expect.any(Number),
        message: expect.stringMatching(/^(?:Odoo Server Error|404: Not Found)$/),
        data: {
          name: 'portcullis.ServerError',
          debug: '',
          message: maskedText,
          arguments: [maskedText],
          context: { exception_class: 'odoo.exceptions.UserError' },
        },
      });
      // Werkzeug's page says its status in words.
      expectNothingOf(error, JSON.stringify(readByClient(body)));
      expect(body).not.toContain('Traceback');
      expect(found).toMatchObject([{ channel: 'json-rpc', name: error.pythonName }]);
    });

    test.each(business)('$name stays readable, without its trace', ({ error, version }) => {
      const sent = bare(error, version) as object;
      const { body, found } = mask(write(read(sent)));
      expect(readByClient(body)).toEqual(JSON.parse(blank(sent)));
      expect(found).toEqual([]);
    });

    test('wherever it is cut', () => {
      const error = raisedBy('raise_value_error', odooVersions[18]);
      const body = write(pythonJson((error && bare(error, odooVersions[18])) ?? null));
      const whole = mask(body);
      expect(whole.found).toHaveLength(1);
      for (let cut = 1; cut < body.length; cut += 7) expect(mask(body, [cut, cut + 1]).body).toBe(whole.body);
    });
  });

  test('too long to be held, or broken off, it is replaced in its form', () => {
    const long = `{"code": 200, "message": "Odoo Server Error", "data": {"name": "builtins.KeyError", "debug": "${'secret '.repeat(300_000)}"}}`;
    const unknown = `{"message": "x", "data": {"debug": "Traceback (most recent call last)${'secret '.repeat(300_000)}`;
    for (const body of [long, escapeHtml(long), escapeHtml(long).slice(0, 5_000), unknown]) {
      const { body: shown, found } = maskResponse({ contentType: 'text/html', body, errors: odooErrors });
      expect(shown).not.toContain('secret');
      expect(readByClient(shown)).toMatchObject({ data: { message: maskedText } });
      expect(found).toHaveLength(1);
    }
  });

  test.each<[string, string]>([
    ['a template', '{&#34;code&#34; is what is written {&amp; so on} <b>here</b>'],
    ['other escaped JSON', escapeHtml('{"code": 1, "data": {"rows": [1, 2]}}')],
    ['data', '{"code": 1, "message": "Odoo Server Error", "data": {"name": "Chair", "price": 5}}'],
    ['a long list', `{"data": {"rows": ["${'x'.repeat(1_100_000)}"]}}`],
    [
      'a long record with a trace',
      `{"data": {"note": ${JSON.stringify('Traceback (most recent call last)'.repeat(40_000))}}}`,
    ],
    ['a long page', escapeHtml(`{"data": "${'x'.repeat(1_100_000)}"}`)],
    ['a brace', '{'],
    ['half of it', '{"code'],
  ])('%s is none', (_, body) => {
    for (const contentType of ['text/html', 'application/json']) {
      const sent = maskResponse({ contentType, body, errors: odooErrors, cuts: [1, 9, 70, 100_000] });
      expect(sent.body === body).toBe(true);
      expect(sent.found).toEqual([]);
    }
  });

  test('what it holds beside is looked at as ever', () => {
    const body = `{"message": "x", "jsonrpc": "2.0", "error": {"code": 1, "message": "secret"}}`;
    expect(maskResponse({ body, errors: odooErrors }).body).not.toContain('secret');
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
