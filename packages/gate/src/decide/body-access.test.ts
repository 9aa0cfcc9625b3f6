import { describe, expect, test } from 'vitest';
import { decideFor, siteOf, somebody, summaryOf } from '../../test/support/decide-fixtures.ts';
import type { BodyFacts } from '../model/decision.ts';
import type { PolicyInput } from '../model/policy.ts';

const policy: PolicyInput = {
  routes: [
    { match: '/rpc/**', calls: { protocol: 'json-rpc', read: ['list'] } },
    { match: '/rpc/both', calls: { protocol: 'trpc', read: ['list'] } },
    { match: '/rpc/danger', access: 'write' },
    { match: 'GET /rpc/live', socket: 'allow' },
    { match: 'GET /rpc/hook', exception: true, why: 'a hook' },
    { match: 'POST /search', access: 'read' },
    { match: 'POST /upload', exception: true, why: 'a file' },
  ],
  identity: [{ kind: 'callback' }],
  trusted: { networks: [{ name: 'office', cidr: '203.0.113.0/24' }] },
};
const readOnly = siteOf({ policy });
const closed = siteOf({ policy, mode: 'closed' });

const bodyOf = (more: Partial<BodyFacts> = {}): BodyFacts => ({
  digest: '',
  overrides: [],
  calls: null,
  ...more,
});
const reads = { access: 'read', names: ['list'] } as const;
const writes = { access: 'write', names: [], why: 'a call' } as const;
const adminInOffice = { peer: '203.0.113.7', headers: ['Content-Length', '5'] };

describe('an insider’s write is on record as one, whatever makes it one', () => {
  test.each([
    ['a body that cannot be read', 'POST /rpc/x', null],
    ['calls that write', 'POST /rpc/x', bodyOf({ calls: writes })],
    ['two rules', 'POST /rpc/both', bodyOf({ calls: reads })],
    ['a field that asks for another method', 'POST /rpc/x', bodyOf({ calls: reads, overrides: ['DELETE'] })],
    ['such a field of a declared read', 'POST /search', bodyOf({ overrides: ['DELETE'] })],
  ])('%s', (_, line, body) => {
    const known = { identity: somebody('admin'), body };
    expect(decideFor(readOnly, line, { ...adminInOffice, known })).toMatchObject({
      kind: 'allow',
      rule: { id: 'bypass' },
      access: 'write',
      approved: true,
    });
  });

  test('a read by its calls is none', () => {
    const known = { identity: somebody('admin'), body: bodyOf({ calls: reads }) };
    expect(decideFor(closed, 'POST /rpc/x', { ...adminInOffice, known })).toMatchObject({
      access: 'read',
      approved: false,
    });
  });
});

describe('what outranks the calls in a body', () => {
  test('a declared write is one, whatever they say', () => {
    const known = { identity: null, body: bodyOf({ calls: reads }) };
    expect(decideFor(readOnly, 'POST /rpc/danger', { known })).toMatchObject({
      kind: 'refuse',
      rule: { id: 'read-only-write', detail: 'declared as a write' },
    });
  });

  test.each([
    ['GET /rpc/x', 'refuse 503 read-only-write'],
    ['GET /rpc/live', 'allow read-only-read'],
  ])('an upgrade has no body to read: %s: %s', (line, summary) => {
    expect(summaryOf(decideFor(readOnly, line, { upgrade: true, known: { identity: null } }))).toBe(summary);
  });
});

describe('fields that ask for a method', () => {
  // Laravel takes the last for JSON, some parsers any: a _method in it would make another request of the exception.
  test.each([
    ['image/png', '20', 'need body'],
    ['image/png', '1048577', 'allow exception'],
    ['image/png; x=/json', '1048577', 'need body'],
    ['image/png; +json=1', '1048577', 'need body'],
  ])('are looked for in a body of type %s of %s bytes: %s', (contentType, length, summary) => {
    const headers = ['Content-Type', contentType, 'Content-Length', length];
    expect(summaryOf(decideFor(readOnly, 'POST /upload', { headers }))).toBe(summary);
  });

  test.each([
    ['GET /rpc/hook?_method=HEAD', [], 'allow exception'],
    ['GET /rpc/hook', ['OPTIONS'], 'allow exception'],
    ['GET /rpc/hook', ['POST'], 'refuse 503 closed'],
  ])('%s with %j in a closed site: %s', (line, overrides, summary) => {
    const known = { identity: null, body: bodyOf({ calls: writes, overrides }) };
    expect(summaryOf(decideFor(closed, line, { known }))).toBe(summary);
  });

  // Google's clients: taken for a POST it is declared, taken for a GET it reads by itself.
  describe('a declared read that asks to be taken for a GET', () => {
    const routes = [
      { match: 'POST /search', access: 'read' },
      { match: '/any', access: 'read' },
      { match: 'POST /script', access: 'read' },
      { match: 'GET /script', access: 'write' },
      { match: 'POST /plan', access: 'read' },
      { match: 'GET /plan', protected: true },
      { match: 'POST /hook', exception: true, why: 'a hook' },
    ] as const;
    const site = siteOf({ policy: { routes } });

    test.each([
      ['POST /search', ['GET'], 'allow read-only-read'],
      ['POST /search', ['HEAD', 'GET'], 'allow read-only-read'],
      ['POST /search', ['OPTIONS'], 'refuse 503 read-only-write'],
      ['POST /search', ['GET', 'DELETE'], 'refuse 503 read-only-write'],
      ['POST /search', ['*'], 'refuse 503 read-only-write'],
      ['POST /search', [''], 'refuse 503 read-only-write'],
      ['PUT /search', ['GET'], 'refuse 503 read-only-write'],
      ['POST /any', ['GET'], 'allow read-only-read'],
      ['POST /script', ['GET'], 'refuse 503 read-only-write'],
      ['POST /script', ['HEAD'], 'refuse 503 read-only-write'],
      ['POST /plan', ['GET'], 'refuse 503 protected'],
      ['POST /hook', ['GET'], 'refuse 503 read-only-write'],
      ['POST /other', ['GET'], 'refuse 503 read-only-write'],
    ])('%s that asks for %j: %s', (line, overrides, summary) => {
      const identity = null;
      const ask = overrides.join(',');
      expect([
        summaryOf(
          decideFor(site, line, {
            headers: ['Content-Length', '5', 'X-HTTP-Method-Override', ask],
            known: { identity, body: bodyOf() },
          }),
        ),
        summaryOf(decideFor(site, line, { headers: ['X-HTTP-Method-Override', ask], known: { identity } })),
        summaryOf(
          decideFor(site, line, {
            headers: ['Content-Length', '5'],
            known: { identity, body: bodyOf({ overrides }) },
          }),
        ),
      ]).toEqual([summary, summary, summary]);
    });
  });
});

test.each([
  ['POST /rpc/both', bodyOf({ calls: reads }), 'POST'],
  ['POST /search', bodyOf({ overrides: ['PUT', 'DELETE'] }), 'a body that asks for PUT, DELETE'],
  ['POST /search', bodyOf({ overrides: ['X'.repeat(80)] }), `a body that asks for ${'X'.repeat(64)}`],
  ['POST /other?_method=PUT,DELETE', undefined, 'POST that asks for PUT, DELETE'],
  [`POST /other?_method=${'X'.repeat(80)}`, undefined, `POST that asks for ${'X'.repeat(64)}`],
])('%s with %j is refused: %s', (line, body, detail) => {
  const known = { identity: null, ...(body !== undefined && { body }) };
  expect(decideFor(readOnly, line, { headers: ['Content-Length', '5'], known })).toMatchObject({
    kind: 'refuse',
    rule: { id: 'read-only-write', detail },
  });
});
