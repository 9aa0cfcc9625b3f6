import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';

/** Debian's Chromium, as scripts/setup-debian.ts installs it. */
const executablePath = '/usr/bin/chromium';

/** A page on a busy machine may take long; only one that never comes fails. */
const watchdogMs = 60_000;

export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    timeout: watchdogMs,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--no-proxy-server',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** One person's browser: cookies of its own. */
export async function openContext(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  context.setDefaultTimeout(watchdogMs);
  return context;
}
