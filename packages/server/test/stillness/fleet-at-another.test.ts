import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SiteStatus } from '../../src/control/site-status.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

const config = { workers: [{ name: 'jobs', processes: { least: 0 } }] };
let first: RunningSite;
let second: RunningSite;
let saying: NodeJS.Timeout | undefined;
beforeEach(async () => {
  first = await startSite({ config });
  const file = join(first.stateDirectory, 'portcullis.sqlite');
  second = await startSite({ config: { ...config, store: { kind: 'sqlite', file } } });
});
afterEach(async () => {
  clearInterval(saying);
  await second.close();
  await first.close();
});

const stillness = async ({ control }: RunningSite) => (await control.get<SiteStatus>('/status')).stillness;
const missing = async (site: RunningSite) => (await stillness(site))?.missing.join('; ') ?? '';
const until = (isSo: () => Promise<boolean>) =>
  expect.poll(isSo, { interval: 50, timeout: 20_000 }).toBe(true);

/** A process that does what it was told only when it is let. */
const said = { obeys: 'running', wanted: null as string | null };
async function report({ control }: RunningSite): Promise<void> {
  const answer = await control.post<{ wanted: string | null }>('/workers/report', {
    fleet: 'jobs',
    id: 'far',
    host: 'elsewhere',
    processId: 7,
    obeys: said.obeys,
    workers: [],
    isLeaving: false,
  });
  said.wanted = answer.wanted;
}

it('a process that reports to another server than the one that conducts keeps it from being done until it is paused', async () => {
  await report(second);
  saying = setInterval(() => void report(second).catch(() => undefined), 200);
  await first.on({});
  await until(async () => /jobs/.test(await missing(first)));
  expect((await stillness(first))?.isSettled).toBe(false);
  expect(await missing(first)).toContain('process 7 on elsewhere is running');
  await until(async () => said.wanted === 'paused');
  said.obeys = 'paused';
  await until(async () => (await stillness(first))?.isSettled === true);
  await first.off();
  await until(async () => said.wanted === 'running');
});
