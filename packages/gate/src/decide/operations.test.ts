import { describe, expect, test } from 'vitest';
import { decideFor, siteOf, somebody, summaryOf } from '../../test/support/decide-fixtures.ts';
import type { BodyFacts } from '../model/decision.ts';
import type { Mode } from '../model/mode.ts';
import type { PolicyInput } from '../model/policy.ts';

// A server action of Next.js runs on any page it is posted to (next 16, action-handler.ts): an operation of the whole
// application, about which the areas, exceptions and declared reads of the path say nothing.

const policy: PolicyInput = {
  areas: {
    checkout: { routes: ['/checkout/**'] },
    uploads: { routes: ['/uploads/**'] },
  },
  signIn: { page: '/login', routes: ['POST /login', 'POST /plain-login'] },
  routes: [
    { match: 'POST /login', calls: { protocol: 'next-action', read: ['login'] } },
    { match: 'POST /consent', exception: true, why: 'the cookie banner' },
    { match: 'POST /vote', exception: true, why: 'a poll' },
    { match: 'POST /vote', calls: { protocol: 'next-action', read: ['vote'] } },
    { match: 'POST /search', access: 'read' },
    { match: 'POST /page', calls: { protocol: 'next-action', read: ['list'] } },
    { match: 'POST /rpc', calls: { protocol: 'json-rpc', read: ['list'] } },
    { match: 'POST /PAGE', access: 'read' },
    { match: '/chat', socket: 'allow' },
    { match: '/feed', socket: 'allow', calls: { protocol: 'next-action', read: ['feed'] } },
  ],
  identity: [{ kind: 'callback' }],
  trusted: { networks: [{ name: 'office', cidr: '203.0.113.0/24' }] },
};

const bodyOf = (access: 'read' | 'write' | null): BodyFacts => ({
  digest: '',
  overrides: [],
  calls:
    access === null
      ? null
      : access === 'read'
        ? { access, names: ['x'] }
        : { access, names: [], why: 'another' },
});

interface Asked {
  readonly header?: readonly [name: string, value: string] | null;
  readonly calls?: 'read' | 'write' | null;
  readonly upgrade?: boolean;
}

function told(
  site: { readonly mode: Mode; readonly areas?: Readonly<Record<string, Mode>> },
  line: string,
  { header = ['Next-Action', '40ab'], calls = null, upgrade = false }: Asked = {},
): string {
  const headers = [...(line.startsWith('GET') ? [] : ['Content-Length', '2']), ...(header ?? [])];
  const known = { identity: null, body: bodyOf(calls) };
  return summaryOf(decideFor(siteOf({ policy, ...site }), line, { headers, upgrade, known }));
}

describe('with one stricter area, it is refused on every page', () => {
  test.each([
    ['POST /', 'read-only', 'refuse 503 read-only-write'],
    ['POST /nothing', 'read-only', 'refuse 503 read-only-write'],
    ['POST /uploads/1', 'read-only', 'refuse 503 read-only-write'],
    ['POST /', 'closed', 'refuse 503 closed'],
    ['POST /consent', 'read-only', 'refuse 503 read-only-write'],
    ['POST /login', 'closed', 'refuse 503 closed'],
  ] as const)('%s, checkout %s: %s', (line, checkout, verdict) => {
    expect(told({ mode: 'open', areas: { checkout } }, line)).toBe(verdict);
    expect(told({ mode: 'open', areas: { checkout } }, line, { header: null })).toBe('allow open');
  });

  test('a looser area does not let it in', () => {
    const site = { mode: 'read-only', areas: { uploads: 'open' } } as const;
    expect(told(site, 'POST /uploads/1', { header: null })).toBe('allow open');
    expect(told(site, 'POST /uploads/1')).toBe('refuse 503 read-only-write');
  });

  test('the visitor is told which area it is', () => {
    const site = siteOf({ policy, mode: 'open', areas: { checkout: 'read-only', uploads: 'open' } });
    const verdict = decideFor(site, 'POST /', { headers: ['Next-Action', '40ab'] });
    expect(verdict).toMatchObject({
      mode: 'read-only',
      areas: ['checkout'],
      rule: { id: 'read-only-write', detail: 'POST with next-action, which runs on any path' },
    });
  });

  test('where all areas are open, or none of the policy is stricter, it is let through unread', () => {
    expect(told({ mode: 'read-only', areas: { gone: 'closed' } }, 'GET /')).toBe('allow read-only-read');
    const site = siteOf({ policy, mode: 'open', areas: { gone: 'closed' } });
    expect(summaryOf(decideFor(site, 'POST /page', { headers: ['Next-Action', 'x'] }))).toBe('allow open');
  });
});

describe('nothing that its path declares lets it in', () => {
  test.each([
    ['a sign-in route', 'POST /plain-login', 'allow sign-in'],
    ['an exception', 'POST /consent', 'allow exception'],
    ['a declared read', 'POST /search', 'allow read-only-read'],
  ])('%s', (_, line, without) => {
    expect(told({ mode: 'read-only' }, line, { header: null })).toBe(without);
    expect(told({ mode: 'read-only' }, line)).toBe('refuse 503 read-only-write');
  });

  test('a rule for another protocol', () => {
    expect(told({ mode: 'read-only' }, 'POST /rpc', { header: null, calls: 'read' })).toBe(
      'allow read-only-read',
    );
    expect(told({ mode: 'read-only' }, 'POST /rpc', { calls: 'read' })).toBe('refuse 503 read-only-write');
  });

  test('a socket', () => {
    expect(told({ mode: 'read-only' }, 'GET /chat', { header: null, upgrade: true })).toBe(
      'allow read-only-read',
    );
    expect(told({ mode: 'read-only' }, 'POST /chat', { upgrade: true })).toBe('refuse 503 read-only-write');
    expect(told({ mode: 'read-only' }, 'POST /feed', { upgrade: true, calls: 'read' })).toBe(
      'refuse 503 read-only-write',
    );
  });
});

describe('what its own rule says counts on the page of that rule', () => {
  test.each([
    ['read-only', 'POST /page', 'allow read-only-read'],
    ['closed', 'POST /page', 'refuse 503 closed'],
    ['read-only', 'POST /login', 'allow sign-in'],
    ['closed', 'POST /login', 'allow sign-in'],
    ['closed', 'POST /vote', 'allow exception'],
  ] as const)('listed, %s: %s: %s', (mode, line, verdict) => {
    expect(told({ mode }, line, { calls: 'read' })).toBe(verdict);
  });

  test.each(['POST /page', 'POST /login', 'POST /vote'])('not listed: %s', (line) => {
    expect(told({ mode: 'read-only' }, line, { calls: 'write' })).toBe('refuse 503 read-only-write');
    expect(told({ mode: 'closed' }, line, { calls: 'write' })).toBe('refuse 503 closed');
    expect(told({ mode: 'open', areas: { checkout: 'closed' } }, line, { calls: 'write' })).toBe(
      'refuse 503 closed',
    );
  });

  test('a listed one has the mode of its path, a looser one too', () => {
    expect(told({ mode: 'open', areas: { checkout: 'closed' } }, 'POST /page', { calls: 'read' })).toBe(
      'allow open',
    );
  });

  test('the body is asked for first', () => {
    const site = siteOf({ policy, mode: 'open', areas: { checkout: 'closed' } });
    const headers = ['Next-Action', 'list', 'Content-Length', '2'];
    expect(summaryOf(decideFor(site, 'POST /page', { headers }))).toBe('need body');
    const known = { identity: null, body: null };
    expect(summaryOf(decideFor(site, 'POST /page', { headers, known }))).toBe('refuse 503 closed');
  });

  test('within an exception or a sign-in route it is the write that is let in', () => {
    const known = { identity: null, body: bodyOf('read') };
    const headers = ['Next-Action', 'login', 'Content-Length', '2'];
    for (const line of ['POST /login', 'POST /vote']) {
      const verdict = decideFor(siteOf({ policy }), line, { headers, known });
      expect(verdict).toMatchObject({ kind: 'allow', access: 'write', approved: true });
    }
  });

  test('not under a reading for which it does not stand', () => {
    expect(told({ mode: 'read-only' }, 'POST /page%2f..%2fpage', { calls: 'read' })).not.toContain('allow');
    expect(told({ mode: 'read-only' }, 'POST /PAGE', { calls: 'read' })).toBe('refuse 503 read-only-write');
  });

  test('no rule reads the header of another framework', () => {
    expect(
      told({ mode: 'read-only' }, 'POST /page', { header: ['X-RSC-Action', 'list'], calls: 'read' }),
    ).toBe('refuse 503 read-only-write');
    const headers = ['Next-Action', 'list', 'RSC-Action-Id', 'pay', 'Content-Length', '2'];
    const known = { identity: null, body: bodyOf('read') };
    expect(summaryOf(decideFor(siteOf({ policy }), 'POST /page', { headers, known }))).toBe(
      'refuse 503 read-only-write',
    );
  });
});

describe('the header', () => {
  const site = { mode: 'open', areas: { checkout: 'read-only' } } as const;

  test.each([
    ['Next-Action', ''],
    ['next-action', '40ab'],
    ['NEXT_ACTION', '40ab'],
    ['Next.Action', '40ab'],
    ['next+action', '40ab'],
    ['rsc-action-id', 'a#b'],
    ['x-rsc-action', 'a#b'],
    ['X-RSC-Action-Id', 'a#b'],
    ['Server-Action', 'a#b'],
    ['X-QRL', 's_a'],
    ['X-Orpc-Batch', 'streaming'],
    ['x_orpc_batch', ''],
    ['X.Orpc.Batch', 'buffered'],
    ['React-Server-Action', '%2Fsrc%2Factions.mjs%23wipe'],
    ['react_server_action', ''],
    ['rsc-action', 'a#b'],
  ])('%s: %s', (...header) => {
    expect(told(site, 'POST /', { header })).toBe('refuse 503 read-only-write');
  });

  test.each([
    ['Next-Actions', '40ab'],
    ['Next-Url', '/'],
    ['X-Forwarded-For', '192.0.2.1'],
    ['Authorization', 'Bearer x'],
    ['Range', 'bytes=0-1'],
    ['X-Not-Action', 'a'],
    ['X-Orpc-Match', 'a'],
    ['React-Server-Section', 'a'],
    ['Accept-Ranges', 'bytes'],
  ])('not %s', (...header) => {
    expect(told(site, 'POST /', { header })).toBe('allow open');
  });

  test.each([
    ['GET /', ['Next-Action', '40ab'], 'allow open'],
    ['HEAD /', ['rsc-action-id', '40ab'], 'allow open'],
    ['GET /?_method=POST', ['Next-Action', '40ab'], 'refuse 503 closed'],
    ['PUT /', ['Next-Action', '40ab'], 'refuse 503 closed'],
    ['GET /', ['x-rsc-action', '40ab'], 'refuse 503 closed'],
    ['GET /', ['X-QRL', 's_a'], 'refuse 503 closed'],
    ['GET /', ['X-Orpc-Batch', 'streaming'], 'refuse 503 closed'],
    ['GET /healthz', ['X-Orpc-Batch', 'streaming'], 'refuse 503 closed'],
    ['GET /', ['React-Server-Action', 'a'], 'allow open'],
    ['DELETE /', ['React-Server-Action', 'a'], 'refuse 503 closed'],
    ['GET /healthz', ['x-rsc-action', '40ab'], 'refuse 503 closed'],
    ['GET /healthz', ['Next-Action', '40ab'], 'allow health'],
  ] as const)('%s with %j: %s', (line, header, verdict) => {
    const closed = siteOf({ policy, mode: 'open', areas: { checkout: 'closed' } });
    expect(summaryOf(decideFor(closed, line, { headers: header }))).toBe(verdict);
  });
});

describe('what is run for a GET writes, whatever its method', () => {
  test.each([
    ['GET /', 'X-Orpc-Batch'],
    ['GET /page?batch=%5B%5D', 'X-Orpc-Batch'],
    ['GET /', 'X-QRL'],
    ['GET /', 'X-RSC-Action'],
  ])('%s with %s', (line, name) => {
    expect(told({ mode: 'read-only' }, line, { header: [name, 'a'] })).toBe('refuse 503 read-only-write');
    expect(told({ mode: 'open' }, line, { header: [name, 'a'] })).toBe('allow nothing-governed');
  });

  test.each(['HEAD /', 'OPTIONS /'])('%s', (line) => {
    const headers = ['X-Orpc-Batch', 'buffered'];
    expect(summaryOf(decideFor(siteOf({ policy }), line, { headers }))).toBe('refuse 503 read-only-write');
  });

  test('not for who may only read', () => {
    const headers = ['X-Orpc-Batch', 'buffered'];
    const known = { identity: somebody('support') };
    const peer = '192.0.2.1';
    const site = siteOf({ policy });
    expect(summaryOf(decideFor(site, 'GET /', { headers, known, peer }))).toBe('refuse 503 read-only-write');
  });

  test.each(['POST /search', 'POST /consent', 'POST /plain-login'])('a batch of oRPC at %s', (line) => {
    const header = ['X-Orpc-Batch', 'buffered'] as const;
    expect(told({ mode: 'read-only' }, line, { header })).toBe('refuse 503 read-only-write');
  });
});

describe('remote forms of SvelteKit', () => {
  test.each([
    '/plain-login?/remote=1x2/cancel',
    '/plain-login?%2Fremote=1x2/cancel',
    '/plain-login?a=1&/%72emote=1x2%2Fcancel',
    '/consent?/remote=1x2/cancel',
    '/search?/remote=1x2/cancel',
  ])('POST %s', (target) => {
    expect(told({ mode: 'read-only' }, `POST ${target}`, { header: null })).toBe(
      'refuse 503 read-only-write',
    );
    expect(told({ mode: 'open', areas: { checkout: 'closed' } }, `POST ${target}`, { header: null })).toBe(
      'refuse 503 closed',
    );
  });

  test.each([
    ['POST /consent?/remote', 'allow exception'],
    ['POST /consent?/remote=', 'allow exception'],
    ['POST /consent?remote=1', 'allow exception'],
    ['POST /consent?a=/remote=1', 'allow exception'],
    ['POST /consent?/remotes=1', 'allow exception'],
    ['GET /?/remote=1x2/cancel', 'allow read-only-read'],
  ])('not %s', (line, verdict) => {
    expect(told({ mode: 'read-only' }, line, { header: null })).toBe(verdict);
  });
});

test('insiders pass, with the word for their write', () => {
  const site = siteOf({ policy, mode: 'open', areas: { checkout: 'closed' } });
  const headers = ['Next-Action', '40ab', 'Content-Length', '2'];
  const known = { identity: somebody('admin') };
  const verdict = decideFor(site, 'POST /', { headers, known, peer: '203.0.113.7' });
  expect(verdict).toMatchObject({ kind: 'allow', rule: { id: 'bypass' }, approved: true, access: 'write' });
});
