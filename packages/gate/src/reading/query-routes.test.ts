import { describe, expect, test } from 'vitest';
import { decideFor, siteOf, summaryOf } from '../../test/support/decide-fixtures.ts';
import type { PolicyInput } from '../model/policy.ts';
import { foldersOf, routeNamesOf, routesInQuery } from './query-routes.ts';

const names = routeNamesOf(['q', 'title', '_action', 'action']);

function routesOf(target: string): readonly string[] | null {
  const [path = '', query = ''] = target.split(/\?(.*)/s);
  const routes = routesInQuery(path, query, names);
  return routes?.map(({ path: route, isGuess }) => (isGuess ? `maybe ${route}` : route)) ?? null;
}

describe('routesInQuery', () => {
  test.each([
    ['/x?rest_route=/wp/v2/users', ['/wp/v2/users', 'maybe /wp-json/wp/v2/users']],
    ['/x?a=1&rest_route=%2Fwp%2Fv2', ['/wp/v2', 'maybe /wp-json/wp/v2']],
    ['/x?_url=admin', ['/admin']],
    ['/x?__pathname=/admin', ['/admin']],
    ['/x?wc-ajax=checkout', ['/checkout']],
    ['/x?q=node/1&q=admin', ['/node/1', '/admin']],
    ['/x?q=', ['/']],
    // As a path, such a route begins with the place where the application mounts it.
    ['/x?rest_route=/', ['/', 'maybe /wp-json']],
    ['/x?wc-api=paypal', ['/paypal', 'maybe /wc-api/paypal']],
    [
      '/x?wc-api-route=/orders',
      ['/orders', 'maybe /wc-api/v1/orders', 'maybe /wc-api/v2/orders', 'maybe /wc-api/v3/orders'],
    ],
    ['/x?title=Main_Page', ['/Main_Page', 'maybe /wiki/Main_Page']],
    ['/x?_action=cart.add', ['/cart.add', 'maybe /_actions/cart.add']],
    [
      '/x?action=users/remove',
      ['/users/remove', 'maybe /actions/users/remove', 'maybe /admin/actions/users/remove'],
    ],
    ['/x?q=a+b%20c', ['/a b c']],
    ['/x?q=50%25', ['/50%']],
    ['/x?q=%zz%e9', ['/%zz%e9']],
    ['/x?q=a=b', ['/a=b']],
    ['/x?q=%u0061', ['/a', '/%u0061']],
    // Names as servers take them.
    ['/x?rest.route=/a', ['/a', 'maybe /wp-json/a']],
    ['/x?rest+route=/a', ['/a', 'maybe /wp-json/a']],
    ['/x?%72est_route=/a', ['/a', 'maybe /wp-json/a']],
    ['/x?%u0072est_route=/a', ['/a', 'maybe /wp-json/a']],
    ['/x?REST_ROUTE=/a', ['/a', 'maybe /wp-json/a']],
    ['/x?rest_route[]=/a', ['/a', 'maybe /wp-json/a']],
    ['/x?rest[route=/a', ['/a', 'maybe /wp-json/a']],
    ['/x?rest_route%00=/a', ['/a', 'maybe /wp-json/a']],
    ['/x?+rest_route=/a', ['/a', 'maybe /wp-json/a']],
    [`/x?${'+'.repeat(700)}rest_route=/a`, ['/a', 'maybe /wp-json/a']],
    [`/x?${'%20'.repeat(700)}rest_route=/a`, ['/a', 'maybe /wp-json/a']],
    ['/x?a;rest_route=/a', ['/a', 'maybe /wp-json/a']],
    ['/x?rest_route=/a;b', ['/a;b', 'maybe /wp-json/a;b', '/a', 'maybe /wp-json/a']],
  ])('%s: %j', (target, routes) => {
    expect(routesOf(target)).toEqual(routes);
  });

  test.each([
    ['/?/admin/users', ['/admin/users']],
    ['/index.php?/admin/users', ['/admin/users']],
    ['/shop/?%2Fadmin', ['/admin']],
    ['/?/admin&x=1', ['/admin', '/admin&x=1']],
    ['/index.php?admin/users', ['/admin/users']],
    ['/index.php?admin/users&x=1', ['/admin/users']],
    ['/index.php?admin', ['maybe /admin']],
    ['/?admin&x=1', ['maybe /admin']],
    // Any text, where no slash begins it.
    [
      '/log.gif?TypeError%3A%20x%0A%20%20at%20https%3A%2F%2Fa%2Fb.js%3A1',
      ['/TypeError: x  at https://a/b.js:1'],
    ],
    ['/out.php?https://a.example/b/../c', ['/https://a.example/b/c', '/https://a.example/c']],
    ['/index.php?a/../admin/./users', ['/a/admin/users', '/admin/users']],
    ['/index.php?admin/..;x/users%0A', ['/admin/users', '/users']],
    ['/index.php?../../a/../admin/', ['/a/admin/', '/admin/']],
    ['/index.php?a/..', ['/a', '/']],
    ['/index.php?/a/../admin', ['/a/../admin']],
    ['/index.php?%2Fa/../admin%0A', ['/a/../admin\n']],
  ])('a query that is the route, of a folder or a script: %s: %j', (target, routes) => {
    expect(routesOf(target)).toEqual(routes);
  });

  test.each([
    ['/x?'],
    ['/x?page=2&sort=price'],
    ['/search?query=admin&s=/admin&r=admin&page=admin'],
    ['/x?rest_route'],
    ['/x?rest_routes=/a'],
    ['/x?x_rest_route=/a'],
    ['/x?a=rest_route=/a'],
    // The name of an action of SvelteKit, at a page of its own.
    ['/contact?/send'],
    ['/?a=/admin'],
    ['/?=/admin'],
  ])('%s has none', (target) => {
    expect(routesOf(target)).toEqual([]);
  });

  test('more than any client sends are too many', () => {
    expect(routesOf(`/x?${'q=1&'.repeat(500)}`)).toEqual(['/1']);
    const many = Array.from({ length: 21 }, (_, index) => `q=${index}`);
    expect(routesOf(`/x?${many.slice(1).join('&')}`)).toHaveLength(20);
    expect(routesOf(`/x?${many.join('&')}`)).toBeNull();
  });
});

describe('names that are methods (Zope)', () => {
  test.each([
    ['/?admin:method=1', ['/admin']],
    ['/page?:method=manage_main', ['/page/manage_main']],
    ['/page/?edit:action', ['/page/edit', 'maybe /edit:action']],
    ['/page?edit%3Adefault_method=1', ['/page/edit']],
    ['/page?edit:default_action:utf8=1', ['/page/edit']],
    ['/page?edit:method.x=1&a=b', ['/page/edit']],
    ['/page?a/b:int:method=1', ['/page/a/b:int']],
    ['/page?a=b;edit:method=1', ['/page/edit']],
    ['/page?edit:method:action:default_method=1', ['/page/edit', '/page/edit:method:action']],
    ['/page?edit:methods=1&method=edit&ids:list=1&x:int=:method', []],
  ])('%s: %j', (target, routes) => {
    expect(routesOf(target)).toEqual(routes);
  });
});

test('folders in which an application may lie', () => {
  expect(foldersOf(['/a/b/c/d/e', '/x/'])).toEqual(['/a', '/a/b', '/a/b/c', '/x']);
  expect(foldersOf(['/'])).toEqual([]);
  expect(foldersOf(['/a'])).toEqual(['/a']);
  expect(foldersOf(Array.from({ length: 70 }, (_, index) => `/${index}`))).toBeNull();
});

describe('a route in the query is a reading of the target', () => {
  const policy: PolicyInput = {
    routeParameters: ['q'],
    routes: [
      { match: '/admin/**', protected: true },
      { match: '/cms/office/**', protected: true },
      { match: '/blog/wp-json/**', protected: true },
      { match: 'POST /contact/**', exception: true, why: 'visitors must reach us' },
      { match: 'POST /find', access: 'read' },
      { match: 'GET /ws', socket: 'allow' },
      { match: 'POST /rpc', calls: { protocol: 'json-rpc', read: ['list'] } },
    ],
    areas: { checkout: { routes: ['/checkout/**'] }, support: { routes: ['/support/**'] } },
  };
  const site = siteOf({ policy });

  test.each([
    ['GET /?rest_route=/admin/users'],
    ['GET /x?q=admin%2Fusers'],
    ['GET /x?q=%61dmin'],
    ['GET /x?q=%2561dmin'],
    ['GET /x?q=//ADMIN;x/users.json'],
    ['GET /x?q=index.php/admin'],
    ['GET /?/admin'],
    ['GET /index.php?admin'],
    ['GET /x%3Fq=admin'],
    ['GET /?admin:method=1'],
    // An application in a folder.
    ['GET /cms/?q=office/users'],
    ['GET /CMS/index.php?q=office'],
    ['GET /%63ms/node/1?q=office'],
    ['GET /cms/index.php?/office/users'],
    ['GET /blog/?rest_route=/wp/v2/users'],
    ['GET /view.html?../admin/x'],
    ['GET /view.html?..%2f..%2fadmin'],
    ['GET /index.php?admin/../users'],
    ['GET /index.php?x/../admin/users'],
    ['GET /index.php?ad%0Amin/users'],
    ['GET /index.php?x/%2e%2e/%61dmin'],
    // Image routes that run other routes.
    ['GET /_next/image?url=%2Fadmin%2Fplan&w=640'],
    ['GET /_next/image?w=640&%75rl=/admin'],
    ['GET /_next/image/?url=/ADMIN'],
    ['GET /shop/_next/image?url=/admin?x=1'],
    ['GET /_next/imag%65?url=/admin#x'.replace('#', '%23')],
    ['GET /_next/image?url=/_next/image%3Furl=%252Fadmin'],
    ['GET /_next/image?url=/index.php%3F/admin'],
    ['GET /_image?href=/admin'],
    ['GET /_image?href=admin/plan.png'],
    ['GET /_image?href=%09/admin/plan.png'],
    ['GET /_image?href=%0d%0A/ad%09min/plan.png'],
    ['GET /_image?href=%20/admin/plan.png'],
    ['GET /_image?href=%01/admin/plan.png'],
    ['GET /_image/?href=%2561dmin/plan.png'],
    ['GET /_image?href=http:/admin/plan.png'],
    ['GET /_image?href=https:admin/plan.png'],
    ['GET /shop/_image?href=/admin/plan.png'],
    ['GET /shop/_image?href=xxxxx/admin/plan.png'],
    ['GET /shop/_image?href=/xxxx/admin/plan.png'],
    ['GET /cms/_image?href=/xxx/office/plan.png'],
    ['GET /cms/_image?href=xxxx/office/plan.png'],
    ['GET /cms/_image?href=xxxxoffice/plan.png'],
    ['GET /cms/_image?href=%09xxx/office/plan.png'],
    ['GET /cms;x/_image?href=/xxx/office/plan.png'],
    ['GET /CMS/_image?HREF=/xxx/OFFICE/plan.png'],
    ['GET /_vercel/image?url=/admin'],
  ])('%s is protected', (line) => {
    expect(summaryOf(decideFor(site, line))).toBe('refuse 503 protected');
  });

  test.each([
    ['GET /search?query=admin'],
    ['GET /?rest_route=/wp/v2/posts'],
    ['GET /x?q=search/node/50%25'],
    ['GET /x?q=caf%e9'],
    ['GET /?utm_source=a&fbclid=b'],
    ['GET /?..'],
    ['GET /view.html?../images/1.jpg'],
    ['GET /out.php?https://shop.example/a/../b'],
    ['GET /log.gif?TypeError%3A%20x%0A%20%20at%20https%3A%2F%2Fapp.example%2Fapp.js%3A1%3A2'],
    ['GET /_next/image?url=%2Fphotos%2Fa+b.png&w=640&q=75'],
    ['GET /_next/image?url=%2Fphotos%2Fcaf%C3%A9.png%23x'],
    ['GET /_next/image?url=https%3A%2F%2Fcdn.example%2Fadmin%2Fplan.png'],
    ['GET /_next/image?w=640'],
    ['GET /_image?href=%2F_astro%2Fhero.Bx7.png&w=640&f=webp'],
    ['GET /cms/_image?href=/cms/_astro/a%20b.png&f=webp'],
    ['GET /cms/_image?href=/cms/_astro/a%2520b.png&f=webp'],
    ['GET /_image?href=https://cdn.example/x/../admin/plan.png'],
    ['GET /_image?href=data:image/png;base64,iVBORw0KGgo//8='],
    ['GET /_image?href='],
    ['GET /image?href=admin'],
    ['GET /image?url=/admin'],
    ['GET /next/image?url=/admin'],
    ['GET /_next/image?src=/admin'],
    ['GET /cms/?x=office'],
  ])('%s is a read like others', (line) => {
    expect(summaryOf(decideFor(site, line))).toBe('allow read-only-read');
  });

  test.each([
    ['POST /contact/1?rest_route=/wp/v2/posts', 'refuse 503 read-only-write'],
    ['POST /contact/1?q=orders', 'refuse 503 read-only-write'],
    ['POST /contact/1%3Fq=orders', 'refuse 503 read-only-write'],
    ['POST /contact/1?wc-ajax=checkout', 'refuse 503 read-only-write'],
    ['POST /contact/1?q=contact/2', 'allow exception'],
    ['POST /contact/1?page=2', 'allow exception'],
    ['POST /find?manage_delObjects:method=1', 'refuse 503 read-only-write'],
    ['POST /contact/1?ids:list=1', 'allow exception'],
    ['POST /find?ids:list=1', 'allow read-only-read'],
    ['POST /contact/1?/send', 'allow exception'],
    ['POST /contact/?x/../orders', 'refuse 503 read-only-write'],
    ['POST /contact/?orders/../x', 'refuse 503 read-only-write'],
    ['POST /find?q=orders', 'refuse 503 read-only-write'],
    ['POST /find?query=orders', 'allow read-only-read'],
  ])('%s: %s', (line, summary) => {
    expect(summaryOf(decideFor(site, line))).toBe(summary);
  });

  test('rules for calls and sockets do not reach out', () => {
    const body = { digest: '', calls: { access: 'read' as const, names: ['list'] }, overrides: [] };
    const known = { identity: null, body };
    const headers = ['Content-Length', '2'];
    expect(decideFor(site, 'POST /rpc', { known, headers }).kind).toBe('allow');
    expect(decideFor(site, 'POST /rpc?q=orders', { known, headers }).kind).toBe('refuse');
    expect(decideFor(site, 'GET /ws', { upgrade: true }).kind).toBe('allow');
    expect(decideFor(site, 'GET /ws?q=orders', { upgrade: true }).kind).toBe('refuse');
  });

  test('areas by any, looser ones by all', () => {
    const areas = siteOf({ policy, mode: 'open', areas: { checkout: 'read-only' } });
    for (const line of ['POST /?/checkout/pay', 'POST /?wc-ajax=checkout', 'POST /x?q=checkout/pay'])
      expect(decideFor(areas, line).kind).toBe('refuse');
    const support = siteOf({ policy, areas: { support: 'open' } });
    expect(decideFor(support, 'POST /support/1').kind).toBe('allow');
    expect(decideFor(support, 'POST /support/1?q=orders').kind).toBe('refuse');
  });

  test.each([
    ['GET /x?rest_route=/a/../admin'],
    ['GET /x?q=a%2F..%2F..%2Fadmin'],
    ['GET /x?q=a%00'],
    ['GET /x?q=%c0%ae'],
    ['GET /?/a/../admin'],
    ['GET /?%2fa/../admin'],
    ['GET /index.php?x/%252e%252e/admin'],
    ['GET /_next/image?url=/a/../admin'],
    ['GET /_image?href=x/../admin/plan.png'],
    ['GET /_image?href=x:/../admin/plan.png'],
    ['GET /_image?href=x://../admin/plan.png'],
    ['GET /_image?href=x/%2509../admin/plan.png'],
    ['GET /_image?href=x/.%09./admin/plan.png'],
    ['GET /_image?href=%5Cadmin/plan.png'],
    ['GET /_image?href=//admin/plan.png'],
    ['GET /_image?href=http:%5Cadmin/plan.png'],
    ['GET /cms/_image?href=xxxx/%2e./office/plan.png'],
    ['GET /_next/image?url=/a%25zz'],
    [`GET /_next/image?${'url=/a&'.repeat(11)}`],
    [
      'GET /_next/image?url=/_next/image%3Furl=/_next/image%253Furl=/_next/image%25253Furl=/_next/image%2525253Furl=/a',
    ],
    [`GET /x?q=${'a'.repeat(8_200)}`],
    [`GET /x?${Array.from({ length: 30 }, (_, index) => `q=${index}`).join('&')}`],
  ])('%s is malformed', (line) => {
    expect(summaryOf(decideFor(site, line))).toBe('refuse 400 malformed-target');
  });
});
