import { describe, expect, test } from 'vitest';
import { readFor, siteOf } from '../../test/support/decide-fixtures.ts';
import type { Mode } from '../model/mode.ts';
import type { PolicyInput } from '../model/policy.ts';
import { effectiveMode } from './effective-mode.ts';
import { modeInForce } from './snapshot.ts';

const policy: PolicyInput = {
  onStoreLost: 'read-only',
  areas: {
    checkout: { routes: ['/checkout/**'] },
    uploads: { routes: ['/uploads/**'] },
    images: { routes: ['/uploads/images/**'] },
    mail: { routes: ['POST /mail/**'] },
  },
};

function modeOf(site: { mode: Mode; areas: Record<string, Mode> }, line: string, monotonicMs = 0): string {
  const snapshot = siteOf({ policy, leaseUntilMs: 1_000, ...site });
  const { mode, areas } = effectiveMode(snapshot, readFor(snapshot, line), monotonicMs);
  return areas.length === 0 ? mode : `${mode} by ${areas.join(', ')}`;
}

describe('an area stricter than the site', () => {
  const site = { mode: 'open', areas: { checkout: 'closed', uploads: 'read-only' } } as const;

  test.each([
    ['GET /', 'open'],
    ['GET /checkout', 'closed by checkout'],
    ['GET /CHECKOUT/1', 'closed by checkout'],
    ['GET /check%6fut;x', 'closed by checkout'],
    ['GET /index.php/checkout', 'closed by checkout'],
    ['GET /uploads/1', 'read-only by uploads'],
    ['GET /uploads/images/1', 'read-only by uploads'],
    ['GET /uploads%2f1', 'read-only by uploads'],
  ])('%s: %s', (line, mode) => {
    expect(modeOf(site, line)).toBe(mode);
  });
});

describe('an area looser than the site', () => {
  const site = { mode: 'read-only', areas: { uploads: 'open', mail: 'open' } } as const;

  test.each([
    ['GET /', 'read-only'],
    ['POST /uploads/1', 'open'],
    ['POST /uploads', 'open'],
    // not under every exact reading
    ['POST /Uploads/1', 'read-only'],
    ['POST /upload%73/1', 'read-only'],
    ['POST /uploads%2f1', 'read-only'],
    ['POST /uploads;x/1', 'read-only'],
    ['POST /x/uploads', 'read-only'],
    // under every reading, whatever follows
    ['POST /uploads/a%2fb', 'open'],
    // another area at the same place has the site's mode
    ['POST /uploads/images/1', 'read-only'],
    ['POST /mail/1', 'open'],
    ['PUT /mail/1', 'read-only'],
    ['POST /mail/1?_method=PUT', 'read-only'],
  ])('%s: %s', (line, mode) => {
    expect(modeOf(site, line)).toBe(mode);
  });
});

test('of several areas the strictest counts, and names itself', () => {
  const mixed = { mode: 'read-only', areas: { uploads: 'open', images: 'closed' } } as const;
  expect(modeOf(mixed, 'GET /uploads/images/1')).toBe('closed by images');
  expect(
    modeOf({ mode: 'closed', areas: { uploads: 'open', images: 'read-only' } }, 'GET /uploads/images/1'),
  ).toBe('read-only');
  expect(
    modeOf({ mode: 'open', areas: { uploads: 'closed', images: 'closed' } }, 'GET /uploads/images/1'),
  ).toBe('closed by uploads, images');
});

test('an area the policy does not know, or one of a dangerous name, changes nothing', () => {
  expect(modeOf({ mode: 'open', areas: { gone: 'closed' } }, 'GET /gone')).toBe('open');
  expect(modeOf({ mode: 'open', areas: {} }, 'GET /uploads')).toBe('open');
});

describe('a lost lease', () => {
  test.each([
    ['open', {}, 'GET /', 'read-only'],
    ['closed', {}, 'GET /', 'closed'],
    ['closed', { uploads: 'open' }, 'GET /uploads/1', 'read-only'],
    ['open', { uploads: 'closed' }, 'GET /uploads/1', 'closed by uploads'],
    ['open', { uploads: 'read-only' }, 'GET /uploads/1', 'read-only'],
  ] as const)('makes %s with %j stricter: %s: %s', (mode, areas, line, effective) => {
    expect(modeOf({ mode, areas }, line, 1_001)).toBe(effective);
  });

  test('is told in reports', () => {
    const snapshot = siteOf({ policy, mode: 'open', leaseUntilMs: 1_000 });
    expect([modeInForce(snapshot, 1_000), modeInForce(snapshot, 1_001)]).toEqual(['open', 'read-only']);
  });
});

test('a forced mode replaces the areas and outranks the lease', () => {
  const snapshot = siteOf({
    policy,
    areas: { uploads: 'closed' },
    leaseUntilMs: 1_000,
    forced: { mode: 'open', why: 'environment' },
  });
  expect(effectiveMode(snapshot, readFor(snapshot, 'GET /uploads'), 5_000)).toEqual({
    mode: 'open',
    areas: [],
  });
  expect(snapshot).toMatchObject({ mode: 'open', areas: {}, why: 'environment', governing: false });
  expect(modeInForce(snapshot, 5_000)).toBe('open');
});
