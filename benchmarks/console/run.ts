import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { consoleBudget, ensureConsole, firstLoadOfConsole } from '../../scripts/build-console.ts';
import { bundlePackages } from '../../scripts/bundle.ts';
import { root } from '../../scripts/workspace.ts';
import { launchChromium } from '../../test/support/chromium.ts';
import { ensureFilledStore } from './fill-store.ts';
import { startLargeSite } from './large-site.ts';
import { type FeedResult, measureFeed } from './measure-feed.ts';
import { type FirstLoad, measureFirstLoads } from './measure-first-load.ts';
import { measureScreens, type ScreenOpening } from './measure-screens.ts';
import { counts } from './site.ts';
import { feedTable, firstLoadTable, screenTable } from './tables.ts';
import { takeScreenshots } from './take-screenshots.ts';

/**
 * The console in Chromium before a real server whose store is full.
 *   npm run bench -- console [--part load,screens,feed] [--rounds 7] [--slowdowns 1,4] [--screen NAME]
 *     [--per-second 1000] [--seconds 25] [--screenshots DIRECTORY]
 * The store is filled once and kept in .portcullis/benchmark-console.
 */
const { values } = parseArgs({
  options: {
    part: { type: 'string', default: 'load,screens,feed' },
    rounds: { type: 'string', default: '7' },
    slowdowns: { type: 'string', default: '1,4' },
    screen: { type: 'string' },
    'per-second': { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '25' },
    screenshots: { type: 'string' },
  },
});
const parts = new Set(values.part.split(','));
const rounds = Number(values.rounds);
const slowdowns = values.slowdowns.split(',').map(Number);

const isBuilt = await ensureConsole({ write: (text) => process.stderr.write(text) });
if (!isBuilt) throw new Error('Expected the console to be built; the lines above say what failed.');
await bundlePackages();
const filled = await ensureFilledStore(join(root, '.portcullis', 'benchmark-console'));
const site = await startLargeSite(filled);
const browser = await launchChromium();
const loadBefore = loadavg();
try {
  const { script, style } = firstLoadOfConsole();
  console.log(
    `${counts.instances} instances, ${counts.passes} passes, ${counts.auditRecords} audit records. ` +
      `First load, gzipped: script ${(script / 1024).toFixed(1)} of ${consoleBudget.script / 1024} KB, ` +
      `style ${(style / 1024).toFixed(1)} of ${consoleBudget.style / 1024} KB.\n`,
  );
  // Something to show: the feed, the chart, routes that were refused.
  await site.visit(200, 3);
  if (parts.has('load')) {
    const loads: FirstLoad[] = [];
    for (const slowdown of slowdowns)
      loads.push(...(await measureFirstLoads(browser, site, { slowdown, rounds })));
    console.log(`${firstLoadTable(loads)}\n`);
  }
  if (parts.has('screens')) {
    const openings: ScreenOpening[] = [];
    const only = values.screen ?? null;
    for (const slowdown of slowdowns) {
      openings.push(...(await measureScreens(browser, site, { slowdown, rounds, only })));
    }
    console.log(`${screenTable(openings)}\n`);
  }
  if (parts.has('feed')) {
    const results: FeedResult[] = [];
    const storm = { perSecond: Number(values['per-second']), seconds: Number(values.seconds) };
    for (const slowdown of slowdowns)
      results.push(...(await measureFeed(browser, site, { slowdown, ...storm })));
    console.log(`${feedTable(results)}\n`);
  }
  if (values.screenshots !== undefined) await takeScreenshots(browser, site, values.screenshots);
  const load = [...loadBefore, ...loadavg()].map((each) => each.toFixed(1));
  console.log(`Load of the machine: ${load.slice(0, 3).join(' ')} before, ${load.slice(3).join(' ')} after.`);
} finally {
  await browser.close();
  await site.stop();
}
