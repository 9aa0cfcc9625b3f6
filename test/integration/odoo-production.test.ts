import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GuardedOdoo, startGuardedOdoo } from '../support/guarded-odoo.ts';
import { odooUsers } from '../support/odoo/odoo-users.ts';

describe.each([16, 17, 18, 19] as const)('Odoo %i', (major) => {
  let site: GuardedOdoo;
  beforeAll(async () => {
    site = await startGuardedOdoo({ odoo: { major, website: true } });
    await site.production(true);
  });
  afterAll(() => site.close());

  test('look', async () => {
    const restricted = site.visit();
    const signedIn = await restricted.signIn(odooUsers.restricted);
    console.log(major, 'sign in', signedIn.status, signedIn.headers.location);
    const home = await restricted.get(major < 18 ? '/web?debug=1' : '/odoo?debug=1', { Accept: 'text/html' });
    console.log('debug', home.status, home.headers.location);
    const page = await restricted.get(major < 18 ? '/web' : '/odoo', { Accept: 'text/html' });
    console.log(
      'page',
      page.status,
      /debug: "[^"]*"/.exec(page.body)?.[0],
      /<link[^>]*portcullis[^>]*>/.exec(page.body)?.[0],
      page.headers.server,
    );
    const error = await restricted.callKw('test.errors', 'raise_value_error');
    console.log(JSON.stringify(error.envelope), error.received.status);
    const business = await restricted.callKw('test.errors', 'raise_user_error');
    console.log(JSON.stringify(business.envelope).slice(0, 400));
    const admin = site.visit();
    await admin.signIn(odooUsers.admin);
    const adminError = await admin.callKw('test.errors', 'raise_value_error');
    console.log('admin', JSON.stringify(adminError.envelope).slice(0, 200));
    const manager = await admin.get('/web/database/manager', { Accept: 'text/html' });
    console.log('manager', manager.status);
    expect(major).toBeGreaterThan(0);
  });
});
