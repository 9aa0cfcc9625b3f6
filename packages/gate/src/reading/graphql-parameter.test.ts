import { expect, test } from 'vitest';
import { readFor, siteOf } from '../../test/support/decide-fixtures.ts';
import type { RouteInput } from '../model/policy.ts';

const rules: RouteInput[] = [
  { match: '/graphql', protected: true },
  { match: '/exceptional', exception: true, why: 'must work' },
];

function factsOf(target: string) {
  return readFor(siteOf({ policy: { routes: rules } }), `GET ${target}`, {}).facts;
}

const users = 'query=%7Busers%7Bname%7D%7D';

test.each([
  [`/?graphql=true&${users}`],
  [`/?${users}&graphql=`],
  [`/?${users}&graphql`],
  [`/about?graphql&${users}`],
  [`/about/?graphql=1&query={users}`],
  [`/index.php?graphql=1&${users}`],
  [`/blog/index.php?graphql=1&${users}`],
  [`/?graphql[]=1&${users}`],
  [`/?%67raphql=1&%71uery=%7B`],
  [`/?+graphql%00a=1&+query=%7B`],
  [`/?${'+'.repeat(700)}graphql=1&${'%20'.repeat(700)}query=%7B`],
  [`/?a=1;graphql=1;${users}`],
  ['/?graphql=1&queryId=abc'],
  ['/?graphql=1&extensions=%7B%22persistedQuery%22%3A1%7D'],
])('%s is a route of GraphQL', (target) => {
  expect(factsOf(target).protectedBy).toBe('/graphql');
});

test.each([
  ['/search?q=graphql'],
  ['/?graphql=true'],
  ['/topics?graphql=on&query=users'],
  [`/?graphqls=1&${users}`],
  [`/?a=graphql&${users}`],
  [`/?${users}`],
  ['/?graphql=1&a=%7B'],
])('%s is none', (target) => {
  expect(factsOf(target).protectedBy).toBeNull();
});

test('it is a guess: what the path says still holds', () => {
  expect(factsOf(`/exceptional?graphql=1&${users}`).exception).not.toBeNull();
});
