import { describe, expect, test } from 'vitest';
import {
  decideFor,
  passFor,
  passHolder,
  type RequestOptions,
  siteOf,
  somebody,
} from '../../test/support/decide-fixtures.ts';
import type { CallReading } from '../model/decision.ts';
import type { Identity } from '../model/identity.ts';
import { type Mode, modes } from '../model/mode.ts';
import type { IdentityInput, PolicyInput } from '../model/policy.ts';
import { describeEffectiveRule } from './describe-effective-rule.ts';

function sentenceFor(policy: PolicyInput, mode: Mode, areas: Record<string, Mode> = {}): string {
  const { compiled } = siteOf({ policy });
  return describeEffectiveRule({ mode, areas, policy: compiled.policy });
}

const callback: IdentityInput = { kind: 'callback' };
const probe = (map: Record<string, 'admin' | 'support' | 'allowed' | 'visitor'>): IdentityInput => ({
  kind: 'probe',
  request: { path: '/me' },
  cookies: ['sid'],
  subject: '/id',
  role: { pointer: '/role', map },
});
const networks = [{ name: 'office', cidr: '203.0.113.0/24' }];
const why = 'it must go on';

const policies: Readonly<Record<string, PolicyInput>> = {
  nothing: {},
  'no health': { health: [] },
  'admins only': { identity: [probe({ ADMIN: 'admin', USER: 'visitor' })], trusted: { networks } },
  'admins and support': {
    identity: [probe({ ADMIN: 'admin', HELP: 'support' })],
    trusted: { networks, adminHosts: ['admin.shop.example'] },
  },
  'support writes': { identity: [callback], trusted: { networks }, bypass: { write: ['admin', 'support'] } },
  'nobody writes': { identity: [callback], trusted: { networks }, bypass: { write: [] } },
  'only support writes': { identity: [callback], trusted: { networks }, bypass: { write: ['support'] } },
  'no path': { identity: [callback] },
  'path without identity': { trusted: { adminHosts: ['admin.shop.example'] } },
  'by role alone': { identity: [callback], trusted: { networks }, bypass: { writeByRoleAlone: ['admin'] } },
  'named people read': {
    identity: [callback],
    trusted: { networks },
    bypass: { allowed: { subjects: ['maria'] } },
  },
  'named people write': {
    identity: [probe({ ADMIN: 'admin' })],
    trusted: { networks },
    bypass: { allowed: { subjects: ['maria', 'ben'], write: true } },
  },
  'the role allowed writes': {
    identity: [probe({ VIP: 'allowed' })],
    trusted: { adminHosts: ['admin.shop.example'] },
    bypass: { allowed: { subjects: ['maria'], write: true } },
  },
  'allowed alone': {
    identity: [callback],
    bypass: { allowed: { subjects: ['a', 'b', 'c', 'maria'], write: true }, writeByRoleAlone: ['allowed'] },
  },
  'sign-in and exceptions': {
    identity: [callback],
    trusted: { networks },
    signIn: { page: '/login', routes: ['POST /login', 'POST /logout'] },
    routes: [
      { match: 'POST /hook', exception: true, why },
      { match: 'GET /status-page', exception: true, why },
      { match: 'GET /ping', exception: true, access: 'write', why },
      { match: '/admin/**', protected: true },
      { match: 'POST /search', access: 'read' },
      { match: 'GET /unsubscribe', access: 'write' },
    ],
  },
};

interface Caller {
  readonly name: string;
  readonly identity: Identity | null;
  readonly request?: RequestOptions;
  /** Whether a part of the sentence ("signed-in admins from the office network") speaks of this caller. */
  readonly isMeant: (part: string) => boolean;
}

const office: RequestOptions = { peer: '203.0.113.7' };
const adminHost: RequestOptions = { headers: ['Host', 'admin.shop.example'] };
const ownPass = { pass: passFor('ada') };

/** `signed-in admins or support from the office network or …` → its people and its ways. */
function partsOf(part: string): { readonly who: string; readonly ways: readonly string[] } {
  const match = /^(.*?)( from | through | with )(.*)$/.exec(part);
  if (!match) return { who: part, ways: [''] };
  return { who: match[1] ?? '', ways: `${match[2]?.trimStart()}${match[3]}`.split(' or ') };
}

function meant(people: RegExp, ...ways: readonly string[]): Caller['isMeant'] {
  return (part) => {
    const parts = partsOf(part);
    return people.test(parts.who) && ['', 'from anywhere', ...ways].some((way) => parts.ways.includes(way));
  };
}

const admins = /^signed-in (.* or )?admins/;
const supporters = /^signed-in (.* or )?support/;
const allowedPeople = /^signed-in (.* or )?allowed people/;
const maria = /\bmaria\b|\bnamed people\b/;
const fromOffice = 'from the office network';
const byHost = 'through admin.shop.example';
const byPass = 'with a write pass of their own';

const callers: readonly Caller[] = [
  { name: 'a visitor', identity: null, isMeant: () => false },
  { name: 'a visitor in the office', identity: null, request: office, isMeant: () => false },
  { name: 'an admin', identity: somebody('admin'), isMeant: meant(admins) },
  {
    name: 'an admin in the office',
    identity: somebody('admin'),
    request: office,
    isMeant: meant(admins, fromOffice),
  },
  {
    name: 'an admin by host',
    identity: somebody('admin'),
    request: adminHost,
    isMeant: meant(admins, byHost),
  },
  { name: 'an admin with a pass', identity: somebody('admin', ownPass), isMeant: meant(admins, byPass) },
  { name: 'support', identity: somebody('support'), isMeant: meant(supporters) },
  {
    name: 'support in the office',
    identity: somebody('support'),
    request: office,
    isMeant: meant(supporters, fromOffice),
  },
  {
    name: 'support by host',
    identity: somebody('support'),
    request: adminHost,
    isMeant: meant(supporters, byHost),
  },
  { name: 'support with a pass', identity: somebody('support', ownPass), isMeant: meant(supporters, byPass) },
  { name: 'somebody allowed', identity: somebody('allowed'), isMeant: meant(allowedPeople) },
  {
    name: 'somebody allowed in the office',
    identity: somebody('allowed'),
    request: office,
    isMeant: meant(allowedPeople, fromOffice),
  },
  {
    name: 'somebody allowed by host',
    identity: somebody('allowed'),
    request: adminHost,
    isMeant: meant(allowedPeople, byHost),
  },
  { name: 'maria', identity: somebody('visitor', { subject: 'maria' }), isMeant: meant(maria) },
  {
    name: 'maria in the office',
    identity: somebody('visitor', { subject: 'maria' }),
    request: office,
    isMeant: meant(maria, fromOffice),
  },
  {
    name: 'maria by host',
    identity: somebody('visitor', { subject: 'maria' }),
    request: adminHost,
    isMeant: meant(maria, byHost),
  },
  {
    name: 'maria with a pass',
    identity: somebody('visitor', { subject: 'maria', pass: passFor('maria') }),
    isMeant: meant(maria, byPass),
  },
  {
    name: 'a read pass',
    identity: passHolder({ scope: 'read' }),
    request: office,
    isMeant: meant(/^holders of a pass$/),
  },
  { name: 'a write pass', identity: passHolder(), isMeant: meant(/^holders of a pass$/) },
  {
    name: 'a write pass in the office',
    identity: passHolder(),
    request: office,
    isMeant: meant(/^holders of a (write )?pass$/, fromOffice),
  },
  {
    name: 'a write pass by host',
    identity: passHolder(),
    request: adminHost,
    isMeant: meant(/^holders of a (write )?pass$/, byHost),
  },
];

/** The roles that the identity sources of a policy can give: nobody else comes. */
function canCome(policy: PolicyInput, { identity }: Caller): boolean {
  if (identity === null || identity.via === 'pass') return true;
  const sources = policy.identity ?? [];
  if (identity.role === 'visitor') return sources.length > 0;
  return sources.some(
    (source) =>
      source.kind === 'callback' ||
      ('role' in source && Object.values(source.role.map).includes(identity.role)),
  );
}

/** The people after `nobody gets in except` or `nobody can change anything except`, one by one. */
function exceptionsOf(sentence: string, claim: string): string[] {
  const match = new RegExp(`${claim}(?: except ([^;(]*))?`, 'i').exec(sentence);
  if (!match) throw new Error(`no such claim in ${sentence}`);
  const [, list = ''] = match;
  return list
    .replace(/[. ]+$/, '')
    .split(/, and |, /)
    .filter((part) => part !== '');
}

function isAllowed(policy: PolicyInput, mode: Mode, line: string, caller: Caller): boolean {
  const known = { identity: caller.identity, body: null };
  return decideFor(siteOf({ policy, mode }), line, { ...caller.request, known }).kind === 'allow';
}

describe.each(Object.entries(policies))('%s', (_, policy) => {
  const comers = callers.filter((caller) => canCome(policy, caller));

  test('open: everybody reads and writes', () => {
    expect(sentenceFor(policy, 'open')).toBe('Anyone can read and change everything the application allows.');
    for (const caller of comers)
      for (const line of ['GET /orders', 'POST /orders', 'GET /admin'])
        expect(isAllowed(policy, 'open', line, caller)).toBe(true);
  });

  test('read-only: anyone reads', () => {
    expect(sentenceFor(policy, 'read-only')).toMatch(/^Anyone can read/);
    for (const caller of comers) expect(isAllowed(policy, 'read-only', 'GET /orders', caller)).toBe(true);
  });

  test.each(['read-only', 'closed'] as const)('%s: exactly those named can change something', (mode) => {
    const parts = exceptionsOf(sentenceFor(policy, mode), 'nobody can change anything');
    for (const caller of comers) {
      const claimed = parts.some(caller.isMeant);
      expect([caller.name, isAllowed(policy, mode, 'POST /orders', caller)]).toEqual([caller.name, claimed]);
    }
  });

  test('closed: exactly those named get in', () => {
    const parts = exceptionsOf(sentenceFor(policy, 'closed'), 'nobody gets in');
    for (const caller of comers) {
      const claimed = parts.some(caller.isMeant);
      expect([caller.name, isAllowed(policy, 'closed', 'GET /orders', caller)]).toEqual([
        caller.name,
        claimed,
      ]);
    }
  });

  test('health checks get in where the sentence says so', () => {
    const [visitor] = callers;
    if (visitor === undefined) throw new Error('there are no callers');
    const claimed = exceptionsOf(sentenceFor(policy, 'closed'), 'nobody gets in').includes('health checks');
    expect(isAllowed(policy, 'closed', 'GET /healthz', visitor)).toBe(claimed);
  });

  test('every name in the sentence is one of the callers asked above', () => {
    for (const mode of ['read-only', 'closed'] as const) {
      const sentence = sentenceFor(policy, mode);
      const claims = ['nobody can change anything', ...(mode === 'closed' ? ['nobody gets in'] : [])];
      for (const part of claims.flatMap((claim) => exceptionsOf(sentence, claim))) {
        const isRoute = /^everybody |^health checks$/.test(part);
        expect([part, isRoute || comers.some((caller) => caller.isMeant(part))]).toEqual([part, true]);
      }
    }
  });
});

describe('everybody', () => {
  const policy = policies['sign-in and exceptions'] ?? {};
  const [visitor] = callers;
  const allowed = (mode: Mode, line: string) =>
    visitor !== undefined && isAllowed(policy, mode, line, visitor);

  test('signs in, and passes through declared exceptions', () => {
    expect(exceptionsOf(sentenceFor(policy, 'read-only'), 'nobody can change anything').slice(-2)).toEqual([
      'everybody to sign in',
      'everybody through POST /hook or GET /ping',
    ]);
    expect(exceptionsOf(sentenceFor(policy, 'closed'), 'nobody gets in').slice(-2)).toEqual([
      'everybody to sign in',
      'everybody through POST /hook or GET /status-page or GET /ping',
    ]);
    for (const mode of ['read-only', 'closed'] as const)
      for (const line of [
        'POST /login',
        'POST /logout',
        'GET /login',
        'POST /hook',
        'GET /status-page',
        'GET /ping',
      ])
        expect([mode, line, allowed(mode, line)]).toEqual([mode, line, true]);
  });

  test('does not reach what is protected', () => {
    for (const mode of ['read-only', 'closed'] as const) {
      expect(sentenceFor(policy, mode)).toContain('(/admin/**: insiders only');
      expect(allowed(mode, 'GET /admin')).toBe(false);
    }
  });
});

describe('the whole sentence', () => {
  test.each([
    ['nothing', 'read-only', 'Anyone can read; nobody can change anything.'],
    [
      'nothing',
      'closed',
      'Nobody gets in except holders of a pass, and health checks; nobody can change anything.',
    ],
    [
      'admins only',
      'read-only',
      'Anyone can read; nobody can change anything except signed-in admins from the office network or with a write pass of their own, and holders of a write pass from the office network.',
    ],
    [
      'by role alone',
      'closed',
      'Nobody gets in except signed-in admins or support or allowed people, holders of a pass, and health checks; nobody can change anything except signed-in admins from anywhere, and holders of a write pass from the office network.',
    ],
    [
      'sign-in and exceptions',
      'read-only',
      'Anyone can read (/admin/**: insiders only; POST /search included); nobody can change anything except signed-in admins from the office network or with a write pass of their own, holders of a write pass from the office network, everybody to sign in, and everybody through POST /hook or GET /ping.',
    ],
  ] as const)('%s, %s', (name, mode, sentence) => {
    expect(sentenceFor(policies[name] ?? {}, mode)).toBe(sentence);
  });

  const areas: PolicyInput = {
    areas: { checkout: { routes: ['/checkout/**'] }, uploads: { routes: ['/uploads/**'] } },
  };

  test('beside areas, server actions are told where the policy knows of them', () => {
    const routes = [{ match: 'POST /login', calls: { protocol: 'next-action', read: ['40ab'] } }] as const;
    expect(sentenceFor({ ...areas, routes }, 'open', { checkout: 'closed' })).toMatch(
      /the stricter rule holds; server actions that no rule lists follow the strictest of these rules on every page\.$/,
    );
    expect(sentenceFor({ ...areas, routes }, 'closed')).not.toContain('server actions');
  });

  test('areas with a mode of their own are told, with the rule for overlaps', () => {
    expect(sentenceFor(areas, 'open', { checkout: 'read-only' })).toBe(
      'Anyone can read and change everything the application allows; but in checkout, anyone can read; nobody can change anything; where areas overlap, the stricter rule holds.',
    );
  });

  test.each(modes)('in a site that is %s, each area does what its clause says', (mode) => {
    for (const areaMode of modes) {
      const sentence = sentenceFor(areas, mode, { checkout: areaMode, gone: 'closed' });
      expect(sentence.includes('but in checkout')).toBe(mode !== areaMode);
      expect(sentence).not.toContain('gone');
      const site = siteOf({ policy: areas, mode, areas: { checkout: areaMode } });
      expect(decideFor(site, 'POST /checkout').kind === 'allow').toBe(areaMode === 'open');
      expect(decideFor(site, 'GET /checkout').kind === 'allow').toBe(areaMode !== 'closed');
    }
  });

  describe('what counts as reading although its method does not say so', () => {
    const policy: PolicyInput = {
      routes: [
        { match: 'POST /search', access: 'read' },
        { match: 'POST /rpc', calls: { protocol: 'json-rpc', read: [{ '/method': 'get' }] } },
        { match: '/stock', socket: 'allow' },
        { match: '/chat', socket: { read: ['ping'] } },
      ],
    };
    const upgrade = { headers: ['Connection', 'Upgrade', 'Upgrade', 'websocket'], upgrade: true };
    const noFields = { digest: '', overrides: [] };
    const calls: Readonly<Record<'reads' | 'writes', CallReading>> = {
      reads: { access: 'read', names: ['get'] },
      writes: { access: 'write', names: ['put'], why: 'put is not declared' },
    };

    test('is told while read-only', () => {
      expect(sentenceFor(policy, 'read-only')).toBe(
        'Anyone can read (POST /search included; at POST /rpc only calls that read; WebSockets at /stock; declared messages on WebSockets at /chat); nobody can change anything.',
      );
      expect(sentenceFor(policy, 'closed')).toBe(
        'Nobody gets in except holders of a pass, and health checks; nobody can change anything.',
      );
    });

    test.each([
      ['POST /search', {}, 'allow'],
      ['POST /find', {}, 'refuse'],
      ['POST /rpc', { known: { identity: null, body: { ...noFields, calls: calls.reads } } }, 'allow'],
      ['POST /rpc', { known: { identity: null, body: { ...noFields, calls: calls.writes } } }, 'refuse'],
      ['GET /stock', upgrade, 'allow'],
      ['GET /chat', upgrade, 'allow'],
      ['GET /other', upgrade, 'refuse'],
    ] as const)('and true of %s, case %#', (line, options, kind) => {
      expect(decideFor(siteOf({ policy }), line, options).kind).toBe(kind);
    });
  });

  test('long lists are cut', () => {
    const routes = [1, 2, 3, 4, 5].map((id) => ({ match: `POST /hook-${id}`, exception: true, why }));
    expect(sentenceFor({ routes }, 'read-only')).toContain(
      'everybody through POST /hook-1, POST /hook-2, POST /hook-3 or 2 more',
    );
  });

  test('a rule for one host says so', () => {
    const routes = [{ match: 'POST /hook', host: 'api.shop.example', exception: true, why }];
    expect(sentenceFor({ routes }, 'read-only')).toContain(
      'everybody through POST /hook on api.shop.example',
    );
  });
});
