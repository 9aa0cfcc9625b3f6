import type { Browser, Page } from 'playwright-core';
import type { LargeSite } from './large-site.ts';
import { worst } from './numbers.ts';
import { type OpenedScreen, screens } from './screens.ts';
import { freshContext, openProbedPage, probed, type Slowness, signIn } from './visitor.ts';

export interface ScreenOpening {
  readonly name: string;
  readonly slowdown: number;
  /** From the click until its content is painted. */
  readonly shownMs: readonly number[];
  /** … and the main thread has nothing to do. */
  readonly usableMs: readonly number[];
  /** As the standard counts: not within half a second of the click. The worst of all rounds. */
  readonly countedShift: number;
  /** Once the content was there, of whatever. */
  readonly laterShift: number;
  readonly longestTaskMs: number;
}

const quietMs = 300;
const settleMs = 1_200;

/** Each time in a page that has not shown this screen before: its code is taken from the browser's cache and compiled. */
export async function measureScreens(
  browser: Browser,
  site: LargeSite,
  { slowdown, rounds, only }: Slowness & { readonly rounds: number; readonly only: string | null },
): Promise<readonly ScreenOpening[]> {
  const results: ScreenOpening[] = [];
  for (const screen of screens) {
    if (only !== null && !screen.name.includes(only)) continue;
    process.stderr.write(`${screen.name}, ${slowdown}x\n`);
    // One browser for one screen: what owners see asks for a sign-in of the last 15 minutes.
    const context = await freshContext(browser);
    try {
      await signIn(context, site.consoleUrl);
      const all: Awaited<ReturnType<typeof openOnce>>[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const { page } = await openProbedPage(context, { slowdown });
        all.push(await openOnce(page, site, screen));
        await page.close();
      }
      results.push({
        name: screen.name,
        slowdown,
        shownMs: all.map(({ shownMs }) => shownMs),
        usableMs: all.map(({ usableMs }) => usableMs),
        countedShift: worst(all.map(({ countedShift }) => countedShift)),
        laterShift: worst(all.map(({ laterShift }) => laterShift)),
        longestTaskMs: worst(all.map(({ longestTaskMs }) => longestTaskMs)),
      });
    } finally {
      await context.close();
    }
  }
  return results;
}

async function openOnce(
  page: Page,
  { consoleUrl }: LargeSite,
  { from, link, selector, least = 1 }: OpenedScreen,
) {
  await page.goto(new URL(from, consoleUrl).href);
  const anchor = page.getByRole('link', { name: link, exact: true });
  await probed(page, `probe.loaded({ selector: 'main h1' })`);
  await page.waitForTimeout(quietMs);
  const box = await anchor.boundingBox();
  if (box === null) throw new Error(`Expected a link ${link} on /${from}.`);
  // Heard before the click is sent: input overtakes everything else in a browser.
  await probed(page, `probe.awaitClick(${JSON.stringify({ selector, least })})`);
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  const { clickedAt, ...times } = await probed<{ shownMs: number; usableMs: number; clickedAt: number }>(
    page,
    'probe.opened()',
  );
  await page.waitForTimeout(settleMs);
  const after = await probed<{ counted: number; later: number; tasks: number[] }>(
    page,
    `({ counted: probe.shiftSince(${clickedAt}).counted, later: probe.shiftSince(${clickedAt + times.shownMs}).all,
        tasks: probe.longTasksSince(${clickedAt}) })`,
  );
  return {
    ...times,
    countedShift: after.counted,
    laterShift: after.later,
    longestTaskMs: worst(after.tasks),
  };
}
