import type { ServerStore } from '@portcullis/gate';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { passRoutes } from '../../src/control/api/pass-routes.ts';
import { policyRoutes, settingsRoutes } from '../../src/control/api/policy-routes.ts';
import { switchRoutes } from '../../src/control/api/switch-routes.ts';
import { createCheckHandlers } from '../../src/control/handlers/check-handlers.ts';
import { createPassReadingHandlers } from '../../src/control/handlers/pass-reading-handlers.ts';
import { createPolicyHandlers } from '../../src/control/handlers/policy-handlers.ts';
import { createPreviewHandlers } from '../../src/control/handlers/preview-handlers.ts';
import { createSettingsHandlers } from '../../src/control/handlers/settings-handlers.ts';
import { parseConfig } from '../../src/index.ts';
import { type MountedHandlers, mount, storeOf } from '../support/mounted-handlers.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';
import { adminHost, smallShop, smallShopPolicy } from '../support/small-shop.ts';

let site: RunningSite;
let store: ServerStore;
let api: MountedHandlers;

const policy = {
  ...smallShopPolicy,
  areas: { checkout: { title: { en: 'Checkout' }, routes: ['/checkout/**'] } },
  routes: [
    { match: 'POST /search', access: 'read' as const, why: 'searches' },
    { match: '/rpc', calls: { protocol: 'json-rpc' as const, read: ['list'] }, why: 'rpc' },
    { match: '/users/:user/files/**', protected: true, why: 'private' },
  ],
  page: { brand: 'In the file', languages: ['en', 'de'] },
};

beforeEach(async () => {
  site = await startSite({ application: smallShop, policy });
  store = storeOf(site);
  const { gate, traffic, port } = site.server;
  const config = parseConfig(
    { upstream: 'http://127.0.0.1:1', listen: { port: 0 }, policy },
    {
      directory: '/',
      defaultStateDirectory: '/',
      source: 'the test',
      file: '/etc/shop.config.ts',
      commandLine: ['upstream'],
    },
  );
  api = mount([
    [settingsRoutes, createSettingsHandlers({ gate, store, config })],
    [passRoutes, createPassReadingHandlers({ gate, store })],
    [switchRoutes, createPreviewHandlers({ gate })],
    [
      switchRoutes,
      createCheckHandlers({
        gate,
        store,
        traffic,
        fetchUpstream: async () => ({
          status: 200,
          location: null,
          html: '<form method="post" action="/session"><input type="password" name="word"></form>',
        }),
        reach: () => ({ config, port }),
      }),
    ],
    [
      policyRoutes,
      createPolicyHandlers({
        gate,
        config,
      }),
    ],
  ]);
});
afterEach(async () => {
  await store.close();
  await site.close();
});

const settingsOf = (page: object, defaults: object = { message: {}, button: null }) => ({ page, defaults });
const epoch = async () => (await store.settings.read('default')).epoch;
const save = async (settings: object) => api.put('/settings', { expectedEpoch: await epoch(), settings });
const closedPage = async () => {
  const { body } = await site.send('/', { headers: { Accept: 'text/html', 'Accept-Language': 'de' } });
  return body;
};

describe('settings', () => {
  it('change the page that visitors get, at once, and stand on record', async () => {
    await site.on({ mode: 'closed' });
    expect(await closedPage()).toContain('In the file');
    const { status, json } = await save(settingsOf({ brand: 'Our shop', colors: { accent: '#aa0000' } }));
    expect([status, json]).toMatchObject([
      200,
      {
        settings: { page: { brand: 'Our shop' } },
        file: { brand: 'In the file', languages: ['en', 'de'] },
        knownLanguages: ['en', 'de', 'fr', 'es', 'ar'],
      },
    ]);
    const page = await closedPage();
    expect(page).toContain('Our shop');
    expect(page).toContain('--accent:#aa0000');
    await site.server.gate.audit.flush();
    const [record] = await store.audit.read('default', {
      newestFirst: true,
      kinds: ['settings.changed'],
      limit: 1,
    });
    expect(record).toMatchObject({ actor: 'shell:shell', data: expect.stringContaining('page.brand') });
  });

  it('outlive a restart', async () => {
    await save(settingsOf({ brand: 'Our shop' }));
    await site.stopServer();
    await site.startServer();
    await site.on({ mode: 'closed' });
    expect(await closedPage()).toContain('Our shop');
  });

  it('of somebody who was too late are refused, and nothing is stored', async () => {
    const expectedEpoch = await epoch();
    await save(settingsOf({ brand: 'First' }));
    expect(
      await api.put('/settings', { expectedEpoch, settings: settingsOf({ brand: 'Second' }) }),
    ).toMatchObject({
      status: 409,
      json: { code: 'PORTCULLIS_SWITCH_CONFLICT', detail: expect.stringContaining('shell:shell') },
    });
    expect((await api.get('/settings')).json).toMatchObject({ settings: { page: { brand: 'First' } } });
  });

  it.each<[what: string, settings: object]>([
    ['a logo that loads from elsewhere', settingsOf({ logo: 'https://example.com/a.png' })],
    [
      'a script as the button',
      settingsOf({}, { message: {}, button: { label: { en: 'x' }, url: 'javascript:alert(1)' } }),
    ],
    ['a language by name', settingsOf({ languages: ['German'] })],
  ])('with %s are refused by the parser of the policy', async (_, settings) => {
    expect(await save(settings)).toMatchObject({
      status: 400,
      json: { code: 'PORTCULLIS_SETTINGS_INVALID' },
    });
  });

  it('fill the message and the button of a new window where nobody says otherwise', async () => {
    const button = { label: { en: 'Status' }, url: 'https://status.example.com/' };
    await save(settingsOf({}, { message: { en: 'Back soon' }, button }));
    await site.on({ mode: 'read-only' });
    expect(site.server.gate.view().snapshot.switch.notice).toMatchObject({
      message: { en: 'Back soon' },
      button,
    });
    await site.on({ mode: 'closed', notice: { message: { en: 'Longer' } } });
    expect(site.server.gate.view().snapshot.switch.notice).toMatchObject({
      message: { en: 'Longer' },
      button: null,
    });
    await site.off();
    await site.on({ mode: 'closed', notice: { button: null } });
    expect(site.server.gate.view().snapshot.switch.notice).toMatchObject({
      message: { en: 'Back soon' },
      button: null,
    });
  });
});

describe('previews', () => {
  const wanted = {
    mode: 'closed',
    notice: { message: { en: 'Hello <script>alert(1)</script>', de: 'Hallo' } },
  };
  const preview = async (change: object = {}) => {
    const { status, json } = await api.post('/previews', { ...wanted, ...change });
    expect(status).toBe(201);
    return json as { id: string; languages: string[]; json: { status: number; body: unknown } };
  };
  const pageOf = (id: string, query = '') => api.raw(`/previews/${id}${query}`);

  it('show the very page that visitors get afterwards, but for its links', async () => {
    const { id } = await preview();
    const shown = await (await pageOf(id, '?language=de')).text();
    await site.on(wanted);
    const real = await closedPage();
    const comparable = (html: string) =>
      html
        .replace(/<a\b[^>]*>/g, (tag) => tag.replace(/ href="[^"]*"/, ''))
        .replace(/<p class="screen">.*?<\/p>/s, '')
        .replace(/[A-Z2-9]{4}-[A-Z2-9]{4}/g, 'REF');
    expect(comparable(shown)).toBe(comparable(real));
  });

  it('run nothing, load nothing and lead nowhere', async () => {
    const { id } = await preview({
      notice: { ...wanted.notice, button: { label: { en: 'Go' }, url: '/status' } },
    });
    const answer = await pageOf(id);
    const html = await answer.text();
    expect(html).not.toMatch(/<script|<a\b[^>]*href=|http-equiv/i);
    expect(html).toContain('&lt;script&gt;');
    expect(answer.headers.get('refresh')).toBeNull();
    const csp = answer.headers.get('content-security-policy') ?? '';
    expect(csp).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox$/,
    );
  });

  it('know light and dark, each with the digest of its own style', async () => {
    const { id } = await preview();
    const [light, dark] = await Promise.all(
      ['light', 'dark'].map(async (theme) => pageOf(id, `?theme=${theme}`)),
    );
    expect(await light?.text()).toContain(':root{color-scheme:light;');
    expect(await dark?.text()).toContain(':root{color-scheme:dark;');
    expect(light?.headers.get('content-security-policy')).not.toBe(
      dark?.headers.get('content-security-policy'),
    );
  });

  it('are made with settings that were not saved, and change nothing', async () => {
    const before = await epoch();
    const { id, languages, json } = await preview({
      settings: settingsOf({ brand: 'Unsaved', languages: ['fr'] }),
    });
    expect(await (await pageOf(id)).text()).toContain('Unsaved');
    expect(languages).toEqual(['fr']);
    expect(json).toMatchObject({ status: 503, body: { code: 'PORTCULLIS_CLOSED', mode: 'closed' } });
    expect(await epoch()).toBe(before);
    expect(site.server.gate.view().snapshot.mode).toBe('open');
  });

  it('refuse what could not be turned on, and are unknown when they are', async () => {
    expect((await api.post('/previews', { ...wanted, areas: { nowhere: 'closed' } })).status).toBe(400);
    expect((await api.post('/previews', { ...wanted, notice: { message: 'text' } })).json).toMatchObject({
      code: 'PORTCULLIS_NOTICE_INVALID',
    });
    expect((await pageOf('nothing')).status).toBe(404);
  });
});

describe('the check before turning on', () => {
  const check = async (body: object) => (await api.post('/on/check', { mode: 'read-only', ...body })).json;
  const credentials = { host: adminHost, headers: ['Cookie', 'session=ada'], address: null };

  it('tries the ways in, and leaves no trace', async () => {
    await site.server.gate.audit.flush();
    const before = await store.audit.read('default', { newestFirst: true, limit: 100 });
    expect(await check({ proof: { credentials } })).toMatchObject({
      lockOut: {
        ok: true,
        ways: [
          { way: 'sign-in', ok: true },
          { way: 'credentials', ok: true },
        ],
      },
    });
    expect(await check({ proof: { passFor: 'mia' } })).toMatchObject({
      lockOut: { ways: [{ way: 'sign-in' }, { way: 'pass' }] },
    });
    expect(await check({})).toMatchObject({ lockOut: { ok: false } });
    await site.server.gate.audit.flush();
    expect(await store.audit.read('default', { newestFirst: true, limit: 100 })).toEqual(before);
    expect(await store.passes.list('default')).toEqual([]);
  });

  it('is of no way in where nothing becomes stricter', async () => {
    const expires = { at: 4e12, then: 'open' };
    await site.on({ expires });
    expect(await check({ expires })).toMatchObject({ lockOut: null, impact: { requests: 0 } });
    expect(await check({ mode: 'open' })).toMatchObject({ lockOut: null });
    for (const stricter of [{}, { mode: 'closed', expires }]) {
      expect(await check(stricter)).toMatchObject({ lockOut: { ok: false } });
    }
  });

  it('tells what of the recent traffic would be refused, by route', async () => {
    for (const id of [1, 2, 3]) await site.send(`/orders/${id}`, { method: 'POST', body: 'a=1' });
    await site.send('/orders/1');
    await site.send('/search', { method: 'POST', body: 'q=1' });
    await site.send('/rpc', { method: 'POST', body: '{}' });
    await site.send('/users/mia/files/a');
    const { impact } = (await check({})) as { impact: object };
    expect(impact).toMatchObject({
      requests: 7,
      refused: 4,
      unknown: 1,
      routes: [
        { method: 'POST', route: '/orders/:id', refused: 3, of: 3 },
        { method: 'GET', route: '/users/mia/files/a', refused: 1, of: 1 },
      ],
    });
    expect(await check({ mode: 'closed' })).toMatchObject({ impact: { refused: 7, unknown: 0 } });
    expect(await check({ mode: 'open', areas: { checkout: 'closed' } })).toMatchObject({
      impact: { refused: 0 },
    });
  });

  it('counts insiders of a window as those they are', async () => {
    await site.on({});
    const headers = { Cookie: 'session=ada' };
    await site.send('/orders/1', { method: 'POST', body: 'a=1', host: adminHost, headers });
    expect(await check({ mode: 'closed' })).toMatchObject({ impact: { requests: 1, refused: 0 } });
  });
});

describe('the policy', () => {
  it('says of each value where it comes from', async () => {
    await save(settingsOf({ brand: 'Our shop' }));
    const { json } = await api.get('/policy');
    const { values } = json as { values: { path: string; value: unknown; from: string }[] };
    const by = Object.fromEntries(values.map(({ path, value, from }) => [path, [value, from]]));
    expect(by).toMatchObject({
      upstream: ['http://127.0.0.1:1', 'command-line'],
      listen: ['127.0.0.1:0', 'file'],
      publicUrl: [null, 'default'],
      'policy.page.brand': ['Our shop', 'settings'],
      'policy.page.languages': [['en', 'de'], 'file'],
      'policy.page.timeZone': ['UTC', 'default'],
      'policy.trusted.adminHosts': [[adminHost], 'file'],
      'policy.bypass.write': [['admin'], 'default'],
      'policy.signIn.routes': [['POST /session'], 'file'],
    });
    expect(json).toMatchObject({
      file: '/etc/shop.config.ts',
      routes: [
        { match: 'POST /search', examples: ['/search'], isOfPreset: false },
        { match: '/rpc' },
        {
          match: '/users/:user/files/**',
          says: ['protected'],
          examples: ['/users/mia/files', '/users/mia/files/4711', '/users/mia/files/4711/lines'],
        },
      ],
      areas: [{ name: 'checkout', title: { en: 'Checkout' }, routes: ['/checkout/**'] }],
    });
  });

  it('is tested by the real decision in each mode', async () => {
    const { json } = await api.post('/policy/test', {
      requests: [
        { method: 'POST', url: '/checkout/pay' },
        { method: 'GET', url: '/users/mia/files/a' },
        { method: 'POST', url: 'no path' },
        { method: 'GET', url: '/a%2' },
      ],
      as: 'visitor',
    });
    expect(json).toMatchObject({
      results: [
        {
          access: 'write',
          areas: ['checkout'],
          routes: [],
          outcomes: {
            open: { kind: 'allow' },
            'read-only': { kind: 'refuse', rule: 'read-only-write' },
            closed: { kind: 'refuse', rule: 'closed' },
          },
          problem: null,
        },
        {
          routes: ['/users/:user/files/**'],
          outcomes: { open: { kind: 'allow' }, 'read-only': { kind: 'refuse', rule: 'protected' } },
        },
        { problem: expect.stringContaining('Expected a path'), outcomes: { open: { kind: 'none' } } },
        { problem: expect.any(String), outcomes: { closed: { kind: 'refuse', rule: 'malformed-target' } } },
      ],
    });
    const admin = await api.post('/policy/test', {
      requests: [{ method: 'POST', url: `http://${adminHost}/orders` }],
      as: 'admin',
    });
    expect(admin.json).toMatchObject({
      results: [{ outcomes: { closed: { kind: 'allow', rule: 'bypass' } } }],
    });
  });
});

describe('passes', () => {
  const create = (subject: string) =>
    site.control.post<{ pass: { id: string }; link: string }>('/passes', {
      subject,
      scope: 'write',
      ttlMs: 3_600_000,
      actor: 'tester',
    });

  it('are listed newest first, filtered and in pages', async () => {
    for (const name of ['ada', 'mia', 'adam']) await create(name);
    const { json } = await api.get('/passes?search=AD&limit=1');
    expect(json).toMatchObject({ total: 2, passes: [{ subject: 'adam' }] });
    expect((await api.get('/passes?search=ad&limit=1&skip=1')).json).toMatchObject({
      passes: [{ subject: 'ada' }],
    });
    const { passes } = (await api.get('/passes')).json as { passes: { id: string }[] };
    await site.control.post(`/passes/${passes[0]?.id}/revoke`, { actor: 'tester' });
    expect((await api.get('/passes?state=ended')).json).toMatchObject({
      total: 1,
      passes: [{ subject: 'adam' }],
    });
    expect((await api.get('/passes?state=good')).json).toMatchObject({ total: 2 });
    expect(JSON.stringify(passes)).not.toContain('tokenHash');
  });

  it('say who redeemed them and what was done with them', async () => {
    await site.on({});
    const { pass, link } = await create('mia');
    const token = new URL(link).searchParams.get('token');
    const redeemed = await site.send('/.well-known/portcullis/pass', {
      method: 'POST',
      body: `token=${token}`,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      host: adminHost,
    });
    const Cookie = String(redeemed.headers['set-cookie']).split(';')[0] ?? '';
    for (const path of ['/orders/1', '/orders/2']) {
      await site.send(path, { method: 'POST', body: 'a=1', host: adminHost, headers: { Cookie } });
    }
    await vi.waitFor(async () => {
      const { json } = await api.get(`/passes/${pass.id}/activity`);
      expect((json as { entries: { kind: string; what: string }[] }).entries.map(({ what }) => what)).toEqual(
        ['POST /orders/2', 'POST /orders/1', 'redeemed from 127.0.0.1', 'created'],
      );
    });
    expect((await api.get('/passes/nobody/activity')).status).toBe(404);
  });
});
