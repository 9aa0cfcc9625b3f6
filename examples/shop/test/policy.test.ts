import {
  type CanonicalRequest,
  compilePolicy,
  createSnapshot,
  decide,
  type Known,
  parsePolicy,
  type RawRequest,
  readRequest,
  untouchedSwitch,
} from '@portcullis/gate';
import { createGraphqlReader } from '@portcullis/gate/graphql';
import { expect, it } from 'vitest';
import { shopPolicy } from '../policy.ts';

const compiled = compilePolicy(parsePolicy(shopPolicy));
const snapshot = createSnapshot({
  switch: { ...untouchedSwitch('shop'), mode: 'read-only', epoch: 1, windowId: 'w1' },
  compiled,
  leaseUntilMs: Number.POSITIVE_INFINITY,
});

interface Sent {
  readonly method: string;
  readonly target: string;
  readonly upgrade?: boolean;
  readonly graphql?: string;
}

const readGraphql = createGraphqlReader();

function decisionOf({ method, target, upgrade = false, graphql }: Sent): string {
  const raw: RawRequest = {
    method,
    target,
    headers: [
      ...['Host', 'shop.example', 'Accept', 'application/json'],
      ...(graphql === undefined ? [] : ['Content-Type', 'application/json']),
      ...(graphql === undefined ? [] : ['Content-Length', String(Buffer.byteLength(graphql))]),
    ],
    peer: '192.0.2.1',
    httpVersion: '1.1',
    secure: true,
    upgrade,
  };
  const request = readRequest(compiled, raw);
  const known: Known = {
    identity: { role: 'visitor', subject: null, via: 'none', pass: null },
    body: bodyOf(request, graphql ?? ''),
  };
  return decide(snapshot, request, known, 0).kind;
}

/** What the gate finds in the body; only GraphQL is asked for. */
function bodyOf({ raw, target, facts, contentType }: CanonicalRequest, body: string): Known['body'] {
  const [rule] = facts.calls;
  if (rule?.protocol !== 'graphql') {
    return null;
  }
  const calls = readGraphql(
    {
      method: raw.method,
      path: target.path,
      query: target.query,
      contentType,
      contentEncoding: null,
      headers: raw.headers,
      body: Buffer.from(body),
    },
    rule,
  );
  return { digest: '', overrides: [], calls };
}

// The method says nothing about these: the policy must.
it.each([
  ['POST', '/api/products/search', 'allow'],
  ['POST', '/api/products', 'refuse'],
  ['POST', '/api/products/search/', 'refuse'],
  ['PATCH', '/api/products/7', 'refuse'],
  ['POST', '/api/orders', 'refuse'],
  ['GET', '/unsubscribe?token=t', 'refuse'],
  ['GET', '/api/products', 'allow'],
  ['POST', '/login', 'allow'],
  ['POST', '/chat', 'refuse'],
])('while the shop is read-only, a visitor with %s %s gets: %s', (method, target, kind) => {
  expect(decisionOf({ method, target })).toBe(kind);
});

const SEARCH = '{ search(words: "lamp") { name } }';
const ADD = 'mutation { addToCart(product: 9) { items } }';

it.each([
  ['a query', { query: SEARCH }, 'allow'],
  ['a mutation', { query: ADD }, 'refuse'],
  ['a batch of queries', [{ query: SEARCH }, { query: SEARCH }], 'allow'],
  ['a batch with a mutation', [{ query: SEARCH }, { query: ADD }], 'refuse'],
  ['more in a batch than the shop takes', Array.from({ length: 11 }, () => ({ query: SEARCH })), 'refuse'],
  ['what is no GraphQL', { query: 'hello {' }, 'refuse'],
])('while the shop is read-only, a visitor with %s to /graphql gets its due', (_name, body, kind) => {
  expect(decisionOf({ method: 'POST', target: '/graphql', graphql: JSON.stringify(body) })).toBe(kind);
});

it.each([
  [SEARCH, 'allow'],
  [ADD, 'refuse'],
])('while the shop is read-only, GET /graphql with %s gets: %s', (query, kind) => {
  expect(decisionOf({ method: 'GET', target: `/graphql?${new URLSearchParams({ query })}` })).toBe(kind);
});

it.each([
  ['/live/stock', 'allow'],
  ['/live/chat', 'refuse'],
  ['/live/other', 'refuse'],
])('while the shop is read-only, a socket to %s gets: %s', (target, kind) => {
  expect(decisionOf({ method: 'GET', target, upgrade: true })).toBe(kind);
});
