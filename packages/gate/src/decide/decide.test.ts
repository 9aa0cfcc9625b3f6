import { describe, expect, test } from 'vitest';
import {
  type DecideOptions,
  decideFor,
  passHolder,
  siteOf,
  somebody,
  summaryOf,
} from '../../test/support/decide-fixtures.ts';
import type { BodyFacts, Known } from '../model/decision.ts';
import { nobody } from '../model/identity.ts';
import type { Mode } from '../model/mode.ts';
import type { PolicyInput } from '../model/policy.ts';
import { refusalOfFailure } from './decide.ts';

const policy: PolicyInput = {
  routes: [
    { match: 'POST /search', access: 'read' },
    { match: 'GET /unsubscribe', access: 'write' },
    { match: 'POST /hooks/:provider', exception: true, why: 'answered by the app' },
    { match: 'GET /status-page', exception: true, why: 'shown while closed' },
    { match: '/admin/**', protected: true },
    { match: 'POST /orders/:id/refund', sensitive: true },
    { match: 'POST /admin/roles', sensitive: true },
    { match: '/settings', sensitive: true },
  ],
  areas: { checkout: { routes: ['/checkout/**'] }, uploads: { routes: ['/uploads/**'] } },
  signIn: { page: '/login', routes: ['POST /login', 'POST /logout'] },
  identity: [{ kind: 'callback' }],
  trusted: {
    networks: [{ name: 'office', cidr: '203.0.113.0/24' }],
    adminHosts: ['admin.shop.example'],
    proxies: ['10.0.0.0/8'],
  },
};
const html = ['Accept', 'text/html'];
const readOnly = siteOf({ policy });
const closed = siteOf({ policy, mode: 'closed' });
const open = siteOf({ policy, mode: 'open' });
const partly = siteOf({ policy, mode: 'open', areas: { checkout: 'closed' } });
const everySite = { open, 'read-only': readOnly, closed, partly };

const office = { peer: '203.0.113.7' };
const adminInOffice: DecideOptions = { ...office, known: { identity: somebody('admin') } };

function decideAs(mode: Mode, line: string, options: DecideOptions = {}): string {
  return summaryOf(decideFor(everySite[mode], line, options));
}

const plainBody = (more: Partial<BodyFacts> = {}): BodyFacts => ({
  digest: '',
  overrides: [],
  calls: null,
  ...more,
});

describe('1: framing, in every mode', () => {
  test.each(Object.entries(everySite))('%s', (_, site) => {
    expect(summaryOf(decideFor(site, 'GET /', { headers: ['Host', 'a', 'Host', 'b'] }))).toBe(
      'refuse 400 framing',
    );
    expect(summaryOf(decideFor(site, 'GET /', { httpVersion: '2.0' }))).toBe('refuse 400 framing');
    expect(summaryOf(decideFor(site, 'GET http://evil.example/'))).toBe('refuse 400 framing');
    expect(summaryOf(decideFor(site, 'POST *'))).toBe('refuse 400 framing');
    expect(summaryOf(decideFor(site, 'G(ET /'))).toBe('refuse 400 framing');
    expect(summaryOf(decideFor(site, 'TRACE /', adminInOffice))).toBe('refuse 405 framing');
    expect(summaryOf(decideFor(site, 'CONNECT 10.0.0.5:22', adminInOffice))).toBe('refuse 405 framing');
  });
});

describe('2: own routes, in every mode', () => {
  test.each(Object.entries(everySite))('%s', (_, site) => {
    expect(decideFor(site, 'GET /.well-known/portcullis/status?x=1')).toEqual({
      kind: 'own',
      route: 'status',
    });
    expect(summaryOf(decideFor(site, 'POST /.well-known/portcullis/pass/redeem'))).toBe('own pass/redeem');
    expect(summaryOf(decideFor(site, 'DELETE http://shop.example/.well-known/portcullis/'))).toBe('own ');
    // Never forwarded, whatever stands behind the prefix.
    expect(summaryOf(decideFor(site, 'GET /.well-known/portcullis/../../orders'))).toBe('own ../../orders');
  });

  test.each([
    ['GET /.well-known/portcullis'],
    ['GET /.well-known/portcullisx/'],
    ['GET /x/.well-known/portcullis/status'],
    ['GET /.WELL-KNOWN/portcullis/status'],
    ['GET /?/.well-known/portcullis/status'],
  ])('%s is no own route', (line) => {
    expect(decideFor(readOnly, line).kind).toBe('allow');
  });

  test('a bad frame is told before an own route', () => {
    expect(decideAs('open', 'GET /.well-known/portcullis/status', { headers: ['Host', 'a b'] })).toBe(
      'refuse 400 framing',
    );
  });
});

describe('3: nothing governed', () => {
  test.each([
    ['POST /orders'],
    ['GET /admin'],
    ['GET /x/../admin'],
    ['GET /%00'],
    ['get /'],
    ['PURGE /'],
    ['GET /caf\u00e9'],
  ])('%s is allowed unread', (line) => {
    expect(decideAs('open', line)).toBe('allow nothing-governed');
  });

  test('the decision is always the same one, and frozen', () => {
    const decision = decideFor(open, 'POST /orders');
    expect(decideFor(open, 'GET /')).toBe(decision);
    expect(Object.isFrozen(decision)).toBe(true);
    expect(decision).toMatchObject({
      mode: 'open',
      epoch: 7,
      approved: false,
      standing: { role: 'visitor', scope: 'none' },
      obligations: { banner: null, privateCaching: false, decisionHeader: false },
    });
  });

  test('production mode governs, without a window', () => {
    const site = siteOf({ policy, mode: 'open', production: true });
    expect(summaryOf(decideFor(site, 'GET /x/../y'))).toBe('refuse 400 malformed-target');
    expect(decideFor(site, 'GET /', { headers: html, known: {} })).toMatchObject({
      kind: 'allow',
      rule: { id: 'open' },
      obligations: { banner: null, privateCaching: false },
    });
  });
});

describe('4: malformed', () => {
  test.each(['read-only', 'closed', 'partly'] as const)('%s', (mode) => {
    const site = everySite[mode];
    for (const line of [
      'GET /x/../y',
      'GET //x',
      'GET /%zz',
      'GET /x#y',
      'get /',
      'pOsT /hooks/x',
      'GET /?a b',
    ])
      expect(summaryOf(decideFor(site, line, adminInOffice))).toBe('refuse 400 malformed-target');
    const headers = ['Content-Type', 'a/b', 'Content-Type', 'c/d'];
    expect(summaryOf(decideFor(site, 'GET /', { headers }))).toBe('refuse 400 malformed-target');
  });

  test('a health path is no way round it', () => {
    expect(decideAs('closed', 'GET /./healthz')).toBe('refuse 400 malformed-target');
  });

  test('strictTargets refuses encoded separators, and nothing else', () => {
    const strict = siteOf({ policy: { ...policy, strictTargets: true } });
    for (const line of ['GET /a%2fb', 'GET /a%5Cb', 'GET /a%252Fb'])
      expect(summaryOf(decideFor(strict, line))).toBe('refuse 400 malformed-target');
    expect(summaryOf(decideFor(strict, 'GET /a%20b'))).toBe('allow read-only-read');
    expect(decideAs('read-only', 'GET /a%2fb')).toBe('allow read-only-read');
  });
});

describe('5: health', () => {
  test.each(['read-only', 'closed'] as const)('exact paths, GET and HEAD, when %s', (mode) => {
    for (const line of ['GET /healthz', 'HEAD /livez', 'GET /readyz'])
      expect(decideAs(mode, line, { headers: html, known: {} })).toBe('allow health');
  });

  test.each([
    ['POST /healthz', {}],
    ['OPTIONS /healthz', {}],
    ['GET /healthz/', {}],
    ['GET /Healthz', {}],
    ['GET /health%7a', {}],
    ['GET /healthz;x', {}],
    ['GET /x/healthz', {}],
    ['GET /healthz?_method=DELETE', {}],
    // Front controllers answer every path, by what the query says.
    ['GET /healthz?rest_route=/wp/v2/users', {}],
    ['GET /livez?verbose', {}],
    ['GET /livez?', {}],
    ['GET /livez%3Fverbose', {}],
    ['GET /healthz', { headers: ['X-HTTP-Method-Override', 'POST'] }],
    ['GET /healthz', { headers: ['Content-Length', '3'] }],
    ['GET /healthz', { upgrade: true }],
    ['GET /', { headers: ['User-Agent', 'GoogleHC/1.0'] }],
  ])('%s with %j is none', (line, options) => {
    expect(decideFor(closed, line, options).kind).toBe('refuse');
  });

  test('with a query only where the policy lists it with that query', () => {
    const site = siteOf({ policy: { health: ['/up?full=1', '/livez'] }, mode: 'closed' });
    expect(summaryOf(decideFor(site, 'GET /up?full=1'))).toBe('allow health');
    expect(summaryOf(decideFor(site, 'GET http://shop.example/up?full=1'))).toBe('allow health');
    for (const line of [
      'GET /up',
      'GET /up?',
      'GET /up?full=1&q=admin',
      'GET /up?full=2',
      'GET /livez?full=1',
    ])
      expect(decideFor(site, line).kind).toBe('refuse');
    const tunnel = siteOf({ policy: { health: ['/up?_method=DELETE'] }, mode: 'closed' });
    expect(decideFor(tunnel, 'GET /up?_method=DELETE').kind).toBe('refuse');
  });

  test('it stands above protection and carries the mode in force', () => {
    const site = siteOf({
      policy: { health: ['/admin/ping'], routes: [{ match: '/admin/**', protected: true }] },
    });
    expect(decideFor(site, 'GET /admin/ping')).toMatchObject({ rule: { id: 'health' }, mode: 'read-only' });
    expect(summaryOf(decideFor(site, 'GET /admin/pong'))).toBe('refuse 503 protected');
  });
});

describe('8: protected routes', () => {
  test.each([
    ['read-only', 'GET /admin', 'refuse 503 protected'],
    ['read-only', 'OPTIONS /admin', 'refuse 503 protected'],
    ['read-only', 'GET /ADMIN%2f', 'refuse 503 protected'],
    ['closed', 'POST /admin', 'refuse 503 protected'],
  ] as const)('%s: %s for a visitor: %s', (mode, line, summary) => {
    expect(decideAs(mode, line)).toBe(summary);
  });

  test('an insider reads, and writes with a path', () => {
    const support: Known = { identity: somebody('support') };
    expect(decideAs('read-only', 'GET /admin', { known: support })).toBe('allow bypass');
    expect(decideAs('read-only', 'POST /admin', { known: support, ...office })).toBe('refuse 503 protected');
    expect(decideAs('read-only', 'POST /admin', { known: { identity: somebody('admin') } })).toBe(
      'refuse 503 protected',
    );
    expect(decideAs('read-only', 'POST /admin', adminInOffice)).toBe('allow bypass');
  });

  test('in an open part of a governed site nothing is protected', () => {
    expect(summaryOf(decideFor(partly, 'GET /admin'))).toBe('allow open');
  });

  test('protection outranks an exception it overlaps', () => {
    const site = siteOf({
      policy: {
        routes: [
          { match: 'POST /api/**', exception: true, why: 'x' },
          { match: '/api/internal/**', protected: true },
        ],
      },
    });
    expect(summaryOf(decideFor(site, 'POST /api/ping'))).toBe('allow exception');
    expect(summaryOf(decideFor(site, 'POST /api/internal/ping'))).toBe('refuse 503 protected');
  });
});

describe('9: open parts of a governed site', () => {
  test('writes pass, unapproved, and pages tell what is paused', () => {
    expect(decideFor(partly, 'POST /orders')).toMatchObject({
      kind: 'allow',
      rule: { id: 'open' },
      mode: 'open',
      approved: false,
      standing: { role: 'visitor', scope: 'none' },
      obligations: { banner: null, privateCaching: false, decisionHeader: true },
    });
    expect(decideFor(partly, 'GET /', { headers: html })).toMatchObject({
      obligations: { banner: 'visitor', privateCaching: true },
    });
    expect(summaryOf(decideFor(partly, 'GET /checkout/1'))).toBe('refuse 503 closed');
  });

  test('pages of the rest say nothing of an area that is not announced, but to insiders', () => {
    const quiet = (mode: Mode, areas: Record<string, Mode>) =>
      siteOf({
        mode,
        areas,
        policy: {
          ...policy,
          areas: {
            backend: { routes: ['/odoo/**'], announced: false },
            checkout: { routes: ['/checkout/**'] },
          },
        },
      });
    const banner = (...[given, request, more]: Parameters<typeof decideFor>) => {
      const verdict = decideFor(given, request, { headers: html, ...more });
      return verdict.kind === 'allow' ? verdict.obligations.banner : verdict.kind;
    };
    const paused = quiet('open', { backend: 'read-only' });
    expect(banner(paused, 'GET /')).toBeNull();
    expect(banner(paused, 'GET /odoo/sales')).toBe('visitor');
    expect(banner(paused, 'GET /', adminInOffice)).toBe('insider');
    expect(banner(quiet('open', { backend: 'read-only', checkout: 'closed' }), 'GET /')).toBe('visitor');
    expect(banner(quiet('read-only', { backend: 'closed' }), 'GET /')).toBe('visitor');
    expect(banner(quiet('open', { backend: 'closed', checkout: 'open' }), 'GET /')).toBeNull();
  });

  // The lock-out check asks the standing who is an insider: an open part must not make one of everybody.
  test('nobody is an insider only because a part is open', () => {
    const standing = (known: Known) => {
      const verdict = decideFor(partly, 'GET /', { headers: html, known });
      return verdict.kind === 'allow' ? verdict.standing.scope : verdict.kind;
    };
    expect(standing({ identity: null })).toBe('none');
    expect(standing({ identity: somebody('visitor') })).toBe('none');
    expect(standing({ identity: somebody('support') })).toBe('read');
  });
});

describe('10: exceptions', () => {
  test.each([
    ['read-only', 'POST /login', 'allow sign-in'],
    ['closed', 'POST /login', 'allow sign-in'],
    ['closed', 'POST /logout', 'allow sign-in'],
    ['closed', 'GET /login', 'allow sign-in'],
    ['closed', 'HEAD /login?next=%2F', 'allow sign-in'],
    ['closed', 'OPTIONS /login', 'allow sign-in'],
    ['closed', 'GET /logout', 'refuse 503 closed'],
    ['closed', 'PUT /login', 'refuse 503 closed'],
    ['closed', 'POST /LOGIN', 'refuse 503 closed'],
    ['closed', 'POST /hooks/stripe', 'allow exception'],
    ['closed', 'OPTIONS /hooks/stripe', 'allow exception'],
    ['read-only', 'POST /hooks/stripe', 'allow exception'],
    ['closed', 'GET /status-page', 'allow exception'],
    ['read-only', 'POST /hooks/a%2fb', 'refuse 503 read-only-write'],
  ] as const)('%s: %s: %s', (mode, line, summary) => {
    expect(decideAs(mode, line)).toBe(summary);
  });

  test('a write through one is approved, a read is not', () => {
    expect(decideFor(closed, 'POST /hooks/stripe')).toMatchObject({
      approved: true,
      standing: { scope: 'none' },
      rule: { detail: 'POST /hooks/:provider' },
    });
    expect(decideFor(closed, 'POST /login')).toMatchObject({ approved: true, rule: { id: 'sign-in' } });
    expect(decideFor(closed, 'GET /login')).toMatchObject({
      approved: false,
      standing: { scope: 'none' },
      rule: { id: 'sign-in', detail: 'GET /login' },
    });
  });

  test.each([
    ['read-only', 'GET /login'],
    ['closed', 'GET /login'],
    ['closed', 'GET /status-page'],
    ['read-only', 'POST /hooks/stripe'],
  ] as const)('%s: %s lets in no socket, which carries any number of writes', (mode, line) => {
    expect(decideAs(mode, line, { upgrade: true })).toMatch(/^refuse 503/);
  });

  test('an override makes it none', () => {
    const headers = ['X-HTTP-Method-Override', 'DELETE'];
    expect(decideAs('read-only', 'POST /login', { headers })).toBe('refuse 503 read-only-write');
    expect(decideAs('read-only', 'POST /login?_method=DELETE')).toBe('refuse 503 read-only-write');
  });
});

describe('12: reads of a read-only site', () => {
  test.each([
    ['GET /orders', 'allow read-only-read'],
    ['HEAD /orders', 'allow read-only-read'],
    ['OPTIONS /orders', 'allow preflight'],
    ['OPTIONS *', 'allow preflight'],
    ['POST /search', 'allow read-only-read'],
    ['GET http://shop.example/orders', 'allow read-only-read'],
    ['GET /a//b%2fc;x', 'allow read-only-read'],
  ])('%s: %s', (line, summary) => {
    expect(decideAs('read-only', line)).toBe(summary);
  });

  test.each([
    ['POST /orders', 'POST'],
    ['DELETE /orders', 'DELETE'],
    ['PROPFIND /orders', 'unknown method'],
    ['POSTGET /orders', 'unknown method'],
    ['GET /unsubscribe', 'declared as a write'],
    ['GET /UNSUBSCRIBE/', 'declared as a write'],
    ['GET /orders?_method=delete', 'GET that asks for DELETE'],
  ])('%s is refused: %s', (line, detail) => {
    expect(decideFor(readOnly, line)).toMatchObject({
      kind: 'refuse',
      status: 503,
      code: 'PORTCULLIS_READ_ONLY',
      rule: { id: 'read-only-write', detail },
      mode: 'read-only',
      access: 'write',
      areas: [],
    });
  });

  test('an upgrade is refused', () => {
    expect(decideFor(readOnly, 'GET /live', { upgrade: true })).toMatchObject({
      kind: 'refuse',
      rule: { id: 'read-only-write', detail: 'an upgrade without a socket rule' },
    });
    expect(decideAs('read-only', 'GET /live', { ...adminInOffice, upgrade: true })).toBe('allow bypass');
  });

  test.each([
    ['Content-Length', '3'],
    ['Transfer-Encoding', 'chunked'],
  ])('a GET with a body (%s) is refused while the switch is on, from everybody', (name, value) => {
    const headers = [name, value];
    expect(decideAs('read-only', 'GET /orders', { ...adminInOffice, headers })).toBe('refuse 400 framing');
    expect(decideAs('closed', 'GET /login', { headers })).toBe('refuse 400 framing');
    expect(decideAs('read-only', 'OPTIONS /orders', { headers })).toBe('refuse 400 framing');
    expect(decideAs('open', 'GET /orders', { headers })).toBe('allow nothing-governed');
    expect(summaryOf(decideFor(partly, 'GET /orders', { headers }))).toBe('allow open');
    expect(decideAs('read-only', 'POST /search', { headers })).toBe('need body');
    expect(decideAs('read-only', 'POST /search', { headers, known: { body: plainBody() } })).toBe(
      'allow read-only-read',
    );
  });
});

describe('bodies that say what they do', () => {
  const site = siteOf({
    mode: 'read-only',
    policy: {
      routes: [
        { match: 'GET,POST /graphql', calls: { protocol: 'graphql' } },
        { match: '/rpc/**', calls: { protocol: 'json-rpc', read: ['list'] } },
        { match: '/rpc/both', calls: { protocol: 'trpc', read: ['list'] } },
        { match: 'POST /search', access: 'read' },
        { match: 'POST /hook', exception: true, why: 'a hook' },
        { match: '/any', exception: true, why: 'whatever it is' },
      ],
    },
  });
  const reads = { access: 'read', names: ['list'] } as const;
  const writes = { access: 'write', names: [], why: 'a mutation' } as const;
  const form = ['Content-Type', 'application/x-www-form-urlencoded', 'Content-Length', '5'];
  const answerTo = (line: string, body: BodyFacts | null | undefined, headers: readonly string[] = form) =>
    summaryOf(
      decideFor(site, line, { headers, known: { identity: null, ...(body !== undefined && { body }) } }),
    );

  test.each([
    ['POST /graphql', undefined, 'need body'],
    ['POST /graphql', plainBody({ calls: reads }), 'allow read-only-read'],
    ['POST /graphql', plainBody({ calls: writes }), 'refuse 503 read-only-write'],
    ['POST /graphql', plainBody({ calls: null }), 'refuse 503 read-only-write'],
    ['POST /graphql', null, 'refuse 503 read-only-write'],
    ['POST /graphql', plainBody({ calls: reads, overrides: ['DELETE'] }), 'refuse 503 read-only-write'],
    ['POST /graphql', plainBody({ calls: reads, overrides: null }), 'refuse 503 read-only-write'],
    // Only some server takes it for the endpoint: it may write there, and proves nothing.
    ['POST /graphql/', undefined, 'need body'],
    ['POST /graphql/', plainBody({ calls: reads }), 'refuse 503 read-only-write'],
    // Two rules speak of it: none is believed.
    ['POST /rpc/both', plainBody({ calls: reads }), 'refuse 503 read-only-write'],
    ['POST /search', undefined, 'need body'],
    ['POST /search', plainBody(), 'allow read-only-read'],
    ['POST /search', plainBody({ overrides: ['POST'] }), 'allow read-only-read'],
    ['POST /search', plainBody({ overrides: ['DELETE'] }), 'refuse 503 read-only-write'],
    ['POST /search', plainBody({ overrides: [''] }), 'refuse 503 read-only-write'],
    ['POST /search', null, 'refuse 503 read-only-write'],
    ['POST /hook', undefined, 'need body'],
    ['POST /hook', plainBody(), 'allow exception'],
    ['POST /hook', plainBody({ overrides: ['PATCH'] }), 'refuse 503 read-only-write'],
    ['POST /hook', plainBody({ overrides: null }), 'refuse 503 read-only-write'],
    ['POST /any', undefined, 'allow exception'],
    ['POST /orders', undefined, 'refuse 503 read-only-write'],
  ] as const)('%s with %j: %s', (line, body, summary) => {
    expect(answerTo(line, body)).toBe(summary);
  });

  test('a GET of an endpoint is no read by its method', () => {
    const asked = ['GET /graphql?query=x', 'HEAD /graphql?query=x', 'GET /GRAPHQL?query=x'];
    for (const line of asked) {
      expect(answerTo(line, undefined, [])).toBe('need body');
      expect(answerTo(line, plainBody({ calls: writes }), [])).toBe('refuse 503 read-only-write');
      expect(answerTo(line, plainBody({ calls: reads }), [])).toBe('allow read-only-read');
    }
  });

  test.each([
    ['no body at all', []],
    ['a large file', ['Content-Type', 'application/octet-stream', 'Content-Length', '1048577']],
  ])('an exception with %s needs none read', (_, headers) => {
    expect(answerTo('POST /hook', undefined, headers)).toBe('allow exception');
  });

  test.each([
    ['POST /hook', ['Content-Type', 'image/png', 'Content-Length', '5']],
    ['POST /search', ['Content-Type', 'application/octet-stream', 'Transfer-Encoding', 'chunked']],
  ])('%s with what says it is a file needs it read', (line, headers) => {
    expect(answerTo(line, undefined, headers)).toBe('need body');
  });

  test('what is refused for its body says so', () => {
    const why = (line: string, body: BodyFacts | null) => {
      const verdict = decideFor(site, line, { headers: form, known: { identity: null, body } });
      return verdict.kind === 'refuse' ? verdict.rule.detail : verdict.kind;
    };
    expect(why('POST /graphql', plainBody({ calls: writes }))).toBe('a mutation');
    expect(why('POST /graphql', null)).toContain('cannot be read');
    expect(why('POST /search', plainBody({ overrides: ['DELETE'] }))).toBe('a body that asks for DELETE');
    expect(why('POST /search', plainBody({ overrides: null }))).toContain('fields cannot be read');
  });

  test('a read by its body is no write in flight', () => {
    expect(
      decideFor(site, 'POST /graphql', { headers: form, known: { body: plainBody({ calls: reads }) } }),
    ).toMatchObject({
      kind: 'allow',
      access: 'read',
      approved: false,
    });
  });
});

describe('13: bypass', () => {
  test('closed: everything but page, health and sign-in is for insiders', () => {
    for (const line of ['GET /', 'OPTIONS /', 'POST /search', 'POST /orders', 'GET /unsubscribe'])
      expect(decideFor(closed, line)).toMatchObject({ kind: 'refuse', code: 'PORTCULLIS_CLOSED' });
    for (const role of ['admin', 'support', 'allowed'] as const)
      expect(decideAs('closed', 'GET /orders', { known: { identity: somebody(role) } })).toBe('allow bypass');
    expect(decideAs('closed', 'GET /orders', { known: { identity: somebody('visitor') } })).toBe(
      'refuse 503 closed',
    );
  });

  test('what is refused is told with what the caller may do', () => {
    expect(decideFor(readOnly, 'POST /orders', { known: { identity: somebody('support') } })).toMatchObject({
      kind: 'refuse',
      access: 'write',
      standing: { role: 'support', subject: 'ada', scope: 'read' },
    });
    expect(decideFor(closed, 'GET /orders')).toMatchObject({
      access: 'read',
      standing: { role: 'visitor', subject: null, scope: 'none' },
    });
  });

  test('somebody named in the policy is told that he is allowed', () => {
    const site = siteOf({
      policy: { ...policy, bypass: { allowed: { subjects: ['ada'] } } },
      mode: 'closed',
    });
    expect(decideFor(site, 'GET /', { known: { identity: somebody('visitor') } })).toMatchObject({
      kind: 'allow',
      standing: { role: 'allowed', subject: 'ada', scope: 'read' },
    });
  });

  test('what an insider is shown may not be cached for others, an image no more than a page', () => {
    expect(decideFor(closed, 'GET /logo.png', adminInOffice)).toMatchObject({
      kind: 'allow',
      approved: false,
      rule: { id: 'bypass', detail: 'probe + network office' },
      obligations: { banner: null, privateCaching: true, decisionHeader: true },
    });
    expect(decideFor(closed, 'GET /', { ...adminInOffice, headers: html })).toMatchObject({
      obligations: { banner: 'insider', privateCaching: true },
    });
  });

  test('a write of an insider is approved', () => {
    expect(decideFor(readOnly, 'POST /orders', adminInOffice)).toMatchObject({
      kind: 'allow',
      approved: true,
      standing: { role: 'admin', subject: 'ada', scope: 'write' },
    });
  });
});

describe('13: sensitive writes', () => {
  const line = 'POST /orders/7/refund';
  const digest = 'ab'.repeat(32);
  const bodyOf = (more: Partial<BodyFacts> = {}): BodyFacts => ({
    digest,
    overrides: [],
    calls: null,
    ...more,
  });

  test('the body is asked for, and only from somebody who may write', () => {
    expect(decideAs('read-only', line, adminInOffice)).toBe('need body');
    expect(decideAs('read-only', line)).toBe('refuse 503 read-only-write');
    expect(decideAs('read-only', line, { known: { identity: somebody('support') } })).toBe(
      'refuse 503 read-only-write',
    );
    expect(decideAs('closed', 'POST /admin/roles', adminInOffice)).toBe('need body');
  });

  test.each([
    [null, undefined, 'refuse 413 sensitive'],
    [bodyOf(), undefined, 'need confirmation'],
    [bodyOf(), false, 'confirm sensitive'],
    [bodyOf(), true, 'allow bypass'],
  ])('with the body known as %j, confirmed %j: %s', (body, confirmed, summary) => {
    const known: Known = { identity: somebody('admin'), body, ...(confirmed !== undefined && { confirmed }) };
    expect(decideAs('read-only', line, { known, ...office })).toBe(summary);
    if (summary.startsWith('need')) return;
    expect(decideFor(readOnly, line, { known, ...office })).toMatchObject({
      mode: 'read-only',
      standing: { role: 'admin', scope: 'write' },
    });
  });

  test('a confirmation names the body', () => {
    const known: Known = { identity: somebody('admin'), body: bodyOf(), confirmed: false };
    expect(decideFor(readOnly, line, { known, ...office })).toMatchObject({
      rule: { id: 'sensitive', detail: 'POST /orders/:id/refund' },
      bodyDigest: digest,
    });
  });

  test('any spelling is sensitive, and reading one is not', () => {
    expect(decideAs('read-only', 'POST /Orders/7/%72efund/', adminInOffice)).toBe('need body');
    expect(decideAs('read-only', 'GET /orders/7/refund', adminInOffice)).toBe('allow read-only-read');
    expect(decideAs('closed', 'GET /settings', adminInOffice)).toBe('allow bypass');
    expect(decideAs('closed', 'PUT /settings', adminInOffice)).toBe('need body');
  });

  test('in an open part nobody is asked', () => {
    expect(summaryOf(decideFor(partly, line))).toBe('allow open');
  });
});

describe('needs', () => {
  test.each([
    ['read-only', 'POST /orders', [], 'need identity'],
    ['read-only', 'GET /', html, 'need identity'],
    ['read-only', 'GET /logo.png', [], 'allow read-only-read'],
    ['read-only', 'GET /admin', [], 'need identity'],
    ['closed', 'GET /logo.png', [], 'need identity'],
    ['closed', 'GET /login', html, 'need identity'],
    ['closed', 'POST /hooks/x', [], 'allow exception'],
    ['open', 'POST /orders', html, 'allow nothing-governed'],
    ['read-only', 'GET /healthz', html, 'allow health'],
  ] as const)('%s: %s with %j: %s', (mode, line, headers, summary) => {
    expect(decideAs(mode, line, { headers, known: {} })).toBe(summary);
  });

  test('an identity that failed is nobody', () => {
    for (const identity of [null, nobody]) {
      expect(decideAs('read-only', 'POST /orders', { known: { identity } })).toBe(
        'refuse 503 read-only-write',
      );
      expect(decideAs('read-only', 'GET /', { headers: html, known: { identity } })).toBe(
        'allow read-only-read',
      );
    }
  });

  test('pages know their reader', () => {
    const known: Known = { identity: somebody('support') };
    expect(decideFor(readOnly, 'GET /', { headers: html, known })).toMatchObject({
      rule: { id: 'read-only-read' },
      standing: { role: 'support', subject: 'ada', scope: 'read' },
      obligations: { banner: 'insider', privateCaching: true, decisionHeader: true },
    });
    expect(decideFor(readOnly, 'GET /logo.png', { known })).toMatchObject({
      standing: { role: 'visitor', subject: null, scope: 'none' },
      obligations: { banner: null, privateCaching: false, decisionHeader: true },
    });
  });

  test('banners are shown as the policy says, on pages that people navigate to', () => {
    const quiet = siteOf({ policy: { ...policy, banners: { visitors: false, insiders: true } } });
    const known: Known = { identity: somebody('support') };
    const banner = (verdict: ReturnType<typeof decideFor>) =>
      verdict.kind === 'allow' ? verdict.obligations.banner : verdict.kind;
    expect(banner(decideFor(quiet, 'GET /', { headers: html }))).toBeNull();
    expect(banner(decideFor(quiet, 'GET /', { headers: html, known }))).toBe('insider');
    expect(banner(decideFor(readOnly, 'POST /search', { headers: html }))).toBe('visitor');
    expect(banner(decideFor(readOnly, 'HEAD /', { headers: html }))).toBeNull();
  });
});

describe('the store lost', () => {
  const lost = { monotonicMs: 1_001 };
  const held = { monotonicMs: 1_000 };
  const site = (mode: Mode, onStoreLost: 'keep' | 'read-only' | 'closed', forced?: Mode) =>
    siteOf({
      policy: { ...policy, onStoreLost },
      mode,
      leaseUntilMs: 1_000,
      forced: forced === undefined ? null : { mode: forced, why: 'break-glass' },
    });

  test.each([
    ['open', 'keep', 'POST /orders', 'allow nothing-governed', 'allow nothing-governed'],
    ['open', 'read-only', 'POST /orders', 'allow nothing-governed', 'refuse 503 read-only-write'],
    ['open', 'read-only', 'GET /orders', 'allow nothing-governed', 'allow read-only-read'],
    ['open', 'closed', 'GET /orders', 'allow nothing-governed', 'refuse 503 closed'],
    ['open', 'closed', 'GET /x/../y', 'allow nothing-governed', 'refuse 400 malformed-target'],
    ['read-only', 'keep', 'POST /orders', 'refuse 503 read-only-write', 'refuse 503 read-only-write'],
    ['read-only', 'closed', 'GET /orders', 'allow read-only-read', 'refuse 503 closed'],
    ['closed', 'read-only', 'GET /orders', 'refuse 503 closed', 'refuse 503 closed'],
    ['closed', 'read-only', 'GET /healthz', 'allow health', 'allow health'],
  ] as const)('%s, %s: %s: %s, then %s', (mode, onStoreLost, line, while_, after) => {
    expect(summaryOf(decideFor(site(mode, onStoreLost), line, held))).toBe(while_);
    expect(summaryOf(decideFor(site(mode, onStoreLost), line, lost))).toBe(after);
  });

  test('an override outranks it: that night the store is gone', () => {
    expect(summaryOf(decideFor(site('closed', 'closed', 'open'), 'POST /orders', lost))).toBe(
      'allow nothing-governed',
    );
    expect(summaryOf(decideFor(site('open', 'closed', 'read-only'), 'GET /', lost))).toBe(
      'allow read-only-read',
    );
  });

  test('health tells the mode in force', () => {
    expect(decideFor(site('read-only', 'closed'), 'GET /healthz', lost)).toMatchObject({ mode: 'closed' });
  });

  test('pages say that the site is read-only, though nobody opened a window', () => {
    expect(decideFor(site('open', 'read-only'), 'GET /', { ...lost, headers: html })).toMatchObject({
      mode: 'read-only',
      obligations: { banner: 'visitor', privateCaching: true },
    });
  });
});

describe('a decision that failed', () => {
  test('is a refusal', () => {
    expect(refusalOfFailure(readOnly, 'TypeError')).toMatchObject({
      kind: 'refuse',
      status: 503,
      code: 'PORTCULLIS_DECISION_FAILED',
      rule: { id: 'failure', detail: 'TypeError' },
      epoch: 7,
      mode: 'read-only',
    });
  });
});

test('a pass is an identity, or a path, never both', () => {
  const known: Known = { identity: passHolder() };
  expect(decideAs('closed', 'GET /orders', { known })).toBe('allow bypass');
  expect(decideAs('closed', 'POST /orders', { known })).toBe('refuse 503 closed');
  expect(decideAs('closed', 'POST /orders', { known, ...office })).toBe('allow bypass');
});
