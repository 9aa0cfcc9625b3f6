import { describe, expect, it } from 'vitest';
import { groupsOf, recognisedOf, roleMapOf, roleOf, subjectOf } from './claims.ts';

const map = roleMapOf({ admin: 'admin', helpdesk: 'support', guest: 'visitor', named: 'allowed' });

describe('roleOf', () => {
  it.each([
    ['admin', 'admin'],
    ['helpdesk', 'support'],
    ['named', 'allowed'],
    ['guest', 'visitor'],
    [['user', 'admin'], 'admin'],
    [['helpdesk', 'admin'], 'admin'],
    [['admin', 'helpdesk'], 'admin'],
    [['named', 'helpdesk'], 'support'],
    [['user'], 'visitor'],
    [[], 'visitor'],
    // Token corpus T017 to T022: nothing is folded, padded, coerced or inherited.
    ['ADMIN', 'visitor'],
    ['Admin', 'visitor'],
    ['admin ', 'visitor'],
    [' admin', 'visitor'],
    ['admin\u0000', 'visitor'],
    ['admin\n', 'visitor'],
    ['ａｄｍｉｎ', 'visitor'],
    ['', 'visitor'],
    ['user,admin', 'visitor'],
    ['__proto__', 'visitor'],
    ['constructor', 'visitor'],
    ['toString', 'visitor'],
    [['constructor', '__proto__'], 'visitor'],
    [{ admin: true }, 'visitor'],
    [{ 0: 'admin', length: 1 }, 'visitor'],
    [[['admin']], 'visitor'],
    [['admin', 7], 'visitor'],
    [[null, 'admin'], 'visitor'],
    [7, 'visitor'],
    [true, 'visitor'],
    [null, 'visitor'],
    [undefined, 'visitor'],
    [{ toString: () => 'admin' }, 'visitor'],
  ])('%j gives %s', (claim, role) => {
    expect(roleOf(claim, map)).toBe(role);
  });
});

describe('groupsOf', () => {
  const many = (length: number) => Array.from({ length }, (_, index) => `group ${index}`);

  it.each([
    ['ops', ['ops']],
    [
      ['ops', 'staff', 'ops'],
      ['ops', 'staff'],
    ],
    [[], []],
    [['x'.repeat(256)], ['x'.repeat(256)]],
    [many(1_000), many(1_000)],
  ])('%j are groups', (claim, groups) => {
    expect(groupsOf(claim)).toEqual(groups);
  });

  // A cut list would take somebody out of the group that restricts him.
  it.each([
    [many(1_001)],
    [['ops', 'x'.repeat(257)]],
    [['ops', 7]],
    [['ops', null]],
    [['ops', ['staff']]],
    [['ops', '']],
    [['a\u0000']],
    [''],
    [{ 0: 'ops', length: 1 }],
    [7],
    [true],
    [null],
    [undefined],
  ])('%j are not known', (claim) => {
    expect(groupsOf(claim)).toBeNull();
  });
});

describe('subjectOf', () => {
  it.each(['maria', 'María José', 'maria@shop.example', ' maria', '7', '__proto__', 'x'.repeat(256), '👩‍🔧'])(
    '%j is a subject, as it is',
    (value) => {
      expect(subjectOf(value)).toBe(value);
    },
  );

  it.each([
    '',
    'x'.repeat(257),
    'a\nb',
    'a\u0000',
    'a\u007f',
    'a\u0085',
    'a\u2028b',
    'a\ud800',
    7,
    null,
    undefined,
    true,
    ['maria'],
    { name: 'maria' },
  ])('%j is none', (value) => {
    expect(subjectOf(value)).toBeNull();
  });
});

describe('recognisedOf', () => {
  it('keeps role and subject and nothing else', () => {
    expect(recognisedOf({ role: 'admin', subject: 'maria', id: 7 })).toEqual({
      role: 'admin',
      subject: 'maria',
    });
  });

  it.each([
    null,
    undefined,
    true,
    'admin',
    ['admin', 'maria'],
    {},
    { role: 'admin' },
    { subject: 'maria' },
    { role: 'Admin', subject: 'maria' },
    { role: ['admin'], subject: 'maria' },
    { role: 'root', subject: 'maria' },
    { role: 'admin', subject: '' },
    { role: 'admin', subject: 7 },
    Object.create({ role: 'admin', subject: 'maria' }),
    JSON.parse('{"__proto__":{"role":"admin","subject":"maria"}}'),
  ])('%j names nobody', (value) => {
    expect(recognisedOf(value)).toBeNull();
  });
});
