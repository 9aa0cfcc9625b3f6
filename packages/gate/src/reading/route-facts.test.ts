import { describe, expect, test } from 'vitest';
import { type RequestOptions, readFor, siteOf } from '../../test/support/decide-fixtures.ts';
import type { PolicyInput } from '../model/policy.ts';

function factsOf(policy: PolicyInput, line: string, options: RequestOptions = {}) {
  return readFor(siteOf({ policy }), line, options).facts;
}

const why = 'it must go on';

describe('exceptions hold under every reading', () => {
  const policy: PolicyInput = {
    routes: [
      { match: 'POST /hooks/:provider', exception: true, why },
      { match: 'POST /caf\u00e9/login', exception: true, why },
      { match: 'PUT,PATCH /drafts/**', exception: true, why },
      { match: 'POST /tenant', host: 'a.example', exception: true, why },
    ],
    signIn: { page: '/login', routes: ['POST /login', 'POST /login/second-factor'] },
  };

  test.each([
    ['POST /login', 'sign-in'],
    ['POST /login?next=/admin', 'sign-in'],
    ['GET /login', 'sign-in'],
    ['HEAD /login', 'sign-in'],
    ['OPTIONS /login', 'sign-in'],
    ['POST http://shop.example/login', 'sign-in'],
    ['POST /login/second-factor', 'sign-in'],
    ['POST /hooks/stripe', 'exception'],
    ['OPTIONS /hooks/stripe', 'exception'],
    ['POST /hooks/a%20b', 'exception'],
    ['POST /hooks/a.b', 'exception'],
    ['POST /caf%C3%A9/login', 'exception'],
    ['PATCH /drafts', 'exception'],
    ['PUT /drafts/1/2', 'exception'],
    ['PUT /drafts//2', 'exception'],
  ])('%s is a %s', (line, kind) => {
    expect(factsOf(policy, line).exception?.kind).toBe(kind);
  });

  test.each([
    ['PUT /login'],
    ['DELETE /login'],
    ['POST /Login'],
    ['POST /LOGIN'],
    ['POST /login/'],
    ['POST /login.'],
    ['POST /login.php'],
    ['POST /login;x'],
    ['POST /login%3bx'],
    ['POST /log%69n'],
    ['POST /%6cogin'],
    ['POST /%256cogin'],
    ['POST /login%2f'],
    ['POST /login%20'],
    ['POST /login%3f'],
    ['POST /login%23'],
    ['POST /login/x'],
    ['POST /x/login'],
    ['POST /xlogin'],
    ['POST /index.php/login'],
    ['POST /%C5%BFtatus'],
    ['POST /%EF%BD%8Cogin'],
    ['POST /login%E2%80%8B'],
    ['POST /hooks/'],
    ['POST /hooks//'],
    ['POST /hooks/a/b'],
    ['POST /hooks/a%2fb'],
    ['POST /hooks/a%5cb'],
    ['POST /hooks/a%252fb'],
    ['POST /hooks/%3fb'],
    ['POST /caf%c3%a9/login'],
    ['POST /cafe%CC%81/login'],
    ['POST /hooks/(S(x))'],
    ['POST /hooks/a%E2%88%95b'],
    ['POST /hooks/a%C2%A5b'],
    ['POST /hooks/stripe?rest_route=/orders'],
    ['POST /drafts/1'],
    ['GET /hooks/stripe'],
  ])('%s is none', (line) => {
    expect(factsOf(policy, line).exception).toBeNull();
  });

  test('an upgrade is no preflight', () => {
    expect(factsOf(policy, 'OPTIONS /hooks/stripe', { upgrade: true }).exception).toBeNull();
  });

  test('the host must be the one named', () => {
    expect(factsOf(policy, 'POST /tenant', { headers: ['Host', 'A.example:8080'] }).exception).not.toBeNull();
    expect(factsOf(policy, 'POST /tenant', { headers: ['Host', 'b.example'] }).exception).toBeNull();
    expect(
      factsOf(policy, 'POST /tenant', { headers: ['Host', 'a.example', 'Host', 'a.example'] }).exception,
    ).toBeNull();
  });

  test.each([
    [['X-HTTP-Method-Override', 'DELETE']],
    [['X-HTTP-Method-Override', 'GET']],
    [['Method-Override', 'POST, DELETE']],
  ])('an exception for POST is none for what %j makes of it', (headers) => {
    expect(factsOf(policy, 'POST /hooks/stripe', { headers }).exception).toBeNull();
    expect(factsOf(policy, 'OPTIONS /hooks/stripe', { headers }).exception).toBeNull();
  });

  test('an override that asks for the same is no other method', () => {
    const headers = ['X-HTTP-Method-Override', 'post'];
    expect(factsOf(policy, 'POST /hooks/stripe', { headers }).exception).not.toBeNull();
    expect(factsOf(policy, 'POST /hooks/stripe?_method=DELETE').exception).toBeNull();
  });
});

describe('protection and sensitivity hold under any reading', () => {
  const policy: PolicyInput = {
    routes: [
      { match: '/admin/**', protected: true },
      { match: 'GET /reports/:name', protected: true },
      { match: 'DELETE /orders/:id', sensitive: true },
      { match: '/tenant', host: 'a.example', protected: true },
      { match: '/Caf\u00e9/**', protected: true },
      { match: '/secret/*', protected: true },
      { match: '/pre*/a', protected: true },
    ],
  };

  test.each([
    ['GET /admin'],
    ['PURGE /admin/users'],
    ['OPTIONS /admin'],
    ['GET /ADMIN/'],
    ['GET /%61dmin;x/y'],
    ['GET /reports/x'],
    ['HEAD /reports/x'],
    ['GET /reports/'],
    ['GET /caf%c3%a9'],
    ['GET /CAFE%CC%81/x'],
    ['GET /secret/...'],
    ['GET /secret/%20'],
    // The accent makes another letter of the last one of the prefix.
    ['GET /pre%CC%81x/%61'],
    // Accents do not count in the collation of a database.
    ['GET /cafe'],
    ['GET /%C3%A1dmin/x'],
    ['GET /a%CC%81dm%C4%B1n'],
    ['GET /a%C4%91min'],
    // Sessions of ASP.NET and SAP, anywhere, nested, doubled.
    ['GET /(S(x))/admin/users'],
    ['GET /(S(x))/ad/(S(x))min/users'],
    ['GET /(A(x)F(y)S(z))/admin'],
    ['GET /(S(x))/(S(y))/admin'],
    ['GET /(S((S(x))))/admin'],
    ['GET /%28S%28x%29%29/%61dmin'],
    ['GET /(S(x))admin'],
    ['GET /admin(bD1kZSZjPTEwMA==)/users'],
    // Front controllers of every kind.
    ['GET /index.cfm/admin/users'],
    ['GET /app.wsgi/admin/users'],
    ['GET /index.phar/admin'],
    ['GET /names.nsf/admin'],
    ['GET /x.php/index.php/admin/y.php'],
    // Mounts, methods, streams.
    ['GET /faces/admin/users.xhtml'],
    ['GET /Faces/Admin'],
    ['GET /faces/(S(x))/admin!view.action'],
    ['GET /_next/data/build/admin/users.json'],
    ['GET /page-data/admin/page-data.json'],
    ['GET /reports/x/__data.json'],
    ['GET /admin!view.action'],
    ['GET /admin::$INDEX_ALLOCATION/users'],
    ['GET /admin:$i30:$INDEX_ALLOCATION/users'],
    ['GET /admin.php::$DATA'],
  ])('%s is protected', (line) => {
    expect(factsOf(policy, line).protectedBy).not.toBeNull();
  });

  test.each([
    ['GET /administrator'],
    ['POST /reports/x'],
    ['GET /reports/a/b'],
    ['GET /caf'],
    ['GET /secret/a/b'],
    // Names that are ordinary, and lie near one that is protected.
    ['GET /wiki/admin_(role)'],
    ['GET /domains/shop.example/admin'],
    ['GET /orders:cancel'],
    ['GET /~admin/x'],
    ['GET /faces'],
    ['GET /_next/data/build/blog.json'],
    ['GET /servlets/admin'],
  ])('%s is not', (line) => {
    expect(factsOf(policy, line).protectedBy).toBeNull();
  });

  test('a method the app may take it for counts', () => {
    expect(factsOf(policy, 'DELETE /orders/7').sensitiveBy).toBe('DELETE /orders/:id');
    expect(factsOf(policy, 'POST /orders/7').sensitiveBy).toBeNull();
    expect(factsOf(policy, 'POST /orders/7?_method=delete').sensitiveBy).toBe('DELETE /orders/:id');
    const headers = ['X-Method-Override', 'DELETE'];
    expect(factsOf(policy, 'POST /orders/7', { headers }).sensitiveBy).toBe('DELETE /orders/:id');
  });

  test('a request without a Host may be for any', () => {
    expect(factsOf(policy, 'GET /tenant', { headers: ['Host', 'A.EXAMPLE.'] }).protectedBy).not.toBeNull();
    expect(factsOf(policy, 'GET /tenant', { headers: ['Host', 'b.example'] }).protectedBy).toBeNull();
    const raw = readFor(siteOf({ policy }), 'GET /tenant', { headers: ['Host', 'a', 'Host', 'b'] });
    expect(raw.facts.protectedBy).not.toBeNull();
  });
});

describe('areas', () => {
  const policy: PolicyInput = {
    areas: {
      uploads: { routes: ['/uploads/**'] },
      images: { routes: ['GET /uploads/images/**', '/img/**'] },
    },
    // A rule that is no area is none here.
    routes: [{ match: '/elsewhere', access: 'read' }],
  };

  test.each([
    ['GET /', [], [[]]],
    ['GET /uploads/images/1', ['uploads', 'images'], [['uploads', 'images']]],
    ['POST /uploads/images/1', ['uploads'], [['uploads']]],
    ['GET /UPLOADS/1', ['uploads'], [[]]],
    ['GET /upload%73/1', ['uploads'], [[], ['uploads']]],
    ['GET /img%2f1', ['images'], [[], ['images']]],
    ['POST /uploads/%61', ['uploads'], [['uploads'], ['uploads']]],
    ['GET /elsewhere', [], [[]]],
  ])('%s lies in %j, by reading %j', (line, areas, areasByReading) => {
    const facts = factsOf(policy, line);
    expect([...facts.areas].sort()).toEqual([...areas].sort());
    expect(facts.areasByReading).toEqual(areasByReading);
  });
});

describe('what loosens must be the same under every reading', () => {
  const policy: PolicyInput = {
    routes: [
      { match: '/a/*', exception: true, why },
      { match: 'POST /a/b', exception: true, why },
      { match: '/rpc/*', calls: { protocol: 'trpc', read: ['list'] } },
      { match: '/rpc/b', calls: { protocol: 'json-rpc', read: ['list'] } },
      { match: 'GET /s/*', socket: 'allow' },
      { match: 'GET /s/b', socket: { read: ['ping'] } },
      { match: '/read/*', access: 'read' },
      { match: '/read/*/*', protected: true },
      { match: 'POST /e/*', exception: true, why },
      { match: '/e/*/*', exception: true, why },
    ],
  };

  test.each([
    ['POST /a/x', true],
    ['POST /a/b', false],
    // A server that decodes takes it for a route that is one for POST only.
    ['POST /a/%62', false],
    ['POST /a/%78', true],
    ['POST /e/a%2fb', false],
    ['POST /e/a/b', true],
  ])('%s is an exception, for every method: %s', (line, everyMethod) => {
    expect(factsOf(policy, line).exception).toMatchObject({ kind: 'exception', everyMethod });
  });

  test.each([
    ['POST /rpc/x', ['trpc'], true],
    ['POST /rpc/x;y', ['trpc'], true],
    ['POST /rpc/%62', ['trpc', 'json-rpc'], false],
    ['POST /rpc/x%2fy', ['trpc'], false],
    ['POST /RPC/x', ['trpc'], false],
    ['POST /other', [], false],
  ])('%s calls by %j, which holds: %s', (line, protocols, callsHold) => {
    const facts = factsOf(policy, line);
    expect(facts.calls.map(({ protocol }) => protocol).sort()).toEqual([...protocols].sort());
    expect(facts.callsHold).toBe(callsHold);
  });

  test.each([
    ['GET /s/x', { rule: { kind: 'allow' }, source: 'GET /s/*' }],
    ['GET /s/x;y', { rule: { kind: 'allow' }, source: 'GET /s/*' }],
    ['GET /s/b', { rule: { kind: 'messages' }, source: 'GET /s/b' }],
    ['GET /s/%62', null],
    ['GET /s/x%2fy', null],
    ['GET /S/x', null],
    ['POST /s/x', null],
  ])('the socket of %s: %j', (line, socket) => {
    const found = factsOf(policy, line, { upgrade: true }).socket;
    if (socket === null) expect(found).toBeNull();
    else expect(found).toMatchObject(socket);
  });

  test.each([
    ['POST /read/x', true],
    ['POST /read/x%2fy', false],
    ['POST /Read/x', false],
    ['POST /other', false],
  ])('%s is declared a read: %s', (line, declaredRead) => {
    expect(factsOf(policy, line).declaredRead).toBe(declaredRead);
  });
});

test('a policy without rules says nothing', () => {
  expect(factsOf({}, 'GET /a%2fb')).toEqual({
    exception: null,
    protectedBy: null,
    sensitiveBy: null,
    mayBeSignIn: false,
    declaredRead: false,
    declaredReadByMethod: false,
    declaredWrite: false,
    calls: [],
    callsHold: false,
    socket: null,
    webhook: null,
    areas: [],
    refusedInProduction: null,
    callsInProduction: [],
    areasByReading: [[]],
  });
});

describe('where no exception holds', () => {
  const policy: PolicyInput = {
    routes: [
      { match: 'GET /:module/static/**', exception: true, why },
      { match: '/client/**', exception: 'never' },
    ],
    signIn: { routes: ['GET /:site/login'] },
  };

  test.each([
    ['GET /web/static/x', 'exception'],
    ['GET /web/login', 'sign-in'],
    ['GET /client/static/x', undefined],
    ['GET /client/login', undefined],
    ['GET /Client/static/x', undefined],
    ['GET /%63lient/static/x', undefined],
    ['GET /clients/static/x', 'exception'],
  ])('%s: %s', (line, kind) => {
    expect(factsOf(policy, line).exception?.kind).toBe(kind);
  });
});

describe('patterns of pages and scripts', () => {
  const policy: PolicyInput = {
    routes: [
      { match: '/manage/*.php', protected: true },
      { match: 'GET /cron/*.php', access: 'write' },
      { match: '/members/*.html', protected: true },
      { match: '/panel/index.php/**', protected: true },
      { match: '/index.php/backend/**', protected: true },
      { match: '/refunds/*.php', sensitive: true },
      { match: '/backups/database-*.sql', protected: true },
      { match: '/open/*.php', exception: true, why },
    ],
    areas: { shop: { routes: ['/shop/*.php'] } },
  };

  test.each([
    ['GET /manage'],
    ['GET /manage/'],
    ['GET /MANAGE//'],
    ['GET /manage/users'],
    ['GET /manage/users.json'],
    ['GET /manage/users.php'],
    ['GET /manage/users/;x.png'],
    ['GET /members/plan'],
    ['GET /members/'],
    ['GET /panel/'],
    ['GET /panel/?/users'],
    ['GET /panel?users'],
    ['GET /panel/index/users'],
    ['GET /backend/users'],
    ['GET /?/backend/users'],
    ['GET /index.php?/backend/users'],
    ['GET /backups/DATABA~1.SQL'],
  ])('%s is protected', (line) => {
    expect(factsOf(policy, line).protectedBy).not.toBeNull();
  });

  test.each([
    ['GET /managed/users'],
    ['GET /manage/style.css'],
    ['GET /manage/logo.PNG?v=2'],
    ['GET /manage/a/b'],
    ['GET /members/plan/photo'],
    ['GET /panel/users'],
    ['GET /index.php'],
    ['GET /'],
    ['GET /backups/other~1.sql'],
    ['GET /backups/DATABA~1.TXT'],
  ])('%s is not', (line) => {
    expect(factsOf(policy, line).protectedBy).toBeNull();
  });

  test('whatever they make stricter', () => {
    expect(factsOf(policy, 'GET /cron/?key=1').declaredWrite).toBe(true);
    expect(factsOf(policy, 'GET /cron/run').declaredWrite).toBe(true);
    expect(factsOf(policy, 'POST /refunds/').sensitiveBy).toBe('/refunds/*.php');
    expect(factsOf(policy, 'GET /shop/').areas).toEqual(['shop']);
    expect(factsOf(policy, 'GET /shop/').areasByReading).toEqual([[]]);
    expect(factsOf(policy, 'POST /open/hook').exception).toBeNull();
    expect(factsOf(policy, 'POST /open/').exception).toBeNull();
  });
});

test('two slashes loosen nothing', () => {
  const policy: PolicyInput = {
    routes: [
      { match: 'POST /hooks/*', exception: true, why },
      { match: 'POST /:a/:b/**', access: 'read' },
    ],
    areas: { shop: { routes: ['/shop/**'] } },
  };
  expect(factsOf(policy, 'POST /%2Fhooks/a').exception).toBeNull();
  expect(factsOf(policy, 'POST /%2Fa/b').declaredRead).toBe(false);
  expect(factsOf(policy, 'GET /%2Fshop/a').areasByReading).toContainEqual([]);
  expect(factsOf(policy, 'GET /%2Fx/shop/a').areas).toEqual(['shop']);
});

test.each([
  ['POST /login', true],
  ['POST /LOGIN/', true],
  ['POST /%6Cogin', true],
  ['GET /login', false],
  ['POST /logins', false],
])('%s may sign somebody in or out: %s', (line, mayBeSignIn) => {
  expect(factsOf({ signIn: { routes: ['POST /login'] } }, line).mayBeSignIn).toBe(mayBeSignIn);
});
