import { describe, expect, test } from 'vitest';
import { readFor, siteOf } from '../../test/support/decide-fixtures.ts';
import type { PolicyInput, RouteInput } from '../model/policy.ts';

const why = 'it must go on';

function read(routes: readonly RouteInput[], line: string, more: PolicyInput = {}) {
  return readFor(siteOf({ policy: { ...more, routes } }), line, {}).facts;
}

describe('a rule for a script holds behind its clean URL', () => {
  test.each([
    ['/admin.php', '/admin/x'],
    ['/admin.php', '/admin/x/y'],
    ['/admin.php', '/Admin.de/x'],
    ['/admin.php', '/admin/logo.png'],
    ['/manage/index.php', '/manage/index/x'],
    ['/:language/admin.php', '/de/admin/x'],
    ['/admin-*.php', '/admin-users/x'],
    ['/admin.*', '/admin/x'],
    ['/cgi-bin/report.cgi', '/cgi-bin/report/x'],
    ['/admin.aspx', '/admin/x'],
  ])('%s: %s', (match, path) => {
    expect(read([{ match, protected: true }], `GET ${path}`).protectedBy).toBe(match);
  });

  test('so does one for a read that writes', () => {
    const rule: RouteInput = { match: 'GET /unsubscribe.php', access: 'write', why };
    expect(read([rule], 'GET /unsubscribe/7').declaredWrite).toBe(true);
    expect(read([rule], 'POST /unsubscribe/7').declaredWrite).toBe(false);
  });
});

describe('but not where it would be a guess', () => {
  test.each([
    // a front page
    ['/index.php', '/products/1'],
    ['/shop/index.php', '/shop/products/1'],
    // every script of a folder: most of what lies in its folders is none
    ['/uploads/*.php', '/uploads/2026/report.docx'],
    ['/*.php', '/products/1'],
    // pages and routes that take nothing behind their name
    ['/members.html', '/members/anna'],
    ['/orders.do', '/orders/1'],
    ['/orders.csv', '/orders/1'],
    ['/admin.php', '/administrator/x'],
  ])('%s: %s', (match, path) => {
    expect(read([{ match, protected: true }], `GET ${path}`).protectedBy).toBeNull();
  });
});

describe('a rule for what lies there goes first', () => {
  const shop: RouteInput = { match: '/shop.php', protected: true };

  test.each<[RouteInput, string]>([
    [{ match: 'POST /shop/**', exception: true, why }, '/shop/cart'],
    [{ match: 'POST /shop/cart', exception: true, why }, '/shop/cart'],
    [{ match: 'GET /shop/:id', access: 'read', why }, '/shop/cart'],
  ])('%j', (rule, path) => {
    expect(read([shop, rule], `GET ${path}`).protectedBy).toBeNull();
    expect(read([shop, rule], `POST ${path}`).protectedBy).toBeNull();
    expect(read([shop, rule], 'GET /shop').protectedBy).toBe('/shop.php');
    expect(read([shop, rule], 'GET /shop.php/cart').protectedBy).toBe('/shop.php');
  });

  test('so does an area', () => {
    const areas = { shop: { routes: ['/shop/**'] } };
    expect(read([shop], 'GET /shop/cart', { areas }).protectedBy).toBeNull();
  });

  test.each<[RouteInput, string]>([
    [{ match: 'POST /shop/cart', exception: true, why }, '/shop/other'],
    [{ match: 'POST /:section/**', exception: true, why }, '/shop/cart'],
    [{ match: 'POST /*/cart', exception: true, why }, '/shop/cart'],
    [{ match: '/shop/**', sensitive: true }, '/shop/cart'],
    // under another reading it is not what that rule is for
    [{ match: 'POST /shop/*/pay', exception: true, why }, '/shop/a%2fb/pay'],
  ])('not one for something else: %j', (rule, path) => {
    expect(read([shop, rule], `GET ${path}`).protectedBy).toBe('/shop.php');
  });
});
