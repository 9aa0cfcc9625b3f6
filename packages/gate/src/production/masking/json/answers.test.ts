import { describe, expect, test } from 'vitest';
import { bytesOf } from '../../../../test/support/body-fixtures.ts';
import {
  maskedId,
  maskedText,
  maskResponse,
  odooErrors,
  plainErrors,
  type SentResponse,
} from '../../../../test/support/mask-response.ts';
import { createMasker } from '../create-masker.ts';

const trace = 'Traceback (most recent call last):\n  File "/srv/x.py", line 3, in f\nselect secret';
const masked = { code: 1, message: maskedText, data: { incident: maskedId } };
const secret = '{"code":1,"message":"select secret"}';
const read = (body: string, sent: Partial<SentResponse> = {}) => {
  const answer = maskResponse({ body, ...sent });
  return { ...answer, isSame: answer.body === body };
};

describe('an error of JSON-RPC is masked', () => {
  test.each<[string, string]>([
    ['after the version', `{"jsonrpc":"2.0","id":1,"error":${secret}}`],
    ['before it', `{"error":${secret},"id":1,"jsonrpc":"2.0"}`],
    ['before it, far away', `{"error":${secret},"id":"${'x'.repeat(5000)}","jsonrpc":"2.0"}`],
    ['with blanks and a byte order mark', `\ufeff\r\n\t { "jsonrpc" : "2.0" , "error" :\n${secret}\n}\n`],
    ['with its name in escapes', `{"jsonrpc":"2.0","\\u0065rr\\u006Fr":${secret}}`],
    ['with the version in escapes', `{"error":${secret},"\\u006asonrpc":"2.0"}`],
    [
      'behind members with marks in their texts',
      `{"a\\"}":"}\\\\\\"]","b":[{"c":"]\\""}],"jsonrpc":"2.0","error":${secret}}`,
    ],
    ['of version 1, in any order', `{"result":null,"error":${secret},"id":1}`],
    ['of version 1, the other way round', `{"error":${secret},"id":1,"result":null}`],
    ['beside a result', `{"error":${secret},"result":5}`],
    ['given twice', `{"jsonrpc":"2.0","error":null,"error":${secret}}`],
    ['in a second document', `{"id":1,"result":null}\n{"jsonrpc":"2.0","error":${secret}}`],
    ['in an answer that breaks off', `{"error":${secret},"id":1`],
    ['in an answer that is none', `{"error":${secret} "id":1}`],
  ])('%s', (_, body) => {
    const { body: shown, found } = read(body);
    expect(shown).not.toContain('secret');
    expect(found).toMatchObject([{ channel: 'json-rpc', isCut: false }]);
    expect(new TextDecoder().decode(found[0]?.original)).toBe(secret);
    // All around it stays as it came.
    expect(shown.replace(/\{"code": 1, .*?\}\}/, secret)).toBe(body);
  });

  test('in each answer of a batch, once for all of it', () => {
    const one = `{"jsonrpc":"2.0","id":1,"error":${secret}}`;
    const good = `{"jsonrpc":"2.0","id":2,"result":{"error":"x","notes":"${'y'.repeat(2_000_000)}"}}`;
    const { body, found, isDone } = read(`[${one},${good}, 5, ${one}]`);
    expect(JSON.parse(body)[0].error).toEqual(masked);
    expect(JSON.parse(body)[3].error).toEqual(masked);
    expect(body).toContain(good);
    expect(found).toHaveLength(1);
    expect(isDone).toBe(false);
  });

  test.each<[string, string, unknown]>([
    ['a number that is none', '{"code":"x","message":"secret"}', { ...masked, code: -32000 }],
    ['a text', '"select secret"', maskedText],
    ['a list', '["select secret"]', maskedText],
    ['what is no JSON', '{"code":1,"message":"secret",}', { ...masked, code: -32000 }],
    [
      'what is too deep',
      `{"code":1,"message":"secret","data":${'['.repeat(99)}${']'.repeat(99)}}`,
      { ...masked, code: -32000 },
    ],
    [
      'what is too long',
      `{"code":1,"message":"secret ${'x'.repeat(1_100_000)}"}`,
      { ...masked, code: -32000 },
    ],
  ])('%s', (_, error, expected) => {
    const { body } = read(`{"jsonrpc":"2.0","id":12345678901234567890,"error":${error}}`);
    expect(JSON.parse(body).error).toEqual(expected);
    expect(body).toContain('"id":12345678901234567890');
  });

  test('an error that breaks off is replaced', () => {
    expect(read('{"jsonrpc":"2.0","error":{"message":"select secr').body).not.toContain('sec');
  });
});

describe('an error of JSON-RPC may be read', () => {
  test.each<[string, string, readonly string[]]>([
    ['what is wrong with a call', '{"code":-32601,"message":"Method not found"}', []],
    ['a code on the list', '{"code":4001,"message":"No stock left","data":{"left":[1.0]}}', ['4001']],
    [
      'a name on the list',
      '{"code":1,"message":"No stock left","data":{"name":"OutOfStock"}}',
      ['OutOfStock'],
    ],
  ])('%s', (_, error, business) => {
    const body = `{"jsonrpc":"2.0","id":1,"error":${error}}`;
    expect(read(body, { errors: { ...plainErrors, business } })).toMatchObject({ isSame: true, found: [] });
  });

  test.each<[string, unknown, unknown, number]>([
    [
      'without what stands beside it',
      { code: -32602, message: 'Invalid params: x', data: { x: 1 } },
      { code: -32602, message: 'Invalid params' },
      0,
    ],
    [
      'and says where it failed itself',
      { code: -32603, message: 'secret' },
      { code: -32603, message: 'Internal error', data: { incident: maskedId } },
      1,
    ],
    [
      'of a code without a message',
      { code: -32650, message: 'secret' },
      { code: -32650, message: 'Server error' },
      0,
    ],
    [
      'with a trace',
      { code: -32600, message: 'x', data: trace },
      { code: -32600, message: 'Invalid Request', data: { incident: maskedId } },
      1,
    ],
  ])('what is wrong with a call, %s', (_, error, expected, reports) => {
    const { body, found } = read(JSON.stringify({ jsonrpc: '2.0', id: 1, error }));
    expect(JSON.parse(body).error).toEqual(expected);
    expect(found).toHaveLength(reports);
  });

  test('a business error loses its traces, and is none where it shows one elsewhere', () => {
    const errors = { ...plainErrors, business: ['OutOfStock'] };
    const body = (message: string) =>
      JSON.stringify({
        jsonrpc: '2.0',
        error: { code: 1, message, data: { code: 'OutOfStock', stack: trace } },
      });
    expect(JSON.parse(read(body('No.'), { errors }).body).error).toEqual({
      code: 1,
      message: 'No.',
      data: { code: 'OutOfStock', stack: '' },
    });
    expect(JSON.parse(read(body(trace), { errors }).body).error).toEqual(masked);
  });

  test("what is wrong with a call is no business of Odoo's recipe", () => {
    const body = '{"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"}}';
    expect(read(body, { errors: odooErrors })).toMatchObject({ isSame: true });
    expect(read(body.replace('-32601', '7'), { errors: odooErrors }).body).toContain('exception_class');
  });
});

describe('what is no error goes on byte for byte', () => {
  test.each<[string, string]>([
    [
      'a result',
      `{"jsonrpc": "2.0", "id": 1, "result": {"error": ${secret}, "trace": ${JSON.stringify(trace)}}}`,
    ],
    ['no error', '{"id":1,"error":null,"result":[1]}'],
    ['an error further down', `{"page":{"error":${secret},"errors":[{"message":"x","path":["a"]}]}}`],
    ['a list of objects', `[{"name":"error","note":${JSON.stringify(trace)}}]`],
    ['what a form says', '{"errors":{"email":["taken"]},"error":"Invalid input"}'],
    ['a list of what a form says', '{"errors":[{"msg":"Too short","path":"name","location":"body"}]}'],
    ['an error of an interface', '{"error":{"code":17,"message":"Card declined"}, "ok":false}'],
    ['an error in words', '{"result":null,"error":"Invalid coupon","id":3}'],
    ['errors beside data', '{"data":null,"errors":[{"message":"Taken","field":"email"}]}'],
    ['nothing', ''],
    ['blanks', ' \n'],
    ['no JSON', 'error: {"error":'],
    ['a text', '"error"'],
    ['half of it', '{"jsonrpc":"2.0","resu'],
    ['a long name', `{"${'error'.repeat(200)}":1}`],
    ['bytes that are no text', '{"a":"\udc00","b":1}'],
  ])('%s', (_, body) => {
    const sent = maskResponse({ body });
    expect(sent.bytes).toEqual(new TextEncoder().encode(body));
    expect(sent.found).toEqual([]);
  });

  test('nothing is looked for behind a result of version 2', () => {
    const start = '{"jsonrpc": "2.0", "id": 1, "result": ';
    expect(read(start, { cuts: [] }).isDone).toBe(false);
    expect(read(`${start}[`).isDone).toBe(true);
    expect(read('{"id":1,"result":[').isDone).toBe(false);
  });
});

describe('an error is masked however long it takes until it comes', () => {
  const long = 'x'.repeat(1_100_000);
  const many = (text: string) => text.repeat(Math.ceil(1_100_000 / text.length));

  test.each<[string, string, string]>([
    // A regression: masking ended after a megabyte, which the reader's own id filled.
    ['a long id', `{"id":"${long}","error":`, '}'],
    ['a long id behind the version', `{"jsonrpc":"2.0","id":"${long}","error":`, '}'],
    ['a long value of any name', `{"rows":{"a":["${long}"]},"error":`, '}'],
    ['a long name', `{"${long}":1,"error":`, '}'],
    ['a long result of version 1', `{"result":"${long}","error":`, '}'],
    ['many members', `{${many('"a":1,')}"error":`, '}'],
    ['a batch of many results', `[${many('{"jsonrpc":"2.0","id":1,"result":1},')}{"error":`, '}]'],
    ['a list of many numbers', `[${many('1,')}{"error":`, '}]'],
    ['many documents', `${many('{"id":1}\n')}{"error":`, '}'],
  ])('behind %s', (_, before, behind) => {
    const body = `${before}{"code":200,"message":"secret","data":${JSON.stringify({ debug: trace })}}${behind}`;
    for (const errors of [plainErrors, odooErrors]) {
      const { body: shown, found } = read(body, { errors, cuts: [1, 1_000_000, 1_048_577] });
      expect(shown).not.toContain('secret');
      expect(shown.startsWith(before)).toBe(true);
      expect(found).toHaveLength(1);
    }
  });

  test('behind long data, where GraphQL lists them', () => {
    expect(read(`{"data":"${long}","errors":${JSON.stringify([{ message: trace }])}}`).body).not.toContain(
      'secret',
    );
  });

  test('nothing is held meanwhile', () => {
    const masker = createMasker({
      response: { status: 200, contentType: 'application/json' },
      errors: plainErrors,
      words: { report: () => 'X', text: () => 'x', page: () => '<p>x' },
    });
    const piece = bytesOf('x'.repeat(65_536));
    masker?.write(bytesOf('{"id":"'));
    for (let count = 0; count < 100; count += 1) expect(masker?.write(piece)).toHaveLength(65_536);
    expect(masker?.isDone()).toBe(false);
  });

  test('what is held longer than an error is nobody has told whose it is, and is masked', () => {
    const late = `{"error":${secret},"data":"${long}"}`;
    expect(read(late).body).toBe(
      late.replace(secret, JSON.stringify(masked).replaceAll('":', '": ').replaceAll(',"', ', "')),
    );
  });
});

describe('any other error in a success', () => {
  test.each<[string, unknown, unknown]>([
    ['a text with a trace', { error: trace }, { error: maskedText }],
    [
      'an error with one',
      { error: { message: 'secret', stack: trace } },
      { error: { message: maskedText, stack: '', incident: maskedId } },
    ],
    ['errors with one', { errors: [{ message: trace }] }, { errors: [{ message: maskedText }] }],
    [
      'an error of tRPC that failed, in a batch',
      [
        { result: { data: 1 } },
        {
          error: {
            message: 'secret',
            code: -32603,
            data: { code: 'INTERNAL_SERVER_ERROR', httpStatus: 500 },
          },
        },
      ],
      [
        { result: { data: 1 } },
        {
          error: {
            message: maskedText,
            code: -32603,
            data: { code: 'INTERNAL_SERVER_ERROR', httpStatus: 500 },
            incident: maskedId,
          },
        },
      ],
    ],
  ])('%s', (_, body, expected) => {
    const { body: shown, found } = read(JSON.stringify(body));
    expect(JSON.parse(shown)).toEqual(expected);
    expect(found).toMatchObject([{ channel: 'json' }]);
  });

  test('too many to read are replaced', () => {
    const { body, found } = read(`{"errors":["${'x'.repeat(1_100_000)}"],"id":1}`);
    expect(JSON.parse(body)).toEqual({
      errors: [{ message: maskedText, extensions: { code: 'INTERNAL_SERVER_ERROR', incident: maskedId } }],
      id: 1,
    });
    expect(found).toMatchObject([{ isCut: true }]);
  });
});

describe('GraphQL', () => {
  const masked = { message: maskedText, extensions: { code: 'INTERNAL_SERVER_ERROR', incident: maskedId } };
  const places = { locations: [{ line: 1, column: 2 }], path: ['a', 0, 'b'] };
  test.each<[string, unknown, unknown]>([
    ['a field that failed', { message: 'secret', ...places }, { ...masked, ...places }],
    [
      'with all that servers add',
      {
        message: 'secret',
        ...places,
        stack: trace,
        extensions: { code: 'X', exception: { stacktrace: [trace] } },
      },
      { ...masked, ...places },
    ],
    [
      'a business error',
      { message: 'No stock', ...places, extensions: { code: 'STOCK', stack: trace, sku: 1 } },
      { message: 'No stock', ...places, extensions: { code: 'STOCK' } },
    ],
    [
      'one that shows a trace',
      { message: trace, ...places, extensions: { code: 'STOCK' } },
      { ...masked, ...places },
    ],
    [
      'a request',
      {
        message: 'Unknown "x"',
        locations: [{ line: 1, column: 2, file: 'secret' }],
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED', stacktrace: [trace] },
      },
      {
        message: 'Unknown "x"',
        locations: [{ line: 1, column: 2 }],
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      },
    ],
    [
      'a request without a code',
      { message: 'Must be signed in', extensions: {} },
      { message: 'Must be signed in', extensions: {} },
    ],
    [
      'a request that failed before any field',
      { message: 'connect secret', extensions: { code: 'INTERNAL_SERVER_ERROR' } },
      masked,
    ],
    [
      'the same, by its trace',
      { message: 'connect secret', extensions: { exception: { stacktrace: [trace] } } },
      masked,
    ],
  ])('%s', (_, error, expected) => {
    const errors = { ...plainErrors, business: ['STOCK'] };
    for (const body of [
      { data: { a: 1 }, errors: [error] },
      { errors: [error], data: null },
      [{ data: null, errors: [error] }],
    ]) {
      const answers = JSON.parse(read(JSON.stringify(body), { errors }).body);
      expect((Array.isArray(answers) ? answers[0] : answers).errors).toEqual([expected]);
    }
  });

  test('readable errors stay as they are written', () => {
    expect(
      read('{"errors":[ {"message":"x\\u0021","locations":[{"line":1,"column":2}]} ],"data":null}').isSame,
    ).toBe(true);
  });
});

describe.each([
  'application/x-ndjson',
  'application/jsonl',
  'application/json-seq',
  'application/geo+json-seq',
])('documents one after another: %s', (contentType) => {
  const good = '{"jsonrpc":"2.0","id":1,"result":{"error":{"message":"kept"}}}';
  const bad = `{"jsonrpc":"2.0","id":2,"error":${secret}}`;

  test('an error is masked behind results', () => {
    for (const between of ['\n', '\n\u001e']) {
      const lines = [good, bad, '', good, bad].join(between);
      const { body, found } = read(`\u001e${lines}\n`, { contentType, cuts: [1, 70, 90, 130] });
      expect(body).not.toContain('secret');
      expect(body.split(good)).toHaveLength(3);
      expect(found).toHaveLength(1);
    }
  });

  test('what is no error goes on byte for byte', () => {
    const body = `${good}\n[1,2]\n{"a":1}\n"x"\n`;
    expect(read(body, { contentType })).toMatchObject({ isSame: true, found: [] });
  });
});

test.each(['application/json', 'text/plain', null])(
  'behind the signs that keep scripts from it: %s',
  (contentType) => {
    for (const guard of [")]}',\n", ")]}'\n", ")]}',", ")]}'\r\n\r\n"]) {
      const body = `${guard}{"jsonrpc":"2.0","id":1,"error":${secret}}`;
      const { body: shown, found } = read(body, { contentType, cuts: [1, 3] });
      expect(shown).not.toContain('secret');
      expect(shown.startsWith(guard)).toBe(true);
      expect(found).toHaveLength(1);
    }
  },
);

test('warnings that PHP prints before the JSON are those of a page', () => {
  const warning = '<b>Warning</b>:  secret in <b>/var/www/x.php</b> on line <b>3</b><br />';
  const { body, found } = read(`\n<br />\n${warning}\n{"ok":true}`);
  expect(body).not.toContain('secret');
  expect(body).toContain('{"ok":true}');
  expect(found).toMatchObject([{ channel: 'page' }]);
});

test('judging that fails denies', () => {
  const fail = () => {
    throw new Error('no');
  };
  const errors = {
    ...plainErrors,
    get business(): string[] {
      return fail();
    },
  };
  for (const body of [
    `{"jsonrpc":"2.0","id":1,"error":${secret}}`,
    `{"error":${secret},"jsonrpc":"2.0","id":1}`,
  ]) {
    const answer = JSON.parse(read(body, { errors }).body);
    expect(answer).toEqual({ jsonrpc: '2.0', id: 1, error: { ...masked, code: -32000 } });
  }
  const words = { report: fail, text: fail, page: fail };
  expect(JSON.parse(read(`{"jsonrpc":"2.0","error":${secret}}`, { words }).body).error).toEqual({
    code: 1,
    message: 'An unexpected error occurred.',
    data: { incident: '' },
  });
});
