import type { ServerStore } from '@portcullis/gate';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { insiderRoutes } from '../../src/control/api/pass-routes.ts';
import { trafficRoutes } from '../../src/control/api/traffic-routes.ts';
import { createInsiderHandlers } from '../../src/control/handlers/insider-handlers.ts';
import { createTrafficHandlers } from '../../src/control/handlers/traffic-handlers.ts';
import { type MountedHandlers, mount, storeOf } from '../support/mounted-handlers.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';
import { adminHost, smallShop, smallShopPolicy } from '../support/small-shop.ts';

let site: RunningSite;
let store: ServerStore;
let api: MountedHandlers;

beforeEach(async () => {
  site = await startSite({
    application: smallShop,
    policy: {
      ...smallShopPolicy,
      routes: [{ match: 'POST /carts/:id', access: 'write', why: 'named' }],
    },
  });
  store = storeOf(site);
  const { gate, traffic } = site.server;
  api = mount(
    [
      [trafficRoutes, createTrafficHandlers({ gate, store, traffic })],
      [insiderRoutes, createInsiderHandlers({ gate, store, traffic })],
    ],
    { kind: 'nobody', address: '127.0.0.1' },
  );
});
afterEach(async () => {
  await store.close();
  await site.close();
});

const post = (target: string) => site.send(target, { method: 'POST', body: 'a=1' });
const insider = { host: adminHost, headers: { Cookie: 'session=ada' } };
const lastMinutes = async () => {
  const { json } = await api.get('/traffic');
  const { minutes } = json as { minutes: Record<'allowed' | 'refused' | 'bypassed' | 'confirm', number>[] };
  const sum = (key: 'allowed' | 'refused' | 'bypassed' | 'confirm') =>
    minutes.reduce((total, minute) => total + minute[key], 0);
  return {
    count: minutes.length,
    allowed: sum('allowed'),
    refused: sum('refused'),
    bypassed: sum('bypassed'),
  };
};

describe('the traffic of a server', () => {
  it('is counted exactly, whatever is kept of it', async () => {
    for (let index = 0; index < 40; index += 1) await site.send(`/orders/${index}`);
    expect(await lastMinutes()).toEqual({ count: 60, allowed: 40, refused: 0, bypassed: 0 });
    await site.on({});
    await post('/orders/1');
    await post('/orders/2');
    await site.send('/orders/3', { ...insider, method: 'POST', body: 'a=1' });
    expect(await lastMinutes()).toEqual({ count: 60, allowed: 40, refused: 2, bypassed: 1 });
    const { json } = await api.get('/traffic');
    expect(json).toMatchObject({
      topRefused: [{ method: 'POST', route: '/orders/:id', rule: 'read-only-write', count: 2 }],
      recentBypasses: [
        { subject: 'ada', role: 'admin', path: '/orders/3', isWrite: true, bySaid: { code: 'let-in-by' } },
      ],
    });
  });

  it('leaves routes of the gate itself out', async () => {
    await site.send('/.well-known/portcullis/status');
    expect(await lastMinutes()).toMatchObject({ allowed: 0, refused: 0 });
  });

  it('names writes that no rule names, once each, with a rule that would', async () => {
    await post('/orders/4711/lines');
    await post('/orders/0c1f3f0e-7f0c-4d5e-8a51-3c5f5f1e2d3c/lines');
    await post('/carts/7');
    await post('/session');
    await site.send('/orders/1');
    const { json } = await api.get('/traffic');
    expect(json).toMatchObject({ others: 0 });
    expect((json as { unnamedWrites: unknown[] }).unnamedWrites).toEqual([
      expect.objectContaining({
        method: 'POST',
        route: '/orders/:id/lines',
        count: 2,
        suggestion: '{"match":"POST /orders/:id/lines","access":"write","why":"seen in traffic"}',
      }),
    ]);
  });

  it('is a feed with the reference that the visitor reads, found by that and by other parts', async () => {
    await site.on({});
    const refused = await post('/orders/9');
    const reference = String(refused.headers['portcullis-reference']);
    await site.send('/orders/9');
    const found = await api.get(`/decisions?search=${reference.toLowerCase()}`);
    expect(found.json).toMatchObject({
      total: 1,
      decisions: [{ kind: 'refuse', path: '/orders/9', access: 'write', reference, role: 'visitor' }],
    });
    expect((await api.get('/decisions?kind=refuse')).json).toMatchObject({ total: 1 });
    expect((await api.get('/decisions?kind=allow&limit=1')).json).toMatchObject({
      total: 1,
      decisions: [{ method: 'GET', access: 'read' }],
    });
    expect((await api.get(`/references/${reference}`)).json).toMatchObject({ reference, path: '/orders/9' });
    expect((await api.get('/references/ZZZZ-ZZZZ')).status).toBe(404);
  });

  it('keeps neither queries nor tokens of paths', async () => {
    await site.on({});
    await post(`/reset/${'k3yOfSomebody'.repeat(4)}?password=hunter2`);
    const text = JSON.stringify([(await api.get('/decisions')).json, (await api.get('/traffic')).json]);
    expect(text).not.toMatch(/hunter2|k3yOfSomebodyk3y/);
  });

  it('says who is inside, by what, and where the caller is', async () => {
    await site.on({});
    await site.send('/orders/1', insider);
    await site.send('/orders/3', { ...insider, method: 'POST', body: 'a=1' });
    await site.send('/orders/4', { ...insider, method: 'POST', body: 'a=1' });
    const { json } = await api.get('/insiders');
    expect(json).toMatchObject({
      you: { address: '127.0.0.1', network: null },
      adminHosts: [adminHost],
      inside: [{ subject: 'ada', role: 'admin', by: `probe + host ${adminHost}`, reads: 0, writes: 2 }],
      breakGlass: [],
    });
    const probe = { code: 'role-by-probe', values: { method: 'GET', path: '/api/me' } };
    const pass = (scope: string) => ({ code: 'role-by-pass', values: { scope } });
    expect((json as { roles: unknown[] }).roles).toEqual([
      {
        role: 'admin',
        mayWrite: true,
        mayWriteAlone: false,
        from: ['session probe GET /api/me', 'a write pass'],
        fromSaid: [probe, pass('write')],
      },
      {
        role: 'support',
        mayWrite: false,
        mayWriteAlone: false,
        from: ['session probe GET /api/me', 'a read pass'],
        fromSaid: [probe, pass('read')],
      },
      { role: 'allowed', mayWrite: false, mayWriteAlone: false, from: [], fromSaid: [] },
    ]);
  });

  it('explains by the very decision', async () => {
    const asked = { method: 'POST', url: '/orders/1', mode: 'read-only' };
    expect((await api.post('/explain', asked)).json).toMatchObject({
      decision: { kind: 'refuse', code: 'PORTCULLIS_READ_ONLY' },
    });
  });
});

describe('the ledger', () => {
  const ledger = async () =>
    (await api.get('/ledger')).json as { windowId: string; windows: object[]; entries: { count: number }[] };

  it('adds refused writes of a window up by route and actor, over restarts', async () => {
    await post('/orders/1');
    await site.on({});
    await post('/orders/1');
    await post('/orders/2');
    await site.send('/orders/1');
    // Known, but through no trusted path.
    await site.send('/orders/3', { method: 'POST', body: 'a=1', headers: { Cookie: 'session=ada' } });
    expect((await ledger()).entries).toMatchObject([
      { method: 'POST', route: '/orders/:id', actor: '', rule: 'read-only-write', count: 2 },
      { method: 'POST', route: '/orders/:id', actor: 'ada', rule: 'read-only-write', count: 1 },
    ]);
    await post('/orders/5');
    await site.stopServer();
    await site.startServer();
    expect((await ledger()).entries).toMatchObject([{ count: 3 }, { count: 1 }]);
  });

  it('is kept by window, the newest first', async () => {
    await site.on({});
    await post('/a');
    await site.off();
    await site.on({});
    await post('/b');
    const newest = await ledger();
    expect(newest.windows).toHaveLength(2);
    expect(newest.entries).toMatchObject([{ route: '/b' }]);
    const [, older] = newest.windows as { windowId: string }[];
    expect((await api.get(`/ledger?window=${older?.windowId}`)).json).toMatchObject({
      entries: [{ route: '/a' }],
    });
  });

  it('goes out as CSV that no spreadsheet takes for formulas, and as lines of JSON', async () => {
    await site.on({});
    await post('/=cmd');
    await vi.waitFor(async () => expect((await ledger()).entries).toHaveLength(1));
    const csv = await api.raw('/ledger/export?format=csv');
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="ledger-default.csv"');
    const [head, line] = (await csv.text()).split('\r\n');
    expect(head).toBe('"method","route","actor","rule","count","firstAt","lastAt","reference","windowId"');
    expect(line).toMatch(/^"POST","\/=cmd","","read-only-write",1,"20/);
    const lines = await (await api.raw('/ledger/export?format=jsonl')).text();
    expect(JSON.parse(lines)).toMatchObject({ route: '/=cmd', count: 1 });
  });

  it('of a site that was never closed is empty', async () => {
    expect(await ledger()).toEqual({ windowId: null, windows: [], entries: [] });
    expect(await (await api.raw('/ledger/export?format=jsonl')).text()).toBe('');
  });
});
