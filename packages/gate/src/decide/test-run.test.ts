import { expect, it } from 'vitest';
import { decideFor, passFor, passHolder, siteOf, somebody } from '../../test/support/decide-fixtures.ts';
import type { Identity } from '../model/identity.ts';

const site = siteOf({ policy: { trusted: { networks: [{ name: 'office', cidr: '203.0.113.0/24' }] } } });
const office = '203.0.113.7';
const anywhere = '198.51.100.9';

/** Whether a write of his is one of a test run; null = it is refused. */
function isTest(identity: Identity, peer: string): boolean | null {
  const verdict = decideFor(site, 'POST /orders', { peer, known: { identity } });
  return verdict.kind === 'allow' ? verdict.standing.isTest === true : null;
}

const pass = passFor('ada', { isTest: true });

it.each([
  ['an admin with a pass for it', somebody('admin', { pass }), anywhere, true],
  ['an admin with such a pass on another trusted path', somebody('admin', { pass }), office, true],
  ['its holder alone, on a trusted path', passHolder({ isTest: true }), office, true],
  ['its holder alone, from anywhere', passHolder({ isTest: true }), anywhere, null],
  ['an admin with another pass', somebody('admin', { pass: passFor('ada') }), anywhere, false],
  ['an admin without a pass', somebody('admin'), office, false],
  ['a holder who may read', passHolder({ scope: 'read', isTest: true }), office, null],
] as const)('what is a write of a test run: %s', (_, identity, peer, expected) => {
  expect(isTest(identity, peer)).toBe(expected);
});

it('a reader tries nothing, whatever his pass says', () => {
  const reader = somebody('support', { pass: passFor('ada', { scope: 'read', isTest: true }) });
  const verdict = decideFor(siteOf({ mode: 'closed' }), 'GET /orders', { known: { identity: reader } });
  expect(verdict).toMatchObject({ kind: 'allow', standing: { scope: 'read' } });
  expect(verdict).not.toHaveProperty('standing.isTest');
});
