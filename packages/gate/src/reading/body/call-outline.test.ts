import { describe, expect, test } from 'vitest';
import type { CallRule } from '../../model/calls.ts';
import { readCallOutline } from './call-outline.ts';

const graphql: CallRule = { protocol: 'graphql', persisted: {}, maxTokens: 1, maxBatch: 1 };
const jsonRpc: CallRule = { protocol: 'json-rpc', read: [] };

function outline(
  body: string | null,
  {
    calls = [jsonRpc],
    contentType = 'application/json',
    contentEncoding = null,
  }: {
    calls?: readonly CallRule[];
    contentType?: string | null;
    contentEncoding?: string | null;
  } = {},
) {
  const bytes = body === null ? null : new TextEncoder().encode(body);
  return readCallOutline({ contentType, contentEncoding, facts: { calls } }, bytes);
}

test('the other types of JSON-RPC have ids, too', () => {
  expect(outline('{"id":7}', { contentType: 'application/json-rpc' }).ids).toEqual([7]);
  expect(outline('{"id":7}', { contentType: 'text/plain' }).ids).toEqual([null]);
});

test('a body in a coding, said twice or once, has none', () => {
  const coding = (...values: readonly string[]) => ({
    contentEncoding: values.join(', '),
  });
  expect(outline('{"id":7}', coding('identity')).ids).toEqual([7]);
  expect(outline('{"id":7}', coding('gzip')).ids).toEqual([null]);
  expect(outline('{"id":7}', coding('identity', 'gzip')).ids).toEqual([null]);
});

describe('ids', () => {
  test.each<[string, readonly (string | number | null)[]]>([
    ['{"id":7}', [7]],
    ['{"id":"a"}', ['a']],
    ['{"id":1.5}', [1.5]],
    ['{"id":-3}', [-3]],
    ['{"id":null}', [null]],
    ['{}', [null]],
    ['{"id":true}', [null]],
    ['{"id":{"a":1}}', [null]],
    ['{"id":9007199254740993}', [null]],
    ['{"id":1e999}', [null]],
    [`{"id":"${'x'.repeat(128)}"}`, ['x'.repeat(128)]],
    [`{"id":"${'x'.repeat(129)}"}`, [null]],
    // Whoever reads the other one waits for another answer.
    ['{"id":1,"id":2}', [null]],
    ['{"id":1', [null]],
    ['7', [null]],
    ['', [null]],
  ])('%s', (body, ids) => {
    expect(outline(body)).toEqual({ protocol: 'json-rpc', isBatch: false, ids });
  });

  test.each<[string, Parameters<typeof outline>[1]]>([
    ['a type that is no JSON', { contentType: 'text/plain' }],
    ['no type', { contentType: null }],
    ['a coding', { contentEncoding: 'gzip' }],
  ])('of %s are not read', (_, options) => {
    expect(outline('[{"id":7}]', options)).toEqual({ protocol: 'json-rpc', isBatch: false, ids: [null] });
  });

  test('of a body that nobody needed are not known', () => {
    expect(outline(null)).toEqual({ protocol: 'json-rpc', isBatch: false, ids: [null] });
  });
});

describe('batches', () => {
  test.each<[string, readonly (string | number | null)[]]>([
    ['[]', []],
    ['[{"id":1},{},{"id":"b"},3]', [1, null, 'b', null]],
  ])('%s', (body, ids) => {
    expect(outline(body)).toEqual({ protocol: 'json-rpc', isBatch: true, ids });
  });

  test('are looked at up to 100 calls', () => {
    const calls = Array.from({ length: 5_000 }, (_, id) => ({ id }));
    expect(outline(JSON.stringify(calls)).ids).toEqual(calls.slice(0, 100).map(({ id }) => id));
  });
});

test.each<[string, readonly CallRule[], string | null]>([
  ['no rule', [], null],
  ['one rule', [graphql], 'graphql'],
  ['two rules of one protocol', [jsonRpc, { ...jsonRpc, read: [{ '/method': ['a'] }] }], 'json-rpc'],
  ['two protocols', [graphql, jsonRpc], null],
])('the protocol of %s', (_, calls, protocol) => {
  expect(outline('{}', { calls }).protocol).toBe(protocol);
});
