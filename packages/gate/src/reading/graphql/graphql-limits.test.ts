import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { graphqlInput, graphqlPost } from '../../../test/support/graphql-input.ts';
import type { CallInput } from '../body/calls/call-reading.ts';
import type { GraphqlRule } from './graphql-rule.ts';
import { readGraphql } from './read-graphql.ts';

const access = (input: CallInput, rule: GraphqlRule = { persisted: {} }) =>
  readGraphql(input, rule, parse).access;

describe('limits', () => {
  const fields = (count: number) => graphqlPost({ query: `{${' a'.repeat(count)} }` });

  test('documents have at most 5,000 tokens, or as many as the policy says', () => {
    expect(access(fields(4_998))).toBe('read');
    expect(access(fields(4_999))).toBe('write');
    expect(access(fields(9), { persisted: {}, maxTokens: 10 })).toBe('write');
    expect(access(fields(8), { persisted: {}, maxTokens: 10 })).toBe('read');
  });

  test('what the parser makes something of counts together, also where it is no token', () => {
    const query = (text: string) => access(graphqlPost({ query: text }));
    expect(query(`{a}#mutation \u00e9\n${'#\n'.repeat(19_990)}`)).toBe('read');
    expect(query(`{a}#mutation \u00e9\n${'#\n'.repeat(20_000)}`)).toBe('write');
    expect(query(`{a(x:"""${'\r'.repeat(19_980)}""")}`)).toBe('read');
    expect(query(`{a(x:"""${'\r'.repeat(20_000)}""")}`)).toBe('write');
    const batch = (count: number) =>
      Array.from({ length: count }, () => ({ query: `{a}${'#\n'.repeat(999)}` }));
    expect(access(graphqlPost(batch(19)))).toBe('read');
    expect(access(graphqlPost(batch(20)))).toBe('write');
  });

  test('blanks, long texts and variables do not', () => {
    expect(access(graphqlPost({ query: `{${'\n '.repeat(50_000)}a}` }))).toBe('read');
    expect(access(graphqlPost({ query: `{a(x: "${'x'.repeat(100_000)}")}` }))).toBe('read');
    const variables = { file: '\n'.repeat(400_000), lines: '#\n'.repeat(100_000) };
    expect(access(graphqlPost({ query: '{a}', variables }))).toBe('read');
  });

  test('batches have at most 100 calls, or as many as the policy says', () => {
    const batch = (count: number) => graphqlPost(Array.from({ length: count }, () => ({ query: '{ a }' })));
    expect(access(batch(100))).toBe('read');
    expect(access(batch(3), { persisted: {}, maxBatch: 2 })).toBe('write');
    expect(access(batch(2), { persisted: {}, maxBatch: 2 })).toBe('read');
  });

  test.each([0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'a limit of %s lets nothing through',
    (limit) => {
      expect(access(graphqlPost({ query: '{ a }' }), { persisted: {}, maxTokens: limit })).toBe('write');
      expect(access(graphqlPost([{ query: '{ a }' }]), { persisted: {}, maxBatch: limit })).toBe('write');
    },
  );

  const generous: GraphqlRule = { persisted: {}, maxTokens: 10_000_000 };
  const deep: readonly [string, (depth: number) => string][] = [
    ['selections', (depth) => `${'{a'.repeat(depth)}${'}'.repeat(depth)}`],
    ['lists', (depth) => `{a(x:${'['.repeat(depth)}${']'.repeat(depth)})}`],
    ['objects', (depth) => `{a(x:${'{y:'.repeat(depth)}1${'}'.repeat(depth)})}`],
    ['types', (depth) => `query($x:${'['.repeat(depth)}Int${']'.repeat(depth)}){a}`],
    ['inline fragments', (depth) => `{${'...{'.repeat(depth)}a${'}'.repeat(depth)}}`],
    ['selections without an end', (depth) => '{a'.repeat(depth)],
  ];

  test.each(deep)('%s 5,000 deep are a write by their tokens alone', (_, document) => {
    expect(access(graphqlPost({ query: document(5_000) }))).toBe('write');
  });

  // One level is the selection of the operation itself; the list of types has none of its own.
  test.each(deep.slice(0, -1))(
    '%s are read down to 200 levels, whether the parser is warm or not',
    (what, document) => {
      const inside = what === 'selections' || what === 'types' ? 200 : 199;
      for (let run = 0; run < 3; run += 1) {
        expect(access(graphqlPost({ query: document(inside) }))).toBe('read');
        expect(access(graphqlPost({ query: document(inside + 1) }))).toBe('write');
        expect(access(graphqlPost({ query: document(1_200) }))).toBe('write');
      }
    },
  );

  test('brackets side by side are not deep', () => {
    expect(access(graphqlPost({ query: `{${' a(x: [[1] {y: []}]) {b}'.repeat(250)}}` }))).toBe('read');
    expect(access(graphqlPost({ query: `{a(x: "${'[{'.repeat(1_000)}")}` }))).toBe('read');
  });

  // The parser itself runs out of stack here: seen as a RangeError, and nothing of it comes out.
  test.each(deep)(
    '%s 200,000 deep are a write where the policy allows any number of tokens',
    (_, document) => {
      const text = document(200_000);
      expect(() => parse(text, { noLocation: true, maxTokens: 10_000_000 })).toThrow(RangeError);
      expect(access(graphqlPost({ query: text }), generous)).toBe('write');
    },
  );

  test('JSON nested as deep as it likes is a write, without a stack', () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      const nested = `${open.repeat(300_000)}1${close.repeat(300_000)}`;
      expect(access(graphqlInput({ body: nested }))).toBe('write');
      expect(access(graphqlInput({ body: `{"query":"{ a }","variables":${nested}}` }))).toBe('write');
    }
  });

  // The watchdog is the time limit of the test; a quadratic step takes minutes for these.
  const million = 1_000_000;
  test.each<[string, CallInput]>([
    ['a comment', graphqlPost({ query: `#${'x'.repeat(million)}` })],
    ['comments', graphqlPost({ query: '#\n'.repeat(million) })],
    ['commas', graphqlPost({ query: ','.repeat(million) })],
    ['a string', graphqlPost({ query: `{ a(x: "${'\\n'.repeat(million)}` })],
    ['a block string', graphqlPost({ query: `{ a(x: """${' \n'.repeat(million)}` })],
    ['escapes in JSON', graphqlInput({ body: `{"query":"${'\\"'.repeat(million)}"}` })],
    ['blanks in JSON', graphqlInput({ body: `{"query":"a"${' '.repeat(million)}` })],
    [
      'members',
      graphqlInput({ body: `{${Array.from({ length: 200_000 }, (__, index) => `"a${index}":1`).join()}}` }),
    ],
    [
      'parameters',
      graphqlInput({
        method: 'GET',
        query: Array.from({ length: 200_000 }, (__, index) => `a${index}`).join('&'),
      }),
    ],
    ['a parameter', graphqlInput({ method: 'GET', query: `${'['.repeat(million)}=1` })],
    [
      'a content type',
      graphqlPost({ query: '{a}' }, { contentType: `application/json${' '.repeat(million)}x` }),
    ],
  ])('%s of a million characters take no time that grows with their square', (_, input) => {
    expect(access(input)).toBe('write');
  });
});
