import { describe, expect, test } from 'vitest';
import { readFor, siteOf } from '../../test/support/decide-fixtures.ts';
import type { PolicyInput, RouteInput } from '../model/policy.ts';
import { defaultActionGlobs, globsBehind } from './glob-spellings.ts';

const why = 'it must go on';

function read(routes: readonly RouteInput[], line: string, more: PolicyInput = {}) {
  return readFor(siteOf({ policy: { ...more, routes } }), line, {}).facts;
}

describe('a rule for a file holds below its name', () => {
  test.each([
    ['/reports/plan.pdf', '/reports/plan.pdf/x'],
    ['/reports/plan.pdf', '/reports/plan.pdf/x/y.png'],
    ['/reports/plan.pdf', '/Reports/Plan.PDF;v=1/x'],
    ['/reports/plan.pdf', '/reports/plan.pdf%2fx'],
    ['/reports/Café.pdf', '/reports/caf%c3%a9.pdf/x'],
    ['/exports/*.csv', '/exports/all.csv/a/b'],
    ['/:team/plan.*', '/blue/plan.docx/a'],
    ['/logs/access.log.1', '/logs/access.log.1/x'],
    ['/backup.tar.gz', '/backup.tar.gz/x'],
    ['/dump.sql~', '/dump.sql~/x'],
    ['/.env', '/.env/x'],
    ['/.env*', '/.env.local/x'],
  ])('%s: %s', (match, path) => {
    expect(read([{ match, protected: true }], `GET ${path}`).protectedBy).toBe(match);
  });

  test.each([
    ['/api/v1.2', '/api/v1.2/users'],
    ['/api/2024.05', '/api/2024.05/users'],
    ['/.*', '/.well-known/openid-configuration'],
    ['/reports/plan.pdf', '/reports/plan.pdfx/x'],
    ['/reports/plan.pdf', '/reports/plan/x'],
    ['/packages/:name', '/packages/left-pad.js/versions'],
    ['/packages/*', '/packages/left-pad.js/versions'],
  ])('no further: %s: %s', (match, path) => {
    expect(read([{ match, protected: true }], `GET ${path}`).protectedBy).toBeNull();
  });

  const domain: RouteInput = { match: '/domains/shop.example', protected: true };

  test('a rule for what lies there goes first', () => {
    const rule: RouteInput = { match: 'POST /domains/shop.example/checks', exception: true, why };
    expect(read([domain, rule], 'GET /domains/shop.example/checks').protectedBy).toBeNull();
    expect(read([domain, rule], 'GET /domains/shop.example/other').protectedBy).toBe(domain.match);
    const areas = { shop: { routes: ['/domains/shop.example/**'] } };
    expect(read([domain], 'GET /domains/shop.example/x', { areas }).protectedBy).toBeNull();
    expect(read([domain], 'GET /domains/shop.example', { areas }).protectedBy).toBe(domain.match);
  });

  test('not one that is for more than that', () => {
    const rule: RouteInput = { match: 'GET /domains/**', access: 'read', why };
    expect(read([domain, rule], 'GET /domains/shop.example/x').protectedBy).toBe(domain.match);
  });
});

describe('a rule for a page holds for its default action', () => {
  test.each([
    ['/reports', '/reports/index'],
    ['/reports', '/Reports/INDEX/'],
    ['/reports', '/reports/%69ndex'],
    ['/reports', '/reports%2findex'],
    ['/reports', '/reports/index;x=1'],
    ['/reports', '/reports/index.json'],
    ['/reports', '/reports/index/.json'],
    ['/reports', '/reports/index_html'],
    ['/reports', '/reports/index/7'],
    ['/reports', '/index.php/reports/index'],
    ['/reports', '/index.php?/reports/index'],
    ['/reports/', '/reports/index'],
    ['/Reports', '/reports/index'],
    ['/', '/index'],
    ['/', '/index/7'],
    ['/:controller', '/reports/index'],
    // and the other way round
    ['/reports/index', '/reports'],
    ['/reports/index', '/reports/'],
    ['/reports/index', '/reports/index/7'],
    ['/reports/index/**', '/reports'],
    ['/reports/index_html', '/reports'],
    ['/Index', '/'],
  ])('%s: %s', (match, path) => {
    expect(read([{ match, protected: true }], `GET ${path}`).protectedBy).toBe(match);
  });

  test.each([
    ['/reports', '/reports/indexes'],
    ['/reports', '/reports/7'],
    ['/reports', '/index/reports'],
    ['/reports/index', '/reports/7'],
    ['/reports/plan.pdf', '/reports/index'],
    ['/:section', '/docs/index/alpha'],
    ['/admin/**', '/index'],
    ['/', '/home'],
  ])('no further: %s: %s', (match, path) => {
    expect(read([{ match, protected: true }], `GET ${path}`).protectedBy).toBeNull();
  });

  test('so does one for a read that writes, for its method alone', () => {
    const rule: RouteInput = { match: 'GET /unsubscribe', access: 'write', why };
    expect(read([rule], 'GET /unsubscribe/index').declaredWrite).toBe(true);
    expect(read([rule], 'POST /unsubscribe/index').declaredWrite).toBe(false);
  });

  test('but an exception, a declared read and an open area do not', () => {
    const areas = { cart: { routes: ['/cart'] } };
    const rules: RouteInput[] = [
      { match: 'POST /hooks', exception: true, why },
      { match: 'POST /search', access: 'read' },
    ];
    expect(read(rules, 'POST /hooks/index').exception).toBeNull();
    expect(read(rules, 'POST /search/index').declaredRead).toBe(false);
    expect(read(rules, 'POST /cart/index', { areas }).areasByReading).toEqual([[]]);
  });

  test('below it a rule for what lies there goes first', () => {
    const page: RouteInput = { match: '/docs', protected: true };
    const rule: RouteInput = { match: 'GET /docs/index/:letter', access: 'read', why };
    expect(read([page, rule], 'GET /docs/index/a').protectedBy).toBeNull();
    expect(read([page, rule], 'GET /docs/index').protectedBy).toBe('/docs');
  });
});

describe('a format in a name of its own', () => {
  test.each([
    ['/reports', '/reports/.json'],
    ['/reports', '/reports%2f.json'],
    ['/reports', '/reports/%2ejson'],
    ['/reports', '/reports/.json/'],
    ['/reports', '/reports//.json'],
    ['/reports', '/reports/.7z'],
    ['/reports', '/index.php/reports/.json'],
    ['/', '/.json'],
  ])('%s: %s', (match, path) => {
    expect(read([{ match, protected: true }], `GET ${path}`).protectedBy).toBe(match);
  });

  test.each([
    ['/', '/.well-known/security.txt'],
    ['/', '/favicon.ico'],
    ['/reports', '/reports/.json/x'],
    ['/reports', '/reports/a.json'],
  ])('no further: %s: %s', (match, path) => {
    expect(read([{ match, protected: true }], `GET ${path}`).protectedBy).toBeNull();
  });
});

test.each([
  ['/', ['/index', '/index_html'], ['/index/**']],
  ['/**', [], []],
  ['/a/*', ['/a/*/index', '/a/*/index_html'], []],
  ['/a*', ['/a*/index', '/a*/index_html'], []],
  ['/a.pdf', [], ['/a.pdf/**']],
  ['/a/.*', ['/a/.*/index', '/a/.*/index_html'], []],
  ['/index/**', ['/'], []],
])('%s: default actions %j, behind %j', (glob, actions, behind) => {
  expect(defaultActionGlobs(glob)).toEqual(actions);
  expect(globsBehind(glob)).toEqual(behind);
});
