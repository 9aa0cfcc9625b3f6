import { describe, expect, test } from 'vitest';
import { bytesOf, fieldPart, multipartOf } from '../../../test/support/body-fixtures.ts';
import { readFor, siteOf } from '../../../test/support/decide-fixtures.ts';
import type { CallInput, CallReading } from './calls/call-reading.ts';
import { readBody } from './read-body.ts';

const site = siteOf({
  policy: {
    routes: [
      { match: '/graphql', calls: { protocol: 'graphql' } },
      { match: '/json-rpc', calls: { protocol: 'json-rpc', read: ['list'] } },
      { match: '/xml-rpc', calls: { protocol: 'xml-rpc', read: ['list'] } },
      { match: '/trpc/*', calls: { protocol: 'trpc', read: ['list'] } },
      { match: '/grpc/*', calls: { protocol: 'grpc-web', read: ['grpc/list'] } },
      { match: '/form', calls: { protocol: 'form', field: 'action', read: ['list'] } },
      { match: '/next', calls: { protocol: 'next-action', read: ['list'] } },
      { match: '/two/*', calls: { protocol: 'json-rpc', read: ['list'] } },
      { match: '/two/b', calls: { protocol: 'trpc', read: ['b'] } },
    ],
  },
});
const graphql: CallReading = { access: 'read', names: ['graphql'] };
const form = 'application/x-www-form-urlencoded';
const xml = '<methodCall><methodName>list</methodName></methodCall>';

function read(line: string, contentType: string, body: string, headers: readonly string[] = []) {
  const request = readFor(site, line, { headers: ['Content-Type', contentType, ...headers] });
  return readBody(request, bytesOf(body), { readGraphql: () => graphql });
}

test.each([
  ['POST /graphql', 'application/json', '{}', 'graphql'],
  ['POST /json-rpc', 'application/json', '{"method":"list"}', 'list'],
  ['POST /xml-rpc', 'text/xml', xml, 'list'],
  ['POST /trpc/list?batch=1', 'application/json', '{}', 'list'],
  ['POST /grpc/list', 'application/grpc-web', '', 'grpc/list'],
  ['POST /form?action=list', form, 'a=1', 'list'],
  ['POST /form', form, 'action=list', 'list'],
])('%s of type %s, %s: a read of %s', (line, contentType, body, name) => {
  expect(read(line, contentType, body)).toEqual({ overrides: [], calls: { access: 'read', names: [name] } });
});

test('a server action stands in the headers', () => {
  expect(read('POST /next', 'text/plain', '[]', ['Next-Action', 'list']).calls).toEqual({
    access: 'read',
    names: ['list'],
  });
});

test('GraphQL is a write where nothing reads it', () => {
  const request = readFor(site, 'POST /graphql', { headers: ['Content-Type', 'application/json'] });
  expect(readBody(request, bytesOf('{}'), { readGraphql: null }).calls).toEqual({
    access: 'write',
    names: [],
    why: 'nothing here reads GraphQL',
  });
});

test.each([['POST /elsewhere'], ['POST /two/b']])('%s: not one rule speaks of its calls', (line) => {
  expect(read(line, 'application/json', '{"method":"list"}').calls).toBeNull();
});

test('two rules that say the same are one for a path of either', () => {
  expect(read('POST /two/a', 'application/json', '{"method":"list"}').calls?.access).toBe('read');
});

test.each([
  ['_method=PUT', [], ['PUT']],
  ['a=1', [], []],
  ['_method=%ff', [], ['%FF']],
  ['_method=PUT', ['Content-Encoding', 'gzip'], null],
])('%j with %j asks for %j', (body, headers, overrides) => {
  expect(read('POST /elsewhere', form, body, headers).overrides).toEqual(overrides);
});

describe('what a coding holds', () => {
  const packed: Uint8Array = new Uint8Array([0x1f, 0x8b, 0x80]);

  function unpacked(line: string, contentType: string, content: string, body = packed) {
    const headers = ['Content-Type', contentType, 'Content-Encoding', 'gzip', 'Next-Action', 'list'];
    const request = readFor(site, line, { headers });
    const readGraphql = ({ contentEncoding, body: text }: CallInput): CallReading =>
      contentEncoding === null ? graphql : { access: 'write', names: [], why: String(text.length) };
    return readBody(request, body, { readGraphql, decompressed: bytesOf(content) });
  }

  test.each([
    ['POST /graphql', 'application/json', '{}', 'graphql'],
    ['POST /json-rpc', 'application/json', '{"method":"list"}', 'list'],
    ['POST /xml-rpc', 'text/xml', xml, 'list'],
    ['POST /grpc/list', 'application/grpc-web', '', 'grpc/list'],
    [
      'POST /form',
      'multipart/form-data; boundary=b',
      multipartOf('b', [fieldPart('action', 'list')]),
      'list',
    ],
    ['POST /next', 'text/plain', '[]', 'list'],
  ])('%s of type %s, %s: a read of %s', (line, contentType, content, name) => {
    expect(unpacked(line, contentType, content)).toEqual({
      overrides: [],
      calls: { access: 'read', names: [name] },
    });
  });

  test.each([
    ['POST /json-rpc', 'application/json', '{"method":"delete"}'],
    ['POST /next', 'text/plain', '["$F1"]'],
    ['POST /form', form, 'action=list'],
  ])('%s of type %s, %s: a write', (line, contentType, content) => {
    expect(unpacked(line, contentType, content).calls?.access).toBe('write');
  });

  test('a form, of which others see other fields, is unreadable', () => {
    expect(unpacked('POST /elsewhere', form, 'a=1').overrides).toBeNull();
    const multipart = 'multipart/form-data; boundary=b';
    const parts = multipartOf('b', [fieldPart('a', '1')]);
    expect(unpacked('POST /elsewhere', multipart, parts).overrides).toEqual([]);
    const inClear = bytesOf(multipartOf('b', [fieldPart('_method', 'PUT')]));
    const { overrides, calls } = unpacked('POST /form?action=list', multipart, parts, inClear);
    expect([overrides, calls?.access]).toEqual([null, 'write']);
  });
});
