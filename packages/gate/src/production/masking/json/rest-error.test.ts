import { describe, expect, test } from 'vitest';
import { maskedId, maskedText, maskResponse, plainErrors } from '../../../../test/support/mask-response.ts';

const trace = 'Error: select secret from vault\n    at f (/app/src/x.js:1:2)';
const at = (status: number, body: unknown, business: readonly string[] = []) => {
  const sent = typeof body === 'string' ? body : JSON.stringify(body);
  const read = maskResponse({ status, body: sent, errors: { ...plainErrors, business } });
  return { ...read, isSame: read.body === sent };
};

describe('an answer that shows no inside is left byte for byte', () => {
  test.each<[string, number, unknown]>([
    [
      'validation by field',
      422,
      { message: 'The email is taken.', errors: { email: ['The email is taken.'] } },
    ],
    [
      'a field named as a trace is',
      422,
      { errors: { stack: ['The stack field is required.'], file: ['Too large.'] } },
    ],
    [
      'a product named so',
      404,
      { message: 'No such stack', stack: 'lamp', trace: '4bf92f3577b34da6a3ce929d0e0e4736' },
    ],
    ['NestJS', 404, { statusCode: 404, message: 'Cannot GET /x', error: 'Not Found' }],
    ['Spring', 404, { timestamp: '2026-01-01T00:00:00', status: 404, error: 'Not Found', path: '/home/x' }],
    ['a problem', 403, { type: 'about:blank', title: 'Forbidden', status: 403, detail: 'Not yours.' }],
    [
      'JSON:API',
      422,
      { errors: [{ status: '422', title: 'Invalid', detail: 'Too short', source: { pointer: '/data' } }] },
    ],
    ['being busy', 503, { message: 'Down for maintenance' }],
    [
      'big numbers, names twice, any layout',
      400,
      '{ "id" : 12345678901234567890,\n"a":1.0,"a":2 , "é":"\\u00e9" }',
    ],
    ['nothing', 500, ''],
    ['nothing said', 500, '{"ok":false}'],
    ['null', 500, 'null'],
    ['an empty list', 500, '[]'],
  ])('%s', (_, status, body) => {
    expect(at(status, body)).toMatchObject({ isSame: true, found: [] });
  });
});

describe('a technical error keeps its shape and nothing else', () => {
  const text = maskedText;
  const incident = maskedId;
  test.each<[string, number, unknown, unknown]>([
    ['Express', 500, { message: 'select secret', stack: trace }, { message: text, stack: '', incident }],
    [
      'a client error with a trace',
      400,
      { message: 'bad', stack: trace },
      { message: text, stack: '', incident },
    ],
    ['a client error that quotes one', 400, { message: trace }, { message: text, incident }],
    ['NestJS', 500, { statusCode: 500, message: 'secret' }, { statusCode: 500, message: text, incident }],
    [
      'Laravel',
      500,
      {
        message: 'SQLSTATE[42]',
        exception: 'Illuminate\\X',
        file: '/var/www/x.php',
        line: 12,
        trace: [{ file: '/x', line: 1 }],
      },
      { message: text, exception: '', file: '', line: 0, trace: [], incident },
    ],
    [
      'Spring',
      500,
      {
        timestamp: '2026-01-01T00:00:00.000+00:00',
        status: 500,
        error: 'Internal Server Error',
        trace,
        message: 'secret',
        path: '/vault',
      },
      {
        timestamp: '2026-01-01T00:00:00.000+00:00',
        status: 500,
        error: 'Internal Server Error',
        trace: '',
        message: text,
        path: '',
        incident,
      },
    ],
    [
      'ASP.NET',
      500,
      {
        Message: 'An error has occurred.',
        ExceptionMessage: 'secret',
        ExceptionType: 'System.X',
        StackTrace: '   at A.B()',
      },
      { Message: text, ExceptionMessage: '', ExceptionType: '', StackTrace: '', incident },
    ],
    [
      'a problem',
      500,
      {
        type: 'https://vault/secret',
        title: 'Internal Server Error',
        detail: 'secret',
        traceId: '00-4bf9-01',
      },
      { type: '', title: 'Internal Server Error', detail: text, traceId: '00-4bf9-01', incident },
    ],
    [
      'JSON:API',
      500,
      {
        errors: [
          { status: '500', code: 'E_1', title: 'Oops secret', detail: 'secret', meta: { trace: [trace] } },
        ],
      },
      { errors: [{ status: '500', code: 'E_1', title: text, detail: text, meta: { trace: [] } }], incident },
    ],
    [
      'Google',
      500,
      {
        error: {
          code: 500,
          message: 'secret',
          status: 'INTERNAL',
          details: [{ detail: 'secret', '@type': 'x/y.Z' }],
        },
      },
      {
        error: { code: 500, message: text, status: 'INTERNAL', details: [{ detail: text, '@type': '' }] },
        incident,
      },
    ],
    [
      'an error of the system',
      500,
      { errno: -111, code: 'ECONNREFUSED', syscall: 'connect', address: '10.0.0.5', port: 5432 },
      { errno: 0, code: 'ECONNREFUSED', syscall: '', address: '', port: 0, message: text, incident },
    ],
    [
      'names that say something',
      500,
      { 'select secret from x': 1, error: 'secret' },
      { error: text, incident },
    ],
    ['texts', 500, { message: ['secret', 'vault'] }, { message: [text], incident }],
    [
      'nothing to say it in',
      500,
      { sql: 'select secret', params: ['vault'] },
      { sql: '', params: [], message: text, incident },
    ],
    ['a text', 500, 'secret', text],
    ['a list', 500, [{ message: 'secret' }], [{ message: text }]],
    ['an incident of its own', 500, { incident: 'secret', message: 'vault' }, { message: text, incident }],
  ])('%s', (_, status, body, masked) => {
    const { body: read, found } = at(status, JSON.stringify(body));
    expect(JSON.parse(read)).toEqual(masked);
    expect(read).not.toMatch(/secret|vault|select|10\.0|\.js/i);
    expect(found).toHaveLength(1);
    expect(new TextDecoder().decode(found[0]?.original)).toBe(JSON.stringify(body));
  });

  test('what is no JSON, or cut off, is replaced whole', () => {
    for (const body of [
      'select secret',
      '{"message":"select secret"',
      '{"a":NaN,"m":"secret"}',
      '['.repeat(10_000),
    ]) {
      expect(JSON.parse(at(500, body).body)).toEqual({ message: text, incident });
      expect(JSON.parse(at(404, body).body)).toEqual({ message: text, incident });
    }
  });

  test('so is what is too long to be read', () => {
    const { body, found } = at(404, { message: 'x'.repeat(1_100_000) });
    expect(JSON.parse(body)).toEqual({ message: text, incident });
    expect(found).toMatchObject([{ isCut: true }]);
    expect(found[0]?.original).toHaveLength(1_048_576);
  });
});

describe('a business error', () => {
  test('by any of its names keeps its message and loses its traces', () => {
    const shown = { message: 'No stock left.', data: { left: 0 } };
    for (const named of [{ name: 'OutOfStock' }, { code: 'OutOfStock' }, { type: 'OutOfStock' }]) {
      const { body, found } = at(500, { ...named, ...shown, stack: trace }, ['OutOfStock']);
      expect(JSON.parse(body)).toEqual({ ...named, ...shown, stack: '' });
      expect(found).toEqual([]);
    }
    expect(at(500, { code: 4001, ...shown }, ['4001']).isSame).toBe(true);
    expect(at(500, { error: { code: 'OutOfStock', message: 'No.' } }, ['OutOfStock']).isSame).toBe(true);
  });

  test('is named exactly, in every error there is, and shows no trace elsewhere', () => {
    expect(at(500, { name: 'acme.OutOfStock', message: 'x' }, ['OutOfStock']).found).toHaveLength(1);
    expect(
      at(
        500,
        {
          errors: [
            { code: 'A', detail: 'x' },
            { code: 'B', detail: 'y' },
          ],
        },
        ['A'],
      ).found,
    ).toHaveLength(1);
    expect(at(500, { errors: [{ code: 'A', detail: 'x' }, { detail: 'y' }] }, ['A']).found).toHaveLength(1);
    expect(at(500, { name: 'A', message: trace }, ['A']).found).toHaveLength(1);
  });
});

test('protocols are known by their shape under any status', () => {
  const rpc = { jsonrpc: '2.0', id: 3, error: { code: -32000, message: 'secret' } };
  expect(JSON.parse(at(500, rpc).body)).toEqual({
    jsonrpc: '2.0',
    id: 3,
    error: { code: -32000, message: maskedText, data: { incident: maskedId } },
  });
  expect(JSON.parse(at(500, [rpc, { jsonrpc: '2.0', id: 4, result: 'x' }]).body)[1]).toEqual({
    jsonrpc: '2.0',
    id: 4,
    result: 'x',
  });
  expect(at(500, { ...rpc, debug: trace }).body).not.toContain('secret');
  const graphql = {
    errors: [
      {
        message: 'Unknown field',
        locations: [{ line: 1, column: 2 }],
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED', stacktrace: [trace] },
      },
    ],
  };
  expect(JSON.parse(at(400, graphql).body)).toEqual({
    errors: [
      {
        message: 'Unknown field',
        locations: [{ line: 1, column: 2 }],
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      },
    ],
  });
  expect(at(500, { ...graphql, extensions: { debug: trace } }).body).not.toContain('x.js');
});
