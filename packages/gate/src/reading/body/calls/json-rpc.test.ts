import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf, callWith } from '../../../../test/support/body-fixtures.ts';
import { type JsonRpcRule, readJsonRpc } from './json-rpc.ts';

const odoo: JsonRpcRule = {
  read: [{ '/method': 'call', '/params/method': ['search_read', 'read', 'fields_get', 'name_search'] }],
};
const plain: JsonRpcRule = { read: ['read', 'list'] };
/** Odoo's /jsonrpc: database, user, password, model, method. */
const positional: JsonRpcRule = {
  read: [{ '/params/service': 'object', '/params/method': 'execute_kw', '/params/args/4': ['read'] }],
};

function access(body: string, rule: JsonRpcRule, contentType: string | null = 'application/json'): string {
  return readJsonRpc(callWith({ contentType, body }), rule).access;
}

function call(method: unknown, more: Record<string, unknown> = {}): string {
  return JSON.stringify({ jsonrpc: '2.0', method, params: {}, id: 1, ...more });
}

describe('the corpus', () => {
  test.each([
    ['M099', '[{"jsonrpc":"2.0","method":"read","id":1},{"jsonrpc":"2.0","method":"write","id":2}]', plain],
    ['M100', '{"0":{"json":null},"1":{"json":{"id":1}}}', plain],
    [
      'M107',
      '{"jsonrpc":"2.0","method":"call","params":{"model":"res.partner","method":"write","args":[],"kwargs":{}},"id":1}',
      odoo,
    ],
    [
      'M108',
      '{"jsonrpc":"2.0","method":"call","params":{"method":"search_read","method":"write"},"id":1}',
      odoo,
    ],
    ['M109', '{"jsonrpc":"2.0","method":"call","params":{"meth\\u006fd":"write"},"id":1}', odoo],
    ['M110', '[{"params":{"method":"search_read"}},{"params":{"method":"unlink"}}]', odoo],
    ['M111', '{"params":{"method":["write"]}}', odoo],
    ['M112', '{"params":{"method":"search_read "}}', odoo],
    ['M114', '\ufeff{"params":{"method":"search_read"}}', odoo],
    ['M117', `${'{"a":'.repeat(20)}1${'}'.repeat(20)}`, odoo],
  ])('%s is a write, with the envelope that a pattern asks for or without', (_, body, rule) => {
    expect(access(body, rule)).toBe('write');
    const [pattern] = rule.read;
    if (typeof pattern === 'object') {
      expect(access(body, { read: [{ '/params/method': pattern['/params/method'] ?? [] }] })).toBe('write');
    }
  });

  test('M106 is a read', () => {
    const body =
      '{"jsonrpc":"2.0","method":"call","params":{"model":"res.partner","method":"search_read","args":[],"kwargs":{}},"id":1}';
    expect(readJsonRpc(callWith({ contentType: 'application/json', body }), odoo)).toEqual({
      access: 'read',
      names: ['call search_read'],
    });
  });

  test('M102 and M104, of other types, are writes', () => {
    expect(access('\0\0\0\0\0', plain, 'application/grpc')).toBe('write');
    expect(access('7|0|4|', plain, 'text/x-gwt-rpc')).toBe('write');
  });
});

describe('reads', () => {
  test.each([
    [call('read'), plain],
    [call('read', { id: undefined }), plain],
    [call('read', { id: null, method_params: 1 }), plain],
    [`[${call('read')},${call('list')}]`, plain],
    ['{"meth\\u006fd":"rea\\u0064"}', plain],
    [
      call('execute', {
        params: { service: 'object', method: 'execute_kw', args: ['d', 1, 'p', 'm', 'read', []] },
      }),
      positional,
    ],
    [`[${Array(100).fill(call('read')).join()}]`, plain],
  ])('%s', (body, rule) => {
    expect(access(body, rule)).toBe('read');
    expect(access(body, rule, 'application/json; charset=utf-8')).toBe('read');
  });

  test.each([
    ['application/json-rpc'],
    ['application/jsonrequest'],
    ['application/json-rpc; charset=utf-8'],
    ['APPLICATION/JSON-RPC'],
  ])('of type %s', (contentType) => {
    expect(access(call('read'), plain, contentType)).toBe('read');
    expect(access(call('write'), plain, contentType)).toBe('write');
  });

  test('with names beside, in any writing', () => {
    const names = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`\u00e9${at}`, 1]));
    const alike = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`m${at}`, 1]));
    expect(access(call('read', { params: names(1_000), ...names(50), ...alike }), plain)).toBe('read');
    // Each of them might be another `method` for some server; nobody looks at so many.
    expect(access(call('read', names(51)), plain)).toBe('write');
  });

  test('any pattern may match', () => {
    const rule: JsonRpcRule = { read: [...odoo.read, ...plain.read] };
    expect(access(`[${call('call', { params: { method: 'read' } })},${call('list')}]`, rule)).toBe('read');
    expect(access(call('call', { params: { method: 'list' } }), rule)).toBe('write');
  });
});

describe('writes', () => {
  test.each([
    ['another name', call('write')],
    ['a prefix', call('rea')],
    ['a longer name', call('read_all')],
    ['other case', call('Read')],
    ['a blank', call(' read')],
    ['a NUL', call('read\0')],
    ['a look-alike', call('re\u0430d')],
    ['a list', call(['read'])],
    ['an object', call({ 0: 'read' })],
    ['no name', call(undefined)],
    ['null', call(null)],
    ['a key in other case', '{"Method":"read"}'],
    ['a second key in other case', '{"method":"read","Method":"write"}'],
    ['a second key that folds to it', '{"method":"read","m\u0435thod":"x","\uff4dethod":"write"}'],
    ['a second key cut at NUL', '{"method":"read","method\\u0000":"write"}'],
    ['a second key with a blank', '{"method":"read"," method":"write"}'],
    ['a second key with an invisible mark', '{"method":"read","\u200bmethod":"write"}'],
    ['a second key of letters in circles', '{"method":"read","\u24dcethod":"write"}'],
    ['a key given twice', '{"method":"write","method":"read"}'],
    ['a key given twice, elsewhere', '{"method":"read","params":{"a":1,"a":2}}'],
    ['nothing', ''],
    ['a string', '"read"'],
    ['null', 'null'],
    ['an empty batch', '[]'],
    ['a batch within a batch', `[[${call('read')}]]`],
    ['a batch with null', `[${call('read')},null]`],
    ['a notification among reads', `[${call('read')},${call('write', { id: undefined })}]`],
    ['101 calls', `[${Array(101).fill(call('read')).join()}]`],
    ['two documents', `${call('read')}${call('write')}`],
    ['lines of documents', `${call('read')}\n${call('write')}`],
    ['a comment', `${call('read')}//`],
    ['a response', '{"jsonrpc":"2.0","result":"read","id":1}'],
    ['a prototype', '{"__proto__":{"method":"read"}}'],
  ])('%s', (_, body) => {
    expect(access(body, plain)).toBe('write');
  });

  test.each([
    ['an alias on the way', '{"method":"call","params":{"method":"read"},"Params":{"method":"write"}}'],
    ['an alias at the end', '{"method":"call","params":{"method":"read","METHOD":"write"}}'],
    ['an alias of the envelope', '{"method":"call","METHOD":"x","params":{"method":"read"}}'],
    ['another envelope', '{"method":"call2","params":{"method":"read"}}'],
    ['no envelope', '{"params":{"method":"read"}}'],
    ['a list on the way', '{"method":"call","params":[{"method":"read"}]}'],
    ['text on the way', '{"method":"call","params":"read"}'],
  ])('by pointers: %s', (_, body) => {
    expect(access(body, odoo)).toBe('write');
  });

  test.each([
    ['write at the place', ['d', 1, 'p', 'm', 'write']],
    ['read at another place', ['d', 1, 'p', 'read', 'write']],
    ['too short', ['read']],
    ['an object in place of the list', { 4: 'read', '04': 'write' }],
  ])('by position: %s', (_, args) => {
    const body = call('call', { params: { service: 'object', method: 'execute_kw', args } });
    expect(access(body, positional)).toBe('write');
  });

  test.each([
    [{ read: [] }],
    [{ read: [{}] }],
    [{ read: [{ method: 'read' }] }],
    [{ read: [{ '': 'read' }] }],
    [{ read: [{ '/constructor': 'read' }] }],
    [{ read: [{ '/method': [] }] }],
  ])('by the rule %j', (rule) => {
    expect(access(call('read'), rule)).toBe('write');
  });

  test.each([
    [null],
    ['text/plain'],
    ['application/x-www-form-urlencoded'],
    ['application/json; charset=utf-16'],
    ['application/json, text/plain'],
    ['application/json-rpc2'],
    ['application/json-rpc; charset=utf-16'],
    [''],
  ])('of type %j', (contentType) => {
    expect(access(call('read'), plain, contentType)).toBe('write');
  });

  test('by another method, in a coding', () => {
    const input = { contentType: 'application/json', body: call('read') };
    expect(readJsonRpc(callWith(input), plain).access).toBe('read');
    expect(readJsonRpc(callWith({ ...input, method: 'GET' }), plain).access).toBe('write');
    expect(readJsonRpc(callWith({ ...input, method: 'PUT' }), plain).access).toBe('write');
    expect(readJsonRpc(callWith({ ...input, contentEncoding: 'gzip' }), plain).access).toBe('write');
  });

  test('the log shows which', () => {
    const body = `[${call('read')},${call('drop\n"table"')}]`;
    expect(readJsonRpc(callWith({ contentType: 'application/json', body }), plain)).toEqual({
      access: 'write',
      names: ['read', 'drop\\u{a}\\u{22}table\\u{22}'],
      why: 'a call of "drop\\u{a}\\u{22}table\\u{22}" is not listed as a read',
    });
  });
});

test('no document with a write in it is a read', () => {
  const name = fc.constantFrom('read', 'list', 'write', 'Read', 'read ', 'rea', '', 'method');
  const entry = fc.record(
    { method: fc.oneof(name, fc.jsonValue()), params: fc.jsonValue(), id: fc.nat() },
    { requiredKeys: [] },
  );
  const document = fc.oneof(entry, fc.array(entry, { maxLength: 4 }));
  fc.assert(
    fc.property(document, (value) => {
      const calls: readonly { method?: unknown }[] = Array.isArray(value) ? value : [value];
      const isRead = calls.length > 0 && calls.every(({ method }) => method === 'read' || method === 'list');
      if (access(JSON.stringify(value), plain) === 'read') expect(isRead).toBe(true);
      else if (!/__proto__|constructor|prototype|\\ud/.test(JSON.stringify(value)))
        expect(isRead).toBe(false);
    }),
    { numRuns: 1_000 },
  );
});

test('no text that JSON.parse reads with a write in it is a read', () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"method"',
    '"Method"',
    '"read"',
    '"write"',
    '"meth\\u006fd"',
    ' ',
    '\0',
    '\ufeff',
  );
  const pair = fc.constantFrom(
    '"method":"read"',
    '"method":"write"',
    '"meth\\u006fd":"read"',
    '"meth\\u006fd":"write"',
    '"Method":"write"',
    '"\\u004dETHOD":"write"',
    '"id":1',
  );
  const object = fc.array(pair, { maxLength: 3 }).map((pairs) => `{${pairs.join()}}`);
  const drawn = fc.oneof(
    fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
    object,
    fc.array(object).map((objects) => `[${objects.join()}]`),
  );
  fc.assert(
    fc.property(drawn, (text) => {
      if (access(text, plain) === 'read') expect(text).not.toContain('write');
    }),
    { numRuns: 2_000 },
  );
});

test('never throws', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.uint8Array(), fc.json().map(bytesOf)),
      fc.option(fc.string()),
      (body, contentType) => {
        for (const rule of [plain, odoo, positional]) {
          readJsonRpc(callWith({ body, contentType: contentType ?? 'application/json' }), rule);
        }
      },
    ),
  );
});

test.each(['us-ascii', 'ISO-8859-1', '"windows-1252"'])('calls labelled %s, which are ASCII', (charset) => {
  const contentType = `application/json; charset=${charset}`;
  const of = (text: string) =>
    readJsonRpc(callWith({ contentType, body: `{"method":"read","params":["${text}"]}` }), {
      read: ['read'],
    });
  expect(of('a').access).toBe('read');
  expect(of('\u00fc')).toEqual({
    access: 'write',
    names: [],
    why: 'a Content-Type that is not JSON in UTF-8',
  });
});
