import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { launchChromium, openContext } from '../../support/chromium.ts';
import { startDemo } from '../../support/demo-process.ts';
import { temporaryDirectory } from '../../support/gate-process.ts';

/**
 * Takes pictures of the console in front of the demo's shop, its visitors at work: those of the README, or with `--all DIR`
 * every screen in every view, for people to look at.
 * `node --conditions=portcullis-source test/browser/processes/take-console-screenshots.ts [--all DIR] [--language de-DE]`
 */
const { values } = parseArgs({
  options: { all: { type: 'string' }, language: { type: 'string', default: 'en-GB' } },
});

const shown = join(import.meta.dirname, '..', '..', '..', 'docs', 'screenshots');
const desktop = { viewport: { width: 1280, height: 900 } };
const views: Readonly<Record<string, BrowserContextOptions>> = {
  desktop: { ...desktop, colorScheme: 'light' },
  dark: { ...desktop, colorScheme: 'dark' },
  phone: { viewport: { width: 390, height: 844 }, colorScheme: 'light' },
  narrow: { viewport: { width: 320, height: 700 }, colorScheme: 'dark' },
};
const screens = [
  '',
  'switch',
  'insiders',
  'insiders?view=passes',
  'traffic',
  'traffic?view=try',
  'traffic?view=ledger',
];
const more = [
  'webhooks',
  'policy',
  'production',
  'production?view=errors',
  'production?view=text',
  'audit',
  'settings',
  'settings?view=operators',
  'settings?view=keys',
  'account',
];

/** Long enough for a minute of refused requests; the pictures are made by hand, not by a test. */
const visitsMs = 75_000;

const directory = temporaryDirectory();
const browser = await launchChromium();
const demo = startDemo({
  directory: directory.path,
  command: 'run',
  environment: { PORTCULLIS_DEMO_VISITORS: 'on' },
});
try {
  await demo.told;
  const [link = ''] = /http:\S+enrol#code=\S+/.exec(demo.output()) ?? [];
  const context = await openContext(browser, { ...desktop, locale: 'en-GB' });
  const page = await context.newPage();
  await becomeOwner(page, link);
  await goReadOnly(page);
  const root = new URL('.', link);
  await new Promise((resolve) => setTimeout(resolve, visitsMs));
  const storageState = await context.storageState();
  const take = async (view: string, path: string, file: string, isWhole: boolean) => {
    const one = await openContext(browser, { ...views[view], locale: values.language, storageState });
    const opened = await one.newPage();
    await opened.goto(new URL(path, root).href);
    await opened.locator('h1').first().waitFor();
    await opened.waitForTimeout(2_000);
    await opened.screenshot({ path: file, fullPage: isWhole });
    await one.close();
  };
  if (values.all === undefined) {
    await take('desktop', '', join(shown, 'console-now.png'), false);
    await take('desktop', 'switch', join(shown, 'console-switch.png'), false);
  } else {
    mkdirSync(values.all, { recursive: true });
    for (const view of Object.keys(views)) {
      for (const path of [...screens, ...more]) {
        const name = path === '' ? 'now' : path.replaceAll(/[^a-z]+/g, '-');
        await take(view, path, join(values.all, `${name}-${view}.png`), true);
      }
    }
  }
} finally {
  demo.signalAll('SIGINT');
  await demo.ended;
  await browser.close();
  directory.remove();
}

async function becomeOwner(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel('Your name').fill('ada');
  await page.getByRole('textbox', { name: 'Password' }).fill('four quiet brown owls');
  await page.getByRole('button', { name: 'Become the owner' }).click();
  await page.getByRole('link', { name: 'Set up a second factor' }).waitFor();
}

/** With a message and an end, as an operator would. */
async function goReadOnly(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Switch' }).click();
  await page.getByRole('radio', { name: /^Read-only/ }).check();
  await page
    .getByLabel('Why, in your words')
    .fill('Nothing you have bought is lost. We found a mistake in new orders, and are mending it now.');
  await page.getByRole('radio', { name: 'In', exact: true }).check();
  await page.getByRole('button', { name: 'Go read-only' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('Orders lose lines');
  await dialog.getByText('You get in').waitFor();
  await dialog.getByRole('button', { name: 'Go read-only' }).click();
  await page.getByText('Enforced at 1 of 1').first().waitFor();
  await dialog.getByRole('button', { name: 'Done' }).last().click();
}
