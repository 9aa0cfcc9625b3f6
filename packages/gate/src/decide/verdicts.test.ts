import { describe, expect, test } from 'vitest';
import { decideFor, passHolder, siteOf, somebody } from '../../test/support/decide-fixtures.ts';
import type { PolicyInput } from '../model/policy.ts';
import { noObligations, visitorStanding } from './snapshot.ts';
import { refusalOfFailure, standingOf } from './verdicts.ts';

const policy: PolicyInput = {
  strictTargets: true,
  onStoreLost: 'closed',
  routes: [{ match: 'POST /orders/:id/refund', sensitive: true }],
  identity: [{ kind: 'callback' }],
  trusted: { networks: [{ name: 'office', cidr: '203.0.113.0/24' }] },
};
const site = siteOf({ policy });
const malformed = {
  kind: 'refuse',
  epoch: 7,
  mode: 'read-only',
  standing: visitorStanding,
  obligations: noObligations,
  status: 400,
  code: 'PORTCULLIS_MALFORMED_REQUEST',
  areas: [],
  access: 'write',
};

describe('what is refused says why', () => {
  test.each([
    ['GET /a%2fb', {}, 'malformed-target', 'an encoded slash, refused by strictTargets'],
    ['GET /x/../y', {}, 'malformed-target', 'a dot segment'],
    ['GET /x', { headers: ['Content-Length', '1'] }, 'framing', 'GET with a body while the switch is on'],
    ['GET /x', { headers: ['Host', 'a', 'Host', 'b'] }, 'framing', 'more than one Host'],
  ] as const)('%s with %j', (line, options, id, detail) => {
    const verdict = decideFor(site, line, options);
    expect(verdict).toEqual({ ...malformed, rule: { id, detail: expect.stringContaining(detail) } });
  });

  test.each(['TRACE', 'CONNECT'])('%s', (method) => {
    expect(decideFor(site, `${method} /`)).toEqual({
      ...malformed,
      rule: { id: 'framing', detail: `the method ${method}` },
      status: 405,
      code: 'PORTCULLIS_METHOD_REFUSED',
    });
  });

  test('a sensitive write that is too large to be confirmed', () => {
    const known = { identity: somebody('admin'), body: null };
    expect(decideFor(site, 'POST /orders/7/refund', { peer: '203.0.113.7', known })).toMatchObject({
      status: 413,
      code: 'PORTCULLIS_BODY_TOO_LARGE',
    });
  });

  test.each([
    [site, 'closed'],
    [siteOf({ policy: { ...policy, onStoreLost: 'keep' }, mode: 'open' }), 'open'],
  ] as const)('a decision that failed, as strictly as this instance ever would', (snapshot, mode) => {
    expect(refusalOfFailure(snapshot, 'TypeError')).toMatchObject({ mode, areas: [] });
  });
});

test.each([
  ['read-only', 'GET /', { id: 'read-only-read', detail: '' }],
  ['read-only', 'OPTIONS /', { id: 'preflight', detail: '' }],
  ['closed', 'GET /', { id: 'closed', detail: '' }],
  ['open', 'GET /', { id: 'nothing-governed', detail: '' }],
] as const)('%s: %s is decided by %j', (mode, line, rule) => {
  expect(decideFor(siteOf({ policy, mode }), line)).toMatchObject({ rule });
});

test('an open part of a governed site is decided by its mode', () => {
  const partly = siteOf({
    policy: { areas: { a: { routes: ['/a'] } } },
    mode: 'open',
    areas: { a: 'closed' },
  });
  expect(decideFor(partly, 'GET /')).toMatchObject({ rule: { id: 'open', detail: '' } });
});

describe('what a caller is told that he may do', () => {
  const may = (scope: 'none' | 'read' | 'write') => ({ scope, by: '' });

  test.each([
    ['nobody', somebody('visitor', { subject: null }), may('none'), visitorStanding],
    [
      'a stranger who signed in',
      somebody('visitor'),
      may('none'),
      { role: 'visitor', subject: 'ada', scope: 'none' },
    ],
    [
      'a stranger whom the policy names',
      somebody('visitor'),
      may('read'),
      { role: 'allowed', subject: 'ada', scope: 'read' },
    ],
    ['an admin', somebody('admin'), may('write'), { role: 'admin', subject: 'ada', scope: 'write' }],
    [
      'an admin without a subject',
      somebody('admin', { subject: null }),
      may('none'),
      { role: 'admin', subject: null, scope: 'none' },
    ],
    [
      'the holder of a write pass, from anywhere',
      passHolder(),
      may('read'),
      { role: 'admin', subject: 'ada', scope: 'read', byPass: 'write' },
    ],
    [
      'the holder of a read pass',
      passHolder({ scope: 'read' }),
      may('read'),
      { role: 'support', subject: 'ada', scope: 'read', byPass: 'read' },
    ],
    // His session names him; the pass is only his path.
    [
      'an admin with a pass',
      { ...passHolder(), via: 'probe' },
      may('write'),
      { role: 'admin', subject: 'ada', scope: 'write' },
    ],
    [
      'a pass that is gone',
      somebody('admin', { via: 'pass' }),
      may('none'),
      { role: 'admin', subject: 'ada', scope: 'none' },
    ],
  ] as const)('%s', (_, identity, bypass, standing) => {
    expect(standingOf(identity, bypass)).toEqual(standing);
  });
});
