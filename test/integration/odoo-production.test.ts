import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type GuardedOdoo, startGuardedOdoo } from '../support/guarded-odoo.ts';
import { odooUsers } from '../support/odoo/odoo-users.ts';
import type { OdooMajor } from '../support/odoo/odoo-version.ts';
import type { OdooVisitor } from '../support/odoo/odoo-visitor.ts';
import { xmlCall } from '../support/odoo/xml-call.ts';
import type { Received } from '../support/send-request.ts';

// Production mode in front of the double, unmodified: debug switches, errors on every channel, and every way to the
// database manager, for whom it restricts and for whom it does not. Sections 1, 4, 5 and 9 of the facts.

const majors: readonly OdooMajor[] = [16, 17, 18, 19];
const people = ['restricted', 'nobody', 'portal', 'employee', 'admin'] as const;
type Person = (typeof people)[number];
/** The portal user is in no group: what he has is his own. */
const restrictedPeople: readonly Person[] = ['restricted', 'nobody'];
const freePeople: readonly Person[] = ['employee', 'admin', 'portal'];

const page = { Accept: 'text/html', 'Sec-Fetch-Dest': 'document', 'Sec-Fetch-Mode': 'navigate' };
const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
const json = { 'Content-Type': 'application/json' };

/** What no restricted browser may see of an error. */
const traces =
  /Traceback|select secret from vault|File \\?"|\/usr\/lib\/python3|psycopg2|builtins\.|line \d+, in/;

const business = [
  ['raise_user_error', 'The quotation is already confirmed.'],
  ['raise_validation_error', 'The discount must lie between 0 and 100.'],
  ['raise_access_error', 'You are not allowed to modify Sales Order'],
  ['raise_missing_error', 'sale.order'],
  ['raise_redirect_warning', 'No chart of accounts is configured.'],
] as const;

const technical = [
  'raise_value_error',
  'raise_key_error',
  'raise_type_error',
  'raise_zero_division',
  'raise_not_null',
  'raise_server_error',
  'raise_json_error',
  'raise_tools_error',
  'raise_not_found',
];

const credentials = ['production', odooUsers.employee.id, odooUsers.employee.password] as const;

/** Every way on which an error comes back. */
const channels: Readonly<
  Record<string, (visitor: OdooVisitor, method: string, major: OdooMajor) => Promise<Received> | null>
> = {
  call_kw: async (visitor, method) => (await visitor.callKw('test.errors', method)).received,
  'call_kw with debug': async (visitor, method) =>
    (
      await visitor.rpc('/web/dataset/call_kw?debug=1', {
        model: 'test.errors',
        method,
        args: [],
        kwargs: {},
      })
    ).received,
  call_button: async (visitor, method) =>
    (await visitor.rpc('/web/dataset/call_button', { model: 'test.errors', method, args: [], kwargs: {} }))
      .received,
  page: (visitor, method) => visitor.get(`/test_errors/${method}`, page),
  'page with debug': (visitor, method) => visitor.get(`/test_errors/${method}?debug=1`, { Accept: '*/*' }),
};

/** By key: nobody is known, so they are restricted as strangers are. */
const keyed: typeof channels = {
  jsonrpc: async (visitor, method) =>
    (
      await visitor.rpc('/jsonrpc', {
        service: 'object',
        method: 'execute_kw',
        args: [...credentials, 'test.errors', method, [], {}],
      })
    ).received,
  xmlrpc: (visitor, method) =>
    xmlCall(visitor, '/xmlrpc/object', 'execute_kw', [...credentials, 'test.errors', method, [], {}]),
  'xmlrpc 2': (visitor, method) =>
    xmlCall(visitor, '/xmlrpc/2/object', 'execute_kw', [...credentials, 'test.errors', method, [], {}]),
  'json/2': (visitor, method, major) =>
    major < 19
      ? null
      : visitor.send(`/json/2/test.errors/${method}`, {
          method: 'POST',
          headers: { ...json, Authorization: `Bearer ${odooUsers.employee.apiKey}` },
          body: '{}',
        }),
};

describe.each(majors)('Odoo %i', (major) => {
  let site: GuardedOdoo;
  const visitors = new Map<Person, OdooVisitor>();
  const of = (person: Person): OdooVisitor => visitors.get(person) ?? site.visit();
  const home = major < 18 ? '/web' : '/odoo';

  beforeAll(async () => {
    site = await startGuardedOdoo({ odoo: { major, website: true } });
    for (const person of people) {
      const visitor = site.visit();
      visitors.set(person, visitor);
      if (person === 'nobody') await visitor.get('/', page);
      else expect((await visitor.signIn(odooUsers[person])).status).toBe(303);
    }
    // Turned on before production mode was: stored in their sessions.
    for (const person of people) await of(person).get(`${home}?debug=assets`, page);
    await site.production(true);
  });
  beforeEach(() => site.odoo.clear());
  afterAll(() => site.close());

  function storedDebug(person: Person): string | undefined {
    return site.odoo.sessions.find(of(person).cookies.get('session_id') ?? '')?.debug;
  }

  describe('debug switches', () => {
    test('what a restricted session had stored is gone with its next page', async () => {
      for (const person of restrictedPeople) {
        expect([person, storedDebug(person)]).toEqual([person, 'assets']);
        await of(person).get('/web/login', page);
        expect([person, storedDebug(person)]).toEqual([person, '']);
      }
      expect(storedDebug('employee')).toBe('assets');
    });

    test.each([
      'debug=1',
      'debug=on',
      'debug=foo',
      'debug=assets',
      'debug=assets,tests',
      'debug=1&debug=0',
      'debug=0&debug=1',
      '%64ebug=1',
      'd%65bug=tests',
      'x=1&debug=1&y=2',
      'debug=%31',
      'debug=disable-t-cache',
    ])('%s', async (query) => {
      for (const person of restrictedPeople) {
        const visitor = of(person);
        const navigated = await visitor.get(`/web/login?${query}`, page);
        expect([person, navigated.status]).toEqual([person, 302]);
        expect(navigated.headers.location).not.toMatch(/d(?:e|%65)bug/i);
        // Followed, and asked for by whatever is no navigation: nothing sticks, on any kind of route.
        await visitor.get(navigated.headers.location ?? '', page);
        await visitor.get(`/web/image/1?${query}`, { Accept: 'image/*' });
        await visitor.rpc(`/web/session/check?${query}`, {});
        await visitor.rpc(`/web/webclient/version_info?${query}`, {});
        await visitor.get(`/shop?${query}`, { Accept: '*/*' });
        await visitor.get(`/web/manifest.webmanifest?${query}`);
        await visitor.get(`/nosuchpage?${query}`, { Accept: '*/*' });
        expect([person, storedDebug(person)]).toEqual([person, '']);
      }
      expect(site.odoo.counters.debugChanges).toEqual({});
    });

    test('through signing in: what the form carries along ends there', async () => {
      const visitor = site.visit();
      await visitor.get(`/web/login?redirect=${encodeURIComponent(`${home}?debug=1`)}`, page);
      await visitor.signIn(odooUsers.restricted, `?redirect=${encodeURIComponent(`${home}?debug=1`)}`);
      const followed = await visitor.get(`${home}?debug=1`, page);
      expect(followed.status).toBe(302);
      const shell = await visitor.get(followed.headers.location ?? '', page);
      expect(shell.body).toContain('debug: ""');
    });

    test('a form that names a database and a switch signs in, and neither arrives', async () => {
      for (const query of ['?db=production', '?db=production&debug=1']) {
        const visitor = site.visit();
        expect((await visitor.signIn(odooUsers.restricted, query)).status).toBe(303);
        expect(site.odoo.requests.filter(({ target }) => /db=|debug=1/.test(target))).toEqual([]);
      }
    });

    test('who is not restricted keeps them', async () => {
      for (const person of freePeople) {
        await of(person).get('/web/login?debug=1', page);
        expect([person, storedDebug(person)]).toEqual([person, '1']);
      }
    });

    test('the shell hides developer controls, and only where it is due', async () => {
      const link = /<link rel="stylesheet" href="(\/\.well-known\/portcullis\/production\.css\?v=[^"]+)">/;
      const shell = await of('restricted').get(home, page);
      const [, path = ''] = link.exec(shell.body) ?? [];
      const style = await of('restricted').get(path);
      expect([style.status, style.headers['content-type']]).toEqual([200, 'text/css; charset=utf-8']);
      for (const part of ['.o_debug_manager', '#developer_tool', '.o_error_detail'])
        expect(style.body).toContain(part);
      expect((await of('employee').get(home, page)).body).not.toMatch(link);
    });

    test('nothing of it shows in the addresses that Odoo leads to', async () => {
      const anonymous = of('nobody');
      for (const path of [home, '/web', '/my', '/en/shop']) {
        const { headers } = await anonymous.get(path, page);
        expect([path, headers.location ?? '']).toEqual([path, expect.not.stringMatching(/debug/)]);
      }
    });

    test('another session or database cannot be named', async () => {
      const other = [...of('admin').cookies].find(([name]) => name === 'session_id')?.[1] ?? '';
      const stranger = site.visit();
      for (const [target, headers] of [
        [`/web/session/get_session_info?session_id=${other}`, {}],
        ['/web/session/get_session_info', { 'X-Openerp-Session-Id': other }],
        ['/web/session/get_session_info', { 'X-Openerp-Session_Id': other }],
      ] as const) {
        const answer = await stranger.send(target, {
          method: 'POST',
          headers: { ...json, ...headers },
          body: '{"jsonrpc": "2.0", "method": "call", "params": {}}',
        });
        expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 100 } });
      }
      const database = await stranger.get('/web/login?db=other', page);
      expect([database.status, database.headers.location]).toEqual([302, '/web/login']);
      await stranger.get('/web/login', { ...page, 'X-Odoo-Database': 'other' });
      expect(site.odoo.requests.at(-1)?.headers['x-odoo-database']).toBeUndefined();
    });
  });

  describe('errors', () => {
    test.each(Object.keys(channels))('by %s', async (channel) => {
      const raise = channels[channel];
      for (const person of restrictedPeople) {
        for (const method of technical) {
          const received = await raise?.(of(person), method, major);
          if (!received) continue;
          expect([person, method, received.body]).toEqual([
            person,
            method,
            expect.not.stringMatching(traces),
          ]);
          expect([person, method, received.headers.server]).toEqual([person, method, undefined]);
        }
      }
      for (const [method, words] of business) {
        const received = await raise?.(of('restricted'), method, major);
        expect([method, received?.body]).toEqual([method, expect.not.stringMatching(traces)]);
        if (!channel.startsWith('page'))
          expect([method, received?.body]).toEqual([method, expect.stringContaining(words)]);
      }
      const free = await raise?.(of('employee'), 'raise_value_error', major);
      if (!channel.startsWith('page')) expect(free?.body).toMatch(/Traceback/);
    });

    test.each(Object.keys(keyed))('by %s, for whoever holds a key', async (channel) => {
      const raise = keyed[channel];
      for (const method of technical) {
        const received = await raise?.(site.visit(), method, major);
        if (!received) continue;
        expect([method, received.body]).toEqual([method, expect.not.stringMatching(traces)]);
        if (method !== 'raise_not_found')
          expect([method, received.body]).toEqual([method, expect.stringMatching(/[2-9A-Z]{4}-[2-9A-Z]{4}/)]);
      }
      for (const [method, words] of business) {
        const received = await raise?.(site.visit(), method, major);
        if (!received) continue;
        expect([method, received.body]).toEqual([method, expect.stringContaining(words)]);
        expect([method, received.body]).toEqual([method, expect.not.stringMatching(traces)]);
      }
    });

    test('a page of an unexpected error is ours, and its original is found by its id', async () => {
      const received = await of('restricted').get('/test_errors/raise_value_error', page);
      expect(received.status).toBe(500);
      const [id = ''] = /[2-9A-Z]{4}-[2-9A-Z]{4}/.exec(received.body) ?? [];
      expect(id).not.toBe('');
    });

    test('what strangers are told of a session that they do not have', async () => {
      const { envelope, received } = await site.visit().rpc('/web/session/get_session_info', {});
      expect(envelope.error).toMatchObject({ code: 100, data: { debug: '' } });
      expect(received.body).not.toMatch(traces);
    });

    test('the original of a masked error is found by its id', async () => {
      const { error } = await of('restricted').callKw('test.errors', 'raise_value_error');
      const data = error?.data as { readonly name: string; readonly message: string };
      expect(data.name).toBe('portcullis.ServerError');
      const [id = ''] = /[2-9A-Z]{4}-[2-9A-Z]{4}/.exec(data.message) ?? [];
      const found = await site.control.get<{
        readonly incident: { readonly name: string; readonly channel: string };
        readonly contents: { readonly original: string; readonly subject: string };
      }>(`/incidents/${encodeURIComponent(id.toLowerCase().replace('-', ' '))}`);
      expect(found.incident).toMatchObject({ name: 'builtins.ValueError', channel: 'json-rpc' });
      expect(found.contents.original).toContain('Traceback (most recent call last)');
      expect(found.contents.original).toContain('select secret from vault');
      expect(found.contents.subject).toBe(odooUsers.restricted.login);
    });
  });

  describe('the database manager', () => {
    const isShut = (received: Received): boolean => received.status === 404 || received.status === 400;

    test.each([
      ...[
        'manager',
        'selector',
        'create',
        'duplicate',
        'drop',
        'backup',
        'restore',
        'change_password',
        'list',
      ].map((action) => `/web/database/${action}`),
      '/web/database/manager/',
      '//web/database/manager',
      '/web//database/manager',
      '/web/database//manager',
      '/web%2fdatabase%2fmanager',
      '/web%2Fdatabase/manager',
      '/web/%64atabase/manager',
      '/%77eb/database/manager',
      '/web/database/%6danager',
      '/./web/database/manager',
      '/x/../web/database/manager',
      '/WEB/DATABASE/MANAGER',
      '/web/database/manager;x',
      '/web\\database\\manager',
      '/web/database/manager%20',
      '/web/database/manager%00',
      '/en/web/database/manager',
      '/fr_BE/web/database/manager',
      '/en//web/database/manager',
      '/xmlrpc/db',
      '/xmlrpc/2/db',
      '/xmlrpc/2/db/',
      '/xmlrpc//2/db',
      '/xmlrpc/2/d%62',
      '/en/xmlrpc/2/db',
    ])('%s', async (path) => {
      for (const person of people) {
        for (const target of [path, `${path}?debug=1`, `http://127.0.0.1:${site.server.port}${path}`]) {
          const looked = await of(person).get(target, page);
          expect([person, target, isShut(looked)]).toEqual([person, target, true]);
          const sent = await of(person).send(target, {
            method: 'POST',
            headers: form,
            body: 'master_pwd=master-password&name=production&new_name=copy&backup_format=zip',
          });
          expect([person, target, isShut(sent)]).toEqual([person, target, true]);
        }
      }
      // Not even asked: what Odoo would have made of an odd spelling does not count.
      expect(site.odoo.requests).toEqual([]);
      expect(site.odoo.counters.databaseActions).toEqual({});
    });

    const call = (params: string): string => `{"jsonrpc":"2.0","method":"call","id":1,"params":${params}}`;
    test.each([
      ['plain', call('{"service":"db","method":"list","args":[]}')],
      ['escaped', call('{"service":"d\\u0062","method":"list","args":[]}')],
      ['an escaped name', call('{"s\\u0065rvice":"db","method":"list","args":[]}')],
      ['twice', call('{"service":"common","service":"db","method":"list","args":[]}')],
      ['twice, the other way', call('{"service":"db","service":"common","method":"list","args":[]}')],
      [
        'in two envelopes',
        `{"params":{"service":"common"},"params":{"service":"db","method":"list","args":[]}}`,
      ],
      ['as a list', `[${call('{"service":"db","method":"list","args":[]}')}]`],
      ['no service', call('{"method":"list","args":[]}')],
      ['no object', call('["db","list",[]]')],
      ['another service', call('{"service":"report","method":"render","args":[]}')],
      ['not JSON', 'service=db&method=list'],
      ['nothing', ''],
      ['a byte order mark', `\ufeff${call('{"service":"db","method":"list","args":[]}')}`],
      ['NaN', call('{"service":"db","method":"list","args":[NaN]}')],
    ])('jsonrpc, %s', async (_, body) => {
      for (const target of ['/jsonrpc', '/jsonrpc/', '//jsonrpc', '/jsonr%70c', '/JSONRPC']) {
        for (const [headers, bytes] of [
          [json, body],
          [{ 'Content-Type': 'text/plain' }, body],
          [{ ...json, 'Content-Encoding': 'gzip' }, gzipSync(body).toString('latin1')],
        ] as const) {
          const received = await of('admin').send(target, { method: 'POST', headers, body: bytes });
          expect([target, isShut(received)]).toEqual([target, true]);
          expect(received.body).not.toContain('"result"');
        }
      }
    });

    test('jsonrpc by OPTIONS, which a JSON route of Odoo takes as any other method', async () => {
      const body = call('{"service":"db","method":"list","args":[]}');
      const received = await site.visit().send('/jsonrpc', {
        method: 'OPTIONS',
        headers: { ...json, 'Content-Length': Buffer.byteLength(body) },
        body,
      });
      expect([received.status, received.body]).toEqual([404, expect.not.stringContaining('"result"')]);
    });

    test('the other services go on', async () => {
      const visitor = site.visit();
      const who = await visitor.rpc('/jsonrpc', {
        service: 'common',
        method: 'login',
        args: ['production', odooUsers.employee.login, odooUsers.employee.password],
      });
      expect(who.result).toBe(odooUsers.employee.id);
      const read = await visitor.rpc('/jsonrpc', {
        service: 'object',
        method: 'execute_kw',
        args: [...credentials, 'res.partner', 'read', [[1]], {}],
      });
      expect(read.error).toBeUndefined();
      const written = await visitor.rpc('/jsonrpc', {
        service: 'object',
        method: 'execute_kw',
        args: [...credentials, 'res.partner', 'write', [[1], { name: 'db' }], {}],
      });
      expect(written.error).toBeUndefined();
      expect((await xmlCall(visitor, '/xmlrpc/2/common', 'version', [])).status).toBe(200);
    });

    test('and it opens again with production mode off', async () => {
      await site.production(false);
      try {
        expect((await site.visit().get('/web/database/manager', page)).status).toBe(200);
        expect((await of('restricted').get('/web/login?debug=1', page)).status).toBe(200);
        expect(storedDebug('restricted')).toBe('1');
      } finally {
        await site.production(true);
      }
    });
  });

  test.each([
    '/web/become',
    '/web/tests',
    '/web/set_profiling?profile=1',
    '/web/speedscope',
    '/website/info',
  ])('%s is shut for the restricted', async (path) => {
    for (const person of restrictedPeople) expect((await of(person).get(path, page)).status).toBe(404);
    expect(site.odoo.counters.sessionPowers).toEqual({});
  });

  test('what was shut is listed', async () => {
    await of('restricted').get('/web/database/manager', page);
    const { refused, on } = await site.control.get<{
      readonly on: boolean;
      readonly refused: readonly { readonly path: string }[];
    }>('/production');
    expect(on).toBe(true);
    expect(refused[0]).toMatchObject({ path: '/web/database/manager' });
  });
});

describe('an Odoo that asks which of its databases is meant', () => {
  let site: GuardedOdoo;
  beforeAll(async () => {
    site = await startGuardedOdoo({ odoo: { major: 18, databases: ['production', 'staging'] } });
  });
  afterAll(() => site?.close());

  test('is not put into a mode in which nobody could sign in, unless it is meant', async () => {
    await expect(site.production(true)).rejects.toMatchObject({
      code: 'PORTCULLIS_LOCKED_OUT',
      message: expect.stringMatching(/GET \/web\/login leads to \/web\/database\/selector[\s\S]*dbfilter/),
    });
    expect(await site.control.get('/production')).toMatchObject({ on: false });
    const forced = { reason: 'test', actor: 'tester', force: true };
    await site.control.post('/production/on', forced);
    expect(await site.control.get('/production')).toMatchObject({ on: true });
  });
});

describe('a name of a group that nobody is in', () => {
  const people = ['admin', 'employee', 'keeper', 'warden', 'restricted'] as const;
  const misspelt = 'Production Mode Restricte';
  let site: GuardedOdoo;

  async function turnedOnFor(restrictedGroups: readonly string[]): Promise<void> {
    site = await startGuardedOdoo({ odoo: { major: 18 }, preset: { restrictedGroups } });
    await site.production(true);
    for (const person of people) {
      const visitor = site.visit();
      expect((await visitor.signIn(odooUsers[person])).status).toBe(303);
      await visitor.get('/odoo', page);
    }
  }
  afterEach(() => site.close());

  const seen = () => site.control.get('/production');
  const warnings = async () =>
    (await site.control.get<{ readonly warnings: readonly string[] }>('/status')).warnings;

  test('is told by the people who came', async () => {
    await turnedOnFor([misspelt]);
    expect(await seen()).toMatchObject({
      seen: { people: people.length, groups: [{ group: misspelt, people: 0 }] },
    });
    expect(await warnings()).toContainEqual(
      expect.stringMatching(/restricts nobody who signed in.*5 people.*"Production Mode Restricte"/),
    );
    await site.control.post('/production/off', { reason: 'test', actor: 'tester' });
    expect(await warnings()).not.toContainEqual(expect.stringContaining('restricts nobody'));
  });

  test('a right name is no reason for a warning', async () => {
    await turnedOnFor([misspelt, 'Production Mode Restricted']);
    expect(await seen()).toMatchObject({
      seen: {
        people: people.length,
        groups: [
          { group: misspelt, people: 0 },
          { group: 'Production Mode Restricted', people: 1 },
        ],
      },
    });
    expect(await warnings()).not.toContainEqual(expect.stringContaining('restricts nobody'));
  });
});
