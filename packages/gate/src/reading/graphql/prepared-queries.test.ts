import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { graphqlGet, graphqlPost, graphqlQuery } from '../../../test/support/graphql-input.ts';
import type { CallInput } from '../body/calls/call-reading.ts';
import { readGraphql } from './read-graphql.ts';

const listed = '448d121f';
const mutation = 'mutation M { b }';
const persisted = { [listed]: 'read', aa: 'write' } as const;
const access = (input: CallInput) => readGraphql(input, { persisted }, parse).access;

describe('prepared queries of Mercurius', () => {
  test.each<[string, CallInput]>([
    ['by POST', graphqlPost({ query: listed, persisted: true })],
    ['by GET', graphqlGet({ query: listed, persisted: 'true' })],
    [
      'with variables',
      graphqlPost({ query: listed, persisted: true, variables: { a: 1 }, operationName: 'A' }),
    ],
    ['in a batch', graphqlPost([{ query: listed, persisted: true }, { query: '{ a }' }])],
    ['a document beside false', graphqlPost({ query: '{ a }', persisted: false })],
    ['a document beside null', graphqlPost({ query: '{ a }', persisted: null })],
    ['a document beside false in the URL', graphqlGet({ query: '{ a }', persisted: 'false' })],
  ])('a read: %s', (_, input) => {
    expect(access(input)).toBe('read');
  });

  test.each<[string, CallInput]>([
    ['a hash that nobody listed', graphqlPost({ query: 'bb', persisted: true })],
    ['a hash listed as a write', graphqlPost({ query: 'aa', persisted: true })],
    ['a hash in capitals', graphqlPost({ query: listed.toUpperCase(), persisted: true })],
    ['a hash beside false', graphqlPost({ query: listed, persisted: false })],
    ['a query that is no hash', graphqlPost({ query: '{ a }', persisted: true })],
    ['a mutation beside true', graphqlPost({ query: mutation, persisted: true })],
    ['a mutation beside false', graphqlPost({ query: mutation, persisted: false })],
    ['true alone', graphqlPost({ persisted: true })],
    ['a listed id beside true alone', graphqlPost({ id: listed, persisted: true })],
    ['another id beside it', graphqlPost({ query: listed, id: 'bb', persisted: true })],
    ['text', graphqlPost({ query: listed, persisted: 'true' })],
    ['a number', graphqlPost({ query: listed, persisted: 1 })],
    ['an object', graphqlPost({ query: listed, persisted: {} })],
    ['another spelling', graphqlPost({ query: listed, Persisted: true })],
    ['another spelling in the URL', graphqlGet({ query: listed, PERSISTED: 'true' })],
    ['one in the URL', graphqlGet({ query: listed, persisted: '1' })],
    ['a document beside one in the URL', graphqlGet({ query: '{ a }', persisted: '1' })],
    ['without a value in the URL', graphqlGet({ query: listed, persisted: '' })],
    [
      'true in the URL, the mutation in the body',
      graphqlPost({ query: mutation }, { query: 'persisted=true' }),
    ],
    [
      'a hash in the URL, a mutation in the body',
      graphqlPost({ query: mutation }, { query: graphqlQuery({ query: listed, persisted: 'true' }) }),
    ],
    [
      'a batch with one unlisted',
      graphqlPost([
        { query: listed, persisted: true },
        { query: 'bb', persisted: true },
      ]),
    ],
  ])('a write: %s', (_, input) => {
    expect(access(input)).toBe('write');
  });

  test('a persisted that speaks of nothing is told', () => {
    expect(readGraphql(graphqlPost({ persisted: true }), { persisted }, parse)).toMatchObject({
      why: 'a persisted without the hash that it speaks of',
    });
  });
});
