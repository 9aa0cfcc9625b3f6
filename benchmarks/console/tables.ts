import type { FeedResult } from './measure-feed.ts';
import type { FirstLoad } from './measure-first-load.ts';
import type { ScreenOpening } from './measure-screens.ts';
import { least, median, quantile } from './numbers.ts';

const kb = (bytes: number): string => (bytes / 1024).toFixed(1);
const ms = (value: number): string => value.toFixed(0);
const shift = (value: number): string => value.toFixed(4);

function table(heads: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  const rule = `|---|${'---:|'.repeat(heads.length - 1)}`;
  return [line(heads), rule, ...rows.map(line)].join('\n');
}

export function firstLoadTable(loads: readonly FirstLoad[]): string {
  return table(
    [
      'first load',
      'slowdown',
      'script KB sent',
      'style KB sent',
      'requests',
      'shown ms p50',
      'usable ms, fastest',
      'p50',
      'p95',
      'main thread ms',
      'longest task ms',
      'layout shift',
    ],
    loads.map((load) => [
      load.name,
      `${load.slowdown}x`,
      kb(load.scriptBytes),
      kb(load.styleBytes),
      load.requests,
      ms(median(load.shownMs)),
      ms(least(load.usableMs)),
      ms(median(load.usableMs)),
      ms(quantile(load.usableMs, 0.95)),
      ms(load.mainThreadMs),
      ms(load.longestTaskMs),
      shift(load.shift),
    ]),
  );
}

export function screenTable(openings: readonly ScreenOpening[]): string {
  return table(
    [
      'screen',
      'slowdown',
      'shown ms p50',
      'p95',
      'usable ms, fastest',
      'p50',
      'p95',
      'longest task ms',
      'layout shift',
      'later',
    ],
    openings.map((opening) => [
      opening.name,
      `${opening.slowdown}x`,
      ms(median(opening.shownMs)),
      ms(quantile(opening.shownMs, 0.95)),
      ms(least(opening.usableMs)),
      ms(median(opening.usableMs)),
      ms(quantile(opening.usableMs, 0.95)),
      ms(opening.longestTaskMs),
      shift(opening.countedShift),
      shift(opening.laterShift),
    ]),
  );
}

export function feedTable(results: readonly FeedResult[]): string {
  return table(
    [
      'open during the storm',
      'slowdown',
      'sent',
      'per second',
      'frames/s',
      'frame ms p95',
      'longest',
      'long tasks',
      'longest ms',
      'slowest key ms',
      'miscounted',
      'heap MB',
      'more nodes',
    ],
    results.map(({ sent, miscounted, ...result }) => [
      result.name,
      `${result.slowdown}x`,
      sent.requests,
      ms(sent.requests / sent.seconds),
      result.framesPerSecond.toFixed(1),
      ms(result.frameP95Ms),
      ms(result.longestFrameMs),
      result.longTasks,
      ms(result.longestTaskMs),
      ms(result.slowestInputMs),
      miscounted === null
        ? ''
        : `${miscounted.allowed} of ${sent.allowed}, ${miscounted.refused} of ${sent.refused}`,
      `${result.heapBeforeMb.toFixed(1)} → ${result.heapAfterMb.toFixed(1)}`,
      result.domNodesGrowth,
    ]),
  );
}
