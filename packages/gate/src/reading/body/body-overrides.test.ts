import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf, fieldPart, multipartOf } from '../../../test/support/body-fixtures.ts';
import { knownOverrideNames, overrideNamesOf } from '../override-names.ts';
import { overridesInBody } from './body-overrides.ts';

const form = 'application/x-www-form-urlencoded';
const json = 'application/json';
const multipart = 'multipart/form-data; boundary=b';
const problem = { problem: expect.any(String) };

function overrides(contentType: string | null, body: string, contentEncoding: string | null = null): unknown {
  return overridesInBody({ contentType, contentEncoding, names: knownOverrideNames }, bytesOf(body));
}

describe('forms', () => {
  test.each([
    // M075, M076, M077
    ['_method=GET', ['GET']],
    ['user=a&_method=DELETE', ['DELETE']],
    ['user=a&%5Fmethod=PUT', ['PUT']],
    ['_method=GET&_method=DELETE', ['GET', 'DELETE']],
    ['_METHOD=delete', ['DELETE']],
    ['_method[]=DELETE', ['DELETE']],
    ['_method%5B0%5d=DELETE', ['DELETE']],
    ['_method[a][b]=DELETE', ['DELETE']],
    ['[_method]=DELETE', ['DELETE']],
    // qs with `allowDots`; PHP cuts the name at NUL, so the semicolon separates nothing.
    ['._method=DELETE', ['DELETE']],
    ['_method.a=DELETE', ['DELETE']],
    ['%5fmethod%2ea=DELETE', ['DELETE']],
    ['_method%00;=DELETE', ['DELETE']],
    ['_method[;]=DELETE', ['DELETE']],
    ['%20[_method]=DELETE', ['DELETE']],
    ['_method=GET;PUT', ['GET;PUT', 'GET']],
    ['%5B%5b_method]=DELETE', ['DELETE']],
    ['.method=DELETE', ['DELETE']],
    ['%2emethod=DELETE', ['DELETE']],
    ['+_method=DELETE', ['DELETE']],
    ['a=1&%20_method=DELETE', ['DELETE']],
    ['_method%00x=DELETE', ['DELETE']],
    ['a=1;_method=DELETE', ['DELETE']],
    ['a=1; _method=DELETE', ['DELETE']],
    ['_method=%44ELETE', ['DELETE']],
    ['_method=+delete%20', ['DELETE']],
    ['_method=', ['']],
    ['X-HTTP-Method-Override=PUT', ['PUT']],
    ['http_method_override=PUT', ['PUT']],
    ['a=\u00e9&_method=PUT', ['PUT']],
    // URLSearchParams drops the sign: Hono's methodOverride, undici's formData.
    ['?_method=DELETE', ['DELETE']],
    ['?%5Fmethod=DELETE&a=1', ['DELETE']],
    ['x-tunneled-method=DELETE', ['DELETE']],
    ['__METHOD_OVERRIDE__=DELETE', ['DELETE']],
    // and nothing
    ['a=_method=DELETE', []],
    ['payment_method=card', []],
    ['method=DELETE', []],
    ['[a]_method=DELETE', []],
    ['x[_method]=DELETE', []],
    ['a=%5F%26_method%3DDELETE', []],
  ])('%s asks for %j', (body, methods) => {
    expect(overrides(form, body)).toEqual({ methods });
    expect(overrides(`${form}; charset=UTF-8`, body)).toEqual({ methods });
  });

  test.each([
    ['q=caf%E9', []],
    ['q=%83e%83X%83g', []],
    ['gr\u00f6\u00dfe=%F6', []],
    ['q=100%', []],
    ['q=100%&_method=PUT', ['PUT']],
    ['q=a;q=50%', []],
    ['\ufeff_method=GET', ['GET']],
    ['_method=%ff', ['%FF']],
    ['_method=DELETE&q=%E9', ['DELETE']],
  ])('%s, whatever its charset, asks for %j', (body, methods) => {
    for (const charset of ['', '; charset=ISO-8859-1', '; charset=windows-1251', '; charset=latin1']) {
      expect(overrides(`${form}${charset}`, body)).toEqual({ methods });
    }
  });

  test.each([
    ['100%=a'],
    ['a%=1&b=2'],
    ['q=1;%u005=2'],
    ['%C1%9Fmethod=DELETE'],
    ['q=1;%c1%9fmethod=DELETE'],
    ['%E0%81%9Fmethod=DELETE'],
    ['a=\0'],
    ['a&'.repeat(1_001)],
  ])('%j is unreadable', (body) => {
    expect(overrides(form, body)).toEqual(problem);
  });
});

test.each([
  [`${form}; json`],
  [`${form}; multipart`],
  ['application/json; urlencoded'],
  ['text/plain; json'],
  ['application/octet-stream; x-www-form-urlencoded'],
  ['multipart/form-data; boundary=b; urlencoded'],
])('%s: a word alone that some server looks for is no word', (contentType) => {
  expect(overrides(contentType, '{"a":1}')).toEqual(problem);
});

describe('multipart forms', () => {
  test.each([
    ['_method', 'DELETE', ['DELETE']],
    ['_method[]', 'delete', ['DELETE']],
    ['_method[0]', 'DELETE', ['DELETE']],
    ['._method', 'DELETE', ['DELETE']],
    ['[_method]', 'DELETE', ['DELETE']],
    [' _method', 'DELETE', ['DELETE']],
    ['.Method', 'DELETE', ['DELETE']],
    ['x http method override', 'DELETE', ['DELETE']],
    ['_method', ' Put ', ['PUT']],
    ['_method', '', ['']],
    ['payment_method', 'card', []],
    ['method', 'DELETE', []],
    ['a+_method', 'DELETE', []],
  ])('%j with %j asks for %j', (name, value, methods) => {
    const body = multipartOf('b', [fieldPart('user', 'a'), fieldPart(name, value)]);
    expect(overrides(multipart, body)).toEqual({ methods });
  });

  test('every part counts, files too', () => {
    const file = ['Content-Disposition: form-data; name="_method"; filename="a"', '', 'PATCH'];
    const body = multipartOf('b', [fieldPart('_method', 'GET'), file, fieldPart('_method', 'PUT')]);
    expect(overrides(multipart, body)).toEqual({ methods: ['GET', 'PATCH', 'PUT'] });
  });

  test.each([
    ['no boundary', 'multipart/form-data', multipartOf('b', [])],
    ['another boundary', multipart, multipartOf('c', [])],
    ['an escaped name', multipart, multipartOf('b', [fieldPart('%5Fmethod', 'DELETE')])],
    ['no form', 'multipart/related; boundary=b', '--b\r\nContent-Type: text/xml\r\n\r\n<a/>\r\n--b--'],
    ['a charset field', multipart, multipartOf('b', [fieldPart('_charset_', 'utf-16')])],
    ['an encoded word', multipart, multipartOf('b', [fieldPart('=?utf-8?B?X21ldGhvZA==?=', 'DELETE')])],
    ['two boundaries', 'multipart/form-data; boundary=b; Boundary=c', multipartOf('b', [])],
  ])('%s is unreadable', (_, contentType, body) => {
    expect(overrides(contentType, body)).toEqual(problem);
  });
});

test.each([
  ['image/png', { methods: ['DELETE'] }],
  ['Video/MP4; codecs="a, b"', { methods: ['DELETE'] }],
  ['application/octet-stream', { methods: ['DELETE'] }],
  // Laravel finds /json and +json anywhere in the value, in the name of a parameter too.
  ['image/png; x=/json', problem],
  ['image/png; +json=1', problem],
  ['image/vnd.x+json', { methods: ['DELETE'] }],
  ['application/octet-stream; x="multipart/form-data"', problem],
])('a file of type %s: %j', (contentType, found) => {
  expect(overrides(contentType, '{"_method":"DELETE"}')).toEqual(found);
});

describe('JSON', () => {
  test.each([
    // M079
    ['{"_method":"DELETE"}', ['DELETE']],
    ['{"a":1,"\\u005fmethod":"put"}', ['PUT']],
    ['{"_METHOD":"PUT","_method":"GET"}', ['PUT', 'GET']],
    ['{"_method[]":"PUT"}', ['PUT']],
    ['{"_method":["GET","PUT"]}', ['GET', 'PUT']],
    ['{"_method":{"a":{"b":"PUT"}}}', ['PUT']],
    ['{"_method":null}', ['']],
    ['{"_method":[]}', ['']],
    ['{"_method":1}', ['1']],
    ['{"a":{"_method":"PUT"}}', []],
    ['[{"_method":"PUT"}]', []],
    ['{"method":"PUT"}', []],
    ['"_method=PUT"', []],
    ['null', []],
    // Browsers send an emoji that was cut in half.
    ['{"q":"caf\\ud83d"}', []],
    ['{"_method":"GET\\ud83d"}', ['GET\ud83d']],
    ['\ufeff{}', []],
    ['\ufeff{"_method":"PUT"}', ['PUT']],
  ])('%s asks for %j', (body, methods) => {
    expect(overrides(json, body)).toEqual({ methods });
    expect(overrides('application/vnd.api+json', body)).toEqual({ methods });
  });

  test.each([
    ['{"_method":"GET","_method":"PUT"}'],
    ['{'],
    ['{"__proto__":{"_method":"PUT"}}'],
    ['{}{}'],
    ['{"_met\\ud83dhod":"PUT"}'],
    [' '],
  ])('%j is unreadable', (body) => {
    expect(overrides(json, body)).toEqual(problem);
    expect(overrides('application/x-json', body)).toEqual(problem);
  });
});

describe('lines of JSON', () => {
  const envelope =
    '{"event_id":"9e","sdk":{}}\n{"type":"event"}\n{"request":{"method":"GET"},"text":"a\\"b"}\n';

  test.each(['text/plain;charset=UTF-8', 'application/x-sentry-envelope', 'application/octet-stream', null])(
    'that call themselves %s are looked at one by one',
    (contentType) => {
      expect(overrides(contentType, envelope)).toEqual({ methods: [] });
      expect(overrides(contentType, `${envelope}{"_method":"PUT"}`)).toEqual({ methods: ['PUT'] });
      expect(overrides(contentType, `{"_\\u006dethod":"PUT"}\r\n${envelope}`)).toEqual({ methods: ['PUT'] });
      expect(overrides(contentType, `${envelope}{"a":1,"a":"method"}`)).toEqual(problem);
      expect(overrides(contentType, `${envelope}{"_method":"PUT",}`)).toEqual(problem);
      expect(overrides(contentType, `${envelope}{"_method"\n:"PUT"}`)).toEqual(problem);
      expect(overrides(contentType, `${envelope}{}{"_method":"PUT"}`)).toEqual(problem);
      expect(overrides(contentType, `${envelope}&_method=PUT&`)).toEqual(problem);
    },
  );

  const lines = 'application/x-ndjson';

  test.each([
    ['{"index":"a"}\n{"query":{"match_all":{}}}\n', []],
    ['{}\r\n\r\n[1]\n"a"', []],
    ['\u001e{"a":1}\n\u001e{"_method":"PUT"}\n', ['PUT']],
    ['{"a":1}\n{"_method":"PUT"}', ['PUT']],
  ])('%j asks for %j', (body, methods) => {
    for (const type of [lines, 'application/jsonlines', 'application/json-seq', 'application/stream+json']) {
      expect(overrides(type, body)).toEqual({ methods });
    }
  });

  test.each([['{}\n{'], ['{"a":\n1}'], ['{}{}'], ['{"a":1,"a":2}\n{}']])('%j is unreadable', (body) => {
    expect(overrides(lines, body)).toEqual(problem);
  });

  test('more than 10,000 of them are unreadable, blank ones too', () => {
    expect(overrides(lines, '{}\n'.repeat(10_001))).toEqual(problem);
    for (const blank of ['\n', '\r\n', ' \n', '\t\r\n']) {
      expect(overrides(lines, `{"_method":"PUT"}\n${blank.repeat(9_999)}`)).toEqual({ methods: ['PUT'] });
      expect(overrides(lines, blank.repeat(10_001))).toEqual(problem);
    }
    expect(overrides(lines, '\u00a0\n{}')).toEqual(problem);
  });
});

describe('gRPC', () => {
  const message = `\0\0\0\0{\ny${'C:\\method'.padEnd(121)}`;

  test.each([
    ['application/grpc-web+proto', message],
    ['application/grpc-web', `${message}\u0001\0\0\0\u0002ab`],
    ['application/grpc', ''.padEnd(5, '\0')],
  ])('%s with a length that looks like JSON asks for nothing', (type, body) => {
    expect(overrides(type, body)).toEqual({ methods: [] });
  });

  test('what is no message, or holds a form, is looked at as any text', () => {
    expect(overrides('application/grpc', '{"_method":"PUT"}')).toEqual({ methods: ['PUT'] });
    expect(overrides('application/grpc-web+proto', `${message}x`)).toEqual(problem);
    expect(overrides('application/grpc', '\0\0\0\0\u000d&_method=PUT&')).toEqual({ methods: ['PUT'] });
  });
});

describe('names of an app of its own', () => {
  const names = overrideNamesOf(['_m', 'X-My-Override']);

  test.each([
    [form, '_m=PUT', ['PUT']],
    [form, '%5fM[]=PUT', ['PUT']],
    [form, 'x_my.override=PUT&_method=DELETE', ['PUT', 'DELETE']],
    [json, '{"_m":"PUT","x-my-override":"GET","m":"PATCH"}', ['PUT', 'GET']],
    [
      multipart,
      multipartOf('b', [fieldPart('_m', 'PUT'), fieldPart('x_my_override', 'GET')]),
      ['PUT', 'GET'],
    ],
    ['text/plain', '{"_m":"PUT"}', ['PUT']],
    ['image/png', '{"_m":"PUT"}', ['PUT']],
    [form, 'm=PUT&a_m=PUT&_mm=PUT', []],
  ])('%s: %s asks for %j', (contentType, body, methods) => {
    expect(overridesInBody({ contentType, contentEncoding: null, names }, bytesOf(body))).toEqual({
      methods,
    });
  });
});

describe('other types', () => {
  test.each([
    [null, '_method=DELETE', ['DELETE']],
    ['text/plain', '_method=DELETE', ['DELETE']],
    ['text/plain;charset=UTF-8', '{"_method":"DELETE"}', ['DELETE']],
    [null, ' {"_method":"DELETE"}', ['DELETE']],
    ['text/plain', 'hello {"_method":"DELETE"}', []],
    ['text/plain', '100% of {it}', []],
    ['text/plain', '{hello}', []],
    ['application/xml', '<a>_method=DELETE</a>', []],
    // Read as what they look like by `express.json({ type: '*\/*' })`, a Fastify parser for `*` and others.
    ['application/octet-stream', '_method=DELETE', ['DELETE']],
    ['image/png', 'a=1&_method=DELETE', ['DELETE']],
    ['video/mp4', ' {"_method":"DELETE"}', ['DELETE']],
    ['application/octet-stream', '{"a":"method"}', []],
    ['image/png', '\u0089PNG\r\n\u001a\n\0\0\0\r{\\method%&;=', []],
    ['application/octet-stream', '\u0080{\\method', []],
    ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'PK\u0003\u0004', []],
  ])('%s: %s asks for %j', (contentType, body, methods) => {
    expect(overrides(contentType, body)).toEqual({ methods });
  });

  test.each([
    ['JSON that only strict parsers refuse', 'text/plain', '{"_method":"DELETE","_method":"GET"}'],
    ['JSON after two marks', null, '\ufeff\ufeff{"_method":"DELETE"}'],
    ['JSON with an escaped name', 'text/plain', '{"_\\u006dethod":"DELETE",}'],
    ['another charset', 'text/plain; charset=ibm037', 'a'],
    ['a type that Laravel takes for JSON', 'text/plain; a="/json"', '{}'],
    ['a file that Laravel takes for JSON', 'image/png; a="/json"', '{}'],
    ['a type within a type', `text/plain; a="${form}"`, 'a'],
    ['no type', 'json', '{}'],
    ['two types', `${json}, text/plain`, '{}'],
    ['an empty type', '', '{}'],
  ])('%s is unreadable', (_, contentType, body) => {
    expect(overrides(contentType, body)).toEqual(problem);
  });

  test.each([
    [`${form}; x=+json`, '{"_method":"DELETE"}'],
    [`${form};v="a/json"`, 'a=1'],
    [
      `${multipart.replace('=b', '=urlencoded')}`,
      multipartOf('urlencoded', [fieldPart('a', '&_method=PUT&')]),
    ],
    ['application/vnd.api+json; a="application/x-www-form-urlencoded"', '{"a":"&x-tunneled-method=DELETE&"}'],
    ['application/x-ndjson; a=urlencoded', '{"a":"&_method=DELETE&"}'],
    ['application/grpc; a="multipart/form-data; boundary=b"', ''.padEnd(5, '\0')],
  ])('%s is read differently', (contentType, body) => {
    expect(overrides(contentType, body)).toEqual({
      problem: 'a Content-Type that frameworks read differently',
    });
  });

  test('JSON in UTF-16', () => {
    const bytes = Uint8Array.from([...'{"_method":"PUT"}'].flatMap((letter) => [letter.charCodeAt(0), 0]));
    const context = { contentEncoding: null, names: knownOverrideNames };
    for (const contentType of ['text/plain', 'image/png']) {
      expect(overridesInBody({ ...context, contentType }, bytes)).toEqual(problem);
    }
    const marked = Uint8Array.from([0xff, 0xfe, ...bytes]);
    expect(overridesInBody({ ...context, contentType: null }, marked)).toEqual(problem);
    expect(overridesInBody({ ...context, contentType: 'video/mp4' }, marked)).toEqual(problem);
  });
});

describe('codings', () => {
  test.each([[form], [json], [multipart], ['text/plain'], [null]])(
    '%s in a coding is unreadable',
    (contentType) => {
      for (const coding of ['gzip', 'identity, gzip', 'br', ', ', 'compress']) {
        expect(overrides(contentType, 'a', coding)).toEqual(problem);
      }
      expect(overrides(contentType, '', 'gzip')).toEqual({ methods: [] });
    },
  );

  test('a file too, because some parsers unpack whatever comes', () => {
    expect(overrides('application/octet-stream', 'a', 'gzip')).toEqual(problem);
    expect(overrides('image/png', 'a', 'identity, gzip')).toEqual(problem);
    expect(overrides(form, '_method=PUT', 'Identity')).toEqual({ methods: ['PUT'] });
  });
});

describe('what a coding holds', () => {
  const packed = '\u001f\u008b&;=%';
  const within = (
    contentType: string | null,
    body: string,
    content: string | null,
    contentEncoding = 'gzip',
  ) =>
    overridesInBody(
      {
        contentType,
        contentEncoding,
        content: content === null ? null : bytesOf(content),
        names: knownOverrideNames,
      },
      new Uint8Array(Buffer.from(body, 'latin1')),
    );

  test.each([
    [json, '{"_method":"PUT"}', ['PUT']],
    [json, '{"a":1}', []],
    ['application/x-ndjson', '{}\n{"_method":"PUT"}', ['PUT']],
    [multipart, multipartOf('b', [fieldPart('_method', 'PUT')]), ['PUT']],
    ['application/x-git-upload-pack-request', '0032want a\n', []],
    ['application/x-protobuf', '_method=PUT', ['PUT']],
    ['application/x-protobuf', '{"_method":"PUT"}', ['PUT']],
    ['image/png', '{"_method":"PUT"}', ['PUT']],
    [null, '_method=PUT', ['PUT']],
    [json, '', []],
  ])('%s that holds %j asks for %j', (contentType, content, methods) => {
    expect(within(contentType, packed, content)).toEqual({ methods });
    const inClear = `${packed}&_method=DELETE&`;
    expect(within(contentType, inClear, content)).toEqual({ methods: ['DELETE', ...methods] });
  });

  test.each([
    [json, '{'],
    [multipart, 'a'],
    ['application/x-protobuf', '{"_method":"GET","_method":"PUT"}'],
    ['text/plain; a="/json"', 'a'],
    ['json', '{}'],
  ])('%s that holds %j is unreadable', (contentType, content) => {
    expect(within(contentType, packed, content)).toEqual(problem);
  });

  test('in a coding that nobody unpacks, what is no form and no JSON has no fields but those in the clear', () => {
    expect(within('application/x-protobuf', packed, null, 'snappy')).toEqual({ methods: [] });
    expect(within('image/png', 'a=1&_method=DELETE&', null, 'aws-chunked')).toEqual({ methods: ['DELETE'] });
    expect(within('image/png', '{"_method":"DELETE"}', null, 'snappy')).toEqual({ methods: ['DELETE'] });
    expect(within('image/png', '{"_method":"DELETE","_method":"GET"}', null, 'snappy')).toEqual(problem);
    for (const contentType of [null, form, json, multipart, 'application/x-ndjson', 'text/plain; a=+json']) {
      expect(within(contentType, packed, null, 'snappy')).toEqual(problem);
    }
    for (const coding of ['gzip', 'br', 'x-zstd', 'compress', 'snappy, gzip', 'snappy, identity', ', ']) {
      expect(within('application/x-protobuf', packed, null, coding)).toEqual(problem);
    }
  });
});

test.each([
  ['a malformed Content-Type', '', 'a'],
  ['a body that is not UTF-8', 'text/plain; charset=ibm037', 'a'],
  ['a body that is not UTF-8', multipart, multipartOf('b', [fieldPart('_charset_', 'x-utf-8')])],
  ['a body that is not UTF-8', multipart, multipartOf('b', [fieldPart('_charset_', 'utf-8x')])],
  ['a Content-Type that frameworks read differently', 'text/plain; a="/json"', 'a'],
  ['a multipart form with a doubtful boundary', 'multipart/form-data', multipartOf('null', [])],
  ['a body in a coding', form, 'a', 'gzip'],
])('%s is told: %j, %j', (told, contentType, body, coding: string | null = null) => {
  expect(overrides(contentType, body, coding)).toEqual({ problem: told });
});

test('utf-8 named in a form is what it is', () => {
  const body = multipartOf('b', [fieldPart('_charset_', 'UTF-8'), fieldPart('_method', 'PUT')]);
  expect(overrides(multipart, body)).toEqual({ methods: ['PUT'] });
});

test.each([
  [100, Array(100).fill('GET')],
  [101, ['']],
  [257, ['']],
])('%i values ask for as many methods, or for none that is one', (count, methods) => {
  expect(overrides(json, JSON.stringify({ _method: Array(count).fill('get') }))).toEqual({ methods });
});

test('no form hides a method, wherever it stands and however its name is written', () => {
  const written = (text: string) =>
    fc.array(fc.nat(3), { minLength: text.length, maxLength: text.length }).map((draws) =>
      [...text]
        .map((letter, index) => {
          const hex = letter.charCodeAt(0).toString(16);
          return [letter, `%${hex}`, `%${hex.toUpperCase()}`, letter.toUpperCase()][draws[index] ?? 0];
        })
        .join(''),
    );
  const other = fc.constantFrom('a=1', '_method=GET', 'a[]=', '', 'b', 'x=%5B');
  const affix = fc.constantFrom('', '+', '%20', '[', '%5b');
  const suffix = fc.constantFrom('', '[]', '%5B0%5D', '[a][b]', '%00', ']');
  const drawn = fc.record({
    before: fc.array(other),
    affix,
    name: written('_method'),
    suffix,
    after: fc.array(other),
  });
  fc.assert(
    fc.property(drawn, ({ before, affix, name, suffix, after }) => {
      const body = [...before, `${affix}${name}${suffix}=DELETE`, ...after].join('&');
      for (const contentType of [form, 'text/plain', null]) {
        expect(overrides(contentType, body)).toHaveProperty('methods', expect.arrayContaining(['DELETE']));
      }
    }),
    { numRuns: 500 },
  );
});

test('never throws', () => {
  const contentType = fc.oneof(
    fc.constantFrom(null, form, json, multipart, 'text/plain', 'a/b'),
    fc.string(),
  );
  const body = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.string({ unit: 'binary' }).map(bytesOf));
  fc.assert(
    fc.property(contentType, fc.option(fc.string()), body, (type, coding, bytes) => {
      overridesInBody({ contentType: type, contentEncoding: coding, names: knownOverrideNames }, bytes);
    }),
    { numRuns: 1_000 },
  );
});

test.each<readonly [contentType: string | null, body: string, methods: readonly string[]]>([
  [form, `_method=GET${',GET'.repeat(100)},DELETE`, ['']],
  [null, `a=1&_method=${','.repeat(1_000_000)}&b=2`, ['']],
  [json, `{"_method":"${','.repeat(1_000_000)}"}`, ['']],
  [multipart, multipartOf('b', [fieldPart('_method', `GET${',GET'.repeat(1_000_000)}`)]), ['']],
  [form, `_method=${'GET'.padEnd(256)}`.replaceAll(' ', '+'), ['GET']],
  // Regular expressions ran out of stack here.
  [null, `${'['.repeat(12_000_000)}_method=PUT`, ['PUT']],
  [null, `${'%5b+%20%5D'.repeat(100_000)}_method=PUT`, ['PUT']],
  [null, `_method[${'a'.repeat(4_000_000)}]=PUT`, ['PUT']],
  [null, '_method=GET&'.repeat(101), ['GET', '']],
  [null, `${'_method=GET&'.repeat(1_000)}_method=PUT`, ['GET', '']],
  [json, `{"_method":[${'"GET",'.repeat(1_000)}"PUT"]}`, ['']],
])('a value or name that goes on and on, case %#', (contentType, body, methods) => {
  expect(overrides(contentType, body)).toEqual({ methods });
});

test.each([['['], ['&['], ['%5b'], [' '], [';'], ['_method=&'], ['{'], ['\0']])(
  'a megabyte of %j ends',
  (piece) => {
    const body = piece.repeat(Math.ceil(1_000_000 / piece.length));
    expect(() => overrides(null, body)).not.toThrow();
  },
);

describe('messages of bytes', () => {
  const types = ['application/proto', 'application/x-protobuf', 'application/msgpack', 'application/cbor'];

  test.each([
    ['\n{C:\\tmp', []],
    ['\n{payment method', []],
    ['{"_method":"PUT"}', ['PUT']],
    ['\n{ "_method":"PUT"}', ['PUT']],
  ])('%j asks for %j', (body, methods) => {
    for (const type of types) expect(overrides(type, body)).toEqual({ methods });
  });

  test('JSON that only strict parsers refuse', () => {
    for (const type of types) expect(overrides(type, '{"a":1,"_method":"PUT","a":2}')).toEqual(problem);
  });
});

describe('names and files of other clients', () => {
  const part = (...head: string[]) => multipartOf('b', [[...head, '', 'PUT']]);
  const disposition = 'Content-Disposition: form-data; ';

  test.each([
    ['name="discount_%"', []],
    ['name="a%22b"', []],
    ['name="%22_method"', []],
    ['name="_method%0D%0A"', ['PUT']],
    ['name="f"; filename="rename=1.txt"', []],
    ["name=f; filename=a.png; filename*=utf-8''a.png", []],
    ['name="f"; filename*=UTF-8\'en\'caf%C3%A9.txt', []],
    ['name="_method"; filename*=utf-8\'\'a', ['PUT']],
  ])('%s asks for %j', (parameters, methods) => {
    expect(overrides(multipart, part(disposition + parameters))).toEqual({ methods });
  });

  test.each([
    ['name="%5Fmethod"'],
    ['name="%u005fmethod"'],
    ['name="%C1%9Fmethod"'],
    ['name=f; filename="a; name=_method"'],
    ['name=f; filename="a name*=_method"'],
    ["name*=utf-8''_method"],
    ['name="f"; name*=utf-8\'\'_method'],
    ["name=utf-8''_method"],
    ["name=f; filename=utf-8''a"],
    ['name=f; filename*="utf-8\'\'a"'],
    ["name=f; filename*=utf-16''a"],
    ["name=f; filename*=utf-8''a; filename*=utf-8''b"],
    ["name=f; filename*=utf-8''a; x=_method"],
    ['name=f; filename*=utf-8\'\'a"; name="_method'],
  ])('%s is unreadable', (parameters) => {
    expect(overrides(multipart, part(disposition + parameters))).toEqual(problem);
  });

  test('a letter is a file, a part of it or a letter for a field is none', () => {
    const eml = `${disposition}name="f"; filename="a.eml"`;
    expect(overrides(multipart, part(eml, 'Content-Type: message/rfc822'))).toEqual({ methods: [] });
    expect(overrides(multipart, part(eml, 'Content-Type: message/partial'))).toEqual(problem);
    expect(overrides(multipart, part(`${disposition}name="f"`, 'Content-Type: message/rfc822'))).toEqual(
      problem,
    );
  });
});

test('the method of a JSON-RPC call is no override, one of HTTP is', () => {
  const names = overrideNamesOf(['method']);
  const asked = (text: string, isJsonRpc: boolean) =>
    overridesInBody({ contentType: json, contentEncoding: null, names, isJsonRpc }, bytesOf(text));
  expect(asked('{"method":"host.get"}', true)).toEqual({ methods: [] });
  expect(asked('{"method":"host.get"}', false)).toEqual({ methods: ['HOST.GET'] });
  expect(asked('{"method":" delete"}', true)).toEqual({ methods: ['DELETE'] });
  expect(asked('{"method":"host.get","Method":"PUT"}', true)).toEqual({ methods: ['PUT'] });
  expect(asked('{"method":"host.get","_method":"PUT"}', true)).toEqual({ methods: ['PUT'] });
});

describe('streams of Connect and gRPC in JSON', () => {
  const connect = 'application/connect+json';
  const frame = (text: string, flags = 0): string =>
    `${String.fromCharCode(flags)}\0\0${String.fromCharCode(text.length >> 8, text.length & 255)}${text}`;

  test.each([
    [connect, frame('{"text":"x"}'), []],
    [connect, frame('{}') + frame('') + frame('{"a":[1]}'), []],
    [connect, frame('{"a":1}') + frame('{}', 2), []],
    [connect, frame('{"_method":"DELETE"}'), ['DELETE']],
    [
      connect,
      frame('{}') + frame('{"a":1,"_method":"PUT"}') + frame('{"_method":"PATCH"}'),
      ['PUT', 'PATCH'],
    ],
    [connect, frame('{}') + frame('{"_method":"DELETE"}', 2), ['DELETE']],
    // The length is the sign `{`.
    [connect, frame(`{"a":"${'x'.repeat(115)}"}`), []],
    ['application/grpc-web+json', frame('{"_method":"DELETE"}'), ['DELETE']],
    ['application/grpc-web+json', frame('{"q":"_method"}'), []],
    // A message of 123 bytes whose first field is the fourth.
    ['application/connect+proto', frame(`"y${'\\'.repeat(121)}`), []],
    // What no client sends, but servers may read.
    [connect, '{"a":1}', []],
    [connect, '{"_method":"DELETE"}', ['DELETE']],
  ])('%s: %j asks for %j', (contentType, body, methods) => {
    expect(overrides(contentType, body)).toEqual({ methods });
  });

  test('as many names as one document may have are looked at', () => {
    expect(overrides(connect, frame(names(3_000)).repeat(16))).toEqual({ methods: [] });
  });

  test.each([
    ['a compressed message', frame('{}', 1)],
    ['one after another', frame('{}') + frame('{}', 3)],
    ['a message that is no JSON', frame('{"a"')],
    ['a name given twice', frame('{"_method":"GET","_method":"DELETE"}')],
    ['two documents in a message', frame('{}{"_method":"DELETE"}')],
    ['a message that is cut off', frame('{"a":1}').slice(0, -1)],
    ['something after it', `${frame('{}')}{"_method":"DELETE"}`],
    ['flags that nobody gave a meaning', frame('{}', 4)],
    ['messages of more names than one document may have', frame(names(3_000)).repeat(17)],
  ])('%s is unreadable', (_, body) => {
    expect(overrides(connect, body)).toEqual(problem);
  });

  /** As long as a length whose bytes are ASCII can say. */
  function names(count: number): string {
    const text = `{${Array.from({ length: count }, (_, index) => `"${index}":1`).join()}}`;
    return text.padEnd(0x7f7f, ' ');
  }
});

describe('JSON in another charset', () => {
  const latin1 = (contentType: string, text: string) =>
    overridesInBody(
      { contentType, contentEncoding: null, names: knownOverrideNames },
      Uint8Array.from(text, (sign) => sign.charCodeAt(0)),
    );

  test.each([
    ['application/json; charset=ISO-8859-1', '{"q":"K\u00f6ln"}', []],
    ['application/json; charset=ISO-8859-1', '{"\u00f6":"K\u00f6ln","_method":"PUT"}', ['PUT']],
    ['application/x-ndjson; charset=windows-1252', '{"q":"\u00f6"}\n{"_method":"PUT"}', ['PUT']],
    // The letter without a dot, which is an I in capitals.
    ['application/json; charset=iso-8859-9', '{"_method":"l\u00fdnk"}', ['LINK']],
  ])('%s: %j asks for %j', (contentType, body, methods) => {
    expect(latin1(contentType, body)).toEqual({ methods });
  });

  test.each([
    ['application/json', '{"q":"K\u00f6ln"}'],
    ['application/json; charset=utf-8', '{"q":"K\u00f6ln"}'],
    ['application/json; charset=utf-16', '{"q":"a"}'],
    ['application/json; charset=shift_jis', '{"q":"K\u00f6ln"}'],
    ['application/json; charset=ISO-8859-1', '{"_method":"GET","_method":"PUT","q":"\u00f6"}'],
  ])('%s: %j is unreadable', (contentType, body) => {
    expect(latin1(contentType, body)).toEqual(problem);
  });
});
