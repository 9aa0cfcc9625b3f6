import { pathToFileURL } from 'node:url';
import type { ContenderMessage, StartContender, UsageQuestion } from './contender.ts';

/** Runs one contender alone: `contender-process.ts FILE UPSTREAM [WORD…]`. Ends with its parent. */
const [file = '', upstream = '', ...words] = process.argv.slice(2);
const { start }: { start: StartContender } = await import(pathToFileURL(file).href);
const { port } = await start({ upstream: new URL(upstream), words });

const tell = (message: ContenderMessage): void => {
  process.send?.(message);
};

process.on('message', ({ collect }: UsageQuestion) => {
  if (collect) globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  tell({ kind: 'usage', rssBytes: process.memoryUsage.rss(), cpuMs: (user + system) / 1000 });
});
process.on('disconnect', () => process.exit(0));
tell({ kind: 'listening', port });
