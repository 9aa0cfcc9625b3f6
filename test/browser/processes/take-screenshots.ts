import { join } from 'node:path';
import type { BrowserContextOptions } from 'playwright-core';
import { launchChromium, openContext } from '../../support/chromium.ts';
import { startDemoSite } from '../../support/demo-site.ts';

/**
 * Takes the pictures in docs/screenshots: the page of the closed shop and the notice on the read-only shop, as
 * visitors get them. `node --conditions=portcullis-source test/browser/processes/take-screenshots.ts`
 */
const folder = join(import.meta.dirname, '..', '..', '..', 'docs', 'screenshots');

const desktop = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 390, height: 844 } };
const views: readonly (readonly [string, BrowserContextOptions])[] = [
  ['desktop', { ...desktop, colorScheme: 'light' }],
  ['phone', { ...phone, colorScheme: 'light' }],
  ['dark', { ...desktop, colorScheme: 'dark' }],
  ['arabic', { ...phone, colorScheme: 'light', locale: 'ar' }],
];

const messages = [
  'Nothing you have bought is lost. We found a mistake that could drop items from new orders, and we are fixing it now.',
  'ar:لم يُفقد شيء مما اشتريته. اكتشفنا خطأ قد يتسبب في فقدان أجزاء من الطلبات الجديدة، ونعمل الآن على إصلاحه.',
];

const pictures = [
  { name: 'notice', mode: 'read-only', path: '/', wholePage: false, options: [] },
  {
    name: 'page',
    mode: 'closed',
    path: '/',
    wholePage: true,
    options: messages.flatMap((message) => ['--message', message]),
  },
] as const;

const browser = await launchChromium();
try {
  const site = await startDemoSite();
  try {
    for (const { name, mode, path, wholePage, options } of pictures) {
      const { exitCode, stderr } = await site.run(
        ...['on', mode, '--reason', 'orders lose lines', '--for', '45m', '--contact', 'help@shop.example'],
        ...options,
      );
      if (exitCode !== 0) throw new Error(`Expected “on ${mode}” to end with 0, got ${exitCode}: ${stderr}`);
      for (const [view, context] of views) {
        const page = await (await openContext(browser, context)).newPage();
        await page.goto(`${site.url}${path}`);
        await page.screenshot({ path: join(folder, `${name}-${view}.png`), fullPage: wholePage });
        await page.context().close();
      }
    }
  } finally {
    await site.close();
  }
} finally {
  await browser.close();
}
