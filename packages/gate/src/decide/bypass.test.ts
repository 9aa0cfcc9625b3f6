import { describe, expect, test } from 'vitest';
import {
  passFor,
  passHolder,
  type RequestOptions,
  readFor,
  siteOf,
  somebody,
} from '../../test/support/decide-fixtures.ts';
import type { Identity } from '../model/identity.ts';
import type { PolicyInput } from '../model/policy.ts';
import { bypassOf } from './bypass.ts';

const trusted: PolicyInput['trusted'] = {
  networks: [{ name: 'office', cidr: '203.0.113.0/24' }],
  adminHosts: ['admin.shop.example'],
  proxies: ['10.0.0.0/8'],
};

const anywhere: RequestOptions = {};
const office: RequestOptions = { peer: '203.0.113.7' };
const officeThroughProxy: RequestOptions = { peer: '10.0.0.2', headers: ['X-Forwarded-For', '203.0.113.7'] };
const claimsOffice: RequestOptions = {
  headers: ['X-Forwarded-For', '203.0.113.7', 'X-Real-IP', '203.0.113.7'],
};
const unreadable: RequestOptions = { peer: '10.0.0.2', headers: ['X-Forwarded-For', '203.0.113.7, unknown'] };
const adminHost: RequestOptions = { headers: ['Host', 'ADMIN.shop.example.:443'] };
const claimsAdminHost: RequestOptions = { headers: ['X-Forwarded-Host', 'admin.shop.example'] };
const nearAdminHost: RequestOptions = { headers: ['Host', 'admin.shop.example.evil.test'] };
const loopback: RequestOptions = { peer: '127.0.0.1' };
const loopbackV6: RequestOptions = { peer: '::1' };
const localProxy: RequestOptions = { peer: '127.0.0.1', headers: ['X-Forwarded-For', '198.51.100.9'] };

function scopeOf(
  identity: Identity,
  request: RequestOptions = anywhere,
  bypass: PolicyInput['bypass'] = {},
): string {
  const site = siteOf({ policy: { trusted, bypass } });
  const { scope, by } = bypassOf(readFor(site, 'POST /orders', request), identity);
  return by === '' ? scope : `${scope} by ${by}`;
}

const admin = somebody('admin');
const support = somebody('support');
const visitor = somebody('visitor');

describe('by default admins write with a path, support reads', () => {
  test.each([
    ['an admin from anywhere', admin, anywhere, 'read by probe'],
    ['an admin in the office', admin, office, 'write by probe + network office'],
    [
      'an admin in the office, through a named proxy',
      admin,
      officeThroughProxy,
      'write by probe + network office',
    ],
    ['an admin who claims an address', admin, claimsOffice, 'read by probe'],
    ['an admin behind an unreadable chain', admin, unreadable, 'read by probe'],
    ['an admin through the admin host', admin, adminHost, 'write by probe + host admin.shop.example'],
    ['an admin who claims the admin host', admin, claimsAdminHost, 'read by probe'],
    ['an admin near the admin host', admin, nearAdminHost, 'read by probe'],
    ['an admin at the machine', admin, loopback, 'read by probe'],
    ['support in the office', support, office, 'read by probe'],
    ['somebody allowed, in the office', somebody('allowed'), office, 'read by probe'],
    ['a visitor in the office', visitor, office, 'none'],
    [
      'nobody, by the admin host',
      { role: 'visitor', subject: null, via: 'none', pass: null },
      adminHost,
      'none',
    ],
    ['a role nobody vouches for', somebody('admin', { via: 'none' }), office, 'none'],
    ['a role without a subject', somebody('admin', { subject: null }), office, 'none'],
    [
      'a JWT is as good as a probe',
      somebody('admin', { via: 'jwt' }),
      office,
      'write by jwt + network office',
    ],
  ] as const)('%s', (_, identity, request, scope) => {
    expect(scopeOf(identity, request)).toBe(scope);
  });
});

describe('a pass as the path', () => {
  test.each([
    ['one of his own', admin, passFor('ada'), 'write by probe + pass p1'],
    ['for reading only', admin, passFor('ada', { scope: 'read' }), 'read by probe'],
    ['somebody else’s', admin, passFor('ben'), 'read by probe'],
    ['with a role that may not write', support, passFor('ada'), 'read by probe'],
    ['without a role', visitor, passFor('ada'), 'none'],
    ['of the break-glass file, from anywhere', admin, passFor('ada', { breakGlass: true }), 'read by probe'],
  ] as const)('%s', (_, identity, pass, scope) => {
    expect(scopeOf({ ...identity, pass })).toBe(scope);
  });

  test('of the break-glass file, at the machine', () => {
    const identity = { ...admin, pass: passFor('ada', { breakGlass: true }) };
    expect(scopeOf(identity, loopback)).toBe('write by probe + pass p1');
  });
});

describe('a pass as the identity', () => {
  test.each([
    ['write, from anywhere', passHolder(), anywhere, 'read by pass p1'],
    ['write, in the office', passHolder(), office, 'write by pass p1 + network office'],
    ['write, by the admin host', passHolder(), adminHost, 'write by pass p1 + host admin.shop.example'],
    ['write, at the machine', passHolder(), loopback, 'read by pass p1'],
    ['read, in the office', passHolder({ scope: 'read' }), office, 'read by pass p1'],
    [
      'read, dressed as an admin',
      { ...passHolder({ scope: 'read' }), role: 'admin' },
      office,
      'read by pass p1',
    ],
    ['without the pass itself', somebody('admin', { via: 'pass' }), office, 'none'],
  ] as const)('%s', (_, identity, request, scope) => {
    expect(scopeOf(identity, request)).toBe(scope);
  });

  test('is no session that may write by role alone', () => {
    expect(scopeOf(passHolder(), anywhere, { writeByRoleAlone: ['admin'] })).toBe('read by pass p1');
  });
});

describe('a break-glass pass', () => {
  const holder = passHolder({ breakGlass: true });

  test.each([
    ['anywhere', anywhere, 'none'],
    ['the admin host, from anywhere', adminHost, 'none'],
    ['the machine', loopback, 'write by pass p1 + loopback'],
    ['the machine, IPv6', loopbackV6, 'write by pass p1 + loopback'],
    ['the machine, mapped', { peer: '::ffff:127.0.0.1' }, 'write by pass p1 + loopback'],
    ['a trusted network', office, 'write by pass p1 + network office'],
    // Behind a proxy on the same machine everybody comes from loopback.
    ['a proxy nobody named, on the machine', localProxy, 'none'],
    ['a proxy that only says Via', { peer: '127.0.0.1', headers: ['Via', '1.1 x'] }, 'none'],
    ['a host that hides the peer', { peer: null }, 'none'],
    ['an address that starts alike', { peer: '128.127.0.1' }, 'none'],
  ])('is honoured from %s: %s', (_, request, scope) => {
    expect(scopeOf(holder, request)).toBe(scope);
  });

  test('with the machine itself as a named proxy, a direct call is still from here', () => {
    const site = siteOf({ policy: { trusted: { proxies: ['127.0.0.0/8'] } } });
    const from = (request: RequestOptions) => bypassOf(readFor(site, 'POST /', request), holder).scope;
    expect(from(loopback)).toBe('write');
    expect(from(localProxy)).toBe('none');
    expect(from({ ...loopback, headers: ['X-Forwarded-For', '127.0.0.1'] })).toBe('none');
  });
});

describe('what the policy adds', () => {
  test.each([
    [
      'support may write',
      support,
      office,
      { write: ['admin', 'support'] },
      'write by probe + network office',
    ],
    ['support may write, from anywhere', support, anywhere, { write: ['admin', 'support'] }, 'read by probe'],
    ['nobody writes', admin, office, { write: [] }, 'read by probe'],
    ['admins by role alone', admin, anywhere, { writeByRoleAlone: ['admin'] }, 'write by probe alone'],
    ['admins alone, not support', support, office, { writeByRoleAlone: ['admin'] }, 'read by probe'],
    ['a named visitor reads', visitor, anywhere, { allowed: { subjects: ['ada'] } }, 'read by probe'],
    ['a named visitor reads only', visitor, office, { allowed: { subjects: ['ada'] } }, 'read by probe'],
    [
      'a named visitor writes',
      visitor,
      office,
      { allowed: { subjects: ['ada'], write: true } },
      'write by probe + network office',
    ],
    [
      'a named visitor writes with a path',
      visitor,
      anywhere,
      { allowed: { subjects: ['ada'], write: true } },
      'read by probe',
    ],
    [
      'a named supporter writes',
      support,
      office,
      { allowed: { subjects: ['ada'], write: true } },
      'write by probe + network office',
    ],
    ['another visitor', visitor, office, { allowed: { subjects: ['Ada'], write: true } }, 'none'],
    [
      'the role allowed',
      somebody('allowed'),
      office,
      { allowed: { subjects: ['ben'], write: true } },
      'write by probe + network office',
    ],
    [
      'the allowed by role alone',
      somebody('allowed'),
      anywhere,
      { allowed: { subjects: ['ada'], write: true }, writeByRoleAlone: ['allowed'] },
      'write by probe alone',
    ],
    [
      'a named pass holder is a pass holder',
      passHolder({ scope: 'read' }),
      office,
      { allowed: { subjects: ['ada'], write: true } },
      'read by pass p1',
    ],
    [
      'a named holder of a write pass is no admin by name',
      passHolder(),
      office,
      { write: [], allowed: { subjects: ['ada'], write: true } },
      'read by pass p1',
    ],
  ] as const)('%s', (_, identity, request, bypass, scope) => {
    expect(scopeOf(identity, request, bypass)).toBe(scope);
  });
});
