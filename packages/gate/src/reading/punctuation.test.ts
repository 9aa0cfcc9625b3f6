import { expect, test } from 'vitest';
import { readFor, siteOf } from '../../test/support/decide-fixtures.ts';
import type { RouteInput } from '../model/policy.ts';
import { lengthTogether, punctuatedName, runTogether, withUnderscores } from './punctuation.ts';

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
  // Words run together, parted by more, or by a blank.
  ['/admin_panel/**', '/adminpanel/users'],
  ['/user-groups/**', '/userGroups/index'],
  ['/user-groups/**', '/UserGroups'],
  ['/user-groups/**', '/user%20groups/index'],
  ['/user-groups/**', '/user+groups/index'],
  ['/user-groups/**', '/user%E3%80%80groups/index'],
  ['/user-groups/**', '/user%C2%A0groups/index'],
  ['/user-groups/**', '/user%E2%80%93groups/index'],
  ['/user-groups/**', '/-user--groups-/index'],
  ['/user-groups/**', '/u-s-e-r-groups'],
  ['/user-groups/**', '/userGroups.json'],
  ['/user-groups/**', '/index.php/userGroups'],
  ['/user-groups/**', '/index.php?/userGroups/index'],
  ['/:team/a/mark-paid/*', '/b/a/markPaid/7'],
  ['/clear_cache', '/clear--cache'],
  ['/clear_cache', '/clear._cache'],
  ['/mark-paid-2', '/markPaid2'],
  ['/chapter-1-12', '/chapter1--12'],
  ['/wiki/Secret_Page', '/wiki/_Secret__Page'],
])('%s: %s', (match, path) => {
  expect(protectedBy(match, path)).toBe(match);
});

test.each([
  ['/admin_panel/**', '/admin%2fpanel/users'],
  ['/admin_panel/**', '/adminpanels/users'],
  ['/user-groups/**', '/userGroupsOverview'],
  ['/usergroups/**', '/user-groups'],
  ['/chapter-1-12', '/chapter-11-2'],
  ['/chapter-1-12', '/chapter112'],
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

test('where a rule speaks of the words run together, they are its own', () => {
  const routes: RouteInput[] = [
    { match: '/log-out/**', protected: true },
    { match: 'POST /logout', exception: true, why: 'always' },
    { match: '/logout/help', sensitive: true },
  ];
  const site = siteOf({ policy: { routes } });
  const protectedAt = (line: string) => readFor(site, line, {}).facts.protectedBy;
  expect(readFor(site, 'POST /logout', {}).facts.exception).not.toBeNull();
  for (const path of ['/logout', '/Logout', '/logout/help']) expect(protectedAt(`GET ${path}`)).toBeNull();
  for (const path of ['/log-out', '/log_out', '/log--out', '/logout/now', '/log%20out/help']) {
    expect(protectedAt(`GET ${path}`)).toBe('/log-out/**');
  }
});

test('a name and what is left of it are of one length', () => {
  for (const name of [
    '',
    '-',
    'a',
    'a-b',
    '--a--b--',
    '1-2',
    '1--2-a-3',
    'v1.2_a',
    'é b',
    '12',
    '-1-',
    'a-1-2-',
  ]) {
    expect(lengthTogether(name)).toBe(runTogether(name).length);
  }
  expect(runTogether('v1.2_a')).toBe('v1_2a');
});

test('an exception is for its very name', () => {
  const rule: RouteInput = { match: 'POST /pay_hook', exception: true, why: 'payments' };
  const site = siteOf({ policy: { routes: [rule] } });
  expect(readFor(site, 'POST /pay_hook', {}).facts.exception).not.toBeNull();
  expect(readFor(site, 'POST /pay-hook', {}).facts.exception).toBeNull();
});

test.each([
  ['clear-cache', 'clearcache'],
  ['clear_cache', 'clearcache'],
  ['report-2024-11', 'report2024_11'],
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
