import { afterEach, expect, it } from 'vitest';
import type { Conductor } from './conductor.ts';
import { conducting, isStill, missing } from './testing/conduct.ts';
import { ModelSite, until } from './testing/model-site.ts';

const { conduct } = conducting(afterEach);

/** Once the site was asked a few times more. */
async function looked(conductor: Conductor, site: ModelSite): Promise<void> {
  const before = site.looks;
  conductor.wake();
  await until(site, () => site.looks > before + 5, 'some looks');
}

it('lets in the calls of running jobs until these have ended, and closes when that is in force', async () => {
  const site = new ModelSite();
  const queue = site.worker('mails');
  const database = site.database('orders');
  queue.inHand = 1;
  site.confirmsLate = ['instance b is behind'];
  site.turn('read-only', {}, ['mails']);
  const conductor = conduct(site);
  await until(site, () => missing(conductor).some((line) => line.includes('send 1')), 'the job, named');
  expect(site.switch.draining).toEqual(['mails']);
  queue.inHand = 0;
  await until(site, () => missing(conductor).includes('instance b is behind'), 'the instance, named');
  expect([site.switch.draining, site.transition?.phase, database.standing.state]).toEqual([
    [],
    'drain',
    'open',
  ]);
  site.requestsMissing = [];
  await until(site, isStill(conductor), 'stillness');
  const steps = ['switch read-only', 'pause mails', 'worker calls end', 'close orders', 'drained orders'];
  expect(site.events).toEqual(steps);
});

it.each(['roll-back', 'cut', 'report'] as const)(
  'has no request late that a job may have made, nor the confirming that jobs may make none (%s)',
  async (policy) => {
    const site = new ModelSite();
    const queue = site.worker('mails');
    const database = site.database('orders');
    queue.inHand = 1;
    site.requestsMissing = ['POST /invoices/7 runs'];
    site.confirmsLate = ['instance b is behind'];
    site.rules = { ...site.rules, onTimeout: { ...site.rules.onTimeout, requests: policy } };
    site.turn('read-only', {}, ['mails']);
    const conductor = conduct(site);
    await until(site, () => missing(conductor).some((line) => line.includes('send 1')), 'the job, named');
    // Long past the time that requests have.
    site.passedMs += 2 * site.rules.deadlinesMs.requests;
    await looked(conductor, site);
    queue.inHand = 0;
    await until(site, () => missing(conductor).includes('instance b is behind'), 'the instance, named');
    await looked(conductor, site);
    expect([site.transition?.phase, database.standing.state, site.isCut]).toEqual(['drain', 'open', false]);
    site.requestsMissing = [];
    await until(site, isStill(conductor), 'stillness');
    expect(conductor.view().setback).toBe(null);
  },
);

it('lets in no calls any more of a job that is waited for no longer', async () => {
  const site = new ModelSite();
  const queue = site.worker('mails');
  const database = site.database('orders');
  queue.inHand = 1;
  site.rules = { ...site.rules, deadlinesMs: { ...site.rules.deadlinesMs, workers: 30 } };
  site.turn('read-only', {}, ['mails']);
  const conductor = conduct(site);
  await until(site, () => database.standing.state === 'closed', 'a closed database');
  expect(site.switch.draining).toEqual([]);
  expect(site.events.indexOf('worker calls end')).toBeLessThan(site.events.indexOf('close orders'));
  expect(conductor.view().setback?.details.join()).toContain('send 1');
});

it('ends calls that somebody let in later, and is not still as long as they are', async () => {
  const site = new ModelSite();
  site.worker('mails');
  site.database('orders');
  site.turn('read-only');
  const conductor = conduct(site);
  await until(site, isStill(conductor), 'stillness');
  site.endingProblem = 'the store is away';
  site.turn('read-only', {}, ['mails']);
  await until(
    site,
    () => missing(conductor).includes('calls of jobs of mails are let in'),
    'the calls, named',
  );
  expect(conductor.view().stillSince).toBe(null);
  site.endingProblem = null;
  await until(site, isStill(conductor), 'stillness again');
  expect(site.switch.draining).toEqual([]);
});

it('says whose calls a switch lets in: those that it stops, and that are not drained yet', async () => {
  const site = new ModelSite();
  site.worker('mails');
  site.worker('checkout-jobs', ['checkout']);
  site.database('orders');
  const conductor = conduct(site);
  const closed = { mode: 'closed', areas: {} } as const;
  const checkout = { mode: 'open', areas: { checkout: 'closed' } } as const;
  expect(conductor.drainingFor(checkout, site.switch)).toEqual(['checkout-jobs']);
  expect(conductor.drainingFor(closed, site.switch)).toEqual(['mails', 'checkout-jobs']);
  expect(conductor.drainingFor({ mode: 'open', areas: {} }, site.switch)).toEqual([]);
  site.turn('read-only');
  await until(site, isStill(conductor), 'stillness');
  expect(conductor.drainingFor(closed, site.switch)).toEqual([]);
  expect(conductor.drainingFor(closed, { ...site.switch, draining: ['mails'] })).toEqual(['mails']);
});
