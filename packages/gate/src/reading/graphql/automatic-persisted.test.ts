import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { graphqlGet, graphqlInput, graphqlPost, graphqlQuery } from '../../../test/support/graphql-input.ts';
import { sha256Hex } from '../../model/sha256.ts';
import type { CallInput } from '../body/calls/call-reading.ts';
import { readGraphql } from './read-graphql.ts';

const query = 'query P { a }';
const mutation = 'mutation M { b }';
const extensions = (sha256Hash: string) => ({ persistedQuery: { version: 1, sha256Hash } });
const persisted = { [sha256Hex('query W { a }')]: 'write' } as const;
const access = (input: CallInput) => readGraphql(input, { persisted }, parse).access;

describe('automatic persisted queries', () => {
  test.each<[string, CallInput]>([
    ['by POST', graphqlPost({ query, extensions: extensions(sha256Hex(query)) })],
    ['by GET', graphqlGet({ query, extensions: JSON.stringify(extensions(sha256Hex(query))) })],
    [
      'the hash in the URL',
      graphqlPost(
        { query },
        { query: graphqlQuery({ extensions: JSON.stringify(extensions(sha256Hex(query))) }) },
      ),
    ],
    [
      'in a batch',
      graphqlPost([
        { query, extensions: extensions(sha256Hex(query)) },
        { query: '{ c }', extensions: extensions(sha256Hex('{ c }')) },
      ]),
    ],
    [
      'of text above ASCII',
      graphqlPost({ query: '{ a } # \u00fc', extensions: extensions(sha256Hex('{ a } # \u00fc')) }),
    ],
  ])('a document beside its own digest is a read: %s', (_, input) => {
    expect(access(input)).toBe('read');
  });

  test.each<[string, CallInput]>([
    ['the digest alone', graphqlPost({ extensions: extensions(sha256Hex(query)) })],
    [
      'a mutation beside its own digest',
      graphqlPost({ query: mutation, extensions: extensions(sha256Hex(mutation)) }),
    ],
    [
      'a query beside the digest of a mutation',
      graphqlPost({ query, extensions: extensions(sha256Hex(mutation)) }),
    ],
    ['a digest in capitals', graphqlPost({ query, extensions: extensions(sha256Hex(query).toUpperCase()) })],
    ['half a digest', graphqlPost({ query, extensions: extensions(sha256Hex(query).slice(0, 32)) })],
    ['a digest and more', graphqlPost({ query, extensions: extensions(`${sha256Hex(query)} `) })],
    ['the digest as an id', graphqlPost({ query, id: sha256Hex(query) })],
    ['the digest as another hash', graphqlPost({ query, hash: sha256Hex(query) })],
    ['an id beside the digest', graphqlPost({ query, id: 'x', extensions: extensions(sha256Hex(query)) })],
    [
      'the same id beside it',
      graphqlPost({ query, id: sha256Hex(query), extensions: extensions(sha256Hex(query)) }),
    ],
    [
      'a query in the URL, the digest of a mutation in the body beside it',
      graphqlPost(
        { query: mutation, extensions: extensions(sha256Hex(mutation)) },
        { query: graphqlQuery({ query }) },
      ),
    ],
    [
      'a digest that the policy declares as a write',
      graphqlPost({ query: 'query W { a }', extensions: extensions(sha256Hex('query W { a }')) }),
    ],
    [
      'a document beyond what is worth a digest',
      graphqlPost({
        query: `${query} #${'x'.repeat(100_000)}`,
        extensions: extensions(sha256Hex(`${query} #${'x'.repeat(100_000)}`)),
      }),
    ],
    [
      'a batch whose second is by digest alone',
      graphqlPost([
        { query, extensions: extensions(sha256Hex(query)) },
        { extensions: extensions(sha256Hex(query)) },
      ]),
    ],
    ['a raw document', graphqlInput({ contentType: 'application/graphql', body: mutation })],
  ])('a write: %s', (_, input) => {
    expect(access(input)).toBe('write');
  });
});
