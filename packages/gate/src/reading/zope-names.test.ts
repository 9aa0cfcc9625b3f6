import { describe, expect, test } from 'vitest';
import { readFor, siteOf } from '../../test/support/decide-fixtures.ts';
import { readTarget } from './read-target.ts';

function protectedBy(match: string, path: string): string | null {
  const policy = { routes: [{ match, protected: true }] };
  return readFor(siteOf({ policy }), `GET ${path}`, {}).facts.protectedBy;
}

const spellings = [
  '/plone/users',
  '/plone/@@users',
  '/plone/++view++users',
  '/Plone/%40%40users',
  '/plone/%2b%2bview%2b%2busers',
  '/plone/@@users/',
  '/plone/@@users.html',
  '/plone/++item++users',
  '/++attribute++plone/++acquire++users',
  '/++skin++Debug/plone/@@users',
  '/plone/++lang++de/users',
  '/++api++/plone/users',
  '/++debug++errors/plone/users',
  '/++vh++https:shop.example:443/a/b/++/plone/users',
  '/VirtualHostBase/http/shop.example/plone/VirtualHostRoot/users',
  '/VirtualHostBase/http/shop.example:80/VirtualHostRoot/_vh_a/_vh_b/plone/@@users',
];

describe('names of Zope', () => {
  test.each(spellings)('%s is one page', (path) => {
    expect(protectedBy('/plone/users', path)).not.toBeNull();
    expect(protectedBy('/plone/@@users', path)).not.toBeNull();
    expect(protectedBy('/plone/++view++users', path)).not.toBeNull();
  });

  test.each([
    ['/plone/@@*', '/plone/@@users'],
    ['/plone/@@*', '/plone/++view++users'],
    ['/plone/@@*-panel', '/plone/user-panel'],
    ['/plone', '/VirtualHostBase/http/a/plone/VirtualHostRoot'],
    ['/', '/VirtualHostBase/http/a/VirtualHostRoot'],
    ['/', '/++skin++a'],
    ['/', '/++vh++https:a:443/b/++'],
  ])('%s holds for %s', (match, path) => {
    expect(protectedBy(match, path)).toBe(match);
  });

  test.each([
    ['/plone/@@*', '/plone/news'],
    ['/ada', '/@ada'],
    ['/plone/users', '/plone/++resource++users'],
    ['/plone/users', '/plone/@@/users'],
    ['/plone/users', '/plone/++theme++a/users'],
    ['/users', '/++vh++a/users'],
  ])('%s does not for %s', (match, path) => {
    expect(protectedBy(match, path)).toBeNull();
  });

  test('for protections alone', () => {
    expect(readTarget('/hooks/@@ada').exact).toEqual(['/hooks/@@ada']);
  });
});
