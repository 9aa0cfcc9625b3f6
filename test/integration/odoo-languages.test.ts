import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type GuardedOdoo, startGuardedOdoo } from '../support/guarded-odoo.ts';
import { odooUsers } from '../support/odoo/odoo-users.ts';
import type { OdooVisitor } from '../support/odoo/odoo-visitor.ts';
import type { Received } from '../support/send-request.ts';

// With the module website every route of Odoo is reached behind the code of any installed language, too
// (addons/http_routing/models/ir_http.py, `_match`): each rule must hold there as it holds without.

const page = { Accept: 'text/html', 'Sec-Fetch-Dest': 'document', 'Sec-Fetch-Mode': 'navigate' };
const json = { 'Content-Type': 'application/json' };
const envelope = (params: unknown): string =>
  JSON.stringify({ jsonrpc: '2.0', method: 'call', id: 7, params });
const write = { model: 'res.partner', method: 'write', args: [[1], { name: 'Changed' }], kwargs: {} };
const read = { model: 'res.partner', method: 'read', args: [[1]], kwargs: {} };
const credentials = ['production', odooUsers.employee.id, odooUsers.employee.password];

/** Codes as Odoo knows them; the double has the first two installed. */
const codes = [
  '/en',
  '/fr',
  '/fr_FR',
  '/fr-be',
  '/zh_CN',
  '/sr@latin',
  '/es_419',
  '/kab',
  '/e%6e',
  '/sr%40latin',
];

describe.each([16, 18, 19] as const)('Odoo %i', (major) => {
  const home = major < 18 ? '/web' : '/odoo';
  let site: GuardedOdoo;
  const visitors = new Map<string, OdooVisitor>();
  const of = (person: string): OdooVisitor => visitors.get(person) ?? site.visit();

  beforeAll(async () => {
    site = await startGuardedOdoo({ odoo: { major, website: true } });
    for (const person of ['restricted', 'employee', 'portal', 'admin'] as const) {
      const visitor = site.visit();
      visitors.set(person, visitor);
      expect((await visitor.signIn(odooUsers[person])).status).toBe(303);
    }
  });
  beforeEach(() => site.odoo.clear());
  afterAll(() => site.close());

  const post = (person: string, target: string, params: unknown): Promise<Received> =>
    of(person).send(target, { method: 'POST', headers: json, body: envelope(params) });

  function written(): Readonly<Record<string, unknown>> {
    const { userSettings: _, ...counters } = site.odoo.counters;
    return Object.fromEntries(
      Object.entries(counters).filter(([, counted]) => Object.keys(counted).length > 0),
    );
  }

  describe('production mode', () => {
    beforeAll(() => site.production(true));
    afterAll(() => site.production(false));

    test.each([...codes, '/en%2f', '/fr/'].map((code) => [code]))('%s: databases', async (code) => {
      for (const service of [
        { service: 'db', method: 'list', args: [] },
        { service: 'db', method: 'drop', args: ['master-password', 'production'] },
      ]) {
        const received = await post('nobody', `${code}/jsonrpc`, service);
        expect([received.status, received.body]).toEqual([404, expect.not.stringContaining('"result"')]);
      }
      const xml = await of('nobody').send(`${code}/xmlrpc/2/db`, {
        method: 'POST',
        headers: { 'Content-Type': 'text/xml' },
        body: '<methodCall><methodName>list</methodName></methodCall>',
      });
      const form = await of('nobody').postForm(`${code}/web/database/drop`, {
        master_pwd: 'master-password',
        name: 'production',
      });
      expect([xml.status, form.status, site.odoo.requests]).toEqual([404, 404, []]);
    });

    test.each([
      '/web/tests',
      '/web/speedscope',
      '/web/assets/debug/web.assets_backend.js',
      '/web/set_profiling?profile=1',
      '/web/become',
      '/doc',
      '/web/version',
      '/website/info',
    ])('%s is shut for the restricted, and stays open for others', async (path) => {
      for (const code of codes) {
        for (const target of [`${code}${path}`, `${code}%2f${path.slice(1)}`]) {
          const received = await of('restricted').get(target, { Accept: '*/*' });
          expect([target, received.status]).toEqual([target, 404]);
        }
      }
      // But for what the gate itself asks.
      expect(site.odoo.requests.filter(({ method }) => method !== 'POST')).toEqual([]);
      await of('employee').get(`/fr${path}`, { Accept: '*/*' });
      expect(site.odoo.requests.at(-1)?.target).toBe(`/fr${path}`);
    });

    test('the other services go on', async () => {
      const { body } = await post('nobody', '/fr/jsonrpc', {
        service: 'object',
        method: 'execute_kw',
        args: [...credentials, 'res.partner', 'read', [[1]], {}],
      });
      expect(body).toContain('"result"');
      expect((await of('restricted').get('/fr/shop', page)).status).toBe(200);
    });
  });

  describe('backend closed', () => {
    beforeAll(() => site.on({ mode: 'open', areas: { backend: 'closed' } }));
    afterAll(() => site.off());

    test.each(codes.map((code) => [code]))('%s: nothing of it is reached', async (code) => {
      for (const path of [
        home,
        '/web',
        '/report/pdf/x/1',
        '/web/webclient/load_menus/1',
        '/calendar/view/x',
      ]) {
        expect([path, (await of('employee').get(code + path, page)).status]).toEqual([path, 503]);
      }
      for (const [path, params] of [
        ['/web/dataset/call_kw', write],
        ['/web/dataset/call_kw', read],
        ['/web/dataset/call_button/x', write],
        ['/mail/message/post', {}],
        [
          '/jsonrpc',
          {
            service: 'object',
            method: 'execute_kw',
            args: [...credentials, 'res.partner', 'read', [[1]], {}],
          },
        ],
      ] as const) {
        expect([path, (await post('employee', code + path, params)).status]).toEqual([path, 503]);
      }
      expect(written()).toEqual({});
    });

    test('website, shop and portal go on, and administrators everywhere', async () => {
      for (const target of [
        '/fr',
        '/fr/',
        '/fr/shop',
        '/fr/shop/calendar',
        '/fr/contactus',
        '/shop/web',
        '/blog',
      ]) {
        expect([target, (await of('employee').get(target, page)).status < 500]).toEqual([target, true]);
      }
      expect((await of('portal').get('/fr/my', page)).status).toBe(200);
      expect((await of('admin').get(`/fr${home}`, page)).status).toBe(200);
      expect((await post('admin', '/fr/web/dataset/call_kw', write)).status).toBe(200);
    });
  });

  describe('read-only', () => {
    beforeAll(() => site.on({ mode: 'read-only' }));
    afterAll(() => site.off());

    test.each(codes.map((code) => [code]))('%s: what writes is refused', async (code) => {
      for (const path of [
        '/web/set_profiling?profile=1',
        '/web/become',
        '/mail/unfollow',
        '/shop/cart',
        '/payment/pay',
        '/website/force/1',
      ]) {
        for (const method of ['GET', 'HEAD']) {
          const { status } = await of('employee').send(code + path, { method });
          expect([method, path, status]).toEqual([method, path, 503]);
        }
      }
      for (const [path, params] of [
        ['/web/dataset/call_kw', write],
        ['/web/action/run', { action_id: 361 }],
        ['/json/2/res.partner/write', {}],
      ] as const) {
        expect([path, (await post('employee', code + path, params)).status]).toEqual([path, 503]);
      }
      expect(written()).toEqual({});
    });

    test('what reads goes on', async () => {
      for (const target of ['/fr', '/fr/shop', `/fr${home}`]) {
        expect([target, (await of('employee').get(target, page)).status]).toEqual([target, 200]);
      }
      const { status, body } = await post('employee', '/fr/web/dataset/call_kw', read);
      expect([status, body]).toEqual([200, expect.stringContaining('"result"')]);
    });
  });

  describe('closed', () => {
    beforeAll(() => site.on({ mode: 'closed' }));
    afterAll(() => site.off());

    test('the sign-in page is reached behind a language, and what is no language opens nothing', async () => {
      const employee = of('employee');
      for (const target of ['/fr/web/login', '/fr_BE/web/login/totp', '/sr@latin/web/login']) {
        expect([target, (await employee.get(target, page)).status < 500]).toEqual([target, true]);
      }
      for (const target of [
        '/odoo/web/login',
        '/scoped_app/web/login',
        '/json/web/login',
        '/web/web/login',
        '/my/web/login',
        '/shop/web/login',
        '/fr/odoo/web/login',
        '/my/static/x',
        '/shop/static/x',
        '/odoo/static/x',
        '/odoo/static/src/x.css',
        '/fr/odoo/static/x',
        '/scoped_app/static/x',
        '/json/static/x',
        '/%6fdoo/static/x',
        '/fr/fr/web/login',
        '/fr',
        `/fr${home}`,
      ]) {
        expect([target, (await employee.get(target, page)).status]).toEqual([target, 503]);
      }
    });
  });

  test('what a path holds elsewhere is no language', async () => {
    await site.on({ mode: 'open', areas: { backend: 'closed' } });
    try {
      expect((await of('employee').get('/contactus/fr/web', page)).status).toBe(404);
    } finally {
      await site.off();
    }
  });
});
