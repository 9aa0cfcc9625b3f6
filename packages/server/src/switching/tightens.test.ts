import {
  CanonicalRequest,
  compilePolicy,
  createSnapshot,
  decide,
  type Identity,
  modes,
  parsePolicy,
  type RawRequest,
  type Role,
  type Snapshot,
  type Switch,
  untouchedSwitch,
} from '@portcullis/gate';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { asked, checkout, opensAt } from '../../test/support/asked-modes.ts';
import { type ModesAsked, tightens } from './tightens.ts';

const stored = (modesThen: ModesAsked): Switch => ({ ...untouchedSwitch('shop'), epoch: 3, ...modesThen });

describe('what tightens', () => {
  const table: readonly (readonly [string, before: ModesAsked, after: ModesAsked, boolean])[] = [
    ['nothing else than its message', asked('closed'), asked('closed'), false],
    ['a stricter site', asked('open'), asked('read-only'), true],
    ['a looser site', asked('closed'), asked('read-only'), false],
    ['a stricter area', asked('read-only'), asked('read-only', checkout('closed')), true],
    ['a looser area', asked('read-only'), asked('read-only', checkout('open')), false],
    ['an area that was looser than the site', asked('read-only', checkout('open')), asked('read-only'), true],
    ['a looser site with an area as before', asked('closed'), asked('open', checkout('closed')), false],
    ['a site as strict as one area was', asked('open', checkout('closed')), asked('closed'), true],
    ['an expiry', asked('closed'), asked('closed', { expires: opensAt(9) }), false],
    [
      'an earlier expiry',
      asked('closed', { expires: opensAt(9) }),
      asked('closed', { expires: opensAt(8) }),
      false,
    ],
    [
      'a later expiry',
      asked('closed', { expires: opensAt(9) }),
      asked('closed', { expires: opensAt(10) }),
      true,
    ],
    ['no expiry any more', asked('closed', { expires: opensAt(9) }), asked('closed'), true],
    ['no expiry, and nothing left to expire', asked('closed', { expires: opensAt(9) }), asked('open'), false],
    ['production mode', asked('open'), asked('open', { production: true }), true],
  ];
  it.each(table)('%s', (_, before, after, expected) => {
    expect(tightens({ stored: stored(before), inForce: before }, after)).toBe(expected);
  });

  it('goes by what is in force as well as by what is stored', () => {
    const [open, closed] = [asked('open'), asked('closed')];
    expect(tightens({ stored: stored(closed), inForce: open }, asked('read-only'))).toBe(true);
    expect(tightens({ stored: stored(open), inForce: closed }, asked('read-only'))).toBe(true);
    expect(tightens({ stored: stored(closed), inForce: closed }, asked('read-only'))).toBe(false);
  });
});

describe('a change that does not tighten', () => {
  const policy = parsePolicy({
    routes: [
      { match: '/admin/**', protected: true },
      { match: 'POST /hooks/:provider', exception: true, why: 'it must go on' },
      { match: 'POST /search', access: 'read' },
      { match: 'POST /orders/:id/refund', sensitive: true },
    ],
    areas: {
      checkout: { routes: ['/checkout/**'] },
      uploads: { routes: ['POST /uploads/**', '/checkout/img-*'] },
    },
    signIn: { page: '/login', routes: ['POST /login'] },
    trusted: { networks: [{ name: 'office', cidr: '203.0.113.0/24' }] },
    bypass: { allowed: { subjects: ['mia'], write: true } },
  });
  const compiled = compilePolicy(policy);

  const anyMode = fc.constantFrom(...modes);
  const state = fc.record<ModesAsked>({
    mode: anyMode,
    areas: fc.dictionary(fc.constantFrom('checkout', 'uploads'), anyMode, { noNullPrototype: true }),
    expires: fc.option(fc.integer({ min: 1, max: 4 }).map(opensAt)),
    production: fc.boolean(),
  });
  const request = fc
    .record({
      method: fc.constantFrom('GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS', 'LINK'),
      target: fc.constantFrom(
        '/',
        '/admin/users',
        '/hooks/mail',
        '/search',
        '/orders/7/refund',
        '/checkout/pay',
        '/Checkout%2Fpay',
        '/checkout/img-1',
        '/uploads/a',
        '/login',
        '/%zz',
        '//x',
      ),
      peer: fc.constantFrom('198.51.100.9', '203.0.113.7'),
      upgrade: fc.boolean(),
    })
    .map<RawRequest>((drawn) => ({
      ...drawn,
      headers: ['Host', 'shop.example', 'Content-Length', '2'],
      httpVersion: '1.1',
      secure: true,
    }));
  const identity = fc.option(
    fc
      .tuple(fc.constantFrom<Role>('admin', 'support', 'allowed', 'visitor'), fc.constantFrom('ada', 'mia'))
      .map<Identity>(([role, subject]) => ({ role, subject, via: 'probe', pass: null })),
  );

  /** What a switch is at a moment: an announced opening opens everything. */
  function snapshotAt(modesThen: ModesAsked, moment: number): Snapshot {
    const isOver = modesThen.expires !== null && modesThen.expires.at <= moment;
    const now = isOver ? { ...modesThen, mode: 'open' as const, areas: {} } : modesThen;
    return createSnapshot({ switch: stored(now), compiled, leaseUntilMs: Number.POSITIVE_INFINITY });
  }

  test('refuses nothing that would not be refused without it, now or later', () => {
    let [loosened, tightened] = [0, 0];
    const drawn = fc.tuple(state, state, request, identity, fc.integer({ min: 0, max: 5 }));
    fc.assert(
      fc.property(drawn, ([before, after, raw, who, moment]) => {
        const canonical = new CanonicalRequest(compiled, raw);
        const known = { identity: who, body: { digest: 'd', overrides: [], calls: null }, confirmed: true };
        const outcomeIn = (snapshot: Snapshot) => decide(snapshot, canonical, known, 0).kind;
        const [was, is] = [before, after].map((each) => outcomeIn(snapshotAt(each, moment)));
        if (was === is || was !== 'allow') {
          loosened += was !== is ? 1 : 0;
          return;
        }
        tightened += 1;
        expect(tightens({ stored: stored(before), inForce: before }, after)).toBe(true);
      }),
      { numRuns: 20_000 },
    );
    expect(Math.min(loosened, tightened)).toBeGreaterThan(500);
  });
});
