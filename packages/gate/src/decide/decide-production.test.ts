import { describe, expect, test } from 'vitest';
import { decideFor, siteOf, somebody, summaryOf } from '../../test/support/decide-fixtures.ts';
import type { Known } from '../model/decision.ts';
import type { Mode } from '../model/mode.ts';
import type { PolicyInput } from '../model/policy.ts';

const policy: PolicyInput = {
  identity: [{ kind: 'callback' }],
  health: ['/healthz'],
  bypass: { write: ['admin'], writeByRoleAlone: ['admin'] },
  routes: [
    { match: 'POST /rpc', calls: { protocol: 'json-rpc', read: ['list'] } },
    { match: '/tools/tests', exception: true, why: 'to see which rule is first' },
  ],
  production: {
    restricted: { groups: ['clerks'] },
    refused: [
      { match: '/web/database/**', for: 'everybody' },
      { match: '/:language/web/database/**', for: 'everybody' },
      { match: '/tools/**' },
      { match: 'GET /become' },
      { match: '/xmlrpc/db', for: 'everybody' },
      { match: '/tools/wide/**', for: 'everybody' },
    ],
    calls: [
      { match: '/jsonrpc', protocol: 'json-rpc', allow: [{ '/params/service': ['common', 'object'] }] },
    ],
    switches: [
      { in: 'query', name: 'debug', off: '0', falsy: ['', '0'], isRemembered: true },
      { in: 'query', name: 'db', for: 'everybody' },
      { in: 'cookie', name: 'XDEBUG_SESSION' },
      { in: 'path', name: '/app_dev.php' },
    ],
  },
};

const page = ['Accept', 'text/html', 'Sec-Fetch-Dest', 'document'];
const clerk: Known = { identity: somebody('visitor', { groups: ['clerks'] }) };
const lead: Known = { identity: somebody('admin', { groups: ['leads'] }) };
const people: Readonly<Record<string, Known>> = { clerk, lead, nobody: { identity: null } };

function summary(line: string, known: Known = {}, { mode = 'open' as Mode, headers = [] as string[] } = {}) {
  return summaryOf(decideFor(siteOf({ policy, mode, production: true }), line, { known, headers }));
}

describe('routes that are shut', () => {
  test.each([
    'GET /web/database/manager',
    'POST /web/database/drop',
    'GET //web/database/manager',
    'GET /web//database/manager',
    'GET /web%2fdatabase%2fmanager',
    'GET /web/%64atabase/manager',
    'GET /web/database/manager/',
    'GET http://shop.example/web/database/manager',
    'GET /de/web/database/selector',
    'GET /WEB/Database/manager',
    'GET /web/database/manager;x=1',
    'HEAD /web/database/manager',
    'OPTIONS /web/database/manager',
    'POST /xmlrpc/db',
    'GET /tools/wide/x',
  ])('%s: for everybody, before anybody is asked who he is', (line) => {
    const refused = line.includes(' //') ? 'refuse 400 malformed-target' : 'refuse 404 production';
    for (const mode of ['open', 'read-only', 'closed'] as const) {
      expect(summary(line, {}, { mode })).toBe(refused);
      expect(summary(line, lead, { mode })).toBe(refused);
    }
  });

  test.each(['GET /tools/tests', 'POST /tools/x', 'GET /become', 'GET /TOOLS/', 'HEAD /become'])(
    '%s: for whom it restricts, an exception or not',
    (line) => {
      expect(summary(line)).toBe('need identity');
      expect(summary(line, clerk)).toBe('refuse 404 production');
      expect(summary(line, people.nobody)).toBe('refuse 404 production');
      expect(summary(line, lead)).toBe('allow open');
    },
  );

  test('with the code and the words of a refusal', () => {
    const site = siteOf({ policy, mode: 'open', production: true });
    expect(decideFor(site, 'GET /web/database/manager')).toMatchObject({
      kind: 'refuse',
      status: 404,
      code: 'PORTCULLIS_PRODUCTION_REFUSED',
      rule: { id: 'production', detail: '/web/database/**' },
      mode: 'open',
    });
  });

  test('none of them while production mode is off', () => {
    for (const line of ['GET /web/database/manager', 'GET /tools/x', 'GET /x?debug=1', 'POST /jsonrpc']) {
      expect(summaryOf(decideFor(siteOf({ policy, mode: 'open' }), line, { known: {} }))).toBe(
        'allow nothing-governed',
      );
    }
    expect(summaryOf(decideFor(siteOf({ policy, mode: 'read-only' }), 'GET /tools/x'))).toBe(
      'allow read-only-read',
    );
  });

  test('health stays above it', () => {
    expect(summary('GET /healthz')).toBe('allow health');
    expect(decideFor(siteOf({ policy, mode: 'open', production: true }), 'GET /healthz')).toMatchObject({
      obligations: { mask: true },
    });
  });

  test('a socket to one, too', () => {
    const site = siteOf({ policy, mode: 'open', production: true });
    const upgrade = { upgrade: true };
    expect(summaryOf(decideFor(site, 'GET /web/database/x', upgrade))).toBe('refuse 404 production');
    expect(summaryOf(decideFor(site, 'GET /tools/x', { ...upgrade, known: {} }))).toBe('need identity');
    expect(summaryOf(decideFor(site, 'GET /tools/x', { ...upgrade, known: clerk }))).toBe(
      'refuse 404 production',
    );
    expect(summaryOf(decideFor(site, 'GET /tools/x', { ...upgrade, known: lead }))).toBe('allow open');
    // Its client would not follow a redirect. What asks for a socket may be a page all the same: an application that has
    // none there answers with it.
    expect(summaryOf(decideFor(site, 'GET /live?debug=1', { ...upgrade, known: clerk }))).toBe(
      'rewrite production',
    );
    expect(decideFor(site, 'GET /live', { ...upgrade, known: clerk })).toMatchObject({
      obligations: { mask: true },
    });
  });
});

describe('files that are shut by their ending', () => {
  const site = siteOf({
    policy: { identity: [{ kind: 'callback' }], production: { refusedExtensions: ['MAP', 'bak'] } },
    mode: 'open',
    production: true,
  });
  const of = (line: string, known: Known, upgrade = false) =>
    summaryOf(decideFor(site, line, { known, upgrade }));

  test.each([
    '/a.map',
    '/deep/down/a.js.map',
    '/a.MaP',
    '/a%2emap',
    '/a.map/',
    '/a.map/b',
    '/index.php.bak',
    '/x/%61.map;v=1',
    '/a.map.',
    '/a.map%20',
    '/a.map::$DATA',
    '/a%EF%BC%8Emap',
    '/a.map.js/b.map',
  ])('%s', (path) => {
    expect(of(`GET ${path}`, {})).toBe('need identity');
    expect(of(`GET ${path}`, clerk)).toBe('refuse 404 production');
    expect(of(`GET ${path}`, lead)).toBe('allow open');
    expect(of(`GET ${path}`, clerk, true)).toBe('refuse 404 production');
  });

  test.each(['/map', '/amap', '/a.mapx', '/a.map.js', '/a.map.7/x', '/.maps/a', '/a?b=.map'])(
    '%s stays',
    (path) => expect(of(`GET ${path}`, clerk)).toBe('allow open'),
  );
});

describe('calls that are shut', () => {
  const headers = ['Content-Type', 'application/json', 'Content-Length', '9'];
  const body = (isLetThrough?: boolean): Known => ({
    ...lead,
    body: { digest: '', overrides: [], calls: null, ...(isLetThrough !== undefined && { isLetThrough }) },
  });

  test.each([
    ['not read yet', lead, 'need body'],
    ['listed', body(true), 'allow open'],
    ['not listed', body(false), 'refuse 404 production'],
    ['unreadable', { ...lead, body: null }, 'refuse 404 production'],
  ] as const)('%s: %s', (_, known, expected) => {
    for (const line of ['POST /jsonrpc', 'POST /JSONRPC/', 'POST /json%72pc', 'PUT /jsonrpc'])
      expect(summary(line, known, { headers })).toBe(expected);
  });

  test('without a body there is no call that is listed', () => {
    expect(summary('GET /jsonrpc', lead)).toBe('refuse 404 production');
    expect(summary('POST /jsonrpc', lead)).toBe('refuse 404 production');
    // Preflights carry none, and ask for none.
    expect(summary('OPTIONS /jsonrpc', lead)).toBe('allow open');
  });
});

describe('debug switches', () => {
  test.each([
    ['GET /x?debug=1', page, 'redirect production', '/x'],
    ['GET /x?%64ebug=1&a=1', page, 'redirect production', '/x?a=1'],
    ['GET /x?debug=0&a=1', page, 'rewrite production', '/x?a=1&debug=0'],
    ['GET /x?debug=1', [], 'rewrite production', '/x?debug=0'],
    ['HEAD /x?debug=1', page, 'rewrite production', '/x?debug=0'],
    ['POST /x?debug=1', page, 'rewrite production', '/x?debug=0'],
    ['GET /x.png?debug=1', [], 'rewrite production', '/x.png?debug=0'],
    // What stands there already is left alone.
    ['GET /x?debug=0', page, 'allow open', undefined],
    ['GET /x', page, 'allow open', undefined],
    ['GET /x', [...page, 'Cookie', 'session_id=1'], 'rewrite production', '/x?debug=0'],
    ['POST /x', ['Cookie', 'session_id=1'], 'rewrite production', '/x?debug=0'],
    // Who asks as a script may show what comes as a page.
    ['GET /data', ['Cookie', 'session_id=1'], 'rewrite production', '/data?debug=0'],
    ['HEAD /data', ['Cookie', 'session_id=1'], 'rewrite production', '/data?debug=0'],
    ['GET /x.css', ['Cookie', 'session_id=1'], 'allow open', undefined],
    // What is opened as a page may be one.
    ['GET /x.css', [...page, 'Cookie', 'session_id=1'], 'rewrite production', '/x.css?debug=0'],
    [`GET /${'x'.repeat(3_000)}?debug=1`, page, 'rewrite production', `/${'x'.repeat(3_000)}?debug=0`],
  ] as const)('%s with %j: %s to %s', (line, headers, expected, target) => {
    const site = siteOf({ policy, mode: 'open', production: true });
    for (const known of [clerk, { identity: null }]) {
      const verdict = decideFor(site, line, { headers, known });
      expect(summaryOf(verdict)).toBe(expected);
      expect(verdict).toMatchObject(
        verdict.kind === 'redirect' ? { location: target } : target === undefined ? {} : { target },
      );
    }
    expect(summaryOf(decideFor(site, line, { headers, known: lead }))).toBe('allow open');
  });

  test.each([
    ['POST /x?db=other', ['Cookie', 'session_id=1'], '/x?debug=0', '/x'],
    ['POST /x?db=other&debug=1', [], '/x?debug=0', '/x?debug=1'],
    ['POST /x?debug=1&db=other&debug=0', [], '/x?debug=0', '/x?debug=1&debug=0'],
  ] as const)(
    '%s: both are taken out at once, each for whom it is meant',
    (line, headers, ofClerk, ofLead) => {
      const site = siteOf({ policy, mode: 'open', production: true });
      for (const [known, target] of [
        [clerk, ofClerk],
        [lead, ofLead],
      ] as const) {
        expect(decideFor(site, line, { headers, known })).toMatchObject({ kind: 'rewrite', target });
        // Decided again, there is nothing left to be done.
        expect(summaryOf(decideFor(site, `POST ${target}`, { headers, known }))).toBe('allow open');
      }
    },
  );

  test.each([
    ['GET /app_dev.php/orders', 'rewrite production'],
    ['GET /%61pp_dev.php/orders', 'refuse 404 production'],
    ['GET /app_dev%2ephp/orders', 'refuse 404 production'],
    ['GET /APP_DEV.PHP/orders', 'refuse 404 production'],
    ['GET //app_dev.php/orders', 'refuse 400 malformed-target'],
    ['GET /x//app_dev.php', 'allow open'],
  ])('%s: %s', (line, expected) => {
    const site = siteOf({ policy, mode: 'open', production: true });
    expect(summaryOf(decideFor(site, line, { known: clerk }))).toBe(expected);
    if (!line.includes(' //')) expect(summaryOf(decideFor(site, line, { known: lead }))).toBe('allow open');
  });

  test('one for everybody asks nobody who he is', () => {
    const site = siteOf({ policy, mode: 'open', production: true });
    expect(decideFor(site, 'GET /x?db=other&a=1', { known: {} })).toMatchObject({
      kind: 'rewrite',
      target: '/x?a=1',
    });
    expect(decideFor(site, 'GET /x?db=other', { known: lead, headers: page })).toMatchObject({
      kind: 'redirect',
      location: '/x',
    });
  });

  test('who asks is found out only where something is switched', () => {
    expect(summary('GET /x?debug=1')).toBe('need identity');
    expect(summary('POST /x?%64ebug=1')).toBe('need identity');
  });
});

describe('masked responses', () => {
  const allowed = (line: string, known: Known, mode: Mode = 'open', headers: string[] = []) => {
    const verdict = decideFor(siteOf({ policy, mode, production: true }), line, { known, headers });
    return verdict.kind === 'allow' ? verdict.obligations.mask : summaryOf(verdict);
  };

  test.each(['open', 'read-only'] as const)('%s: for whom it restricts', (mode) => {
    expect(allowed('GET /x', clerk, mode)).toBe(true);
    expect(allowed('GET /x', { identity: null }, mode)).toBe(true);
    expect(allowed('GET /x', { identity: somebody('admin') }, mode)).toBe(true);
    expect(allowed('GET /x', lead, mode)).toBe(false);
    expect(allowed('GET /x', {}, mode)).toBe('need identity');
    expect(allowed('GET /x', clerk, mode, page)).toBe(true);
  });

  test('of pictures and styles nobody is asked, and nothing is lost by masking them', () => {
    expect(allowed('GET /x.css', {})).toBe(true);
    expect(allowed('GET /x.png?v=1', {})).toBe(true);
  });

  test('an insider keeps what the notice obliges to', () => {
    const site = siteOf({ policy, mode: 'closed', production: true });
    const identity = somebody('admin', { groups: ['clerks'] });
    expect(decideFor(site, 'GET /x', { known: { identity }, headers: page })).toMatchObject({
      kind: 'allow',
      rule: { id: 'bypass' },
      obligations: { mask: true, banner: 'insider', privateCaching: true },
    });
  });

  test('a policy without production rules masks nothing, whatever the switch says', () => {
    const site = siteOf({ policy: {}, mode: 'open', production: true });
    expect(decideFor(site, 'GET /x?debug=1', { known: {} })).toMatchObject({
      kind: 'allow',
      obligations: { mask: false },
    });
  });

  test('a refusal of the window is none of its business', () => {
    expect(summary('POST /orders', clerk, { mode: 'read-only' })).toBe('refuse 503 read-only-write');
    expect(summary('GET /orders', people.nobody, { mode: 'closed' })).toBe('refuse 503 closed');
  });
});
