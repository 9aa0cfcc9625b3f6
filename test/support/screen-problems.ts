import type { Page } from 'playwright-core';
import { findBarriers } from './find-barriers.ts';

const desktop = { width: 1_280, height: 800 };
/** The narrowest screen that must do, without scrolling to the side (WCAG 2.2, 1.4.10). */
export const phone = { width: 320, height: 700 };

export interface ScreenProblemsOptions {
  readonly page: Page;
  /** See FindBarriersOptions. @default false */
  readonly hasSandboxedFrame?: boolean;
}

/** What is wrong with what a page shows now, wide and narrow, light and dark; it stays as it is. */
export async function screenProblems({
  page,
  ...options
}: ScreenProblemsOptions): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const [viewport, width] of [
    [desktop, 'desktop'],
    [phone, '320 px'],
  ] as const) {
    await page.setViewportSize(viewport);
    // What is drawn to measure is drawn anew once it was laid out.
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    const overflow = Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'));
    if (overflow > 0) problems.push(`${width}: ${overflow} px wider than the screen`);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const found = await findBarriers({
        page,
        ...options,
        only: colorScheme === 'light' ? null : 'colours',
      });
      problems.push(...found.map((barrier) => `${width}, ${colorScheme}: ${barrier}`));
    }
  }
  await page.setViewportSize(desktop);
  return problems;
}
