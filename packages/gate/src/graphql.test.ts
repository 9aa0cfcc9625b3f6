import * as graphql from 'graphql';
import { describe, expect, test } from 'vitest';
import corpus from '../../../test/corpora/cases/graphql.json' with { type: 'json' };
import { graphqlInput, graphqlPost } from '../test/support/graphql-input.ts';
import { type CallInput, createGraphqlReader, type GraphqlParse, type GraphqlRule } from './graphql.ts';

/** The real module has the shape that is asked of it: the compiler checks it here. */
const realParse: GraphqlParse = graphql.parse;

const read = createGraphqlReader();
const rule: GraphqlRule = { persisted: { reads: 'read', writes: 'write' } };

describe('the published cases', () => {
  interface PublishedCase {
    readonly id: string;
    readonly cls: string;
    readonly method: string;
    readonly contentType: string | null;
    readonly contentEncoding?: string;
    readonly target?: string;
    readonly body?: string;
    readonly policy?: { readonly persistedReads: readonly string[] };
    readonly expect: string;
    readonly why: string;
  }
  const cases: readonly PublishedCase[] = corpus.cases;

  test('are all here', () => {
    expect(cases).toHaveLength(corpus.count);
  });

  // G092 asks about an endpoint that the policy does not declare: the gate never asks this reader about it. G021 speaks
  // of graphql-js alone: for graphql-java U+2028 does end a comment.
  const declared = cases.filter(({ id }) => id !== 'G092' && id !== 'G021');

  test.each(declared)('$id $why: $expect', (one) => {
    const [path = '', query = null] = (one.target ?? '/graphql').split('?');
    const { method, contentType, contentEncoding = null, body = '' } = one;
    const persisted = Object.fromEntries(
      (one.policy?.persistedReads ?? []).map((id) => [id, 'read' as const]),
    );
    const input = graphqlInput({ method, path, query, contentType, contentEncoding, body });
    expect(read(input, { persisted })).toMatchObject({ access: one.expect === 'read' ? 'read' : 'write' });
  });
});

describe('what is told of a call', () => {
  test.each<[string, CallInput, object]>([
    [
      'the name of a query',
      graphqlPost({ query: 'query Orders { orders }' }),
      { access: 'read', names: ['Orders'] },
    ],
    [
      'the fields of a query without a name, never their aliases',
      graphqlPost({ query: '{ a: pay b: pay me { id } ...F ... { x } } fragment F on Q { y }' }),
      { access: 'read', names: ['pay', 'me'] },
    ],
    [
      'the name of a mutation and that it is one',
      graphqlPost({ query: 'mutation Pay { pay }' }),
      { access: 'write', names: ['Pay'], why: 'a mutation' },
    ],
    [
      'a subscription',
      graphqlPost({ query: 'subscription { s }' }),
      { access: 'write', names: ['s'], why: 'a subscription' },
    ],
    ['the id of a stored document', graphqlPost({ id: 'reads' }), { access: 'read', names: ['reads'] }],
    [
      'an id that nobody declared, so that it can be',
      graphqlPost({ id: 'unheard' }),
      { access: 'write', names: ['unheard'], why: 'a stored document nobody declared' },
    ],
    [
      'every call of a batch, and why one is a write',
      graphqlPost([{ query: 'query A { a }' }, { query: 'mutation B { b }' }, { query: 'query A { c }' }]),
      { access: 'write', names: ['A', 'B'], why: 'a mutation' },
    ],
  ])('%s', (_, input, expected) => {
    expect(read(input, rule)).toEqual(expected);
  });

  test('an id that nobody declared brings nothing into a log but visible ASCII', () => {
    expect(read(graphqlPost({ id: 'a\n\u001b[31mb \u202e' }), rule).names).toEqual(['a??[31mb??']);
  });

  test('names are short and few, whatever was sent', () => {
    const long = 'n'.repeat(1_000);
    expect(read(graphqlPost({ query: `query ${long} { a }` }), rule).names).toEqual(['n'.repeat(128)]);
    const fields = Array.from({ length: 1_000 }, (__, index) => `f${index}`).join(' ');
    expect(read(graphqlPost({ query: `{ ${fields} }` }), rule).names).toHaveLength(10);
  });
});

describe('createGraphqlReader', () => {
  test('takes the parser it is given', () => {
    const seen: unknown[] = [];
    const given = createGraphqlReader({
      parse(source, options) {
        seen.push([source, options]);
        return realParse(source, options);
      },
    });
    seen.length = 0;
    expect(given(graphqlPost({ query: '{ a }' }), rule).access).toBe('read');
    expect(seen).toEqual([['{ a }', { noLocation: true, maxTokens: 5_000 }]]);
  });

  test('refuses a parser without a token limit, as graphql before 16.6 has', () => {
    expect(() => createGraphqlReader({ parse: (source) => graphql.parse(source) })).toThrow(
      expect.objectContaining({ code: 'PORTCULLIS_POLICY_INVALID' }),
    );
  });

  test('a parser that answers nonsense lets nothing through', () => {
    const nonsense = [
      {},
      { definitions: null },
      { definitions: [null] },
      { definitions: [{}] },
      null,
      undefined,
    ];
    for (const answer of nonsense) {
      let calls = 0;
      const broken = createGraphqlReader({
        parse(source, options) {
          calls += 1;
          if (calls <= 2) return realParse(source, options);
          return answer as unknown as ReturnType<GraphqlParse>;
        },
      });
      expect(broken(graphqlPost({ query: '{ a }' }), rule).access).toBe('write');
    }
  });

  test('a rule that is none lets nothing through', () => {
    expect(read(graphqlPost({ id: 'reads' }), {} as GraphqlRule).access).toBe('write');
    expect(read(graphqlPost({ query: '{ a }' }), null as unknown as GraphqlRule).access).toBe('write');
    expect(read(null as unknown as CallInput, rule).access).toBe('write');
  });
});
