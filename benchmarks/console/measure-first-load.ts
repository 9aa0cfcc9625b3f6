import type { Browser } from 'playwright-core';
import type { LargeSite } from './large-site.ts';
import { median, worst } from './numbers.ts';
import { freshContext, openProbedPage, probed, type Slowness, signIn } from './visitor.ts';

export interface FirstLoad {
  readonly name: string;
  readonly slowdown: number;
  /** Of all script, as it was sent: brotli to this browser. */
  readonly scriptBytes: number;
  readonly styleBytes: number;
  readonly requests: number;
  /** From the beginning of the navigation until the main control is painted. */
  readonly shownMs: readonly number[];
  /** … and the main thread has nothing to do. */
  readonly usableMs: readonly number[];
  /** What the page's main thread took of the processor until then, whatever else the machine did. */
  readonly mainThreadMs: number;
  /** Everything, whatever the standard leaves out; the worst of all rounds. */
  readonly shift: number;
  readonly longestTaskMs: number;
}

interface Place {
  readonly name: string;
  readonly url: (site: LargeSite) => string;
  readonly isSignedIn: boolean;
  /** The main control. */
  readonly selector: string;
}

const places: readonly Place[] = [
  { name: 'bare page', url: ({ gateUrl }) => `${gateUrl}/bare`, isSignedIn: false, selector: 'button' },
  {
    name: 'console, nobody signed in',
    url: ({ consoleUrl }) => consoleUrl,
    isSignedIn: false,
    selector: '.threshold button[type=submit]',
  },
  {
    name: 'console, signed in, on Now',
    url: ({ consoleUrl }) => consoleUrl,
    isSignedIn: true,
    selector: '.mode-panel .actions button',
  },
];

/** What comes late may still move what is there. */
const settleMs = 1_500;

/** Nothing is in the browser's cache, each time. */
export async function measureFirstLoads(
  browser: Browser,
  site: LargeSite,
  { slowdown, rounds }: Slowness & { readonly rounds: number },
): Promise<readonly FirstLoad[]> {
  const results: FirstLoad[] = [];
  for (const place of places) {
    const all: Awaited<ReturnType<typeof loadOnce>>[] = [];
    for (let round = 0; round < rounds; round += 1)
      all.push(await loadOnce(browser, site, { ...place, slowdown }));
    results.push({
      name: place.name,
      slowdown,
      scriptBytes: median(all.map(({ bytes }) => bytes.Script)),
      styleBytes: median(all.map(({ bytes }) => bytes.Stylesheet)),
      requests: median(all.map(({ requests }) => requests)),
      shownMs: all.map(({ shownMs }) => shownMs),
      usableMs: all.map(({ usableMs }) => usableMs),
      mainThreadMs: median(all.map(({ mainThreadMs }) => mainThreadMs)),
      shift: worst(all.map(({ shift }) => shift)),
      longestTaskMs: median(all.map(({ longestTaskMs }) => longestTaskMs)),
    });
  }
  return results;
}

async function loadOnce(
  browser: Browser,
  site: LargeSite,
  { url, isSignedIn, selector, slowdown }: Place & Slowness,
) {
  const context = await freshContext(browser);
  try {
    if (isSignedIn) await signIn(context, site.consoleUrl);
    const { page, session } = await openProbedPage(context, { slowdown });
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    await session.send('Network.enable');
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    const bytes = { Script: 0, Stylesheet: 0 };
    let requests = 0;
    const kinds = new Map<string, string>();
    session.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type));
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const kind = kinds.get(requestId);
      if (kind === 'Script' || kind === 'Stylesheet') bytes[kind] += encodedDataLength;
      requests += 1;
    });
    await page.goto(url(site), { waitUntil: 'commit' });
    const times = await probed<{ shownMs: number; usableMs: number }>(
      page,
      `probe.loaded(${JSON.stringify({ selector })})`,
    );
    const { metrics } = await session.send('Performance.getMetrics');
    const threadSeconds = metrics.find(({ name }) => name === 'ThreadTime')?.value ?? 0;
    const upToUsable = { bytes: { ...bytes }, requests, mainThreadMs: threadSeconds * 1_000 };
    await page.waitForTimeout(settleMs);
    const { shift, tasks } = await probed<{ shift: number; tasks: number[] }>(
      page,
      '({ shift: probe.shiftSince(0).all, tasks: probe.longTasksSince(0) })',
    );
    return { ...times, ...upToUsable, shift, longestTaskMs: worst(tasks) };
  } finally {
    await context.close();
  }
}
