import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { openContext } from '../../test/support/chromium.ts';
import type { LargeSite } from './large-site.ts';
import { signIn } from './visitor.ts';

const widths = [1280, 375] as const;
/** What has the most rows. */
const places = [
  '',
  'insiders?view=passes',
  'audit',
  'traffic',
  'settings?view=keys',
  'settings?view=operators',
];

/** What a large site looks like, for people who judge it. */
export async function takeScreenshots(
  browser: Browser,
  { consoleUrl }: LargeSite,
  directory: string,
): Promise<void> {
  mkdirSync(directory, { recursive: true });
  for (const width of widths) {
    const context = await openContext(browser, { viewport: { width, height: 900 } });
    await signIn(context, consoleUrl);
    const page = await context.newPage();
    for (const place of places) {
      await page.goto(new URL(place, consoleUrl).href);
      await page.locator('main h1').first().waitFor();
      await page.waitForTimeout(1_500);
      const name = place.replaceAll(/\W+/g, '-') || 'now';
      await page.screenshot({ path: join(directory, `${name}-${width}.png`) });
      await page.screenshot({ path: join(directory, `${name}-${width}-full.png`), fullPage: true });
    }
    await context.close();
  }
}
