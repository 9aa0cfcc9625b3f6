import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { graphqlGet, graphqlInput, graphqlPost, graphqlQuery } from '../../../test/support/graphql-input.ts';
import type { CallInput } from '../body/calls/call-reading.ts';
import type { GraphqlRule } from './graphql-rule.ts';
import { readGraphql } from './read-graphql.ts';

const rule: GraphqlRule = { persisted: { reads: 'read', 'reads-too': 'read', writes: 'write' } };
const read = (input: CallInput) => readGraphql(input, rule, parse);

describe('where a request asks', () => {
  const query = '{ a }';
  const mutation = 'mutation { b }';
  const two = 'query A { a } mutation B { b }';
  const hash = (sha256Hash: unknown) => ({ persistedQuery: { version: 1, sha256Hash } });
  const inUrl = (parameters: Readonly<Record<string, string>>) => ({ query: graphqlQuery(parameters) });

  test.each<[string, CallInput]>([
    ['a POST', graphqlPost({ query })],
    [
      'a POST with everything a client sends',
      graphqlPost({ query: 'query A { a }', operationName: 'A', variables: {}, extensions: {} }),
    ],
    [
      'absent spelled as null',
      graphqlPost({ query, operationName: null, variables: null, extensions: null, id: null }),
    ],
    ['variables of any shape', graphqlPost({ query, variables: [{ query: mutation }, 'mutation'] })],
    [
      'another query than the client tells about itself',
      graphqlPost({ query, extensions: { clientLibrary: { name: 'c' } } }),
    ],
    ['a batch', graphqlPost([{ query }, { query: two, operationName: 'A' }, { id: 'reads' }])],
    ['a GET', graphqlGet({ query })],
    ['a GET without a query: GraphiQL', graphqlInput({ method: 'GET', contentType: null, query: null })],
    ['a GET with an operationName', graphqlGet({ query: two, operationName: 'A' })],
    ['a GET with variables', graphqlGet({ query, variables: '{"a":1,"a":2' })],
    ['a GET with a parameter of nobody', graphqlGet({ query, op: 'A', cache: '1' })],
    ['a GET by hash', graphqlGet({ extensions: JSON.stringify(hash('reads')) })],
    ['a GET by id', graphqlGet({ documentId: 'reads' })],
    ['a GET with spaces as plus signs', { ...graphqlGet({}), query: 'query=query+A+%7Ba%7D' }],
    ['a GET with raw UTF-8', { ...graphqlGet({}), query: 'query={a(x:"\u00c3\u00a4%C3%A4")}' }],
    ['a HEAD', { ...graphqlGet({ query }), method: 'HEAD' }],
    ['a GET that says identity', { ...graphqlGet({ query }), contentEncoding: 'identity' }],
    ['a raw document', graphqlInput({ contentType: 'application/graphql', body: query })],
    [
      'a raw document, its operation named in the URL',
      graphqlInput({ contentType: 'application/graphql', body: 'query A { a }', query: 'x=1' }),
    ],
    ['GraphQL’s own JSON', graphqlPost({ query }, { contentType: 'application/graphql+json' })],
    ['a semicolon behind the type', graphqlPost({ query }, { contentType: 'application/json; ' })],
    ['a charset', graphqlPost({ query }, { contentType: 'Application/JSON ; Charset="UTF-8"' })],
    ['no coding at all', graphqlPost({ query }, { contentEncoding: 'Identity' })],
    ['a document beside the hash of a read', graphqlPost({ query, extensions: hash('reads') })],
    ['the same id twice', graphqlPost({ id: 'reads', extensions: hash('reads') })],
    ['a query in the URL and one in the body', graphqlPost({ query }, inUrl({ query: '{ z }' }))],
    ['a query in the URL of a POST that has none', graphqlPost({}, inUrl({ query }))],
    ['an unknown parameter of a POST', graphqlPost({ query }, inUrl({ op: 'x' }))],
    ['variables in the URL', graphqlPost({ query: two, operationName: 'A' }, inUrl({ variables: '{}' }))],
    ['an empty query of the URL', graphqlPost({ query }, { query: '' })],
  ])('%s can be a read', (_, input) => {
    expect(read(input)).toMatchObject({ access: 'read' });
  });

  test.each<[string, CallInput]>([
    ['a GET of a mutation', graphqlGet({ query: mutation })],
    ['a HEAD of a mutation', { ...graphqlGet({ query: mutation }), method: 'HEAD' }],
    ['a GET of variables alone', graphqlGet({ variables: '{}' })],
    ['a GET with an empty query', graphqlGet({})],
    ['a GET with an empty document', graphqlGet({ query: '' })],
    ['a GET with a body', { ...graphqlGet({ query }), body: new Uint8Array([32]) }],
    ['a GET with two operations', graphqlGet({ query: two })],
    ['a GET of a subscription', graphqlGet({ query: 'subscription { a }' })],
    ['a GET by an unknown hash', graphqlGet({ extensions: JSON.stringify(hash('x')) })],
    ['a GET by the hash of a write', graphqlGet({ extensions: JSON.stringify(hash('writes')) })],
    ['a GET by two ids that are reads', graphqlGet({ id: 'reads', hash: 'reads-too' })],
    ['a GET by two ids', graphqlGet({ id: 'reads', hash: 'other' })],
    ['a GET with a document beside an unknown hash', graphqlGet({ query, hash: 'x' })],
    ['extensions that are no JSON', graphqlGet({ query, extensions: '{' })],
    ['extensions that are empty', graphqlGet({ query, extensions: '' })],
    [
      'extensions with a hash twice',
      graphqlGet({ extensions: '{"persistedQuery":{"sha256Hash":"reads","sha256Hash":"x"}}' }),
    ],
    ['a parameter twice', { ...graphqlGet({}), query: 'query=%7Ba%7D&query=%7Ba%7D' }],
    [
      'a parameter twice, once escaped',
      { ...graphqlGet({}), query: 'query=%7Ba%7D&%71uery=mutation%7Bb%7D' },
    ],
    ['a parameter of nobody twice', { ...graphqlGet({}), query: 'query=%7Ba%7D&x=1&x=2' }],
    ['a list as PHP spells it', graphqlGet({ query, 'query[]': mutation })],
    ['an object as PHP spells it', graphqlGet({ query, 'extensions[persistedQuery][sha256Hash]': 'x' })],
    ['a name in brackets', graphqlGet({ query, '[query]': mutation })],
    ['a name that ends at a zero byte', graphqlGet({ query, 'query\0x': mutation })],
    ['a name that PHP mends', graphqlGet({ query, 'doc.id': 'x' })],
    ['a name in another case', graphqlGet({ query, Query: mutation })],
    ['a name with a letter that Go folds', graphqlGet({ query, 'ha\u017fh': 'x' })],
    ['a batch in the URL', graphqlGet({ query, operations: '[]' })],
    ['a semicolon between parameters', { ...graphqlGet({}), query: 'query=%7Ba%7D;query=mutation%7Bb%7D' }],
    [
      'a semicolon within a parameter',
      { ...graphqlGet({}), query: 'x=1;query=mutation%7Bb%7D&query=%7Ba%7D' },
    ],
    ['an escape that is none', { ...graphqlGet({}), query: 'query=%7Ba%7D%zz' }],
    ['bytes that are not UTF-8', { ...graphqlGet({}), query: 'query=%7Ba(x:"%ff")%7D' }],
    ['raw bytes that are not UTF-8', { ...graphqlGet({}), query: 'query={a(x:"\u00ff")}' }],
    ['characters that are no bytes', { ...graphqlGet({}), query: 'query={a(x:"\u2028")}' }],
    ['a document that is escaped twice', { ...graphqlGet({}), query: 'query=%257Ba%257D' }],
    ['PUT', graphqlPost({ query }, { method: 'PUT' })],
    ['QUERY', graphqlPost({ query }, { method: 'QUERY' })],
    ['a method in lower case', graphqlPost({ query }, { method: 'post' })],
    ['OPTIONS', graphqlPost({ query }, { method: 'OPTIONS' })],
    ['a mutation in the URL, a query in the body', graphqlPost({ query }, inUrl({ query: mutation }))],
    ['a query in the URL, a mutation in the body', graphqlPost({ query: mutation }, inUrl({ query }))],
    [
      'an operationName of the URL that picks the mutation',
      graphqlPost({ query: two, operationName: 'A' }, inUrl({ operationName: 'B' })),
    ],
    [
      'an operationName of the body that picks the mutation',
      graphqlPost({ query: two, operationName: 'B' }, inUrl({ operationName: 'A' })),
    ],
    ['an operationName in the URL alone', graphqlPost({ query: two }, inUrl({ operationName: 'A' }))],
    [
      'a document in the URL, its operationName in the body',
      graphqlPost({ query, operationName: 'B' }, inUrl({ query: two })),
    ],
    ['an id in the URL, a query in the body', graphqlPost({ query }, inUrl({ id: 'x' }))],
    ['an id in the URL, another in the body', graphqlPost({ id: 'reads' }, inUrl({ id: 'writes' }))],
    ['a raw mutation', graphqlInput({ contentType: 'application/graphql', body: mutation })],
    [
      'a raw query beside a mutation in the URL',
      graphqlInput({ contentType: 'application/graphql', body: query, ...inUrl({ query: mutation }) }),
    ],
    [
      'a raw document that is not UTF-8',
      graphqlInput({
        contentType: 'application/graphql',
        body: Uint8Array.of(0x7b, 0x61, 0x23, 0xff, 0x0a, 0x7d),
      }),
    ],
    ['JSON as a raw document', graphqlPost({ query }, { contentType: 'application/graphql' })],
    ['a batch beside a query in the URL', graphqlPost([{ query }], inUrl({ query }))],
    ['a batch with a mutation', graphqlPost([{ query }, { query: mutation }])],
    ['a batch with an unknown id', graphqlPost([{ query }, { id: 'x' }])],
    ['a batch of batches', graphqlPost([[{ query }]])],
    ['a batch with null', graphqlPost([{ query }, null])],
    ['an empty batch', graphqlPost([])],
    ['a batch one too long', graphqlPost(Array.from({ length: 101 }, () => ({ query })))],
    ['text', graphqlPost({ query }, { contentType: 'text/plain' })],
    ['no content type', graphqlPost({ query }, { contentType: null })],
    ['an empty content type', graphqlPost({ query }, { contentType: '' })],
    ['two content types in one', graphqlPost({ query }, { contentType: 'application/json, text/plain' })],
    [
      'two content types',
      graphqlPost({ query }, { headers: ['Content-Type', 'application/json', 'content-type', 'text/plain'] }),
    ],
    [
      'two content encodings',
      graphqlPost({ query }, { headers: ['Content-Encoding', 'identity', 'content-encoding', 'gzip'] }),
    ],
    ['a wide charset', graphqlPost({ query }, { contentType: 'application/json; charset=utf-16' })],
    [
      'a charset that some read as another',
      graphqlPost({ query }, { contentType: 'application/json; charset=utf-8; charset=utf-7' }),
    ],
    [
      'a parameter behind the charset',
      graphqlPost({ query }, { contentType: 'application/json; charset=utf-8; a=b' }),
    ],
    ['half a quote', graphqlPost({ query }, { contentType: 'application/json; charset="utf-8' })],
    ['a parameter of no meaning', graphqlPost({ query }, { contentType: 'application/json; a=b' })],
    ['a type that only looks like JSON', graphqlPost({ query }, { contentType: 'application/jsonp' })],
    ['a type of answers', graphqlPost({ query }, { contentType: 'application/graphql-response+json' })],
    ['a form', graphqlInput({ contentType: 'application/x-www-form-urlencoded', body: 'query=%7Ba%7D' })],
    ['an upload', graphqlInput({ contentType: 'multipart/form-data; boundary=b', body: '--b--' })],
    ['gzip', graphqlPost({ query }, { contentEncoding: 'gzip' })],
    ['codings in a list', graphqlPost({ query }, { contentEncoding: 'identity, gzip' })],
    ['a GET with a coding', { ...graphqlGet({ query }), contentEncoding: 'br' }],
    ['an empty body', graphqlInput({ body: '' })],
    ['an empty call', graphqlPost({})],
    ['a number', graphqlPost(1)],
    ['null', graphqlPost(null)],
    ['a text', graphqlPost(query)],
    ['a query that is a number', graphqlPost({ query: 1 })],
    ['a query that is false', graphqlPost({ query: false, id: 'reads' })],
    ['an operationName that is a list', graphqlPost({ query, operationName: ['A'] })],
    ['an operationName that is empty', graphqlPost({ query: two, operationName: '' })],
    ['an id that is a number', graphqlPost({ id: 1 })],
    ['an id that is a list', graphqlPost({ id: ['reads'] })],
    ['an id every object has', graphqlPost({ id: 'toString' })],
    ['an id of the prototype', graphqlPost({ hash: '__proto__' })],
    ['an id in another case', graphqlPost({ id: 'Reads' })],
    ['an empty id', graphqlPost({ id: '' })],
    ['the id of a write', graphqlPost({ queryId: 'writes' })],
    ['a query beside the id of a write', graphqlPost({ query, documentId: 'writes' })],
    ['a query beside an unknown hash', graphqlPost({ query, extensions: hash('x') })],
    ['a mutation beside the hash of a read', graphqlPost({ query: mutation, extensions: hash('reads') })],
    ['extensions that are a list', graphqlPost({ query, extensions: [] })],
    ['extensions that are a text', graphqlPost({ query, extensions: '{}' })],
    ['a persistedQuery that is a text', graphqlPost({ extensions: { persistedQuery: 'reads' } })],
    ['a persistedQuery that is empty', graphqlPost({ query, extensions: { persistedQuery: {} } })],
    ['a hash that is a list', graphqlPost({ extensions: hash(['reads']) })],
    ['a hash that is null', graphqlPost({ query, extensions: hash(null) })],
    [
      'a hash in another case',
      graphqlPost({ query, extensions: { persistedQuery: { sha256Hash: 'reads', sha256hash: 'x' } } }),
    ],
    ['an extension that may choose', graphqlPost({ query, extensions: { documentId: 'x' } })],
    ['a member of nobody', graphqlPost({ query, sql: 'x' })],
    ['a member that Go takes for the query', graphqlPost({ query, Query: mutation })],
    ['a member in snake case', graphqlPost({ query: two, operationName: 'A', operation_name: 'B' })],
    ['a member twice', graphqlInput({ body: '{"query":"{ a }","query":"{ a }"}' })],
    [
      'a member twice, once escaped',
      graphqlInput({ body: '{"query":"{ a }","\\u0071uery":"mutation { b }"}' }),
    ],
    ['a variable twice', graphqlInput({ body: '{"query":"{ a }","variables":{"a":1,"a":2}}' })],
    [
      'a prototype in the variables',
      graphqlInput({ body: '{"query":"{ a }","variables":{"__proto__":{}}}' }),
    ],
    ['a prototype, escaped', graphqlInput({ body: '{"query":"{ a }","variables":{"\\u005f_proto__":{}}}' })],
    ['a constructor', graphqlInput({ body: '{"query":"{ a }","variables":{"constructor":{}}}' })],
    ['JSON with a comma too many', graphqlInput({ body: '{"query":"{ a }",}' })],
    ['JSON with a comment', graphqlInput({ body: '/**/{"query":"{ a }"}' })],
    ['JSON behind a byte order mark', graphqlInput({ body: '\ufeff{"query":"{ a }"}' })],
    ['JSON with something behind it', graphqlInput({ body: '{"query":"{ a }"}{"query":"mutation { b }"}' })],
    ['JSON in UTF-16', graphqlInput({ body: new Uint8Array(Buffer.from('{"query":"{ a }"}', 'utf16le')) })],
    [
      'JSON with a byte that is not UTF-8',
      graphqlInput({ body: new Uint8Array(Buffer.from('{"query":"{ a }","variables":"\xff"}', 'latin1')) }),
    ],
  ])('%s is a write', (_, input) => {
    expect(read(input)).toMatchObject({ access: 'write', why: expect.any(String) });
  });

  test('the same name in different objects is no name twice', () => {
    const body = { query, variables: { x: { id: 1 }, b: [{ id: 2 }, { id: 3 }], a: '","a":' } };
    expect(read(graphqlPost(body)).access).toBe('read');
  });

  test.each<[string, CallInput]>([
    ['a query that is no text', graphqlPost({ query: { body: query } })],
    ['an operationName that is no text', graphqlPost({ query, operationName: 1 })],
    ['an id that is no text', graphqlPost({ query, id: {} })],
    ['an empty batch', graphqlPost([])],
    ['no document', graphqlPost({ variables: {} })],
    ['a document that is no GraphQL, or longer or deeper than allowed', graphqlPost({ query: '{' })],
    ['a stored document that writes', graphqlPost({ id: 'writes' })],
    ['a request that could not be read', { ...graphqlPost({}), headers: [1 as unknown as string] }],
  ])('it is said why: %s', (why, input) => {
    expect(read(input)).toMatchObject({ access: 'write', why });
  });

  test('what an object inherits is no declaration', () => {
    const persisted: GraphqlRule['persisted'] = Object.create({ inherited: 'read' });
    expect(readGraphql(graphqlPost({ id: 'inherited' }), { persisted }, parse).access).toBe('write');
  });
});

test.each([
  ['application/json; utf-8'],
  ['application/json;UTF-8;'],
  ['application/json; charset=utf8'],
  ['application/json; charset="UTF-8"'],
])('a type as clients write it: %s', (contentType) => {
  expect(readGraphql(graphqlPost({ query: '{a}' }, { contentType }), { persisted: {} }, parse).access).toBe(
    'read',
  );
});

test.each<[string, string, boolean]>([
  ['us-ascii', '{ a }', true],
  ['ISO-8859-1', '{ a }', true],
  ['"windows-1252"', '{ a }', true],
  ['ISO-8859-1', '{ a(x: "\u00fc") }', false],
  ['utf-16', '{ a }', false],
  ['shift_jis', '{ a }', false],
])('a call labelled %s of %j is a read: %s', (charset, query, isRead) => {
  const contentType = `application/json; charset=${charset}`;
  expect(readGraphql(graphqlPost({ query }, { contentType }), { persisted: {} }, parse).access).toBe(
    isRead ? 'read' : 'write',
  );
});
