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

/** All rules at both widths, and in both themes what may differ between them: the colours. */
const looks = [
  { viewport: desktop, width: 'desktop', colorScheme: 'light', only: null },
  { viewport: desktop, width: 'desktop', colorScheme: 'dark', only: 'colours' },
  { viewport: phone, width: '320 px', colorScheme: 'dark', only: null },
] as const;

/** What is wrong with what a page shows now, wide and narrow, light and dark; it stays as it is. */
export async function screenProblems({
  page,
  ...options
}: ScreenProblemsOptions): Promise<readonly string[]> {
  const problems: string[] = [];
  let width = '';
  for (const look of looks) {
    await page.emulateMedia({ colorScheme: look.colorScheme });
    if (look.width !== width) {
      width = look.width;
      await page.setViewportSize(look.viewport);
      // What is drawn to measure is drawn anew once it was laid out.
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
      const overflow = Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'));
      if (overflow > 0) problems.push(`${width}: ${overflow} px wider than the screen`);
    }
    const found = await findBarriers({ page, ...options, only: look.only });
    problems.push(...found.map((barrier) => `${width}, ${look.colorScheme}: ${barrier}`));
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(desktop);
  return problems;
}
