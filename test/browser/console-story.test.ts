import { chmodSync } from 'node:fs';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { DEMO_LOGINS, VISITOR_LOGINS } from 'portcullis-example-shop';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oneTimeCode } from '../../packages/server/test/support/one-time-code.ts';
import { launchChromium, openContext } from '../support/chromium.ts';
import { type DemoProcess, startDemo } from '../support/demo-process.ts';
import { temporaryDirectory } from '../support/gate-process.ts';
import { checkOut, logIn, putIntoCart } from '../support/shop-visit.ts';
import { watchConsole } from '../support/watch-console.ts';

/**
 * What `npm start` starts, and the whole way of an operator through its console, with keys and clicks; told in order:
 * each step stands on the one before.
 */
const directory = temporaryDirectory();
let demo: DemoProcess;
let shop: string;
let adminShop: string;
let consoleUrl: string;
let browser: Browser;

/** Ada's browser, in which she works with the console. */
let ada: Page;
/** What her browser complained of. */
let complaints: readonly string[];
/** A customer who wants to pay in the middle of it. */
let mia: Page;
/** Another customer, whom Ada lets in by a pass. */
let jonas: Page;
const jonasLogin = VISITOR_LOGINS[0] ?? DEMO_LOGINS.customer;

/** Of Ada's authenticator. */
let secret = '';
let reference = '';

const english = 'We look into a payment that failed. Your cart is kept.';
const german = 'Wir prüfen eine fehlgeschlagene Zahlung. Ihr Warenkorb bleibt erhalten.';
const password = 'four quiet brown owls';

beforeAll(async () => {
  // So that under root the account PostgreSQL borrows can get in, as it can in an ordinary clone.
  chmodSync(directory.path, 0o755);
  demo = startDemo({ directory: directory.path, command: 'run' });
  [{ url: shop }, browser] = await Promise.all([demo.told, launchChromium()]);
  adminShop = shop.replace('localhost', 'admin.localhost');
  consoleUrl = /^The console +(http\S+)enrol#code=\S+$/m.exec(demo.output())?.[1] ?? '';
  const operator = await openContext(browser);
  await operator.grantPermissions(['clipboard-read', 'clipboard-write'], {
    origin: new URL(consoleUrl).origin,
  });
  complaints = await watchConsole(operator, { origins: [new URL(consoleUrl).origin] });
  ada = await operator.newPage();
  mia = await (await openContext(browser)).newPage();
  jonas = await (await openContext(browser)).newPage();
});

afterAll(async () => {
  await browser?.close();
  demo?.signalAll('SIGTERM');
  await demo?.ended;
  directory.remove();
});

/** Types as a person does; what stood there is replaced. */
async function type(field: Locator, text: string): Promise<void> {
  await field.focus();
  await field.press('ControlOrMeta+a');
  await field.pressSequentially(text);
}

const screen = (name: string) =>
  ada.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name, exact: true });
const panel = (name: string) => ada.getByRole('region', { name });
const dialog = () => ada.getByRole('dialog');

async function withVisitor(
  options: BrowserContextOptions,
  work: (page: Page, context: BrowserContext) => Promise<void>,
): Promise<void> {
  const context = await openContext(browser, options);
  try {
    await work(await context.newPage(), context);
  } finally {
    await context.close();
  }
}

describe('an operator’s way through the console', () => {
  it('1: a customer fills a cart, and stands at the checkout when it happens', async () => {
    await logIn(mia, shop, DEMO_LOGINS.customer);
    await putIntoCart(mia, shop, 'desk-lamp');
    await mia.goto(`${shop}/checkout`);
    await mia.getByLabel('Card number').fill('4242 4242 4242 4242');
    await mia.getByLabel('Expires').fill('12/49');
    await mia.getByLabel('Security code').fill('123');
  });

  it('2: Ada opens the link that was printed, and becomes the owner', async () => {
    await ada.goto(/^The console +(\S+)$/m.exec(demo.output())?.[1] ?? '');
    await ada.getByRole('heading', { level: 1, name: 'Welcome to Portcullis' }).waitFor();
    await type(ada.getByLabel('Your name'), 'ada');
    await type(ada.getByRole('textbox', { name: 'Password' }), password);
    await ada.keyboard.press('Enter');
    // There she can go on.
    await ada.getByRole('heading', { level: 1, name: 'Open' }).waitFor();
    // Neither the history nor whoever looks over her shoulder has the code.
    expect(ada.url()).toBe(consoleUrl);
  });

  it('3: she sets a second factor up', async () => {
    await ada.getByRole('link', { name: 'Set up a second factor' }).click();
    await type(panel('Second factor').getByRole('textbox', { name: 'Current password' }), password);
    await ada.keyboard.press('Enter');
    const scan = panel('Scan this with your authenticator');
    await scan.getByRole('img', { name: 'QR code of the key' }).waitFor();
    secret = ((await scan.getByRole('code').textContent()) ?? '').replaceAll(/\s/g, '');
    await type(scan.getByLabel('Code that the app shows now'), oneTimeCode(secret, Date.now()));
    await ada.keyboard.press('Enter');
    await panel('Keep your recovery codes').getByRole('button', { name: 'I have kept them' }).click();
    await panel('Second factor').getByText('On. 10 recovery codes are left.').waitFor();
  });

  it('4: she signs out, and in again with password and code', async () => {
    await ada.getByRole('button', { name: 'Account of ada' }).click();
    await ada.getByRole('button', { name: 'Sign out', exact: true }).click();
    await ada.getByRole('heading', { level: 1, name: 'Sign in to Larkspur' }).waitFor();
    await type(ada.getByLabel('Name'), 'ada');
    await type(ada.getByRole('textbox', { name: 'Password' }), password);
    await ada.keyboard.press('Enter');
    await ada.getByRole('heading', { level: 1, name: 'One more step' }).waitFor();
    // Each code is good once, so this is the next one, as on a phone whose clock is a little ahead.
    await type(ada.getByLabel('Code'), oneTimeCode(secret, Date.now() + 30_000));
    await ada.keyboard.press('Enter');
    await ada.getByRole('heading', { level: 1, name: 'Your account' }).waitFor();
  });

  it('5: she writes a message in two languages, and sees the page that visitors will get', async () => {
    await screen('Switch').click();
    await ada.getByRole('radio', { name: /^Read-only/ }).check();
    await type(ada.getByLabel('Why, in your words'), english);
    await ada.getByLabel('Add a language').selectOption({ label: 'German' });
    await ada.getByRole('radio', { name: 'German', checked: true }).waitFor();
    await type(ada.getByLabel('Why, in your words'), german);
    const preview = panel('What visitors get');
    const page = preview.frameLocator('iframe[title="Preview of the page"]');
    await page.getByText(english).waitFor();
    await preview.getByLabel('Language').selectOption({ label: 'German' });
    await page.getByText(german).waitFor();
    await preview.getByRole('radio', { name: 'Program' }).check();
    await preview.getByText('"code": "PORTCULLIS_READ_ONLY"').waitFor();
  });

  it('6: she takes the shop read-only, and sees it confirmed', async () => {
    await panel('Apply').getByRole('button', { name: 'Go read-only' }).click();
    await dialog().getByText('You get in').waitFor();
    await type(dialog().getByLabel('Reason'), 'payments fail');
    await ada.keyboard.press('Enter');
    await dialog().getByRole('heading', { name: 'Your pass' }).waitFor();
    await dialog().getByText('by 1 of 1 instance').waitFor();
    await dialog().getByRole('button', { name: 'Done' }).last().click();
    await screen('Now').click();
    await ada.getByRole('heading', { level: 1, name: 'Read-only' }).waitFor();
    await panel('Is it in force everywhere?').getByText('Enforced at 1 of 1').waitFor();
    await panel('Read-only').getByText('payments fail').waitFor();
  });

  it.each([
    ['en-GB', english],
    ['de-DE', german],
  ])('7: a visitor who reads %s sees the message in his language', async (locale, message) => {
    await withVisitor({ locale }, async (page) => {
      const response = await page.goto(`${shop}/products/desk-lamp`);
      expect(response?.headers()['portcullis-mode']).toBe('read-only');
      await page.locator('.portcullis-banner-visitor').getByText(message).waitFor();
    });
  });

  it('8: she makes a pass for Jonas, who buys something with it', async () => {
    await screen('Who gets in').click();
    await ada.getByRole('link', { name: 'Passes', exact: true }).click();
    await ada.getByRole('button', { name: 'Make a pass' }).click();
    await type(dialog().getByLabel('For whom'), jonasLogin.email);
    await dialog()
      .getByRole('radio', { name: /^Write/ })
      .check();
    await dialog().getByRole('button', { name: 'Make it' }).click();
    await dialog().getByText('Where the link leads, the pass is enough to change things.').waitFor();
    await dialog().getByRole('button', { name: 'Copy' }).click();
    await dialog().getByText('Copied').waitFor();
    const link = String(await ada.evaluate('navigator.clipboard.readText()'));
    expect(link).toMatch(new RegExp(`^${adminShop}/`));
    await dialog().getByRole('button', { name: 'Done' }).click();

    await jonas.goto(link);
    await jonas.getByRole('button', { name: 'Use the pass in this browser' }).click();
    await jonas.getByRole('heading', { name: 'You are in' }).waitFor();
    await logIn(jonas, adminShop, jonasLogin);
    await putIntoCart(jonas, adminShop, 'glass-vase');
    await checkOut(jonas, adminShop);
    await jonas.goto(`${adminShop}/products/desk-lamp`);
    expect(await jonas.getByRole('button', { name: 'Add to cart' }).isEnabled()).toBe(true);
  });

  it('9: she watches a checkout being refused, with its reason', async () => {
    await screen('Traffic').click();
    await ada.getByRole('radio', { name: 'Refused' }).check();
    await ada.getByText('Nothing fits the filter').waitFor();
    await mia.getByRole('button', { name: /^Pay / }).click();
    await mia.getByText('what you sent was not saved').waitFor();
    reference =
      /\b[0-9A-Z]{4}-[0-9A-Z]{4}\b/.exec((await mia.locator('body').textContent()) ?? '')?.[0] ?? '';
    const row = ada
      .getByRole('list', { name: 'Decisions' })
      .getByRole('listitem')
      .filter({ hasText: 'POST /checkout' });
    await row.getByText('It would change something').waitFor();
    await row.getByRole('button', { name: /^Why: POST \/checkout/ }).click();
    await dialog()
      .getByRole('heading', { name: `Reference ${reference}` })
      .waitFor();
    await ada.keyboard.press('Escape');
  });

  it('10: she finds it by the reference that the customer reads to her', async () => {
    await screen('Now').click();
    await screen('Traffic').click();
    await type(ada.getByLabel('Reference', { exact: true }), reference.toLowerCase());
    await ada.keyboard.press('Enter');
    await dialog()
      .getByRole('heading', { name: `Reference ${reference}` })
      .waitFor();
    await dialog().getByText('POST localhost').waitFor();
    await dialog().getByText('What would let it through').waitFor();
    await dialog().getByText('The same request, judged again now').waitFor();
    await dialog().getByRole('button', { name: 'Close' }).click();
    expect(new URL(ada.url()).search).toBe('');
  });

  it('11: she revokes the pass, and it ends in the browser of Jonas', async () => {
    await screen('Who gets in').click();
    await ada.getByRole('link', { name: 'Passes', exact: true }).click();
    const row = ada.getByRole('row', { name: jonasLogin.email });
    await row.getByText('In use').waitFor();
    await row.getByRole('button', { name: 'Activity' }).click();
    await dialog().getByText('POST /checkout').waitFor();
    await ada.keyboard.press('Escape');
    await row.getByRole('button', { name: 'Revoke' }).click();
    await dialog().getByRole('button', { name: 'Revoke' }).click();
    await row.getByText('Revoked').waitFor();

    await jonas.getByRole('button', { name: 'Add to cart' }).click();
    await jonas.getByText('what you sent was not saved').waitFor();
  });

  it('12: she opens the shop again, and the customer pays', async () => {
    await screen('Now').click();
    await ada.getByRole('button', { name: 'Open again' }).click();
    await type(dialog().getByLabel('Reason'), 'payments work again');
    await dialog().getByRole('button', { name: 'Open' }).click();
    await ada.getByRole('heading', { level: 1, name: 'Open' }).waitFor();
    await panel('Is it in force everywhere?').getByText('Open at 1 of 1').waitFor();
    await putIntoCart(mia, shop, 'brass-pen');
    await checkOut(mia, shop);
  });

  it.each([
    ['Switch changed', 'Open → Read-only · “payments fail”'],
    ['Switch changed', 'Read-only → Open · “payments work again”'],
    ['Operator added', 'ada, Owner'],
    ['Signed in', 'by'],
    ['Signed out', 'ada'],
    ['Pass made', `write pass for ${jonasLogin.email}`],
    ['Pass redeemed', 'from'],
    ['Insider let through', 'POST /checkout'],
    ['Requests refused', 'POST /checkout'],
    ['Pass revoked', ''],
  ])('13: all of it is in the audit: %s %s', async (kind, words) => {
    await screen('Audit').click();
    await ada.getByLabel('What', { exact: true }).selectOption({ label: kind });
    await ada.getByRole('button', { name: 'Filter' }).click();
    const record = ada
      .getByRole('list', { name: 'Records' })
      .getByRole('listitem')
      .filter({ hasText: words });
    await record.filter({ hasText: kind }).first().waitFor();
  });

  it('14: she proves that nothing of it was touched', async () => {
    await ada.getByRole('button', { name: 'Check every record' }).click();
    await panel('Was the record touched?').getByText('Nothing was edited, removed or put in').waitFor();
  });

  it('15: nothing broke a rule of the browser, and nothing was asked of anybody else', () => {
    expect(complaints).toEqual([]);
  });
});
