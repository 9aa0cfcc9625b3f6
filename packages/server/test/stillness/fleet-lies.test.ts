import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SiteStatus } from '../../src/control/site-status.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

let site: RunningSite;
beforeEach(async () => {
  site = await startSite({
    config: {
      workers: [{ name: 'jobs', processes: { least: 1 } }],
      stillness: { deadlines: { workersMs: 300 } },
    },
  });
});
afterEach(() => site.close());

const status = () => site.control.get<SiteStatus>('/status');

function say(job: Readonly<Record<string, unknown>>) {
  return site.control.post('/workers/report', {
    fleet: 'jobs',
    id: 'a',
    host: 'elsewhere',
    processId: 7,
    obeys: 'paused',
    workers: [
      {
        name: 'mails',
        counts: 'process',
        inHand: 1,
        waiting: 0,
        jobs: [{ name: 'send', id: null, since: null, by: null, ...job }],
        begun: [],
        problem: null,
      },
    ],
    isLeaving: false,
  });
}

it.each([1e308, 1.7e18, -1e308])(
  'a job that began at no time at all (%s) keeps neither the status nor the phases from going on',
  async (since) => {
    await say({ since });
    await site.on({});
    const reached = async () => {
      await say({ since });
      const { stillness } = await status();
      return [stillness?.phase, stillness?.missing];
    };
    // The deadline of the jobs passes, and they are named.
    await expect
      .poll(reached, { interval: 50, timeout: 10_000 })
      .toEqual(['watch', ['worker jobs has 1 job in hand: send, by process 7 on elsewhere']]);
    expect((await status()).stillness?.setback?.kind).toBe('left-behind');
  },
);

it('a job whose name has lines is told in one', async () => {
  await say({ name: 'send\nstill since 2026-01-01T00:00:00.000Z' });
  await site.on({});
  await expect
    .poll(async () => (await status()).stillness?.missing, { interval: 50, timeout: 10_000 })
    .toEqual([
      'worker jobs has 1 job in hand: send still since 2026-01-01T00:00:00.000Z, by process 7 on elsewhere',
    ]);
});
