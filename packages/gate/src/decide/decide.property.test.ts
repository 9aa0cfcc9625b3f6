import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideFor, passHolder, rawRequest, siteOf, somebody } from '../../test/support/decide-fixtures.ts';
import { propertyRuns } from '../../test/support/property-runs.ts';
import type { BodyFacts, Known, Verdict } from '../model/decision.ts';
import type { Identity } from '../model/identity.ts';
import { type Mode, modes } from '../model/mode.ts';
import type { PolicyInput } from '../model/policy.ts';
import type { RawRequest } from '../model/request.ts';
import { CanonicalRequest } from '../reading/canonical-request.ts';
import { decide } from './decide.ts';
import type { Snapshot } from './snapshot.ts';
import { isUngoverned } from './ungoverned.ts';

/** Spread over the properties of this file. */
const numRuns = Math.ceil(propertyRuns / 8);
const why = 'it must go on';
const policy: PolicyInput = {
  routes: [
    { match: '/admin/**', protected: true },
    { match: '/files/:name/secret', protected: true },
    { match: 'POST /hooks/:provider', exception: true, why },
    { match: 'POST /search', access: 'read' },
    { match: 'GET /unsubscribe/**', access: 'write' },
    { match: 'POST /orders/:id/refund', sensitive: true },
  ],
  areas: { checkout: { routes: ['/checkout/**'] }, uploads: { routes: ['POST /uploads/**', '/img-*'] } },
  signIn: { page: '/login', routes: ['POST /login'] },
  trusted: { networks: [{ name: 'office', cidr: '203.0.113.0/24' }], proxies: ['10.0.0.0/8'] },
};
const readOnly = siteOf({ policy });

/** One character as clients and attackers write it. */
const spelling = fc.constantFrom<(character: string) => string>(
  (character) => character,
  (character) => character,
  (character) => character.toUpperCase(),
  (character) => escaped(character),
  (character) => escaped(character).toLowerCase(),
  (character) => escaped(character).replace('%', '%25'),
  (character) => escaped(character).replace('%', '%2525'),
  (character) => escaped(escaped(character)),
  (character) => encodeURIComponent(String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0)),
  (character) => `${character}%E2%80%8B`,
  (character) => `%C2%AD${character}`,
);
const slashes = fc.constantFrom(
  '/',
  '//',
  '%2f',
  '/%2F',
  '%252f',
  '%5c',
  '%5C/',
  '/;x=1/',
  ';a/',
  './',
  '%20/',
  '%EF%BC%8F',
);
const tail = fc.constantFrom(
  '',
  '',
  '/',
  '//',
  '.',
  '%2e',
  '..',
  '%20',
  ';x',
  ';x=1/',
  '.json',
  '.php',
  '.php/x',
  '%3fx',
  '%23',
  '?x',
  '?/login',
);
const front = fc.constantFrom('', '', '/index.php', '/INDEX.PHP', '/app.cgi', '/;x');

function escaped(text: string): string {
  return [...text]
    .map((character) => `%${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}`)
    .join('');
}

/** Random spellings of a path, segment by segment. */
function spellingsOf(...segments: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  const parts = segments.flatMap((segment) => [slashes, segment]);
  return fc
    .tuple(front, ...parts, tail)
    .map((all) => all.join(''))
    .filter((target) => target.startsWith('/') && !target.startsWith('//'));
}

function spelled(name: string): fc.Arbitrary<string> {
  return fc
    .array(spelling, { minLength: name.length, maxLength: name.length })
    .map((ways) => [...name].map((character, index) => ways[index]?.(character) ?? character).join(''));
}

describe('a protected path', () => {
  test('is reached by no visitor, however it is spelled', () => {
    let wellFormed = 0;
    fc.assert(
      fc.property(spellingsOf(spelled('admin'), spelled('users')), (target) => {
        const verdict = decideFor(readOnly, `GET ${target}`);
        expect([target, verdict.kind]).toEqual([target, 'refuse']);
        if (verdict.kind === 'refuse' && verdict.status === 503) wellFormed += 1;
      }),
      { numRuns },
    );
    expect(wellFormed).toBeGreaterThan(numRuns / 4);
  });

  test('is reached by nobody through what a wildcard holds', () => {
    // Slashes here are escaped: the router that splits first takes them for part of the name.
    const name = fc
      .array(fc.constantFrom('a', '%2F', '%252F', '%20', '%3F', '%3B', 'b.c', '%C3%A9', '%25'), {
        minLength: 1,
        maxLength: 5,
      })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(name, spelled('secret'), (hidden, last) => {
        const target = `/files/${hidden}/${last}`;
        expect([target, decideFor(readOnly, `GET ${target}`).kind]).toEqual([target, 'refuse']);
      }),
      { numRuns },
    );
  });
});

describe('an exception', () => {
  test('is its canonical spelling and no other', () => {
    let canonical = 0;
    fc.assert(
      fc.property(spellingsOf(spelled('login')), fc.boolean(), (spelledTarget, plain) => {
        const target = plain ? '/login?next=/admin' : spelledTarget;
        const path = target.split('?')[0];
        if (decideFor(readOnly, `POST ${target}`).kind !== 'allow') return;
        expect(path).toBe('/login');
        canonical += 1;
      }),
      { numRuns },
    );
    expect(canonical).toBeGreaterThan(numRuns / 8);
  });

  test('with a wildcard holds under every reading', () => {
    const name = fc
      .array(
        fc.constantFrom('a', 'B', '%2F', '%5C', '%252f', '%20', '%3F', '%3B', ';', '/', '.', '%C3%A9', '%25'),
        { maxLength: 5 },
      )
      .map((parts) => parts.join(''));
    let allowed = 0;
    fc.assert(
      fc.property(name, (hidden) => {
        const request = new CanonicalRequest(readOnly.compiled, rawRequest(`POST /hooks/${hidden}`));
        if (decide(readOnly, request, { identity: null }, 0).kind !== 'allow') return;
        allowed += 1;
        for (const reading of request.target.exact) expect(reading).toMatch(/^\/hooks\/[^/]+$/);
      }),
      { numRuns },
    );
    expect(allowed).toBeGreaterThan(numRuns / 20);
  });
});

const word = fc.constantFrom(
  'GET',
  'HEAD',
  'OPTIONS',
  'POST',
  'PUT',
  'DELETE',
  'PURGE',
  'get',
  'TRACE',
  'CONNECT',
);
const knownPath = fc.constantFrom(
  ...[
    '/',
    '/orders',
    '/admin',
    '/login',
    '/hooks/x',
    '/search',
    '/unsubscribe/1',
    '/orders/1/refund',
    '/checkout/1',
  ],
  ...['/uploads/1', '/img-1', '/healthz', '/.well-known/portcullis/status', '*', 'http://shop.example/login'],
);
const suffix = fc.constantFrom(
  '',
  '',
  '',
  '/',
  '?_method=DELETE',
  '?x',
  ';x',
  '%2fx',
  '%00',
  '/../x',
  '//',
  '#',
);
const target = fc.oneof(
  fc.tuple(knownPath, suffix).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => `/${text}`),
);
const header = fc.oneof(
  fc.constantFrom(
    ['Host', 'shop.example'],
    ['Host', ''],
    ['Accept', 'text/html'],
    ['Content-Length', '5'],
    ['Transfer-Encoding', 'chunked'],
    ['X-HTTP-Method-Override', 'DELETE'],
    ['Next-Action', '40ab'],
    ['X-RSC-Action', 'a#b'],
    ['X-Forwarded-For', '203.0.113.7'],
    ['Sec-Fetch-Dest', 'document'],
    ['Content-Type', 'a/b'],
  ),
  fc.tuple(fc.string({ unit: 'binary', maxLength: 20 }), fc.string({ unit: 'binary', maxLength: 20 })),
);
const request: fc.Arbitrary<RawRequest> = fc.record({
  method: fc.oneof(word, word, fc.string({ unit: 'binary', maxLength: 8 })),
  target,
  headers: fc
    .tuple(fc.constantFrom(['Host', 'shop.example'], []), fc.array(header, { maxLength: 4 }), fc.boolean())
    .map(([host, more, isCut]) => [...host, ...more.flat()].slice(0, isCut ? -1 : undefined)),
  peer: fc.constantFrom('198.51.100.9', '203.0.113.7', '10.0.0.2', '127.0.0.1', 'nonsense', null),
  httpVersion: fc.constantFrom('1.1', '1.1', '1.0', '2.0', null),
  secure: fc.boolean(),
  upgrade: fc.boolean(),
});
const identity: fc.Arbitrary<Identity | null> = fc.constantFrom(
  null,
  somebody('visitor'),
  somebody('support'),
  somebody('admin'),
  passHolder(),
  passHolder({ scope: 'read', breakGlass: true }),
);
const known: fc.Arbitrary<Known> = fc.record(
  {
    identity,
    body: fc.constantFrom<BodyFacts | null>(
      null,
      { digest: '', overrides: [], calls: null },
      { digest: '', overrides: null, calls: null },
      { digest: '', overrides: ['DELETE'], calls: null },
    ),
    confirmed: fc.boolean(),
  },
  { requiredKeys: [] },
);
const mode = fc.constantFrom(...modes);
const areas = fc.dictionary(fc.constantFrom('checkout', 'uploads', '__proto__x', 'gone'), mode);

function siteIn(siteMode: Mode, areaModes: Record<string, Mode>): Snapshot {
  const key = JSON.stringify([siteMode, areaModes]);
  const made = sites.get(key) ?? siteOf({ policy, mode: siteMode, areas: areaModes });
  sites.set(key, made);
  return made;
}
const sites = new Map<string, Snapshot>();

function verdictOn(site: Snapshot, raw: RawRequest, facts: Known): Verdict {
  return decide(site, new CanonicalRequest(site.compiled, raw), facts, 0);
}

describe('any request at all', () => {
  test('is decided without an error', () => {
    fc.assert(
      fc.property(mode, areas, request, known, (siteMode, areaModes, raw, facts) => {
        const verdict = verdictOn(siteIn(siteMode, areaModes), raw, facts);
        expect(['allow', 'refuse', 'confirm', 'own', 'need']).toContain(verdict.kind);
        if (verdict.kind === 'need') expect(facts).not.toHaveProperty(verdict.what);
      }),
      { numRuns },
    );
  });

  test('goes on by its framing where deciding would say so', () => {
    const areaModes = fc.constantFrom<Record<string, Mode>>({}, {}, { checkout: 'closed' });
    const lost = siteOf({ policy: { ...policy, onStoreLost: 'closed' }, mode: 'open', leaseUntilMs: 1_000 });
    const site = fc.oneof(
      fc.constant(lost),
      fc.tuple(mode, areaModes).map((of) => siteIn(...of)),
    );
    fc.assert(
      fc.property(site, request, fc.constantFrom(1_000, 1_001), (snapshot, raw, nowMs) => {
        const verdict = decide(snapshot, new CanonicalRequest(snapshot.compiled, raw), {}, nowMs);
        const mayGoOn = verdict === snapshot.ungoverned && raw.target.startsWith('/');
        expect(isUngoverned(snapshot, raw, () => nowMs)).toBe(mayGoOn);
      }),
      { numRuns: numRuns * 2 },
    );
  });

  test('is let in for a visitor of a read-only site only as a read or an exception', () => {
    fc.assert(
      fc.property(request, (raw) => {
        const canonical = new CanonicalRequest(readOnly.compiled, raw);
        const verdict = decide(readOnly, canonical, { identity: null }, 0);
        if (verdict.kind !== 'allow') return;
        const isRead = ['GET', 'HEAD', 'OPTIONS'].includes(raw.method) && !raw.upgrade;
        const path = raw.target.replace(/^http:\/\/shop\.example/, '').replace(/\?.*$/s, '');
        const isDeclared = raw.method === 'POST' && /^\/(?:search|login|hooks\/[^/]+)$/.test(path);
        const isSignInSocket = raw.upgrade && path === '/login';
        expect(isRead || isDeclared || isSignInSocket).toBe(true);
        expect(
          canonical.overrides.filter((method) => !['GET', 'HEAD', 'OPTIONS', 'POST'].includes(method)),
        ).toEqual([]);
      }),
      { numRuns },
    );
  });

  test('is allowed by no mode that a looser one refuses, for the site or for an area', () => {
    fc.assert(
      fc.property(
        areas,
        request,
        identity,
        fc.constantFrom('site', 'checkout', 'uploads'),
        (areaModes, raw, who, part) => {
          const facts: Known = {
            identity: who,
            body: { digest: '', overrides: [], calls: null },
            confirmed: false,
          };
          const allowed = modes.map((one) => {
            const site =
              part === 'site' ? siteIn(one, areaModes) : siteIn('read-only', { ...areaModes, [part]: one });
            return verdictOn(site, raw, facts).kind === 'allow';
          });
          // Open, read-only, closed: once refused, always refused.
          expect(allowed).toEqual([...allowed].sort((a, b) => Number(b) - Number(a)));
        },
      ),
      { numRuns },
    );
  });

  test('is decided the same when it is asked again with more known', () => {
    fc.assert(
      fc.property(mode, areas, request, identity, (siteMode, areaModes, raw, who) => {
        const site = siteIn(siteMode, areaModes);
        const canonical = new CanonicalRequest(site.compiled, raw);
        const first = decide(site, canonical, {}, 0);
        const facts: Known = { identity: who, body: null };
        const last = decide(site, canonical, facts, 0);
        expect(last).toEqual(verdictOn(site, raw, facts));
        if (first.kind !== 'need') expect(last).toEqual(first);
      }),
      { numRuns },
    );
  });
});

test('HEAD is let in wherever GET is', () => {
  fc.assert(
    fc.property(mode, areas, request, identity, (siteMode, areaModes, raw, who) => {
      const site = siteIn(siteMode, areaModes);
      const facts: Known = { identity: who, body: null };
      const kinds = ['GET', 'HEAD'].map((method) => verdictOn(site, { ...raw, method }, facts).kind);
      expect(kinds[1]).toBe(kinds[0]);
    }),
    { numRuns },
  );
});
