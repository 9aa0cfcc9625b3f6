import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SiteStatus } from '../../src/control/site-status.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

/** Of both, as servers of one site have. */
const secret = Buffer.alloc(32, 'servers').toString('base64url');
const config = { workers: [{ name: 'jobs', processes: { least: 0 } }] };
let first: RunningSite;
let second: RunningSite;
beforeEach(async () => {
  first = await startSite({ secret, config });
  const file = join(first.stateDirectory, 'portcullis.sqlite');
  second = await startSite({ secret, config: { ...config, store: { kind: 'sqlite', file } } });
});
afterEach(async () => {
  await second.close();
  await first.close();
});

const stillness = async ({ control }: RunningSite) => (await control.get<SiteStatus>('/status')).stillness;
const until = (isSo: () => Promise<boolean>) =>
  expect.poll(isSo, { interval: 50, timeout: 20_000 }).toBe(true);

async function hearFrom({ control }: RunningSite): Promise<string | null> {
  const report = {
    fleet: 'jobs',
    id: 'a',
    host: 'elsewhere',
    processId: 7,
    obeys: 'paused',
    workers: [],
    isLeaving: false,
  };
  return (await control.post<{ wanted: string | null }>('/workers/report', report)).wanted;
}

it('a server that resumed the workers of an earlier window does not resume those of one that another began', async () => {
  await first.stopServer();
  await second.on({});
  await until(async () => (await stillness(second))?.phase === 'watch');
  await second.off();
  await until(async () => (await stillness(second))?.phase === null);
  await first.startServer();
  // Its lease lasts for five seconds; whoever turns on before conducts no more than it.
  await pause(6_000);
  await first.on({});
  await until(async () => (await stillness(first))?.phase === 'watch');
  await until(async () => (await stillness(second))?.conductedBy !== null);
  // What is stored holds, whoever carries it out.
  await expect.poll(() => hearFrom(second), { interval: 50, timeout: 20_000 }).toBe('paused');
  await first.stopServer();
  await until(async () => (await stillness(second))?.phase === 'watch');
  expect(await hearFrom(second)).toBe('paused');
});
