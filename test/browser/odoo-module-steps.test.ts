import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, openContext } from '../support/chromium.ts';
import { odooUsers } from '../support/odoo/odoo-users.ts';
import { type OdooSite, startOdooSite } from '../support/odoo-site.ts';

/**
 * What the two modules for Odoo tell their buyers to do to see that they work, step by step: switched in the console,
 * seen by people in browsers of their own.
 */
let site: OdooSite;
let browser: Browser;
let operator: Page;
const people: BrowserContext[] = [];

beforeAll(async () => {
  [site, browser] = await Promise.all([startOdooSite({ major: 18, website: true }), launchChromium()]);
  operator = await (await openContext(browser, { reducedMotion: 'reduce' })).newPage();
  await operator.goto(site.firstOwnerLink);
  await operator.getByLabel('Your name').fill('ada');
  await operator.getByRole('textbox', { name: 'Password' }).fill('four quiet brown owls');
  await operator.getByRole('button', { name: 'Become the owner' }).click();
  await operator.getByRole('link', { name: 'Set up a second factor' }).waitFor();
});
afterEach(async () => {
  for (const context of people.splice(0)) await context.close();
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

const at = (path: string): string => new URL(path, site.gate.url).href;
const screen = (name: string) => operator.getByRole('link', { name, exact: true }).first().click();
const dialog = () => operator.getByRole('dialog');

async function visitor(): Promise<Page> {
  const context = await openContext(browser);
  people.push(context);
  return await context.newPage();
}

async function signIn(page: Page, name: keyof typeof odooUsers, path = '/odoo'): Promise<void> {
  const response = await page.goto(at(path));
  if (response?.status() === 503) await page.getByRole('link', { name: 'Go to the sign-in page' }).click();
  await page.fill('#login', odooUsers[name].login);
  await page.fill('#password', odooUsers[name].password);
  await page.click('button:has-text("Log in"):not([value])');
}

async function signedIn(name: keyof typeof odooUsers): Promise<Page> {
  const page = await visitor();
  await signIn(page, name);
  await page.waitForURL('**/odoo**');
  return page;
}

/** The shell of the web client, and a change that its server took. */
async function canWork(page: Page): Promise<void> {
  await page.click('text=Save');
  await page.getByText('Saved').waitFor();
}

describe('maintenance mode', () => {
  let employee: BrowserContext;
  const message = 'We move to a new server.\n\nYour work is **safe**.';

  afterAll(() => employee?.close());

  it('enable: one press in the settings closes the backend, with a message and a button', async () => {
    await screen('Switch');
    const usual = operator.getByRole('region', { name: 'Maintenance of Odoo' });
    await usual.getByRole('button', { name: 'Close only: Odoo backend' }).click();
    await operator.getByLabel('Why, in your words').fill(message);
    await operator.getByLabel('Its label').fill('Temporary portal');
    await operator.getByLabel('Where it leads').fill('/web/health');
    await operator
      .frameLocator('iframe[title="Preview of the page"]')
      .getByText('Temporary portal')
      .waitFor();

    // Somebody is at work just then.
    employee = await openContext(browser);
    const page = await employee.newPage();
    await signIn(page, 'employee');
    await page.waitForURL('**/odoo**');
    await canWork(page);

    const apply = operator.getByRole('region', { name: 'Apply', exact: true });
    const applyTheChange = apply.getByRole('button', { name: 'Apply the change' });
    expect(await applyTheChange.getAttribute('data-mode')).toBe('closed');
    await applyTheChange.click();
    await dialog().getByLabel('Reason').fill('moving to a new server');
    await dialog().getByText('Whoever is allowed in gets in by signing in').waitFor();
    // Signing in to Odoo is enough: no pass is made unless somebody wants one, and that one would fail is no news.
    const wantsPass = dialog().getByRole('checkbox', { name: 'Make a write pass for ada' });
    expect(await wantsPass.isChecked()).toBe(false);
    expect(await dialog().getByRole('list').getByText('A pass').count()).toBe(0);
    await wantsPass.check();
    await dialog().getByText('A pass fails, and is not needed').waitFor();
    await wantsPass.uncheck();
    await dialog().getByText('A pass').waitFor({ state: 'detached' });
    const confirm = dialog().getByRole('button', { name: 'Apply the change' });
    expect(await confirm.getAttribute('data-mode')).toBe('closed');
    await confirm.click();
    await dialog().waitFor({ state: 'detached' });
    await operator.getByText('by 1 of 1 instance').waitFor();
    expect(await site.control.get('/status')).toMatchObject({
      switch: { mode: 'open', areas: { backend: 'closed' } },
      enforcement: { enforced: true },
    });
  });

  it('a user who is at work is stopped gracefully: told in his window, with the button', async () => {
    const [page] = employee.pages();
    if (page === undefined) throw new Error('Expected the employee to be at work.');
    site.odoo.clear();
    await page.click('text=Save');
    const told = page.getByRole('dialog');
    await told.getByText('We move to a new server.').waitFor();
    expect(site.odoo.counters.rpc).toEqual({});
    await told.getByRole('button', { name: 'Temporary portal' }).click();
    await page.waitForURL('**/web/health');
  });

  it('message and redirect: the page says it, and its button leads there', async () => {
    const [page] = employee.pages();
    if (page === undefined) throw new Error('Expected the employee to be at work.');
    const response = await page.goto(at('/odoo'));
    expect([response?.status(), response?.headers()['cache-control']]).toEqual([
      503,
      expect.stringContaining('no-store'),
    ]);
    await page.getByText('We move to a new server.').waitFor();
    expect(await page.locator('strong', { hasText: 'safe' }).count()).toBe(1);
    await page.getByRole('link', { name: 'Temporary portal' }).click();
    await page.waitForURL('**/web/health');
  });

  it('somebody who signs in meanwhile sees the page, and no broken form or loop', async () => {
    const page = await visitor();
    await signIn(page, 'employee', '/web/login');
    await page.getByText('We move to a new server.').waitFor();
    await page.getByRole('link', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Go to the sign-in page' }).click();
    await page.waitForURL('**/web/login**');
    expect(await page.locator('#login').isVisible()).toBe(true);
  });

  it.each(['admin', 'keeper', 'warden'] as const)('bypass: %s signs in and goes on working', async (name) => {
    await canWork(await signedIn(name));
  });

  it('the website goes on, for strangers and for who has a portal account', async () => {
    const page = await visitor();
    expect((await page.goto(at('/shop/desk')))?.status()).toBe(200);
    await signIn(page, 'portal', '/web/login');
    await page.waitForURL('**/my**');
    expect((await page.goto(at('/my')))?.status()).toBe(200);
  });

  // It said "probe alone", in German, too.
  it.each(['', 'insiders', 'audit?kind=bypass.used'])('who went on is told in German: /%s', async (path) => {
    const language = (tag: string) =>
      operator.evaluate(`localStorage.setItem('portcullis-console-language', '${tag}')`);
    await language('de');
    await operator.goto(new URL(path, site.consoleUrl).href);
    await operator.getByText('Sitzungsabfrage allein').first().waitFor();
    await language('en');
    await operator.reload();
  });

  it('disable: everybody works again', async () => {
    await screen('Now');
    await operator.getByRole('button', { name: 'Open again' }).click();
    await dialog().getByLabel('Reason').fill('moved');
    await dialog().getByRole('button', { name: 'Open', exact: true }).click();
    await operator.getByRole('heading', { level: 1, name: 'Open' }).waitFor();
    const [page] = employee.pages();
    await page?.goto(at('/odoo'));
    if (page !== undefined) await canWork(page);
  });
});

describe('production mode', () => {
  it('enable: one press, with a reason', async () => {
    await screen('Production mode');
    await operator.getByText('Members of “Production Mode Restricted”').waitFor();
    await operator.getByRole('button', { name: 'Turn on…' }).click();
    await dialog().getByLabel('Reason').fill('go-live');
    await dialog().getByRole('button', { name: 'Turn on', exact: true }).click();
    await operator.getByRole('heading', { name: 'Production mode is on' }).waitFor();
    await operator.getByText('In force after').waitFor();
  });

  it('a restricted user has no developer tools, however he asks for them', async () => {
    const page = await signedIn('restricted');
    for (const path of [
      '/odoo?debug=1',
      '/odoo?debug=assets',
      '/odoo?d%65bug=tests',
      '/odoo/action-1?debug=1',
    ]) {
      await page.goto(at(path));
      expect([path, new URL(page.url()).search]).toEqual([path, '']);
      expect([path, await page.evaluate('odoo.debug')]).toEqual([path, '']);
      expect([path, await page.locator('.o_debug_manager').count()]).toEqual([path, 0]);
      expect([path, await page.locator('#developer_tool').isVisible()]).toEqual([path, false]);
    }
  });

  it('an unexpected error says to contact the administrator, a business error stays readable', async () => {
    const page = await signedIn('restricted');
    await page.click('text=Report');
    await page.getByRole('dialog').getByText('contact your administrator').waitFor();
    expect(await page.content()).not.toMatch(/Traceback|See technical details/);
    await page.reload();
    await page.click('text=Discount');
    await page.getByRole('dialog').getByText('The quotation is already confirmed.').waitFor();
  });

  it.each(['admin', 'employee'] as const)('%s, outside the group, keeps both', async (name) => {
    const page = await signedIn(name);
    await page.goto(at('/odoo?debug=1'));
    expect(await page.locator('.o_debug_manager').isVisible()).toBe(true);
    await page.click('text=Report');
    await page.getByText('See technical details').waitFor();
    expect(await page.content()).toContain('Traceback');
  });

  it('the database manager is not found, not even for the administrator', async () => {
    for (const page of [await visitor(), await signedIn('admin')]) {
      for (const path of ['/web/database/manager', '/web/database/selector']) {
        expect([path, (await page.goto(at(path)))?.status()]).toEqual([path, 404]);
      }
    }
    expect(site.odoo.counters.databaseActions).toEqual({});
  });

  it('disable: the tools are back', async () => {
    await operator.getByRole('button', { name: 'Turn off…' }).click();
    await dialog().getByRole('button', { name: 'Turn off', exact: true }).click();
    await operator.getByRole('heading', { name: 'Production mode is off' }).waitFor();
    await operator.getByText('In force after').waitFor();
    const page = await signedIn('restricted');
    await page.goto(at('/odoo?debug=1'));
    expect(await page.locator('.o_debug_manager').isVisible()).toBe(true);
    expect((await page.goto(at('/web/database/manager')))?.status()).toBe(200);
  });
});
