import { join } from 'node:path';
import type { ServerStore } from '@portcullis/gate';
import { createSqliteStore } from '@portcullis/store/sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SiteStatus } from '../../src/control/site-status.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

/** Of both, as servers of one site have. */
const secret = Buffer.alloc(32, 'servers').toString('base64url');
const config = { workers: [{ name: 'jobs', processes: { least: 0 } }] };
let file: string;
let first: RunningSite;
let second: RunningSite;
/** A process that reports to one server, and does what it is told when it is let. */
let far: {
  at: RunningSite | null;
  obeys: 'running' | 'paused';
  wanted: string | null;
  isLeaving: boolean;
};
let saying: NodeJS.Timeout;
beforeEach(async () => {
  first = await startSite({ secret, config });
  file = join(first.stateDirectory, 'portcullis.sqlite');
  second = await startSite({ secret, config: { ...config, store: { kind: 'sqlite', file } } });
  far = { at: second, obeys: 'running', wanted: null, isLeaving: false };
  saying = setInterval(() => void say().catch(() => undefined), 100);
});
afterEach(async () => {
  clearInterval(saying);
  await second.close();
  await first.close();
});

async function say(): Promise<void> {
  const { at, obeys, isLeaving } = far;
  if (at === null) return;
  const process = { fleet: 'jobs', id: 'far', host: 'elsewhere', processId: 7 };
  const report = { ...process, obeys, workers: [], isLeaving };
  far.wanted = (await at.control.post<{ wanted: string | null }>('/workers/report', report)).wanted;
}

const stillness = async ({ control }: RunningSite) => (await control.get<SiteStatus>('/status')).stillness;
const missing = async (site: RunningSite) => (await stillness(site))?.missing.join('; ') ?? '';
const processes = async (site: RunningSite) => (await stillness(site))?.workers[0]?.processes ?? [];
const instanceOf = ({ server }: RunningSite) => server.gate.instance.id;
const until = (isSo: () => Promise<boolean>) =>
  expect.poll(isSo, { interval: 50, timeout: 20_000 }).toBe(true);
const forget = ({ control }: RunningSite) =>
  control.post('/workers/jobs/processes/far/forget', { reason: 'the container is gone', actor: 'ada' });

/** Of the two whoever was quicker. */
async function whoConducts(): Promise<{ readonly conducting: RunningSite; readonly other: RunningSite }> {
  const isConducting = async (site: RunningSite) => (await stillness(site))?.phase != null;
  await until(async () => (await isConducting(first)) || (await isConducting(second)));
  return (await isConducting(first))
    ? { conducting: first, other: second }
    : { conducting: second, other: first };
}

it('a process that reports to another server than the one that conducts is missed, paused, waited for and resumed', async () => {
  far.at = null;
  await first.on({});
  const { conducting, other } = await whoConducts();
  await until(async () => (await stillness(conducting))?.isSettled === true);
  far.at = other;
  await until(async () => /process 7 on elsewhere is running/.test(await missing(conducting)));
  expect((await stillness(conducting))?.isSettled).toBe(false);
  expect(await processes(conducting)).toMatchObject([
    { id: 'far', host: 'elsewhere', processId: 7, obeys: 'running', server: instanceOf(other) },
  ]);
  expect(far.wanted).toBe('paused');
  far.obeys = 'paused';
  await until(async () => (await stillness(conducting))?.isSettled === true);
  expect(await missing(conducting)).toBe('');
  await other.off();
  await until(async () => far.wanted === 'running');
  far.obeys = 'running';
  await until(async () => (await stillness(conducting))?.phase === null);
});

it('a process that moves from one server to another is one, and leaves both when it leaves one', async () => {
  await until(async () => (await processes(first))[0]?.server === instanceOf(second));
  far.at = first;
  for (const site of [first, second])
    await until(async () => (await processes(site))[0]?.server === instanceOf(first));
  expect([(await processes(first)).length, (await processes(second)).length]).toEqual([1, 1]);
  far.isLeaving = true;
  for (const site of [first, second]) await until(async () => (await processes(site)).length === 0);
});

it('a process whose server ended is missed at the other one, and forgotten at either, on record', async () => {
  await until(async () => (await processes(first)).length === 1);
  await expect(forget(first)).rejects.toMatchObject({
    code: 'PORTCULLIS_USAGE',
    message: expect.stringContaining('process 7 on elsewhere answers'),
  });
  far.at = null;
  await second.stopServer();
  await first.on({});
  await until(async () => /process 7 on elsewhere was last heard/.test(await missing(first)));
  await second.startServer();
  await forget(second);
  await until(async () => (await stillness(first))?.isSettled === true);
  await expect(forget(first)).rejects.toMatchObject({ code: 'PORTCULLIS_NOT_FOUND' });
  const { records } = await first.control.get<{ records: { kind: string }[] }>('/audit');
  expect(records.filter(({ kind }) => kind === 'process.forgotten')).toHaveLength(1);
});

/** Says what another one does, without what a version before had no word for. */
async function reportOlder(store: ServerStore): Promise<void> {
  for (const found of await store.instances.list('default')) {
    if (found.id !== instanceOf(first)) continue;
    const { takesProcesses: _, seenAt: __, now: ___, ...old } = found;
    await store.instances.report('default', { ...old, id: 'older', version: '0.1.0' });
  }
}

it('a server of a version that keeps its processes to itself is named', async () => {
  far.at = null;
  const store = createSqliteStore({ file });
  try {
    const reporting = setInterval(() => void reportOlder(store).catch(() => undefined), 100);
    try {
      await first.on({});
      await until(async () =>
        /older \(.*\) is of version 0\.1\.0, which does not tell/.test(
          (await missing(first)) + (await missing(second)),
        ),
      );
    } finally {
      clearInterval(reporting);
    }
    await store.instances.remove('default', 'older');
    const { conducting } = await whoConducts();
    await until(async () => (await stillness(conducting))?.isSettled === true);
  } finally {
    await store.close();
  }
});
