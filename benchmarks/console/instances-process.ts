import { setTimeout as delay } from 'node:timers/promises';
import type { InstanceReport, StoredInstance } from '@portcullis/gate';
import { createSqliteStore } from '@portcullis/store/sqlite';
import { counts, instanceId, site, unwell } from './site.ts';

// The other instances of the site: each reports once in a second, as a running gate does. One is behind, one has fallen
// silent, one waits for writes.

const [storeFile = '', own = ''] = process.argv.slice(2);
const roundMs = 1_000;
const store = createSqliteStore({ file: storeFile });
const startedAt = Date.now();

function reportOf(number: number, like: StoredInstance): InstanceReport {
  const { seenAt: _, now: __, ...report } = like;
  const id = instanceId(number);
  const isDraining = number === unwell.draining;
  return {
    ...report,
    id,
    host: `web-${number % 40}.shop.example`,
    processId: 2_000 + number,
    epoch: number === unwell.behind ? report.epoch - 1 : report.epoch,
    clockOffsetMs: number % 9,
    writesInFlight: isDraining
      ? [{ method: 'POST', path: '/checkout/17/pay', ageMs: Date.now() - startedAt }]
      : [],
    writesInFlightCount: isDraining ? 1 : 0,
    startedAt,
  };
}

async function round(like: StoredInstance, isFirst: boolean): Promise<void> {
  const begunMs = performance.now();
  const others = counts.instances - 1;
  for (let number = 0; number < others; number += 1) {
    if (number === unwell.silent && !isFirst) continue;
    await store.instances.report(site, reportOf(number, like));
    // Real ones do not all report at the same moment.
    const dueMs = begunMs + (roundMs * (number + 1)) / others;
    if (!isFirst) await delay(Math.max(0, dueMs - performance.now()));
  }
}

async function likeServer(): Promise<StoredInstance> {
  const server = (await store.instances.list(site)).find(({ id }) => id === own);
  if (server === undefined) throw new Error(`Expected the server ${own} among the instances of ${site}.`);
  return server;
}

process.once('disconnect', () => process.exit(0));
await round(await likeServer(), true);
process.send?.('reported');
for (;;) await round(await likeServer(), false);
