import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { originForm, readTarget } from './read-target.ts';
import { createReadingBudget } from './reading-budget.ts';
import { readingsOf } from './readings.ts';

describe('originForm', () => {
  test.each([
    ['/orders?x=1', 'GET', '/orders?x=1'],
    ['//orders', 'GET', '//orders'],
    ['*', 'OPTIONS', '*'],
    ['http://shop.example/login', 'POST', '/login'],
    ['HTTP://SHOP.EXAMPLE/Login?a', 'POST', '/Login?a'],
    ['https://shop.example', 'GET', '/'],
    ['http://shop.example?x=1', 'GET', '/?x=1'],
    ['http://shop.example:80/a', 'GET', '/a'],
    ['https://shop.example.:443/a', 'GET', '/a'],
    ['http://shop.example//admin', 'GET', '//admin'],
  ])('%s with %s is %s', (target, method, origin) => {
    expect(originForm(target, method, 'shop.example')).toBe(origin);
  });

  test.each([
    ['', 'GET'],
    ['*', 'GET'],
    ['*', 'POST'],
    ['**', 'OPTIONS'],
    ['login', 'GET'],
    ['?x=/login', 'GET'],
    ['#', 'GET'],
    ['http:/login', 'GET'],
    ['http:login', 'GET'],
    ['http:///login', 'GET'],
    ['ftp://shop.example/login', 'GET'],
    ['javascript:/login', 'GET'],
    ['http://evil.example/login', 'GET'],
    ['http://admin.shop.example/', 'GET'],
    ['http://shop.example:8080/', 'GET'],
    ['http://shop.example:443/', 'GET'],
    ['http://shop.example@evil.example/', 'GET'],
    ['http://user@shop.example/', 'GET'],
    ['http://shop.example\\@evil.example/', 'GET'],
    ['http://shop.example#/login', 'GET'],
    ['http://shop.example .evil.example/', 'GET'],
    [' http://shop.example/', 'GET'],
    ['shop.example:443', 'CONNECT'],
  ])('%j with %s has none', (target, method) => {
    expect(originForm(target, method, 'shop.example')).toBeNull();
  });

  test('an absolute URL needs a Host to agree with', () => {
    expect(originForm('http://shop.example/', 'GET', null)).toBeNull();
    expect(originForm('http://shop.example/', 'GET', 'shop.example, shop.example')).toBeNull();
  });
});

describe('readTarget', () => {
  test('a plain path has one reading', () => {
    expect(readTarget('/products/42?page=2')).toEqual({
      malformed: null,
      forward: '/products/42?page=2',
      path: '/products/42',
      query: 'page=2',
      exact: ['/products/42'],
      folded: ['/products/42'],
      shortened: [],
      parameters: [],
      encodedSeparator: false,
    });
  });

  test('case and a trailing slash are folded away', () => {
    expect(readTarget('/Admin/Users/')).toMatchObject({
      exact: ['/Admin/Users/'],
      folded: ['/admin/users/', '/admin/users'],
    });
    expect(readTarget('/')).toMatchObject({ exact: ['/'], folded: ['/'], query: null });
  });

  test('the query is no part of the path, whatever it holds', () => {
    const target = readTarget('/orders?next=/admin/../%zz;//\\?');
    expect(target).toMatchObject({ malformed: null, exact: ['/orders'], folded: ['/orders'] });
    expect(target.query).toBe('next=/admin/../%zz;//\\?');
  });

  test('the whole server is no path', () => {
    expect(readTarget('*')).toMatchObject({ malformed: null, exact: ['*'], folded: ['*'], forward: '*' });
  });

  test.each([
    ['', 'no leading slash'],
    ['login', 'no leading slash'],
    ['//host.example/login', 'two leading slashes'],
    ['//', 'two leading slashes'],
    ['/orders#/login', 'a fragment sign'],
    ['/orders?x#/login', 'a fragment sign'],
    ['/x\\admin', 'a backslash'],
    ['/a b', 'a byte outside visible ASCII'],
    ['/a\tb', 'a byte outside visible ASCII'],
    ['/a\u0000', 'a byte outside visible ASCII'],
    ['/a\u007f', 'a byte outside visible ASCII'],
    ['/caf\u00e9', 'a byte outside visible ASCII'],
    ['/?q=caf\u00e9', 'a byte outside visible ASCII'],
    ['/?q=a b', 'a byte outside visible ASCII'],
    ['/?q=a\r\nX: y', 'a byte outside visible ASCII'],
    [`/${'a'.repeat(8_192)}`, 'a path longer than 8 KB'],
  ])('%j is malformed: %s', (target, reason) => {
    expect(readTarget(target)).toEqual({
      malformed: reason,
      exact: [],
      folded: [],
      forward: target,
      path: target,
      query: null,
      shortened: [],
      parameters: [],
      encodedSeparator: false,
    });
  });

  test.each([
    ['/A', ['/a']],
    ['/Z', ['/z']],
    ['/!~', ['/!~']],
    ['/!~?!~', ['/!~']],
    [`/${'a'.repeat(8_191)}`, [`/${'a'.repeat(8_191)}`]],
  ])('%j is read: %j', (target, folded) => {
    expect(readTarget(target)).toMatchObject({ malformed: null, folded });
  });

  test.each([
    ['/%2Fhost/admin', expect.arrayContaining(['/%2Fhost/admin', '//host/admin', '/admin']), '/admin'],
    ['/%5Chost/admin', expect.arrayContaining(['/%5Chost/admin', '/host/admin']), '/host/admin'],
    ['/%5C%5Chost/admin', expect.arrayContaining(['/admin']), '/admin'],
  ])('two slashes of an escape are one, a name of a host or both: %s', (target, exact, folded) => {
    const reading = readTarget(target);
    expect(reading).toMatchObject({ malformed: null, exact, forward: target });
    expect(reading.folded).toContain(folded);
  });

  test('a long query is not the path', () => {
    expect(readTarget(`/?q=${'a'.repeat(12_000)}`).malformed).toBeNull();
  });

  // One normaliser: a short cut for plain paths that read them otherwise would be a way round it.
  test('the short cut for plain paths reads what the long way reads', () => {
    const plain = fc
      .array(fc.constantFrom('a', 'Z', '9', '-', '_', '~', '/x', '*', ':', '@', '&', '=', '+', "'"), {
        maxLength: 20,
      })
      .map((parts) => `/${parts.join('')}`);
    fc.assert(
      fc.property(plain, fc.boolean(), (start, slash) => {
        const path = `${start.replace(/^\/\/+/, '/')}${slash && !start.endsWith('/') ? '/' : ''}`;
        fc.pre(!path.includes('//'));
        const { exact, folded, shortened } = readTarget(path);
        expect(readingsOf(path, createReadingBudget())).toEqual({
          malformed: null,
          exact,
          folded,
          shortened,
          encodedSeparator: false,
        });
      }),
    );
  });
});
