import type { Browser, CDPSession, Page } from 'playwright-core';
import type { LargeSite } from './large-site.ts';
import type { Sent } from './load-process.ts';
import { quantile, worst } from './numbers.ts';
import { freshContext, openProbedPage, probed, type Slowness, signIn } from './visitor.ts';

export interface FeedResult {
  readonly name: string;
  readonly slowdown: number;
  readonly sent: Sent;
  readonly framesPerSecond: number;
  readonly frameP95Ms: number;
  readonly longestFrameMs: number;
  readonly longTasks: number;
  readonly longestTaskMs: number;
  /** From a key to what it painted; of those that took 16 ms and more, which is what the browser tells of. */
  readonly slowestInputMs: number;
  /** How far what the screen says is from what was sent; null = no counts are shown. */
  readonly miscounted: { readonly allowed: number; readonly refused: number } | null;
  readonly heapBeforeMb: number;
  readonly heapAfterMb: number;
  readonly domNodesGrowth: number;
}

export interface FeedOptions extends Slowness {
  readonly perSecond: number;
  readonly seconds: number;
}

const typed = 'articles';
/** As people type. */
const keyPauseMs = 140;
/** The counts come once in a second. */
const countsLagMs = 2_500;

/** The live feed while visitors come, with somebody who types into its filter; and an empty page in the same storm. */
export async function measureFeed(
  browser: Browser,
  site: LargeSite,
  { slowdown, perSecond, seconds }: FeedOptions,
): Promise<readonly FeedResult[]> {
  const context = await freshContext(browser);
  try {
    await signIn(context, site.consoleUrl);
    const bare = await openProbedPage(context, { slowdown });
    await bare.page.goto(`${site.gateUrl}/bare`);
    const ofBare = await measured(bare, { type: null, visit: () => site.visit(perSecond, seconds) });
    await bare.page.close();
    const feed = await openProbedPage(context, { slowdown });
    await feed.page.goto(new URL('traffic', site.consoleUrl).href);
    await feed.page.locator('.feed-row').first().waitFor();
    await feed.page.waitForTimeout(countsLagMs);
    const before = await shownCounts(feed.page);
    const ofFeed = await measured(feed, {
      type: 'Search',
      visit: () => site.visit(perSecond, seconds),
    });
    await feed.page.waitForTimeout(countsLagMs);
    const after = await shownCounts(feed.page);
    const { sent } = ofFeed;
    const miscounted = {
      allowed: after.allowed - before.allowed - sent.allowed,
      refused: after.refused - before.refused - sent.refused,
    };
    return [
      { name: 'bare page', slowdown, miscounted: null, ...ofBare },
      { name: 'Traffic', slowdown, miscounted, ...ofFeed },
    ];
  } finally {
    await context.close();
  }
}

interface Storm {
  /** The field that is typed into; null = none. */
  readonly type: string | null;
  readonly visit: () => Promise<Sent>;
}

async function measured({ page, session }: { page: Page; session: CDPSession }, { type, visit }: Storm) {
  const before = await memoryOf(session);
  const begunAt = await probed<number>(page, '(probe.countFrames(), performance.now())');
  const visiting = visit();
  if (type !== null) {
    // Once the rows come thick and fast.
    await page.waitForTimeout(3_000);
    await page.getByRole('searchbox').click();
    await page.keyboard.type(typed, { delay: keyPauseMs });
    await page.waitForTimeout(2_000);
    for (const _ of typed) await page.keyboard.press('Backspace', { delay: keyPauseMs });
  }
  const sent = await visiting;
  const { frames, tasks, inputs } = await probed<Record<'frames' | 'tasks' | 'inputs', number[]>>(
    page,
    `({ frames: probe.frames(), tasks: probe.longTasksSince(${begunAt}), inputs: probe.inputsSince(${begunAt}) })`,
  );
  const after = await memoryOf(session);
  return {
    sent,
    framesPerSecond: frames.length / (frames.reduce((sum, ms) => sum + ms, 0) / 1_000),
    frameP95Ms: quantile(frames, 0.95),
    longestFrameMs: worst(frames),
    longTasks: tasks.length,
    longestTaskMs: worst(tasks),
    slowestInputMs: worst(inputs),
    heapBeforeMb: before.heapMb,
    heapAfterMb: after.heapMb,
    domNodesGrowth: after.nodes - before.nodes,
  };
}

async function memoryOf(session: CDPSession): Promise<{ readonly heapMb: number; readonly nodes: number }> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const { nodes } = await session.send('Memory.getDOMCounters');
  return { heapMb: usedSize / 2 ** 20, nodes };
}

async function shownCounts(page: Page): Promise<{ readonly allowed: number; readonly refused: number }> {
  const shown = async (name: string): Promise<number> => {
    const fact = page.locator('.facts > div', { has: page.getByText(name, { exact: true }) }).first();
    return Number((await fact.locator('dd').textContent())?.replaceAll(/\D/g, ''));
  };
  return { allowed: await shown('Let through'), refused: await shown('Refused') };
}
