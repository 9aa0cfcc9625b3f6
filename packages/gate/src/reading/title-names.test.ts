import { expect, test } from 'vitest';
import { readFor, siteOf } from '../../test/support/decide-fixtures.ts';
import type { RouteInput } from '../model/policy.ts';
import { withTitles } from './title-names.ts';

function protectedBy(match: string, path: string): string | null {
  const rule: RouteInput = { match, protected: true };
  return readFor(siteOf({ policy: { routes: [rule] } }), `GET ${path}`, {}).facts.protectedBy;
}

const list = '/wiki/Special:ListUsers';

test.each([
  [list, '/wiki/:Special:ListUsers'],
  [list, '/wiki/::_Special:ListUsers'],
  [list, '/wiki/Special_:ListUsers'],
  [list, '/wiki/Special:_ListUsers'],
  [list, '/wiki/Special__:__ListUsers__'],
  [list, '/wiki/%20Special%20:%20ListUsers%20'],
  [list, '/wiki/_Special:ListUsers'],
  [list, '/wiki/Special%3A_ListUsers'],
  [list, '/wiki/Special_%EF%BC%9AListUsers'],
  ['/wiki/Special:List_Users', '/wiki/Special:List__Users'],
  ['/wiki/Special:List_Users', '/wiki/Special:List%20_%20Users'],
  ['/wiki/Secret', '/wiki/:Secret'],
  ['/wiki/Special:*', '/wiki/:Special_:_Export'],
  ['/wiki/Special:*/**', '/wiki/Special_:Export/Main_Page'],
  ['/wiki/Special:Export/**', '/wiki/_Special:Export/Main_Page'],
  ['/wiki/Special:_ListUsers', '/wiki/Special:ListUsers'],
  ['/:language/wiki/User_talk:*', '/de/wiki/User__talk_:A'],
  // NBSP, Ogham, en quad, line separator, narrow, mathematical and ideographic spaces.
  ...[
    '%C2%A0',
    '%E1%9A%80',
    '%E2%80%80',
    '%E2%80%A8',
    '%E2%80%AF',
    '%E2%81%9F',
    '%E3%80%80',
    '%E1%A0%8E',
  ].flatMap((blank) => [
    [list, `/wiki/Special${blank}:ListUsers`],
    [list, `/wiki/Special:${blank}_ListUsers`],
    [list, `/wiki/${blank}:Special:ListUsers`],
    ['/wiki/Special:List_Users', `/wiki/Special:List${blank}Users`],
  ]),
])('%s: %s', (match, path) => {
  expect(protectedBy(match, path)).toBe(match);
});

test.each([
  [list, '/wiki/Talk:_Main_Page'],
  [list, '/wiki/SpecialListUsers'],
  [list, '/wiki/Special:List:Users'],
  [list, '/wiki/Special'],
  ['/wiki', '/wiki/:'],
  ['/admin', '/a:dmin'],
])('no further: %s: %s', (match, path) => {
  expect(protectedBy(match, path)).toBeNull();
});

test('an exception is for its very name', () => {
  const rule: RouteInput = { match: 'POST /v1/docs:search', exception: true, why: 'searches' };
  const site = siteOf({ policy: { routes: [rule] } });
  expect(readFor(site, 'POST /v1/docs:search', {}).facts.exception).not.toBeNull();
  expect(readFor(site, 'POST /v1/docs_:search', {}).facts.exception).toBeNull();
});

test('a name of nothing but signs stays', () => {
  expect(withTitles('/a/:_/b')).toBe('/a/:_/b');
  expect(withTitles('/a_/b:_c')).toBe('/a_/b:c');
});
