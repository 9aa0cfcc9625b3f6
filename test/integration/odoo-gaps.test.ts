import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type GuardedOdoo, startGuardedOdoo } from '../support/guarded-odoo.ts';
import { odooUsers } from '../support/odoo/odoo-users.ts';
import type { OdooVisitor } from '../support/odoo/odoo-visitor.ts';

// What writes although its method or its name does not say so.

describe.each([16, 18, 19] as const)('Odoo %i, read-only', (major) => {
  let site: GuardedOdoo;
  let employee: OdooVisitor;
  beforeAll(async () => {
    site = await startGuardedOdoo({ odoo: { major, website: true } });
    employee = site.visit();
    await employee.signIn(odooUsers.employee);
    await site.on({ mode: 'read-only' });
  });
  beforeEach(() => site.odoo.clear());
  afterAll(() => site.close());

  test.each([
    '/calendar/meeting/accept?token=x&id=1',
    '/calendar/meeting/decline?token=x&id=1',
    '/calendar/recurrence/accept?token=x&id=1',
    '/calendar/recurrence/decline?token=x&id=1',
    '/calendar/join_videocall/x',
    '/shop/confirm_order',
    '/survey/start/x',
    '/my/purchase/1?confirm=reminder',
  ])('GET %s is refused', async (path) => {
    for (const target of [path, `/fr${path}`]) {
      expect([target, (await employee.get(target)).status]).toEqual([target, 503]);
    }
    expect(site.odoo.counters.routes).toEqual({});
  });

  if (major >= 18) {
    const breadcrumbs = { actions: [{ action: 361 }, { action: 361, resId: 1 }] };

    test('the names of screens are not asked for, because that runs server actions', async () => {
      for (const target of ['/web/action/load_breadcrumbs', '/fr/web/action/load_breadcrumbs']) {
        const { received } = await employee.rpc(target, breadcrumbs);
        expect([target, received.status, site.odoo.counters.serverActions]).toEqual([target, 503, {}]);
      }
    });

    test('unless the owner says that they may be', async () => {
      const allowed = await startGuardedOdoo({ odoo: { major }, preset: { breadcrumbs: 'allow' } });
      try {
        const visitor = allowed.visit();
        await visitor.signIn(odooUsers.employee);
        await allowed.on({ mode: 'read-only' });
        const { received } = await visitor.rpc('/web/action/load_breadcrumbs', breadcrumbs);
        expect(received.status).toBe(200);
      } finally {
        await allowed.close();
      }
    });
  }
});

describe.each([16, 17, 18, 19] as const)('Odoo %i, whose open clients leave what is closed', (major) => {
  let site: GuardedOdoo;
  let employee: OdooVisitor;
  beforeAll(async () => {
    site = await startGuardedOdoo({ odoo: { major }, preset: { openClients: 'reload' } });
    employee = site.visit();
    await employee.signIn(odooUsers.employee);
  });
  afterAll(() => site.close());

  test.each([
    ['read-only', 200, 'odoo.exceptions.UserError'],
    ['closed', 100, 'odoo.http.SessionExpiredException'],
  ] as const)('%s: the web client is told %i, %s', async (mode, code, name) => {
    await site.on({ mode });
    site.odoo.clear();
    const { received } = await employee.callKw('res.partner', 'write', [[1], { name: 'x' }]);
    expect(received.status).toBe(503);
    expect(JSON.parse(received.body)).toMatchObject({ id: 7, error: { code, data: { name, debug: '' } } });
    expect(site.odoo.counters.routes).toEqual({});
    // Where its page leads when it is loaded anew.
    expect((await employee.get('/web')).status === 503).toBe(mode === 'closed');
  });
});

describe.each([16, 18, 19] as const)('Odoo %i, backend closed', (major) => {
  let site: GuardedOdoo;
  let employee: OdooVisitor;
  beforeAll(async () => {
    site = await startGuardedOdoo({
      odoo: { major, website: true },
      preset: { backendRoutes: ['/own_module/**'] },
    });
    employee = site.visit();
    await employee.signIn(odooUsers.employee);
    await site.on({ mode: 'open', areas: { backend: 'closed' } });
  });
  beforeEach(() => site.odoo.clear());
  afterAll(() => site.close());

  test('visitors of the website are told nothing of it; of a site that is read-only they are', async () => {
    const told = async () => {
      const { status, body } = await site.visit().get('/', { Accept: 'text/html' });
      expect(status).toBe(200);
      return body.includes('portcullis-banner');
    };
    expect(await told()).toBe(false);
    await site.on({ mode: 'read-only', areas: { backend: 'closed' } });
    expect(await told()).toBe(true);
    await site.on({ mode: 'open', areas: { backend: 'closed' } });
  });

  test.each([
    '/account/upload',
    '/board/add_to_dashboard',
    '/documents/upload',
    '/hr/get_org_chart',
    '/hr_attendance/systray_check_in_out',
    '/html_editor/attachment/add_data',
    '/mail/rtc/channel/join_call',
    '/product/catalog/update_order_line_info',
    '/sale/create_product_variant',
    '/spreadsheet/data/get',
    '/stock_barcode/save_barcode_data',
    '/web_editor/attachment/add_data',
    '/web_studio/create_new_menu',
    // Of an own module, because the owner names it.
    '/own_module/approve',
  ])('%s belongs to it', async (path) => {
    for (const target of [path, `/fr${path}`]) {
      expect([target, (await employee.rpc(target, {})).received.status]).toEqual([target, 503]);
      // A JSON route judges by content type, whatever the method is.
      const get = await employee.send(target, { headers: { 'Content-Type': 'application/json' } });
      expect([target, get.status]).toEqual([target, 503]);
    }
    expect(site.odoo.counters.routes).toEqual({});
  });

  test('what visitors of website, shop and chat use does not', async () => {
    for (const path of [
      '/shop/cart/update_json',
      '/im_livechat/get_session',
      '/shop',
      '/web_editor/shape/web_editor/Wavy/01.svg',
      '/html_editor/shape/html_builder/Wavy/01.svg',
      '/web_editor/static/src/x.css',
      '/survey/start/x',
      '/documents/share',
      '/knowledge/article/1',
      '/web/image/1',
    ]) {
      const { status } = await site.visit().get(path);
      expect([path, status === 503]).toEqual([path, false]);
    }
  });
});
