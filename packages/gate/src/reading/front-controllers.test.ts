import { describe, expect, test } from 'vitest';
import { readFor, siteOf } from '../../test/support/decide-fixtures.ts';
import { holdsFrontController, speaksOfFrontController } from './front-controllers.ts';

const why = 'it must go on';
const site = siteOf({
  policy: {
    routes: [
      { match: '/admin/**', protected: true },
      { match: '/reports', protected: true },
      { match: '/team/secret', protected: true },
      { match: 'GET /unsubscribe', access: 'write' },
      { match: 'POST /webhooks/**', exception: true, why },
      { match: 'POST /named/index.php/**', exception: true, why },
      { match: 'POST /scripts/*.php', exception: true, why },
      { match: 'POST /search/**', access: 'read' },
    ],
    signIn: { routes: ['POST /auth/**'] },
    areas: { hooks: { routes: ['/hooks/**'] } },
  },
});

const factsOf = (line: string) => readFor(site, line).facts;

describe('a script that is found by text', () => {
  test.each([
    '/index.phpadmin/users',
    '/INDEX.PHPadmin/users',
    '/index%2Ephpadmin/users',
    '/index.php%61dmin/users',
    '/index.phpadmin%2fusers',
    '/index%252Ephpadmin/users',
    '/app_dev.phpadmin/users',
    '/main.phpadmin/users',
    '/index.cgiadmin/users',
    '/shop/index.phpadmin/users',
    '/index.php/x/index.phpadmin/users',
    '/a.jsp/index.php/admin/users/b.html/c',
    '/a.php/public/index.php/admin/users/b.php/c',
    '/index.phpreports.json',
    '/team/x.phpsecret',
    '/team/x.php/secret',
    '/team/x.CGIsecret',
    '/team/x.phtmlsecret',
    '/a.php/b.php/reports.json',
  ])('ends where its name ends: %s', (path) => {
    expect(factsOf(`GET ${path}`).protectedBy).not.toBeNull();
  });

  test('what is declared a write is one behind it', () => {
    expect(factsOf('GET /index.phpunsubscribe?token=1').declaredWrite).toBe(true);
  });

  test.each([
    '/a/index.php/6789/admin/users',
    '/a/index.php/67admin/users',
    '/a/x/index%2Ephp/789/admin/users',
    '/a/1234567890admin/users/index.php',
    '/a/1234567890/admin/users/myindex.php-x',
    '/a/index.php/6789/%61dmin/users',
    '/a/index.php/6789/admin%2fusers',
    '/a/index.php/6/%C3%admin/users',
    '/a/1234567890reports/index.php',
    `/a/index.php/6789/admin/${'x'.repeat(3_000)}`,
    `/a/index.php/${'x'.repeat(27)}admin/users`,
  ])('leaves what a library cuts off by length: %s', (path) => {
    expect(factsOf(`GET ${path}`).protectedBy).not.toBeNull();
  });

  test.each([
    '/docs/index.php-explained',
    '/w/index.php/Main_Page',
    '/w/index.php/Administration',
    '/index.php/2024/05/post',
    '/index.php',
    '/blog/index.php/2024/05/a-long-name-of-a-post.html',
    '/docs/php/adminer.php',
    '/a/other.html/6789/admin/users',
    '/index.htmladmin/users',
    // Longer than any script's path, and shorter.
    `/a/index.php/${'x'.repeat(28)}admin/users`,
    '/x/123456admin/index.php',
  ])('%s stays readable', (path) => {
    const request = readFor(site, `GET ${path}`);
    expect(request.malformed).toBeNull();
    expect(request.facts.protectedBy).toBeNull();
    expect(request.access).toBe('read');
  });

  test('a long path behind it is read', () => {
    expect(readFor(site, `GET /w/index.php/${'Some%20name/'.repeat(300)}`).malformed).toBeNull();
  });
});

describe('what loosens', () => {
  test.each([
    'POST /webhooks/public/index.php/orders',
    'POST /webhooks/1234567orders/index.php',
    'POST /webhooks/1234567orders/index%2Ephp',
    'POST /webhooks/1234567orders/xindex.php',
    'POST /webhooks/1234567orders/index%252ephp',
    'POST /webhooks/567orders%3Findex.php',
    'POST /webhooks/567orders%23index.php',
    'POST /webhooks/567orders/app.php',
    'POST /webhooks/567orders/app_dev.php',
    'POST /webhooks/a;index.php/b',
    'POST /auth/public/index.php/orders',
  ])('%s is under no exception', (line) => {
    expect(factsOf(line).exception).toBeNull();
  });

  test.each([
    'POST /webhooks/1',
    'POST /webhooks/index.html',
    'POST /webhooks/index.php',
    'POST /webhooks/receive.php',
    'POST /webhooks/php/index',
    'POST /named/index.php/orders',
    'POST /scripts/index.php',
    'POST /scripts/app.php',
    'POST /auth/callback',
  ])('%s is', (line) => {
    expect(factsOf(line).exception).not.toBeNull();
  });

  test('a declared read does not hold around a front controller, nor does a looser area', () => {
    expect(factsOf('POST /search/public/index.php/orders').declaredRead).toBe(false);
    expect(factsOf('POST /search/orders').declaredRead).toBe(true);
    expect(factsOf('GET /hooks/public/index.php/orders').areasByReading).toEqual([[]]);
    expect(factsOf('GET /hooks/public/orders').areasByReading).toEqual([['hooks']]);
    // What is stricter in the area holds.
    expect(factsOf('GET /hooks/public/index.php/orders').areas).toEqual(['hooks']);
  });

  test.each([
    ['/**', '/a/index.php/b'],
    ['/a/index.php/**', '/a/index.php/b'],
    ['/a/*.php', '/a/index.php'],
    ['/a/index.*', '/a/index.php'],
    ['/a/**', '/a/index.php'],
    ['/:any/**', '/index.php'],
    ['/*/b/*.php', '/a/b/index.php'],
    ['/a', '/a/index.php'],
    ['/a/INDEX.php/b', '/a/index.php/b'],
    ['/*.PHP', '/a/index.php'],
  ])('%s speaks of %s', (glob, path) => {
    expect(speaksOfFrontController(glob, path)).toBe(true);
  });

  test.each([
    ['/a/**', '/a/b/index.php'],
    ['/a/**', '/a/index.php/b'],
    ['/a/**', '/a/xindex.php'],
    ['/a/*', '/a/index.php-'],
    ['/:any/**', '/a/index.php'],
    ['/a/*.html', '/a/index.php.html'],
    ['/a/**', '/ab/index.php'],
    ['/*/b/c.html', '/a/b/index.php'],
    ['/x.php/*', '/a/index.php'],
  ])('%s does not speak of %s', (glob, path) => {
    expect(speaksOfFrontController(glob, path)).toBe(false);
  });
});

test.each([
  ['/hooks/whatsapp.php', false],
  ['/hooks/app.php', true],
  ['/hooks/myindex.php', true],
  ['/index.php', true],
  ['/a/INDEX.PHTML', true],
  ['/app_prod.php5', true],
  ['/index.cgi', true],
  ['/dispatch.fcgi', true],
  ['/index.html', false],
  ['/receive.php', false],
  ['/index/a.php', false],
])('a front controller in %s: %s', (path, expected) => {
  expect(holdsFrontController(path)).toBe(expected);
});
