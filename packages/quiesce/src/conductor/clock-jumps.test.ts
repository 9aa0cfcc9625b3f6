import { afterEach, expect, it } from 'vitest';
import { conducting, isStill, missing } from './testing/conduct.ts';
import { opening } from './testing/model-opening.ts';
import { ModelSite, until } from './testing/model-site.ts';

// The clock of the store is set, an hour ahead or an hour back, while a site is turned on or off.

const hourMs = 3_600_000;
const { conduct } = conducting(afterEach);

it.each([hourMs, -hourMs])(
  'set by %i ms while a job is waited for, there is as much time for it as before',
  async (jump) => {
    const site = new ModelSite();
    const queue = site.worker('mails');
    const database = site.database('orders');
    queue.inHand = 1;
    site.turn('read-only');
    const conductor = conduct(site);
    await until(site, () => missing(conductor).join().includes('send 1'), 'the job, named');
    site.clockAheadMs = jump;
    const later = Date.now() + 150;
    await until(site, () => Date.now() > later, 'some looks');
    expect(missing(conductor).join()).toContain('send 1');
    expect([conductor.view().setback, database.standing.state]).toEqual([null, 'open']);
    queue.inHand = 0;
    await until(site, isStill(conductor), 'stillness');
    expect(await conductor.open(opening(site))).toEqual({ kind: 'opened' });
    await until(site, () => site.transition === null, 'the end');
    expect([queue.isPaused, database.standing.state]).toEqual([false, 'open']);
  },
);

it.each([hourMs, -hourMs])('set by %i ms while it is still, it opens by the next off', async (jump) => {
  const site = new ModelSite();
  const queue = site.worker('mails');
  const database = site.database('orders');
  site.turn('read-only');
  const conductor = conduct(site);
  await until(site, isStill(conductor), 'stillness');
  site.clockAheadMs = jump;
  await until(site, isStill(conductor), 'stillness');
  expect(await conductor.open(opening(site))).toEqual({ kind: 'opened' });
  await until(site, () => site.transition === null, 'the end');
  expect([queue.isPaused, database.standing.state]).toEqual([false, 'open']);
});

it('set back, the lease of a process that died keeps nobody out', async () => {
  const site = new ModelSite();
  const queue = site.worker('mails');
  site.turn('read-only');
  const first = conduct(site, 'one');
  await until(site, () => site.transition?.phase === 'watch', 'the last phase');
  site.kill();
  void first.close();
  site.clockAheadMs = -hourMs;
  expect((site.stored.conductor?.leaseUntil ?? 0) - (Date.now() - hourMs)).toBeGreaterThan(hourMs / 2);
  const second = conduct(site, 'two');
  await until(site, () => second.view().conductedBy === 'one', 'the dead one, named');
  await until(site, () => second.view().transition !== null, 'the next one');
  expect(await second.open(opening(site))).toEqual({ kind: 'opened' });
  await until(site, () => !queue.isPaused, 'a running queue');
});

it.each([hourMs, -hourMs])(
  'set by %i ms before another process takes over, a phase still ends',
  async (jump) => {
    const site = new ModelSite();
    const queue = site.worker('mails');
    const database = site.database('orders');
    queue.inHand = 1;
    site.rules = { ...site.rules, deadlinesMs: { ...site.rules.deadlinesMs, workers: 100 } };
    site.turn('read-only');
    const first = conduct(site, 'one');
    await until(site, () => site.transition?.phase === 'drain', 'draining');
    site.kill();
    void first.close();
    site.clockAheadMs = jump;
    const second = conduct(site, 'two');
    await until(site, () => database.standing.state === 'closed', 'a closed database');
    expect(second.view().setback?.details.join()).toContain('worker mails');
    await until(site, () => missing(second).join().includes('send 1'), 'the job, named');
  },
);

it('set back, a process that lives goes on conducting', async () => {
  const site = new ModelSite();
  site.worker('mails');
  site.turn('read-only');
  const first = conduct(site, 'one');
  await until(site, () => site.transition?.phase === 'watch', 'the last phase');
  site.clockAheadMs = -hourMs;
  const second = conduct(site, 'two');
  await until(site, () => second.view().conductedBy === 'one', 'the one that lives, named');
  // Longer than any lease that does not move is believed.
  const later = Date.now() + 1_200;
  await until(site, () => Date.now() > later, 'some time');
  expect(second.view().conductedBy).toBe('one');
  expect(first.view().transition?.phase).toBe('watch');
});
