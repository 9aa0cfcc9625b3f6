import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, openContext } from '../support/chromium.ts';
import { type GuardedOdoo, startGuardedOdoo } from '../support/guarded-odoo.ts';
import { odooUsers } from '../support/odoo/odoo-users.ts';

/** A browser in front of the double, through the gate: what people who work in Odoo see of it. */
describe.each([16, 18] as const)('Odoo %i in a browser', (major) => {
  const home = major < 18 ? '/web' : '/odoo';
  let site: GuardedOdoo;
  let browser: Browser;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    site = await startGuardedOdoo({ odoo: { major } });
    browser = await launchChromium();
  });
  afterEach(async () => {
    await site.off();
    await site.production(false);
    for (const context of contexts.splice(0)) await context.close();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  const at = (path: string): string => `${site.server.url}${path}`;

  async function signedIn(name: 'employee' | 'restricted' | 'admin', path = home): Promise<Page> {
    const context = await openContext(browser);
    contexts.push(context);
    const page = await context.newPage();
    await page.goto(at(path));
    await page.fill('#login', odooUsers[name].login);
    await page.fill('#password', odooUsers[name].password);
    await page.click('button:has-text("Log in"):not([value])');
    await page.waitForURL(`**${home}**`);
    return page;
  }

  it('a refused action shows the message and the button, which leads where it says', async () => {
    const page = await signedIn('employee');
    await site.on({
      mode: 'read-only',
      notice: {
        message: { en: 'We move to a new server.' },
        button: { label: { en: 'Status page' }, url: '/web/health' },
      },
    });
    site.odoo.clear();
    await page.click('text=Save');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('We move to a new server.').waitFor();
    expect(site.odoo.counters.rpc).toEqual({});
    await dialog.getByRole('button', { name: 'Status page' }).click();
    await page.waitForURL('**/web/health');
  });

  it('who may come in goes on, and who may not sees the page and signs out', async () => {
    const admin = await signedIn('admin');
    const employee = await signedIn('employee');
    await site.on({ mode: 'closed', notice: { message: { en: 'We move to a new server.' } } });
    await admin.click('text=Save');
    await admin.getByText('Saved').waitFor();
    const response = await employee.goto(at(home));
    expect(response?.status()).toBe(503);
    await employee.getByText('We move to a new server.').waitFor();
    await employee.getByRole('link', { name: 'Sign out' }).click();
    // Signed out by Odoo, and led to what is closed: without a session, and without a loop.
    await employee.getByText('We move to a new server.').waitFor();
    expect(await employee.getByRole('link', { name: 'Sign out' }).count()).toBe(0);
  });

  it('developer controls are hidden from the restricted, and from nobody else', async () => {
    const before = await signedIn('restricted', `${home}?debug=1`);
    expect(await before.locator('.o_debug_manager').isVisible()).toBe(true);
    await site.production(true);
    await before.goto(at(`${home}?debug=1`));
    expect(new URL(before.url()).search).toBe('');
    expect(await before.evaluate('odoo.debug')).toBe('');
    expect(await before.locator('.o_debug_manager').count()).toBe(0);
    expect(await before.locator('#developer_tool').isVisible()).toBe(false);
    // Until she has signed in, nobody knows that she may.
    const admin = await signedIn('admin');
    await admin.goto(at(`${home}?debug=1`));
    expect(await admin.locator('.o_debug_manager').isVisible()).toBe(true);
  });

  it('an unexpected error is a plain dialog without details, a business error stays readable', async () => {
    await site.production(true);
    const page = await signedIn('restricted');
    await page.click('text=Report');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('contact your administrator').waitFor();
    expect(await page.getByText('See technical details').count()).toBe(0);
    expect(await page.content()).not.toContain('Traceback');
    await page.reload();
    await page.click('text=Discount');
    await page.getByRole('dialog').getByText('The quotation is already confirmed.').waitFor();
    const employee = await signedIn('employee');
    await employee.click('text=Report');
    await employee.getByText('See technical details').waitFor();
    expect(await employee.content()).toContain('Traceback');
  });
});
