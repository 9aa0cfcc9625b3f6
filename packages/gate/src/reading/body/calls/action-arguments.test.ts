import { describe, expect, test } from 'vitest';
import { callWith, fieldPart, multipartOf } from '../../../../test/support/body-fixtures.ts';
import { carriesAction } from './action-arguments.ts';
import { readNextAction } from './next-action.ts';

const rule = { read: ['4f00aa'] };
const headers = ['Next-Action', '4f00aa'];

function access(parts: readonly (readonly [string, string])[]): string {
  const body = multipartOf(
    'b',
    parts.map(([name, value]) => fieldPart(name, value)),
  );
  return readNextAction(callWith({ headers, contentType: 'multipart/form-data; boundary=b', body }), rule)
    .access;
}

function textAccess(body: string | Uint8Array, contentType = 'text/plain;charset=UTF-8'): string {
  return readNextAction(callWith({ headers, contentType, body }), rule).access;
}

const action: readonly [string, string] = ['1', '{"id":"deadbeef","bound":null}'];

describe('arguments that are data', () => {
  test.each([
    ['[]'],
    ['["mug",1,null,{"then":"later"}]'],
    ['["$$F1","$$a:then","$$h1",{"then":"$$1"}]'],
    ['["$undefined","$D2026-01-01T00:00:00.000Z","$n12","$K1","$Q2","$W3","$T","$@4","$5:0:name"]'],
    ['[{"price":"US$F","half":"\\ud83d"}]'],
    ['["he said \\"$h\\" and \\"$F1\\""]'],
    ['"$F1'],
    ['$F1'],
  ])('%s', (text) => {
    expect(carriesAction([text])).toBe(false);
    expect(textAccess(text)).toBe('read');
    expect(access([['0', text]])).toBe('read');
  });

  test('a file that happens to hold such bytes', () => {
    const file = ['Content-Disposition: form-data; name="1_f"; filename="a.json"', '', '["$F1"]'];
    const input = {
      headers,
      contentType: 'multipart/form-data; boundary=b',
      body: multipartOf('b', [file, fieldPart('0', '["$K1"]')]),
    };
    expect(readNextAction(callWith(input), rule).access).toBe('read');
  });
});

describe('arguments that carry another action', () => {
  test.each([
    ['as an argument', '["$F1"]'],
    ['as an argument of React 19.1', '["$h1"]'],
    ['as the then', '{"then":"$F1"}'],
    ['deep inside', '[[{"a":[{"b":"$h1f"}]}]]'],
    ['alone', '"$F1"'],
    ['by a path', '["$h0:1"]'],
    ['with an escape', '["\\u0024F1"]'],
    ['with another escape', '["$\\u00461"]'],
    ['with both', '["\\u0024\\u0068\\u0031"]'],
    ['behind blanks', ' \n[ "$F1" ]'],
    ['in a key given twice', '{"a":"$F1","a":"$F1"}'],
    ['beside a prototype', '{"__proto__":"$F1"}'],
    ['a reference as the then', '{"then":"$1"}'],
    ['a name that is written with escapes', `{"a":"$K1","\\u0061"${' '.repeat(200)}:1}`],
    ['a promise as the then', '{"th\\u0065n":"$@1"}'],
    ['through a prototype', '{"a":"$1:__proto__:then"}'],
    ['through a constructor', '["$1:constructor:constructor"]'],
    ['through an escaped one', '["$1:\\u005f_proto__:a"]'],
    ['behind half a character', '["\\ud83d","$F1"]'],
    ['beyond what is looked at', `["${'x'.repeat(300_000)}","$undefined"]`],
  ])('%s', (_, text) => {
    expect(carriesAction([text])).toBe(true);
    expect(textAccess(text)).toBe('write');
    expect(textAccess(text, 'application/json')).toBe('write');
    expect(access([action, ['0', text]])).toBe('write');
    expect(
      access([
        ['0', '["$K1"]'],
        ['1_any', text],
      ]),
    ).toBe('write');
    expect(textAccess(new URLSearchParams({ 0: text }).toString(), 'application/x-www-form-urlencoded')).toBe(
      'write',
    );
  });

  test('behind bytes that are no UTF-8', () => {
    const bytes = new Uint8Array(Buffer.from('["\xff","$F1"]', 'latin1'));
    expect(textAccess(bytes)).toBe('write');
    const body = Buffer.concat([
      Buffer.from('--b\r\nContent-Disposition: form-data; name="0"\r\n\r\n'),
      bytes,
      Buffer.from('\r\n--b--\r\n'),
    ]);
    expect(textAccess(new Uint8Array(body), 'multipart/form-data; boundary=b')).toBe('write');
  });
});

test('arguments are counted over all fields', () => {
  const long = `["$1","${'a'.repeat(120_000)}"]`;
  expect(carriesAction([long, long])).toBe(false);
  expect(carriesAction([long, '["b"]', long, long])).toBe(true);
  expect(carriesAction([long.replace('$1', '1'), long, long])).toBe(false);
});

// V8 13.6 (Node 24) takes `\u0074hen` for the name that it saw there before, see json-text.ts.
test('a `then` is found whatever was read before it, at any depth', () => {
  const hidden = '{"a":{"q7":1,"\\\\u00":""},"b":{"q7":1,"\\u0074hen":"$1:x"}}';
  expect(carriesAction([hidden])).toBe(true);
  const levels = 100_000;
  expect(carriesAction([`${'['.repeat(levels)}${hidden}${']'.repeat(levels)}`])).toBe(true);
});
