import { describe, expect, test } from 'vitest';
import { readFor, siteOf } from '../../test/support/decide-fixtures.ts';
import type { PolicyInput } from '../model/policy.ts';
import { asName, beforeParameters, parametersIn } from './path-in-query.ts';
import { readTarget } from './read-target.ts';
import { createReadingBudget } from './reading-budget.ts';

const why = 'it must go on';

const policy: PolicyInput = {
  routeParameters: ['route'],
  routes: [
    { match: '/admin', protected: true },
    { match: '/admin/users', protected: true },
    { match: 'GET /export', access: 'write', why },
    { match: 'POST /webhooks/**', exception: true, why },
    { match: 'POST /hooks/:name', exception: true, why },
    { match: 'POST /:tenant/hook', exception: true, why },
    { match: 'POST /r&d/contact', exception: true, why },
    { match: 'POST /r&d/files/**', exception: true, why },
  ],
};

function read(line: string) {
  return readFor(siteOf({ policy }), line, {});
}

test.each([
  ['/a/b', []],
  ['/a&b', ['/a']],
  ['/&b', ['/']],
  ['/a&b/c', ['/a', '/a/c']],
  ['/a&b&c/d/e&f', ['/a', '/a/d/e']],
  ['/a&b/c&d/e', ['/a', '/a/c', '/a/c/e']],
  ['/a;b', ['/a']],
  ['/a;b/c', ['/a', '/a/c']],
  ['/a;b&c', ['/a;b', '/a']],
  ['/a&b;c', ['/a']],
])('what is left of %s before its parameters: %j', (path, left) => {
  expect(beforeParameters(path, createReadingBudget())).toEqual(left);
});

test.each(['/;', '/&', '/&;', '/;;', '/&a', '/;a.php', '/a;/b&', '/aaaaaaaaaaaaaaaaaaaaaaaaa&'])(
  '8 KB of %s leave more than is looked at',
  (name) => {
    let spent = 0;
    const budget = createReadingBudget();
    const spend: typeof budget.spend = (readings, characters) => {
      spent += readings * characters;
      return budget.spend(readings, characters);
    };
    const path = name.repeat(Math.floor(8_000 / name.length));
    expect(beforeParameters(path, { ...budget, spend })).toBeNull();
    expect(spent).toBeLessThan(2_000_000);
  },
);

test.each([
  ['/a', null],
  ['/a=b=c', '/a'],
  ['/=', '/'],
])('%s is the name %j', (path, name) => {
  expect(asName(path)).toBe(name);
});

test('parameters of a path are all of it, and each of its names', () => {
  expect(parametersIn(['/a', '/a&b'])).toEqual([]);
  expect(parametersIn(['/a&b=c/d', '/a', '/e=f'])).toEqual(['a&b=c/d', 'a&b=c&d', 'e=f']);
});

describe('a protection holds for a path put into a query', () => {
  test.each([
    // another route behind the path
    ['GET /x&_url=/admin'],
    ['GET /x&_url=admin/users'],
    ['GET /x/y&a=b&route=admin'],
    ['GET /&_url=/admin'],
    ['GET /x&rest_route=/admin'],
    ['GET /x;_url=/admin'],
    ['GET /x;a=b;route=admin'],
    ['GET /x%26_url=/admin'],
    ['GET /x%26_url%3D/admin'],
    ['GET /x%2526_url=/admin'],
    ['GET /x%26_url=%2561dmin'],
    ['GET /x%26%5Furl=/admin'],
    ['GET /x&_URL[]=/admin'],
    ['GET /x%3b_url=/admin'],
    ['GET /x%ef%bc%86_url=/admin'],
    ['GET /x&_url=/x%26_url=/admin'],
    // a name of its own for each part of the path
    ['GET /x&route=admin/y'],
    ['GET /x/y&route=admin/z'],
    // the path is the query
    ['GET /_url=/admin'],
    ['GET /app/route=admin/users'],
    // a shorter path
    ['GET /admin&a=b'],
    ['GET /admin&'],
    ['GET /admin%26x'],
    ['GET /Admin&x/y'],
    ['GET /admin;x/y'],
    ['GET /admin&x/users&y'],
    ['GET /admin&x/users&y/z'],
    ['GET /admin=x'],
    ['GET /admin%3dx'],
    ['GET /admin%ef%bc%86x'],
    // plus is a space there
    ['GET /admin+'],
  ])('%s', (line) => {
    expect(read(line).facts.protectedBy).not.toBeNull();
  });

  test.each([
    ['GET /export&a=b'],
    ['GET /x&_url=/export'],
    ['GET /x&_method=DELETE'],
    ['GET /x%26_method=DELETE'],
    ['GET /x/y;_method=DELETE'],
    ['GET /x&_method=DELETE/y'],
    ['GET /_method=PUT'],
  ])('%s writes', (line) => {
    expect(read(line).access).toBe('write');
  });
});

describe('an exception holds for it, too', () => {
  test.each([
    ['POST /webhooks/a&_url=/orders'],
    ['POST /webhooks/a%26_url=/orders'],
    ['POST /webhooks/a;_url=/orders'],
    ['POST /webhooks/a/_url=/orders'],
    ['POST /webhooks/a&_method=DELETE'],
    ['POST /webhooks/a%26_method=DELETE'],
    ['POST /hooks/&a'],
    ['POST /hooks/%20&a'],
    ['POST /orders&x/hook'],
    ['POST /orders%26x/hook'],
    ['POST /orders;x/hook'],
    ['POST /r&d'],
    ['POST /r'],
    ['POST /r&x/contact'],
    ['POST /r/contact'],
    ['POST /r&d/contact?_url=/r'],
    ['POST /r&d/files/a&_url=/orders'],
    ['POST /x&r&d/contact'],
  ])('not for %s', (line) => {
    expect(read(line).facts.exception).toBeNull();
  });

  test.each([
    ['POST /webhooks/r&d'],
    ['POST /webhooks/r%26d'],
    ['POST /webhooks/r&d/x=1&y=2'],
    ['POST /webhooks/a;v=1'],
    ['POST /hooks/r&d'],
    ['POST /hooks/a+b'],
    ['POST /hooks/YWJj=='],
    // Its owner knows of the sign: what it is to a server is what it is to the rule.
    ['POST /r&d/contact'],
    ['POST /r&d/files/a/b'],
    ['POST /r&d/files/a&b'],
  ])('%s', (line) => {
    expect(read(line).facts.exception?.kind).toBe('exception');
  });
});

test.each([
  ['/tags/r&d'],
  ['/wiki/AT&T'],
  ['/brands/h%26m/shirts'],
  ['/list&page=2&sort=price'],
  ['/c++/reference'],
  ['/id=5/part=6'],
  ['/@ada'],
  [`/x${'&a'.repeat(2_000)}`],
  [`/${'a=b&'.repeat(100)}`],
])('%s is read as ever', (target) => {
  const line = `GET ${target}`;
  expect(readTarget(target).malformed).toBeNull();
  expect(read(line).facts.protectedBy).toBeNull();
  expect(read(line).access).toBe('read');
});

test('many parts of a path have one budget with all the rest', () => {
  expect(readTarget(`/${'a&/'.repeat(2_500)}`).malformed).toBe(
    'a path of more spellings than any client sends',
  );
});

test('a plus is a space there', () => {
  expect(readTarget('/my+page').folded).toContain('/my page');
  expect(readTarget('/my%2Bpage').folded).toContain('/my page');
  expect(readTarget('/my+page').exact).toEqual(['/my+page']);
});
