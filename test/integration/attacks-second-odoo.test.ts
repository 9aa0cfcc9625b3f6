import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GuardedOdoo, startGuardedOdoo } from '../support/guarded-odoo.ts';
import { odooUsers } from '../support/odoo/odoo-users.ts';
import type { OdooVisitor } from '../support/odoo/odoo-visitor.ts';

// What a second attacker tried from within a browser of Odoo.

const page = { Accept: 'text/html', 'Sec-Fetch-Dest': 'document', 'Sec-Fetch-Mode': 'navigate' };

describe.each([18, 19] as const)('Odoo %i, in production mode', (major) => {
  let site: GuardedOdoo;
  beforeAll(async () => {
    site = await startGuardedOdoo({ odoo: { major, website: true } });
  });
  afterAll(() => site.close());

  async function rememberDebug(): Promise<OdooVisitor> {
    await site.production(false);
    const visitor = site.visit();
    await visitor.signIn(odooUsers.restricted);
    await visitor.get('/odoo?debug=1', page);
    await site.production(true);
    return visitor;
  }

  // A regression: the web client is served at whatever follows `/odoo/`, and a name of a file was taken for a file.
  test.each(['/odoo/plan.png', '/odoo/contacts/1/x.css', '/odoo/action-12/readme.js'])(
    'a stored debug flag is turned off by the first page, also at %s',
    async (path) => {
      const visitor = await rememberDebug();
      const shell = await visitor.get(path, page);
      expect([shell.status, shell.body]).toEqual([200, expect.stringContaining('debug: ""')]);
      expect(site.odoo.sessions.find(visitor.cookies.get('session_id') ?? '')?.debug).toBe('');
    },
  );
});

describe.each([16, 17, 18, 19] as const)('Odoo %i, read-only', (major) => {
  let site: GuardedOdoo;
  beforeAll(async () => {
    site = await startGuardedOdoo({ odoo: { major, website: true } });
    await site.on({ mode: 'read-only' });
  });
  afterAll(() => site.close());

  // A regression: Odoo runs for OPTIONS what a route does for POST, with the query as its form and without a token.
  test.each([
    '/website/form/crm.lead?name=Lead',
    '/fr/website/form/crm.lead?name=Lead',
    '/shop/cart/update?product_id=1&add_qty=1',
    '/my/account?name=Changed',
    '/web/database/create?master_pwd=admin&name=x',
    '/nosuchpage',
  ])('OPTIONS %s writes nothing', async (target) => {
    site.odoo.clear();
    const arrived = site.odoo.requests.length;
    const employee = site.visit();
    for (const visitor of [site.visit(), employee]) {
      for (const headers of [
        {},
        { Origin: 'https://other.example', 'Access-Control-Request-Method': 'POST' },
      ]) {
        await visitor.send(target, { method: 'OPTIONS', headers });
      }
    }
    const { routes, forms, databaseActions } = site.odoo.counters;
    expect({ routes, forms, databaseActions }).toEqual({ routes: {}, forms: {}, databaseActions: {} });
    expect(site.odoo.requests.slice(arrived).filter(({ method }) => method === 'OPTIONS')).toEqual([]);
  });
});
