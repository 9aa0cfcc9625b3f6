import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { callWith, fieldPart, multipartOf } from '../../../../test/support/body-fixtures.ts';
import { readFormCall } from './form-call.ts';

const rule = { field: 'action', read: ['heartbeat', 'query-attachments'] };
const form = 'application/x-www-form-urlencoded';
const multipart = 'multipart/form-data; boundary=b';

function access(
  query: string | null,
  body = '',
  contentType: string | null = body === '' ? null : form,
): string {
  return readFormCall(callWith({ query, body, contentType }), rule).access;
}

describe('reads', () => {
  test.each([
    ['action=heartbeat', ''],
    ['a=1&action=heartbeat&b', ''],
    ['%61ction=heart%62eat', ''],
    [null, 'action=heartbeat'],
    [null, 'data%5Baction%5D=save&action=query-attachments&x=%3B'],
    ['', 'action=heartbeat'],
    ['action=heartbeat', 'action=heartbeat'],
    ['a=1', 'actions=save&action=heartbeat&my_action=save'],
  ])('query %j, body %j', (query, body) => {
    expect(access(query, body)).toBe('read');
  });

  test('in a multipart form', () => {
    const body = multipartOf('b', [fieldPart('data[action]', 'save'), fieldPart('action', 'heartbeat')]);
    expect(access(null, body, multipart)).toBe('read');
  });

  test('by GET, of the query alone', () => {
    const input = callWith({ method: 'GET', query: 'action=heartbeat' });
    expect(readFormCall(input, rule)).toEqual({ access: 'read', names: ['heartbeat'] });
    expect(readFormCall({ ...input, method: 'HEAD' }, rule).access).toBe('read');
  });
});

describe('writes', () => {
  test.each([
    [`${form}; x=+json`, null, '{"action":"delete","x":"&action=heartbeat&"}'],
    [`${form}; x="/json"`, 'action=heartbeat', '{"action":"delete"}'],
    [`${form}; a="application/json"`, null, 'action=heartbeat'],
    [`${form}; a="multipart/form-data"`, null, 'action=heartbeat'],
    [
      'multipart/form-data; boundary=urlencoded',
      null,
      multipartOf('urlencoded', [fieldPart('action', 'heartbeat'), fieldPart('a', '&action=save&')]),
    ],
  ])('a type that names other fields: %s', (contentType, query, body) => {
    expect(access(query, body, contentType)).toBe('write');
  });

  test.each([
    ['no action', null, ''],
    ['M088', 'action=save', ''],
    ['an unlisted one', null, 'action=save'],
    ['nothing', 'action=', ''],
    ['no value', 'action', ''],
    ['other case', null, 'action=Heartbeat'],
    ['a blank', null, 'action=heartbeat+'],
    ['a prefix', null, 'action=heart'],
    ['a NUL', null, 'action=heartbeat%00'],
    ['two in the query', 'action=heartbeat&action=heartbeat', ''],
    ['two in the body', null, 'action=heartbeat&action=save'],
    ['two in the body, alike', null, 'action=heartbeat&action=heartbeat'],
    ['another in the body', 'action=heartbeat', 'action=save'],
    ['another in the query', 'action=save', 'action=heartbeat'],
    ['a list', null, 'action[]=heartbeat'],
    ['a list after it', null, 'action=heartbeat&action[]=save'],
    ['an index', null, 'action=heartbeat&action%5B0%5D=save'],
    ['brackets around', null, 'action=heartbeat&[action]=save'],
    ['a blank before', null, 'action=heartbeat&+action=save'],
    ['a blank after', null, 'action=heartbeat&action+=save'],
    ['a NUL in the name', null, 'action=heartbeat&action%00x=save'],
    ['a name in other case', null, 'action=heartbeat&Action=save'],
    ['a name in other case, alone', null, 'ACTION=heartbeat'],
    ['after a semicolon', null, 'action=heartbeat&a=1;action=save'],
    ['after a semicolon, in the query', 'a=1;action=save', 'action=heartbeat'],
    ['an odd spelling in the query', '%20action=save', 'action=heartbeat'],
    ['an invalid escape', null, 'action=heartbeat&a=%'],
    ['an invalid escape in the query', 'a=%ff', 'action=heartbeat'],
    ['too many', null, `action=heartbeat${'&a'.repeat(1_000)}`],
  ])('%s', (_, query, body) => {
    expect(access(query, body)).toBe('write');
  });

  test.each([
    ['two', [fieldPart('action', 'heartbeat'), fieldPart('action', 'save')]],
    ['a file', [['Content-Disposition: form-data; name="action"; filename="a"', '', 'heartbeat']]],
    [
      'a file after it',
      [
        fieldPart('action', 'heartbeat'),
        ['Content-Disposition: form-data; name="action[]"; filename="a"', '', ''],
      ],
    ],
    ['a list', [fieldPart('action[]', 'heartbeat')]],
    [
      'a coding',
      [
        [
          'Content-Disposition: form-data; name="action"',
          'Content-Transfer-Encoding: base64',
          '',
          'heartbeat',
        ],
      ],
    ],
    ['an escaped name', [fieldPart('action', 'heartbeat'), fieldPart('%61ction', 'save')]],
    ['a line end', [fieldPart('action', 'heartbeat\r\n')]],
  ])('in a multipart form: %s', (_, parts) => {
    expect(access(null, multipartOf('b', parts), multipart)).toBe('write');
    expect(access('action=heartbeat', multipartOf('b', parts), multipart)).toBe('write');
  });

  test.each([
    [null],
    ['text/plain'],
    ['application/json'],
    [`${form}; charset=utf-16`],
    [`${form}; charset=ibm037`],
    [`${form}; charset=shift_jis`],
    [`${form}; charset=iso-8859-1; x=json`],
    [`${form}, text/plain`],
    [multipart],
    ['multipart/form-data'],
  ])('of type %j', (contentType) => {
    expect(access('action=heartbeat', 'action=heartbeat', contentType)).toBe('write');
  });

  test.each([
    ['a byte beyond ASCII', 'action=heartbeat&a=\u00e9'],
    ['one in an escape of a name', 'action=heartbeat&%C3%A9=1'],
    ['one in an escape of the action', 'action=%C3%A9'],
    ['another action', 'action=save'],
    ['two actions', 'action=heartbeat&Action=save'],
    ['UTF-7', '+AGE-ction=heartbeat'],
  ])('in another charset: %s', (_, body) => {
    const listed = { ...rule, read: ['heartbeat', '\u00e9'] };
    const input = callWith({ body, contentType: `${form}; charset=ISO-8859-1` });
    expect(readFormCall(input, listed).access).toBe('write');
  });

  test('by method and coding', () => {
    const input = { query: 'action=heartbeat', contentType: form, body: 'a=1' };
    expect(readFormCall(callWith(input), rule).access).toBe('read');
    for (const other of [
      { method: 'PUT' },
      { method: 'DELETE' },
      { method: 'GET' },
      { contentEncoding: 'gzip' },
    ]) {
      expect(readFormCall(callWith({ ...input, ...other }), rule).access).toBe('write');
    }
  });

  test.each([
    ['PUT', 'action=heartbeat', '', 'a form by another method than GET or POST'],
    ['OPTIONS', 'action=heartbeat', '', 'a form by another method than GET or POST'],
    ['GET', 'action=heartbeat', 'a=1', 'a body that comes with a read'],
    ['POST', 'action=heartbeat', 'Action=x', 'the action said more than once, or in odd spelling'],
    ['POST', null, 'a=1', 'no action said'],
    ['POST', null, '', 'no action said'],
  ])('%s with %j and %j: %s', (method, query, body, why) => {
    const input = callWith({ method, query, body, contentType: form });
    expect(readFormCall(input, rule)).toEqual({ access: 'write', names: [], why });
  });

  test('the log shows both where they differ', () => {
    const input = callWith({ query: 'action=heartbeat', body: 'action=save', contentType: form });
    expect(readFormCall(input, rule)).toEqual({
      access: 'write',
      names: ['heartbeat', 'save'],
      why: 'query and body that say different actions',
    });
  });

  test('the log shows which', () => {
    expect(readFormCall(callWith({ query: 'action=%1b[31m' }), rule)).toEqual({
      access: 'write',
      names: ['\\u{1b}[31m'],
      why: '"\\u{1b}[31m" is not listed as a read',
    });
  });
});

test('no form that says a write anywhere is a read', () => {
  const name = fc.constantFrom(
    'action',
    'Action',
    '%61ction',
    '+action',
    'action[]',
    '[action]',
    'action%00',
    'action%5b0%5d',
  );
  const other = fc.constantFrom('a=1', 'action=heartbeat', 'b', '');
  const separator = fc.constantFrom('&', ';', '&&');
  const drawn = fc.record({
    name,
    before: fc.array(other),
    after: fc.array(other),
    separator,
    query: fc.option(other),
  });
  fc.assert(
    fc.property(drawn, ({ name: spelling, before, after, separator: sign, query }) => {
      const hidden = [...before, `${spelling}=save`, ...after].join(sign);
      expect(access(query, hidden)).toBe('write');
      expect(access(hidden, 'action=heartbeat')).toBe('write');
    }),
    { numRuns: 500 },
  );
});

test('never throws', () => {
  const contentType = fc.oneof(fc.constantFrom(null, form, multipart), fc.string());
  fc.assert(
    fc.property(contentType, fc.option(fc.string()), fc.uint8Array(), (type, query, body) => {
      readFormCall(callWith({ contentType: type, query, body }), rule);
    }),
  );
});

describe('cookies, which PHP may put over query and form', () => {
  const accessWith = (cookies: readonly string[]) => {
    const headers = cookies.flatMap((line) => ['Cookie', line]);
    return readFormCall(callWith({ method: 'GET', query: 'action=heartbeat', headers }), rule).access;
  };

  test.each([
    [['action=delete_post']],
    [['a=1; action=delete_post']],
    [['a=1', 'b=2;action=delete_post']],
    [['act%69on=delete_post']],
    [['Action=heartbeat']],
    [['action[]=heartbeat']],
    [['%u0061ction=heartbeat']],
    [['action=heartbeat; action=delete_post']],
    [['action']],
  ])('%j make a write of it', (cookies) => {
    expect(accessWith(cookies)).toBe('write');
  });

  test.each([[[]], [['a=1; actions=delete_post; my_action=x; b=action=c']], [['action=heartbeat']]])(
    '%j do not',
    (cookies) => {
      expect(accessWith(cookies)).toBe('read');
    },
  );
});

test.each([['=?utf-8?B?YWN0aW9u?='], ['?action']])('a part named %j may be the action', (name) => {
  const body = multipartOf('b', [fieldPart(name, 'save')]);
  expect(access('action=heartbeat', body, multipart)).toBe('write');
});

test.each([
  ['name="action"', 'read'],
  ['name="x%22"', 'write'],
  ['name="x"; filename*=utf-8\'\'a', 'write'],
])('beside a part of %s a call is a %s', (parameters, access) => {
  const list = ['Content-Disposition: form-data; name="y"', '', 'heartbeat'];
  const body = multipartOf('b', [list, [`Content-Disposition: form-data; ${parameters}`, '', 'heartbeat']]);
  const input = callWith({ contentType: 'multipart/form-data; boundary=b', body });
  const field = parameters === 'name="action"' ? 'action' : 'y';
  expect(readFormCall(input, { field, read: ['heartbeat'] }).access).toBe(access);
});

// Apache HttpClient 4 says ISO-8859-1 of every form.
test.each(['ISO-8859-1', 'us-ascii', '"windows-1252"'])('a form of charset %s that is ASCII', (charset) => {
  const read = (body: string, contentType: string) =>
    readFormCall(callWith({ body, contentType: `${contentType}; charset=${charset}` }), rule).access;
  expect(read('action=heartbeat&a=%41+b&c=%C3%A9', form)).toBe('read');
  expect(read(multipartOf('b', [fieldPart('action', 'heartbeat'), fieldPart('a', 'b')]), multipart)).toBe(
    'read',
  );
  expect(read(multipartOf('b', [fieldPart('action', 'save')]), multipart)).toBe('write');
  expect(
    read(multipartOf('b', [fieldPart('action', 'heartbeat'), fieldPart('a', '\u00e9')]), multipart),
  ).toBe('write');
});

test('a multipart form whose fields say another charset', () => {
  const contentType = 'multipart/form-data; boundary=b';
  const part = (name: string, value: string) => [
    `Content-Disposition: form-data; name="${name}"`,
    'Content-Type: text/plain; charset=ISO-8859-1',
    '',
    value,
  ];
  const access = (...parts: string[][]) =>
    readFormCall(callWith({ contentType, body: multipartOf('b', parts) }), {
      field: 'action',
      read: ['list', 'l\u00fcst'],
    }).access;
  expect(access(part('action', 'list'), part('q', 'K\u00f6ln'))).toBe('read');
  // Of the action itself only what is the same under any label.
  expect(access(part('action', 'l\u00fcst'))).toBe('write');
});
