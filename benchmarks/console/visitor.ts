import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { openContext } from '../../test/support/chromium.ts';
import { owner } from './site.ts';

const probe = new URL('page-probe.js', import.meta.url).pathname;

/** A page with the probe in it, on a processor so many times slower. */
export interface ProbedPage {
  readonly page: Page;
  readonly session: CDPSession;
}

export interface Slowness {
  /** 1 = as fast as the machine is. */
  readonly slowdown: number;
}

export async function openProbedPage(context: BrowserContext, { slowdown }: Slowness): Promise<ProbedPage> {
  const page = await context.newPage();
  await page.addInitScript({ path: probe });
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  return { page, session };
}

/** A browser of its own, as wide as a desktop's. */
export function freshContext(browser: Browser): Promise<BrowserContext> {
  return openContext(browser, { viewport: { width: 1280, height: 900 } });
}

/** By the sign-in form, as people do: what only owners see asks for a proof of the last 15 minutes. */
export async function signIn(context: BrowserContext, consoleUrl: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(consoleUrl);
  await page.getByLabel('Name').fill(owner.name);
  await page.getByRole('textbox', { name: 'Password' }).fill(owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('.mode-panel').waitFor();
  await page.close();
}

/** A busy machine is slow; a page that never comes is a fault, and says what it looks like. */
const watchdogMs = 60_000;

/** What an expression of the probe comes to in the page. */
export async function probed<Result>(page: Page, expression: string): Promise<Result> {
  let watchdog: ReturnType<typeof setTimeout> | undefined;
  const never = new Promise<never>((_, reject) => {
    watchdog = setTimeout(
      () => reject(new Error(`Nothing came of ${expression} on ${page.url()}`)),
      watchdogMs,
    );
  });
  try {
    return await Promise.race([page.evaluate<Result>(expression), never]);
  } finally {
    clearTimeout(watchdog);
  }
}
