import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, openContext } from '../support/chromium.ts';
import { findBarriers } from '../support/find-barriers.ts';
import { type GateProcess, startGateProcess, temporaryDirectory } from '../support/gate-process.ts';
import { type Recorder, startRecorder } from '../support/recorder.ts';

/** The page of a closed site, as people with different screens, eyes and languages get it. */
const directory = temporaryDirectory();
let application: Recorder;
let gate: GateProcess;
let browser: Browser;

beforeAll(async () => {
  application = await startRecorder();
  gate = await startGateProcess({
    config: { upstream: application.origin, policy: { page: { brand: 'Larkspur', timeZone: 'UTC' } } },
    stateDirectory: directory.path,
  });
  browser = await launchChromium();
  const { exitCode, stderr } = await gate.run(
    ...['on', 'closed', '--reason', 'move', '--for', '2h', '--contact', 'help@shop.example', '--force'],
  );
  if (exitCode !== 0) throw new Error(`Expected the site to be closed, got exit code ${exitCode}: ${stderr}`);
});

afterAll(async () => {
  await browser?.close();
  await gate?.stop();
  await application?.close();
  directory.remove();
});

const desktop = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

const readers: readonly (readonly [string, BrowserContextOptions, 'ltr' | 'rtl'])[] = [
  ['desktop, light, English', { ...desktop, colorScheme: 'light', locale: 'en-GB' }, 'ltr'],
  ['desktop, dark, English', { ...desktop, colorScheme: 'dark', locale: 'en-GB' }, 'ltr'],
  ['phone, light, German', { ...phone, colorScheme: 'light', locale: 'de-DE' }, 'ltr'],
  ['phone, dark, Arabic', { ...phone, colorScheme: 'dark', locale: 'ar' }, 'rtl'],
  ['desktop, light, Arabic', { ...desktop, colorScheme: 'light', locale: 'ar' }, 'rtl'],
];

async function withPage(options: BrowserContextOptions, work: (page: Page) => Promise<void>): Promise<void> {
  const context = await openContext(browser, options);
  try {
    await work(await context.newPage());
  } finally {
    await context.close();
  }
}

describe.each(readers)('the page of a closed site: %s', (_name, options, direction) => {
  it('can be used by everybody, fits the screen, and needs nothing else', async () => {
    await withPage(options, async (page) => {
      const asked: string[] = [];
      page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      const response = await page.goto(`${gate.url}/orders/7`);
      expect(response?.status()).toBe(503);
      expect(asked).toEqual(['/orders/7']);
      // Chromium says of every 503 that it is one; a broken Content-Security-Policy would be a second line.
      expect(complaints.filter((text) => !text.includes('status of 503'))).toEqual([]);

      const root = page.locator('html');
      expect(await root.getAttribute('dir')).toBe(direction);
      expect(await root.getAttribute('lang')).toBe(options.locale?.slice(0, 2));
      expect(await page.getByRole('heading', { level: 1 }).isVisible()).toBe(true);
      expect(await page.getByRole('link', { name: 'help@shop.example' }).isVisible()).toBe(true);
      const scrollWidth = await root.evaluate(({ scrollWidth: width }) => width);
      expect(scrollWidth).toBeLessThanOrEqual(options.viewport?.width ?? 0);

      expect(await findBarriers({ page })).toEqual([]);
    });
    expect(application.requests.filter(({ target }) => target.startsWith('/orders'))).toEqual([]);
  });
});

it('is dark for who wants it dark', async () => {
  const backgrounds = new Set<string>();
  for (const colorScheme of ['light', 'dark'] as const) {
    await withPage({ ...desktop, colorScheme }, async (page) => {
      await page.goto(gate.url);
      backgrounds.add((await page.screenshot({ clip: { x: 0, y: 0, width: 4, height: 4 } })).toString('hex'));
    });
  }
  expect(backgrounds.size).toBe(2);
});
