import { expect, test } from 'vitest';
import { readFor, siteOf } from '../../test/support/decide-fixtures.ts';
import type { RouteInput } from '../model/policy.ts';
import { punctuatedName, withUnderscores } from './punctuation.ts';

function protectedBy(match: string, path: string): string | null {
  const rule: RouteInput = { match, protected: true };
  return readFor(siteOf({ policy: { routes: [rule] } }), `GET ${path}`, {}).facts.protectedBy;
}

test.each([...'!"$\'()*+,-.:;<=>@[]^_`{|}~&', '%23', '%3f', '%5c', '%25', '%60'])(
  'a name with %s for its underscore is found by it',
  (sign) => {
    const path = `/admin${sign.startsWith('%') ? sign : `%${sign.charCodeAt(0).toString(16)}`}panel/users`;
    expect(protectedBy('/admin_panel/**', path)).toBe('/admin_panel/**');
  },
);

test.each([
  ['/admin_panel/**', '/Admin~Panel/users'],
  ['/admin-panel/**', '/admin_panel/users'],
  ['/admin-panel/**', '/admin$panel/users'],
  ['/:team/clear_all_caches', '/blue/clear-all.caches'],
  ['/a/clear__cache', '/a/clear-~cache'],
  ['/clear_cache', '/clear-cache/index'],
  ['/clear_cache', '/clear-cache.json'],
])('%s: %s', (match, path) => {
  expect(protectedBy(match, path)).toBe(match);
});

test.each([
  ['/admin_panel/**', '/adminpanel/users'],
  ['/admin_panel/**', '/admin%2fpanel/users'],
  ['/clear_cache', '/clear--cache'],
  ['/_/**', '/-/x'],
  ['/_next/**', '/.next/x'],
  ['/admin_*', '/admin-users'],
  ['/report_2024.csv', '/report-2024.csv'],
  ['/admin', '/-admin'],
])('no further: %s: %s', (match, path) => {
  expect(protectedBy(match, path)).toBeNull();
});

test('rules for both spellings hold each', () => {
  const routes: RouteInput[] = [
    { match: '/clear_cache', protected: true },
    { match: 'GET /clear-cache', access: 'write', why: 'a link in mails' },
  ];
  for (const path of ['/clear_cache', '/clear-cache', '/clear~cache']) {
    const { facts } = readFor(siteOf({ policy: { routes } }), `GET ${path}`, {});
    expect([facts.protectedBy, facts.declaredWrite]).toEqual(['/clear_cache', true]);
  }
});

test('an exception is for its very name', () => {
  const rule: RouteInput = { match: 'POST /pay_hook', exception: true, why: 'payments' };
  const site = siteOf({ policy: { routes: [rule] } });
  expect(readFor(site, 'POST /pay_hook', {}).facts.exception).not.toBeNull();
  expect(readFor(site, 'POST /pay-hook', {}).facts.exception).toBeNull();
});

test.each([
  ['clear-cache', 'clear_cache'],
  ['clear_cache', 'clear_cache'],
  ['clear', null],
  ['clear_', null],
  ['v1.2_a', null],
])('%s is found by %s', (name, found) => {
  expect(punctuatedName(name)).toBe(found);
});

test('letters, digits and names beyond ASCII stay', () => {
  expect(withUnderscores('azAZ09é')).toBe('azAZ09é');
  expect(withUnderscores('é-b.c')).toBe('é_b_c');
});
