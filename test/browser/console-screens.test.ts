import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oneTimeCode } from '../../packages/server/test/support/one-time-code.ts';
import { launchChromium, openContext } from '../support/chromium.ts';
import { type ConsoleSite, startConsoleSite } from '../support/console-site.ts';
import { fillSite, tryToWrite } from '../support/fill-site.ts';
import { phone, type ScreenProblemsOptions, screenProblems } from '../support/screen-problems.ts';
import { watchConsole } from '../support/watch-console.ts';

/** Every screen of the console, and what opens on it: for everybody to use, in both themes, on a desktop and at 320 px. */
let site: ConsoleSite;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let complaints: readonly string[];

const password = 'four quiet brown owls';

beforeAll(async () => {
  [site, browser] = await Promise.all([
    startConsoleSite({
      page: { brand: 'Larkspur', timeZone: 'UTC', contact: { email: 'help@shop.example' } },
      trusted: {
        adminHosts: ['admin.localhost'],
        networks: [{ name: 'office', cidr: '203.0.113.0/24' }],
      },
      areas: { checkout: { title: { en: 'Checkout' }, routes: ['/checkout/**'] } },
      routes: [
        { match: '/admin/**', protected: true },
        { match: 'POST /search', access: 'read', why: 'a search whose words come in the body' },
      ],
    }),
    launchChromium(),
  ]);
  context = await openContext(browser, { reducedMotion: 'reduce' });
  complaints = await watchConsole(context, { origins: [new URL(site.consoleUrl).origin] });
  page = await context.newPage();
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

const go = async (path: string, title: string) => {
  await page.goto(new URL(path, site.consoleUrl).href);
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
};
const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click();
const dialog = () => page.getByRole('dialog');
const leave = () => page.keyboard.press('Escape');

const problemsOf = (options: Partial<ScreenProblemsOptions> = {}) => screenProblems({ page, ...options });

describe('before anybody is signed in', () => {
  it('a link that lacks its code', async () => {
    await go('enrol', 'Welcome to Portcullis');
    expect(await problemsOf()).toEqual([]);
  });

  it('the link that was printed', async () => {
    await page.goto('about:blank');
    await page.goto(site.firstOwnerLink);
    await page.getByLabel('Your name').fill('ada');
    await page.getByRole('textbox', { name: 'Password' }).fill(password);
    expect(await problemsOf()).toEqual([]);
    await press('Become the owner');
    await page.getByRole('link', { name: 'Set up a second factor' }).click();
    await page.getByRole('heading', { level: 1, name: 'Your account' }).waitFor();
  });
});

describe('the account', () => {
  let secret = '';

  it('without a second factor', async () => {
    expect(await problemsOf()).toEqual([]);
  });

  it('the secret of a second factor', async () => {
    await page.getByRole('textbox', { name: 'Current password' }).first().fill(password);
    await press('Set up a second factor');
    secret = ((await page.getByRole('code').textContent()) ?? '').replaceAll(/\s/g, '');
    expect(await problemsOf()).toEqual([]);
  });

  it('the recovery codes', async () => {
    await page.getByLabel('Code that the app shows now').fill(oneTimeCode(secret, Date.now()));
    await press('Turn on');
    await page.getByRole('heading', { name: 'Keep your recovery codes' }).waitFor();
    expect(await problemsOf()).toEqual([]);
  });

  it('with a second factor, and the way back to none', async () => {
    await press('I have kept them');
    await press('Do without it');
    await dialog().getByLabel('Code').waitFor();
    expect(await problemsOf()).toEqual([]);
    await leave();
  });

  it('the menu', async () => {
    await press('Account of ada');
    await page.getByLabel('Appearance').waitFor();
    expect(await problemsOf()).toEqual([]);
    await leave();
  });

  it('signing in, and its second step', async () => {
    const other = await openContext(browser, { reducedMotion: 'reduce' });
    try {
      const mine = await other.newPage();
      await mine.goto(site.consoleUrl);
      await mine.getByRole('heading', { level: 1, name: 'Sign in to Larkspur' }).waitFor();
      expect(await problemsOf({ page: mine })).toEqual([]);
      await mine.getByLabel('Name').fill('ada');
      await mine.getByRole('textbox', { name: 'Password' }).fill('not her password');
      await mine.getByRole('button', { name: 'Sign in' }).click();
      await mine.getByRole('alert').waitFor();
      expect(await problemsOf({ page: mine })).toEqual([]);
      await mine.getByRole('textbox', { name: 'Password' }).fill(password);
      await mine.getByRole('button', { name: 'Sign in' }).click();
      await mine.getByRole('heading', { level: 1, name: 'One more step' }).waitFor();
      expect(await problemsOf({ page: mine })).toEqual([]);
    } finally {
      await other.close();
    }
  });
});

const switchTo = (mode: 'read-only' | 'closed') =>
  site.control.post('/on', {
    actor: 'keeper',
    mode,
    reason: 'moving to a larger machine',
    notice: { message: { en: 'We are moving.' }, contact: { email: 'help@shop.example' } },
    force: true,
  });

describe('while the site is open', () => {
  beforeAll(() => fillSite(site));

  it('Now, with nothing to report', async () => {
    await go('', 'Open');
    await page.getByText('No write is under way').waitFor();
    expect(await problemsOf()).toEqual([]);
  });

  it('the question before it goes read-only', async () => {
    await press('Go read-only');
    await dialog().getByText('You get in').waitFor();
    expect(await problemsOf()).toEqual([]);
    await leave();
  });

  it('the question before it is closed, with no way in', async () => {
    await press('Close the site…');
    await dialog().getByRole('checkbox').uncheck();
    await dialog().getByText('You may be locked out').waitFor();
    await dialog().getByLabel('Type shop to confirm').fill('chop');
    expect(await problemsOf()).toEqual([]);
    await leave();
  });

  it('the menu of a phone', async () => {
    await page.setViewportSize(phone);
    await press('Open the menu');
    await page.getByRole('link', { name: 'Who gets in' }).waitFor();
    expect(await problemsOf()).toEqual([]);
  });

  it('Switch, untouched', async () => {
    await go('switch', 'Switch');
    await page.getByText('Opening refuses nothing').waitFor();
    expect(await problemsOf()).toEqual([]);
  });

  it('Switch, with a draft and what is wrong with it', async () => {
    await page.getByRole('radio', { name: /^Closed/ }).check();
    await page.getByLabel('Why, in your words').fill('We are moving.');
    await page.getByLabel('Where it leads').fill('/help');
    await page.getByRole('radio', { name: 'At', exact: true }).check();
    await page.getByText('You get in').waitFor();
    await page.frameLocator('iframe').getByText('We are moving.').waitFor();
    expect(await problemsOf({ hasSandboxedFrame: true })).toEqual([]);
  });

  it('Switch, with what programs get, and the question before it is applied', async () => {
    await page.getByLabel('Its label').fill('Help');
    await page.getByRole('radio', { name: 'Program' }).check();
    await page.getByText('"code": "PORTCULLIS_CLOSED"').waitFor();
    expect(await problemsOf()).toEqual([]);
  });
});

describe('while it is read-only', () => {
  let reference = '';

  beforeAll(async () => {
    await switchTo('read-only');
    reference = await tryToWrite(site);
  });

  it('Now, with refused requests as a chart', async () => {
    await go('', 'Read-only');
    await page.getByText(/^3 requests were refused since .+ when this server began to count/).waitFor();
    await page.getByRole('img', { name: /Refused requests per minute/ }).waitFor();
    expect(await problemsOf()).toEqual([]);
  });

  it('Now, with refused requests as a table', async () => {
    await press('As a table');
    expect(await problemsOf()).toEqual([]);
  });

  it('the question before it is opened', async () => {
    await press('Open again');
    await dialog().getByLabel('Reason').waitFor();
    expect(await problemsOf()).toEqual([]);
    await leave();
  });

  it('Who gets in', async () => {
    await go('insiders', 'Who gets in');
    await page.getByText('Your address as we see it').waitFor();
    expect(await problemsOf()).toEqual([]);
  });

  it('passes', async () => {
    await go('insiders?view=passes', 'Who gets in');
    await page.getByText('mia@shop.example').waitFor();
    expect(await problemsOf()).toEqual([]);
  });

  it('what was done with a pass', async () => {
    await press('Activity of the pass for mia@shop.example');
    await dialog().getByText('Fingerprint').waitFor();
    expect(await problemsOf()).toEqual([]);
    await leave();
  });

  it('the question before one is revoked', async () => {
    await press(/^Revoke the pass for/);
    await dialog().getByText('Its link stops working').waitFor();
    expect(await problemsOf()).toEqual([]);
    await leave();
  });

  it('a pass that is made, and its link', async () => {
    await press('Make a pass');
    await dialog().getByLabel('For whom').fill('jonas@shop.example');
    expect(await problemsOf()).toEqual([]);
    await dialog()
      .getByRole('radio', { name: /^Write/ })
      .check();
    await dialog().getByRole('button', { name: 'Make it' }).click();
    await dialog().getByLabel('Link').waitFor();
    expect(await problemsOf()).toEqual([]);
    await leave();
  });

  it('Traffic, live', async () => {
    await go('traffic', 'Traffic');
    await page.getByText('/checkout').first().waitFor();
    expect(await problemsOf()).toEqual([]);
  });

  it('why a request was let through', async () => {
    await press(/^Why: GET \/,/);
    await dialog().getByText('In force').waitFor();
    expect(await problemsOf()).toEqual([]);
    await leave();
  });

  it('why one was refused, by its reference', async () => {
    await page.goto(new URL(`traffic?reference=${reference}`, site.consoleUrl).href);
    await dialog().getByText('In force').waitFor();
    expect(await problemsOf()).toEqual([]);
    await leave();
  });

  it('a request that is tried', async () => {
    await go('traffic?view=try&method=POST&url=/checkout&as=admin&subject=ada', 'Traffic');
    await page.getByText('In force').waitFor();
    await page.getByText('Headers and body').click();
    await page.getByLabel('Headers', { exact: true }).fill('no header');
    await press('Explain');
    expect(await problemsOf()).toEqual([]);
  });

  it.each([
    ['ledger', 'Refused writes'],
    ['unnamed', 'Writes that the policy does not name'],
  ])('Traffic: %s', async (view, title) => {
    await go(`traffic?view=${view}`, 'Traffic');
    await page.getByRole('region', { name: title }).getByText('/cart/add').first().waitFor();
    expect(await problemsOf()).toEqual([]);
  });

  it('Policy, with requests that are tested', async () => {
    await go('policy', 'Policy');
    await page.getByLabel('Requests', { exact: true }).fill('POST /checkout\n/admin/orders\nBREW /%zz');
    await press('Test');
    await page.getByRole('row', { name: /BREW/ }).waitFor();
    expect(await problemsOf()).toEqual([]);
  });

  it('a tested request leads to why, in that mode, and back to all modes', async () => {
    await page.getByRole('link', { name: 'Why: POST /checkout, read-only' }).press('Enter');
    await page.getByText('It would change something').waitFor();
    expect(await page.getByLabel('Address', { exact: true }).inputValue()).toBe('/checkout');
    expect(await page.getByLabel('As', { exact: true }).inputValue()).toBe('visitor');
    expect(await page.getByLabel('While the site is').inputValue()).toBe('read-only');
    await page.getByRole('link', { name: 'In every mode' }).press('Enter');
    await page.getByRole('row', { name: /POST \/checkout/ }).waitFor();
    expect(await page.getByLabel('Requests', { exact: true }).inputValue()).toBe('POST /checkout');
    expect(await problemsOf()).toEqual([]);
  });

  it('Production mode, of which the configuration says nothing', async () => {
    await go('production', 'Production mode');
    await page.getByText('The configuration says nothing of production mode').waitFor();
    expect(await page.getByRole('button', { name: 'Turn on…' }).count()).toBe(0);
    expect(await problemsOf()).toEqual([]);
  });

  it('Production mode: no technical error', async () => {
    await go('production?view=errors', 'Production mode');
    await page.getByText('No technical error is kept').waitFor();
    expect(await problemsOf()).toEqual([]);
  });

  it('Webhooks, of which the policy names none', async () => {
    await go('webhooks', 'Webhooks');
    await page.getByText('The policy names no webhook, and none is held').waitFor();
    await page.getByText("secretFrom: 'STRIPE_WEBHOOK_SECRET'").waitFor();
    expect(await problemsOf()).toEqual([]);
  });

  it('Audit, verified, with a record as it is kept', async () => {
    await go('audit', 'Audit');
    await press('Check every record');
    await page.getByText('Nothing was edited, removed or put in').first().waitFor();
    await page.getByText('Raw record').first().click();
    expect(await problemsOf()).toEqual([]);
  });

  it('Audit, with a filter that nothing fits', async () => {
    await go('audit?search=nothing-says-this', 'Audit');
    await page.getByText('Nothing fits the filter').waitFor();
    expect(await problemsOf()).toEqual([]);
  });
});

describe('while it is closed', () => {
  beforeAll(() => switchTo('closed'));

  it('Now', async () => {
    await go('', 'Closed');
    expect(await problemsOf()).toEqual([]);
  });

  it('Settings, with a draft and what is wrong with it', async () => {
    await go('settings', 'Settings');
    await page.getByLabel('Colour on light pages', { exact: true }).fill('blue');
    await page.getByLabel('Where the button leads').fill('/help');
    expect(await problemsOf({ hasSandboxedFrame: true })).toEqual([]);
    await page.getByRole('button', { name: 'Discard' }).click();
  });

  it('operators', async () => {
    await go('settings?view=operators', 'Settings');
    await page.getByText('grace').waitFor();
    expect(await problemsOf()).toEqual([]);
  });

  it('somebody’s role, and the question before he is removed', async () => {
    await press('Change grace');
    await dialog()
      .getByRole('radio', { name: /^Viewer/ })
      .check();
    expect(await problemsOf()).toEqual([]);
    await dialog().getByRole('button', { name: 'Remove…' }).click();
    await dialog().getByLabel('Type grace to confirm').waitFor();
    expect(await problemsOf()).toEqual([]);
    await leave();
    await leave();
  });

  it('an invitation, and its link', async () => {
    await press('Invite somebody');
    await dialog().getByLabel('Name').fill('linus');
    expect(await problemsOf()).toEqual([]);
    await dialog().getByRole('button', { name: 'Invite' }).click();
    await dialog().getByLabel('Link', { exact: true }).waitFor();
    expect(await problemsOf()).toEqual([]);
    await leave();
  });

  it('a key, what it looks like, and the question before it is revoked', async () => {
    await go('settings?view=keys', 'Settings');
    await press('Make a key');
    await dialog().getByLabel('Name').fill('deployment');
    expect(await problemsOf()).toEqual([]);
    await dialog().getByRole('button', { name: 'Make it' }).click();
    await dialog().getByLabel('Key', { exact: true }).waitFor();
    expect(await problemsOf()).toEqual([]);
    await leave();
    await press('Revoke deployment');
    await dialog().getByText('The program that uses it').waitFor();
    expect(await problemsOf()).toEqual([]);
    await leave();
  });

  it('no screen at all', async () => {
    await go('nowhere', 'There is no such screen');
    expect(await problemsOf()).toEqual([]);
  });
});

it('nothing broke a rule of the browser, and nothing was asked of anybody else', () => {
  expect(complaints).toEqual([]);
});
