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

describe('a digest that nobody declared', () => {
  const digest = { extensions: extensions(sha256Hex(query)) };
  const read = (input: CallInput) => readGraphql(input, { persisted }, parse);

  test.each<[string, CallInput]>([
    ['by POST', graphqlPost({ operationName: 'P', variables: {}, ...digest })],
    ['by GET', graphqlGet({ extensions: JSON.stringify(digest.extensions) })],
    [
      'in the URL of a POST',
      graphqlPost({}, { query: graphqlQuery({ extensions: JSON.stringify(digest.extensions) }) }),
    ],
    ['beside a document that is null', graphqlPost({ query: null, ...digest })],
    ['all of a batch', graphqlPost([digest, { extensions: extensions('00') }])],
    ['in a batch, beside reads', graphqlPost([{ query }, digest, { query, ...digest }])],
  ])('is told where there is nothing worse: %s', (_, input) => {
    expect(read(input)).toMatchObject({
      access: 'write',
      why: 'a stored document nobody declared',
      isUnknownDigest: true,
    });
  });

  test.each<[string, CallInput]>([
    ['a batch with a mutation behind it', graphqlPost([digest, { query: mutation }])],
    ['a batch with a mutation before it', graphqlPost([{ query: mutation }, digest])],
    ['a batch with an id', graphqlPost([digest, { id: 'x' }])],
    [
      'a batch with a declared write',
      graphqlPost([digest, { extensions: extensions(sha256Hex('query W { a }')) }]),
    ],
    ['a batch with a document that does not fit', graphqlPost([digest, { query: mutation, ...digest }])],
    ['a declared write', graphqlPost({ extensions: extensions(sha256Hex('query W { a }')) })],
    ['an id alone', graphqlPost({ id: 'x' })],
    ['the same as an id beside it', graphqlPost({ id: sha256Hex(query), ...digest })],
    ['a prepared query', graphqlPost({ query: 'x', persisted: true })],
    ['a prepared query beside it', graphqlPost({ query: sha256Hex(query), persisted: true, ...digest })],
    ['an empty document', graphqlPost({ query: '', ...digest })],
    ['another document', graphqlPost({ query: mutation, ...digest })],
    ['a document in the URL', graphqlPost(digest, { query: graphqlQuery({ query: '{ b }' }) })],
    [
      'two digests',
      graphqlPost(digest, { query: graphqlQuery({ extensions: JSON.stringify(extensions('00')) }) }),
    ],
    ['another method', { ...graphqlPost(digest), method: 'PUT' }],
  ])('is not told: %s', (_, input) => {
    expect(read(input).access).toBe('write');
    expect(read(input)).not.toHaveProperty('isUnknownDigest');
  });
});
